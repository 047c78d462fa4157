// Every limit and interval of the server host, with its unit. Limits of fields and records are
// the core's (src/limits.h); here is only what is checked before a frame reaches it, and what
// bounds the host's own queues. Must not know about calls.

import type { Rate } from "./rate_limit.ts";

/** What an app may set by `createSignallingServer({ limits })`. Times in milliseconds. */
export interface HostLimits {
  /** A text frame, in bytes of UTF-8. */
  frameBytes: number;
  /** How deep objects and arrays may nest in a frame. */
  frameDepth: number;
  /** Bytes that may wait in a socket because the client does not read. */
  sendQueueBytes: number;
  /** Frames that may wait while a snapshot is made for a connection. */
  heldFrames: number;
  /** Sockets of this process, admitted or not. */
  connections: number;
  /** Sockets that have not said a valid `hello` yet. */
  pendingConnections: number;
  /** Commands: everything but `signal`, `ack` and `pong`. */
  commandsPerMinute: number;
  commandBurst: number;
  /** `signal`, `ack`, `pong`, and pings of the WebSocket protocol itself. */
  signalsPerMinute: number;
  signalBurst: number;
  /** Frames refused for their rate before the connection is closed (4429). */
  limitedFrames: number;
  /** Invalid frames before the connection is closed (4400). */
  invalidFrames: number;
  /** Time for the first frame to be a valid `hello`. */
  helloTimeoutMs: number;
  /** Between two `ping`s; a connection silent for two of them, and a half, is dropped. */
  pingIntervalMs: number;
  /** `token-expiring` is sent this long before the token ends, at the next beat of the pings. */
  tokenExpiringMs: number;
  /** Time for the app's `iceServers` function; then the frame goes out without. */
  iceTimeoutMs: number;
  /** Time for a client to finish the closing handshake. */
  closeTimeoutMs: number;
}

export const defaultLimits: Readonly<HostLimits> = {
  frameBytes: 65_536,
  frameDepth: 16,
  sendQueueBytes: 1_048_576,
  heldFrames: 1_024,
  connections: 20_000,
  pendingConnections: 2_000,
  commandsPerMinute: 60,
  commandBurst: 60,
  signalsPerMinute: 600,
  signalBurst: 200,
  limitedFrames: 600,
  invalidFrames: 20,
  helloTimeoutMs: 5_000,
  pingIntervalMs: 10_000,
  tokenExpiringMs: 60_000,
  iceTimeoutMs: 2_000,
  closeTimeoutMs: 2_000,
};

/** The rates of one connection, made once for all of them. */
export interface Rates {
  commands: Rate;
  signals: Rate;
  /** Frames over their rate, and frames that make no sense, before the connection is closed. */
  limited: Rate;
  invalid: Rate;
}

export function ratesOf(limits: HostLimits): Rates {
  return {
    commands: { burst: limits.commandBurst, perMinute: limits.commandsPerMinute },
    signals: { burst: limits.signalBurst, perMinute: limits.signalsPerMinute },
    limited: { burst: limits.limitedFrames, perMinute: limits.limitedFrames },
    // The frame that finds it empty is the last one.
    invalid: { burst: limits.invalidFrames - 1, perMinute: 1 },
  };
}
