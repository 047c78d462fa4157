// The store behind the switchboard, as few operations as it needs, and the post between the nodes
// (processes) that share it. `memory_engine.ts` is the one for a single process; SQLite (survives a
// restart) and Redis (many nodes) fit the same shape, so every operation may be remote: it may be slow,
// and it may fail with an EngineError. An Engine object is one node's handle on the store.
// Must not know what a record or a message says: they are opaque.

import type { Rate } from "./rate_limit.ts";

/** The engine did not do what it was asked; nothing is known to have changed. */
export class EngineError extends Error {
  override name = "EngineError";
}

/** A device of a user of a tenant; the address of events. */
export interface Address {
  app: string;
  user: string;
  device: string;
}

/** A record as the core wrote it. */
export interface StoredRecord {
  /** From 1, strictly increasing; 0 means that there is no record. */
  version: number;
  /** One line of JSON, opaque to everybody but the core. */
  text: string;
  /** When something happens in it by itself, on `now()`'s clock; null for never. */
  deadline: number | null;
  /** When it may be forgotten, on `now()`'s clock; null for never. */
  expiresAt: number | null;
}

/** A record whose deadline has come. */
export interface DueDeadline {
  key: string;
  at: number;
}

/**
 * How a frame is to be treated on its way: an `event` takes the next number of the device's sequence,
 * a `signal` may be dropped for a device that does not keep up, a `reply` is neither.
 */
export type DeliveryKind = "event" | "signal" | "reply";

/** What is sent to a device, wherever it is connected. */
export interface Delivery {
  address: Address;
  frame: Record<string, unknown>;
  kind: DeliveryKind;
  /** An event's number in the device's sequence. */
  seq?: number;
}

/** What one node tells another: plain JSON. */
export type NodeMessage = Record<string, unknown>;

/** Where a node receives what the engine has for it. */
export interface NodeListener {
  /** A frame for a device that is attached to this node. */
  delivered(delivery: Delivery): void;
  /** Another node's `tell` or `tellOthers`. */
  told(message: NodeMessage): void;
  /** Messages may have been lost: what is known from them only must be forgotten. */
  missed(): void;
  /** The store lost data, and has another `epoch`: what this node knows must be said again. */
  lostData(): void;
}

/** A device that was attached to a node which is no more. */
export interface Orphan {
  address: Address;
  connection: string;
}

/** What the app may read about a call afterwards; written by the core once a user and call. */
export interface LogEntry {
  app: string;
  user: string;
  callId: string;
  entry: unknown;
}

/** Records and their deadlines. */
export interface RecordStore {
  /** Changes whenever the store lost data (`lostData`). Devices then re-assert their calls. */
  readonly epoch: string;

  /** Other nodes write the same records: what was read before proves nothing. */
  readonly shared: boolean;

  /** Milliseconds of the Unix epoch, one clock for all nodes (Redis: TIME). Integer. */
  now(): number;

  /** The record under `key`, or null if there is none or it expired. */
  get(key: string): Promise<StoredRecord | null>;

  /**
   * Compare-and-set: stores `record` if the version stored is `expect` (0: none), and answers
   * whether it did. The deadline index is written with it, never after it: a crash in between may
   * leave an early firing, never a lost one.
   */
  commit(key: string, expect: number, record: StoredRecord): Promise<boolean>;

  /** Up to `limit` records whose deadline is not after `now`, the earliest first. */
  due(now: number, limit: number): Promise<DueDeadline[]>;

  /** The earliest deadline of all, or null. */
  nextDeadline(): Promise<number | null>;

  /** Takes a deadline out of the index when its firing changed nothing and it still says `at`. */
  settleDeadline(key: string, at: number): Promise<void>;
}

/** Which node a device is on, and frames for it. */
export interface DevicePost {
  /** Notes that a device is on that connection of this node. */
  attach(address: Address, connection: string): Promise<void>;

  /** The reverse, if the device is still noted on that connection (of any node). */
  detach(address: Address, connection: string): Promise<void>;

  /**
   * Hands `frame` to the node that holds the device, in the order of the calls. An event takes the
   * next number of the device's sequence, also when nobody listens, so that a device can tell that
   * it missed something.
   */
  deliver(address: Address, frame: Record<string, unknown>, kind: DeliveryKind): Promise<void>;

  /** The number of the last event for the device; 0 before the first. */
  sequence(address: Address): Promise<number>;
}

/** The nodes among themselves. An engine that is not shared has one. */
export interface NodePost {
  /**
   * This handle is the node of that name from now on. One node a handle: a name that it had before is
   * that of a node which is no more.
   */
  join(node: string, listener: NodeListener): Promise<void>;

  /** Tells another node; false if there is none of that name (any more). */
  tell(node: string, message: NodeMessage): Promise<boolean>;

  /** Tells every other node; messages of one node arrive in order. */
  tellOthers(message: NodeMessage): Promise<void>;

  /**
   * This node lives. Called every few seconds; a node that is silent for several of them is no more.
   * False if that was believed of this one: its devices were told to be gone, and it begins anew.
   */
  keepAlive(): Promise<boolean>;

  /**
   * Up to `limit` devices that are still attached to nodes that are no more; for an engine of one process
   * that survives it, those of the process before.
   */
  orphans(limit: number): Promise<Orphan[]>;
}

/** Rates and revocations, the same for all nodes. */
export interface SharedLimits {
  /** Takes one token of the bucket under `key`; false when there is none. */
  take(key: string, rate: Rate): Promise<boolean>;

  /** Puts tokens back (at most the burst), or takes more (down to a debt of the burst). */
  credit(key: string, rate: Rate, tokens: number): Promise<void>;

  /** Notes that what `subject` was given until `at` is void. Kept for a day. */
  revoke(subject: string, at: number): Promise<void>;

  /** When `subject` was last revoked, or null. */
  revokedAt(subject: string): Promise<number | null>;
}

export interface Engine extends RecordStore, DevicePost, NodePost, SharedLimits {
  /**
   * Appends to a user's call log; the same user and call again replaces the entry. True if it is the
   * first of that user and call.
   */
  log(entry: LogEntry): Promise<boolean>;

  /** Releases what this handle holds. */
  close(): Promise<void>;
}

/** One string for an address, for use as a Map key. Users may not hold control characters. */
export function addressKey(address: Address): string {
  return `${address.app}\n${address.user}\n${address.device}`;
}
