// "ringline/server": the public face of the signalling server.

export { jwtAuth, mintToken, tokenType } from "./auth.ts";
export type { Auth, JwtAuthOptions, MintOptions } from "./auth.ts";
export type { EmbindCore } from "../js/shared/embind_core.ts";
export { EngineError } from "./engine.ts";
export type {
  Address,
  Delivery,
  DeliveryKind,
  DevicePost,
  DueDeadline,
  Engine,
  LogEntry,
  NodeListener,
  NodeMessage,
  NodePost,
  Orphan,
  RecordStore,
  SharedLimits,
  StoredRecord,
} from "./engine.ts";
export type { ErrorCategory, WireError } from "./errors.ts";
export type { Hooks } from "./hooks.ts";
export type { IceServer, IceServersOption, IceUser } from "./ice.ts";
export type { TurnOptions } from "./turn.ts";
export { TokenError } from "./identity.ts";
export type { JournalSink, ServerJournalOptions } from "./journal.ts";
export type { Identity } from "./identity.ts";
export { defaultLimits } from "./limits.ts";
export type { HostLimits } from "./limits.ts";
export type { Logger } from "./log.ts";
export { memoryEngine } from "./memory_engine.ts";
export type { MemoryEngine, MemoryEngineOptions } from "./memory_engine.ts";
export type { Rate } from "./rate_limit.ts";
export type { PolicyFields, SignallingServerOptions } from "./options.ts";
export { createSignallingServer } from "./signalling_server.ts";
export type { SignallingServer, Stats } from "./signalling_server.ts";
