// What `createSignallingServer` can be told. Types and their defaults only.

import type { Server } from "node:http";
import type { Auth } from "./auth.ts";
import type { Clock } from "./clock.ts";
import type { EmbindCore } from "../js/shared/embind_core.ts";
import type { Engine } from "./engine.ts";
import type { Hooks } from "./hooks.ts";
import type { IceServersOption } from "./ice.ts";
import type { ServerJournalOptions } from "./journal.ts";
import type { HostLimits } from "./limits.ts";
import type { Logger } from "./log.ts";
import type { TurnOptions } from "./turn.ts";

/** Fields of a policy as in docs/PROTOCOL.md; those left out keep the defaults. The core checks every value. */
export type PolicyFields = Readonly<Record<string, unknown>>;

/** Options of `createSignallingServer`. */
export interface SignallingServerOptions {
  /** Checks tokens; `jwtAuth(...)` or the app's own. */
  auth: Auth;
  /** The app's own HTTP server: only upgrades of `path` are taken from it. Or `port`. */
  server?: Server;
  /** TCP port of a server of our own; 0 takes a free one. */
  port?: number;
  /** Address to listen on. Default: this machine only (`127.0.0.1`). */
  host?: string;
  /** Path of the WebSocket. Default `/ringline`. */
  path?: string;
  /** Default: `memoryEngine()`. */
  engine?: Engine;
  /** Call rules that differ from the defaults: fields of a policy, and `preset` for a base of them. */
  policy?: PolicyFields;
  /** STUN and TURN servers, or a function that gives them for a user. Default: none. */
  iceServers?: IceServersOption;
  /** TURN servers of the app's own, beside `iceServers`: credentials are minted for each user (docs/turn.md). */
  turn?: TurnOptions;
  /** What the app is asked while calls are made. Default: groups and joins are refused. */
  hooks?: Hooks;
  limits?: Partial<HostLimits>;
  /** Keeps a journal of each call for `ringline replay`, without names (docs/journal.md). Default: none. */
  journal?: ServerJournalOptions;
  /** Pages that may connect, exactly; `"none"` admits clients without `Origin`. Default: own. */
  origins?: readonly string[];
  /** Gives the values of `Host` that are served. Default: any. */
  hosts?: () => readonly string[];
  /**
   * How many proxies of the app stand in front of the server, so that a client's address is what the
   * outermost of them wrote into `X-Forwarded-For`. Default 0: that header is not believed.
   */
  trustedProxies?: number;
  /** At least 32 bytes, the same on every node and after restarts. Default: from the secret. */
  sealSecret?: string | Uint8Array;
  /** A pino logger, or anything with its four methods. Default: warnings on standard error. */
  logger?: Logger;
  /** Starts the C++ core; for tests and for hosts that keep the module elsewhere. */
  loadCore?: () => Promise<EmbindCore>;
  /** Timers and rates; for tests. Default: the machine's. The time of day is the engine's. */
  clock?: Clock;
}
