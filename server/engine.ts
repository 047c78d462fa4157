// The store behind the switchboard, as few operations as it needs. `memory_engine.ts` is the one
// for a single process; SQLite (survives a restart) and Redis (many nodes) fit the same shape, so
// every operation may be remote: it may be slow, and it may fail with an EngineError.
// Must not know what a record says: its text is opaque.

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

/** What is sent to a device, wherever it is connected. */
export interface Delivery {
  address: Address;
  frame: Record<string, unknown>;
  /** An event's number in the device's sequence; undefined for what is not numbered. */
  seq?: number;
}

/** What the app may read about a call afterwards; written by the core once a user and call. */
export interface LogEntry {
  app: string;
  user: string;
  callId: string;
  entry: unknown;
}

export interface Engine {
  /** Changes whenever the store lost data. Devices then re-assert their calls. */
  readonly epoch: string;

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

  /** Notes on which connection a device is now, for nodes that look for it. */
  attach(address: Address, connection: string): Promise<void>;

  /** The reverse, if the device is still noted on that connection. */
  detach(address: Address, connection: string): Promise<void>;

  /**
   * Hands `frame` to the node that holds the device, in the order of the calls. With
   * `numbered`, it takes the next number of the device's sequence, also when nobody listens, so
   * that a device can tell that it missed something.
   */
  deliver(address: Address, frame: Record<string, unknown>, numbered: boolean): Promise<void>;

  /** The number of the last event for the device; 0 before the first. */
  sequence(address: Address): Promise<number>;

  /** Starts the device's sequence anew: the next event is number 1. */
  resetSequence(address: Address): Promise<void>;

  /** Where this node receives deliveries for devices that are connected to it. */
  onDelivery(listener: (delivery: Delivery) => void): void;

  /** Appends to a user's call log; the same user and call again replaces the entry. */
  log(entry: LogEntry): Promise<void>;

  /** Releases what the engine holds. */
  close(): Promise<void>;
}

/** One string for an address, for use as a Map key. Users may not hold control characters. */
export function addressKey(address: Address): string {
  return `${address.app}\n${address.user}\n${address.device}`;
}
