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
  /** Bytes that may wait in a socket because the client does not read, or behind a snapshot; then it is cut off. */
  sendQueueBytes: number;
  /** Bytes that may wait, there or there, for a `signal` still to be put behind them; else it is dropped. */
  signalQueueBytes: number;
  /** Frames that may wait while a snapshot is made for a connection; a quarter of them signals. */
  heldFrames: number;
  /** Sockets of this process, admitted or not. */
  connections: number;
  /** Sockets that have not said a valid `hello` yet. */
  pendingConnections: number;
  /** The same, of one IP address (IPv6: of one /64). */
  pendingPerAddress: number;
  /** Commands: everything but `signal`, `ack` and `pong`. */
  commandsPerMinute: number;
  commandBurst: number;
  /** `signal`, `ack`, `pong`, and pings of the WebSocket protocol itself. */
  signalsPerMinute: number;
  signalBurst: number;
  /** Rates of a user over all connections to this process, in multiples of those of one connection. */
  userRateFactor: number;
  /** `hello`s with a good token, per user of this process. */
  userHellosPerMinute: number;
  userHelloBurst: number;
  /** Frames that invite somebody, per user. */
  invitesPerMinute: number;
  inviteBurst: number;
  /** Invitations of one user by another that were not answered; an answered call gives them back. */
  unansweredPerHour: number;
  unansweredBurst: number;
  /** How many unanswered ones a declined one counts as, besides itself. */
  declineCost: number;
  /** Members of a group that one frame invites; the others are left out. As `kInvitees`. */
  groupMembers: number;
  /** Users whose presence one command asks for, and such commands per user of this process. */
  presenceUsers: number;
  presencesPerMinute: number;
  presenceBurst: number;
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
  /** Time for a function of `hooks`. */
  hookTimeoutMs: number;
  /** Between two signs of life to the engine, if other nodes share it. */
  keepAliveMs: number;
  /** Time for a client to finish the closing handshake. */
  closeTimeoutMs: number;
  /** Before what the engine failed to take is told again; doubles up to the second. */
  retryMs: number;
  retryMostMs: number;
  /** Closed connections that are remembered, should the engine lose data, and for how long. */
  departures: number;
  departureKeptMs: number;
  /** Time for devices to come back and re-assert their calls after the engine lost data; who does not is gone. */
  reassertMs: number;
}

export const defaultLimits: Readonly<HostLimits> = {
  frameBytes: 65_536,
  frameDepth: 16,
  sendQueueBytes: 1_048_576,
  signalQueueBytes: 262_144,
  heldFrames: 1_024,
  connections: 20_000,
  pendingConnections: 2_000,
  pendingPerAddress: 200,
  commandsPerMinute: 60,
  commandBurst: 60,
  signalsPerMinute: 600,
  signalBurst: 200,
  userRateFactor: 4,
  userHellosPerMinute: 60,
  userHelloBurst: 120,
  invitesPerMinute: 30,
  inviteBurst: 60,
  unansweredPerHour: 60,
  unansweredBurst: 20,
  declineCost: 3,
  groupMembers: 25,
  presenceUsers: 100,
  presencesPerMinute: 60,
  presenceBurst: 60,
  limitedFrames: 600,
  invalidFrames: 20,
  helloTimeoutMs: 5_000,
  pingIntervalMs: 10_000,
  tokenExpiringMs: 60_000,
  iceTimeoutMs: 2_000,
  hookTimeoutMs: 2_000,
  keepAliveMs: 2_000,
  closeTimeoutMs: 2_000,
  retryMs: 500,
  retryMostMs: 10_000,
  departures: 20_000,
  departureKeptMs: 600_000,
  reassertMs: 10_000,
};

/** The rates of connections and users, made once for all of them. */
export interface Rates {
  commands: Rate;
  signals: Rate;
  /** Frames over their rate, and frames that make no sense, before the connection is closed. */
  limited: Rate;
  invalid: Rate;
  userCommands: Rate;
  userSignals: Rate;
  userHellos: Rate;
  userPresences: Rate;
  invites: Rate;
  unanswered: Rate;
}

export function ratesOf(limits: HostLimits): Rates {
  const commands = { burst: limits.commandBurst, perMinute: limits.commandsPerMinute };
  const signals = { burst: limits.signalBurst, perMinute: limits.signalsPerMinute };
  const times = ({ burst, perMinute }: Rate, factor: number): Rate => ({
    burst: burst * factor,
    perMinute: perMinute * factor,
  });
  return {
    commands,
    signals,
    limited: { burst: limits.limitedFrames, perMinute: limits.limitedFrames },
    // The frame that finds it empty is the last one.
    invalid: { burst: limits.invalidFrames - 1, perMinute: 1 },
    userCommands: times(commands, limits.userRateFactor),
    userSignals: times(signals, limits.userRateFactor),
    userHellos: { burst: limits.userHelloBurst, perMinute: limits.userHellosPerMinute },
    userPresences: { burst: limits.presenceBurst, perMinute: limits.presencesPerMinute },
    invites: { burst: limits.inviteBurst, perMinute: limits.invitesPerMinute },
    unanswered: { burst: limits.unansweredBurst, perMinute: limits.unansweredPerHour / 60 },
  };
}
