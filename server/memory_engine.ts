// The engine of a single process: everything is lost with it, and the random epoch says so to the
// devices, which then re-assert their calls. Bounded: at a limit it refuses, or forgets what is
// oldest. Must not know what a record says.

import { randomUUID } from "node:crypto";
import { DeadlineIndex } from "./deadline_index.ts";
import { EngineError, addressKey } from "./engine.ts";
import type { Address, Delivery, DueDeadline, Engine, LogEntry, StoredRecord } from "./engine.ts";

export interface MemoryEngineOptions {
  /** Milliseconds of the Unix epoch, integer. Default: the machine's clock. */
  now?: () => number;
  /** Records kept; beyond it `commit` of a new one fails. Default 200 000. */
  maxRecords?: number;
  /** Devices whose sequence is remembered; the longest unused is forgotten. Default 200 000. */
  maxDevices?: number;
  /** Users whose log is kept, and entries of one. Default 10 000 and 200. */
  maxLogUsers?: number;
  maxLogEntries?: number;
}

const maxRecordLength = 1_048_576;
const sweepStep = 1_000;

/** An engine that keeps everything in this process. */
export function memoryEngine(options: MemoryEngineOptions = {}): MemoryEngine {
  return new MemoryEngine(options);
}

export class MemoryEngine implements Engine {
  readonly epoch: string = randomUUID();
  readonly #options: Required<MemoryEngineOptions>;
  readonly #records = new Map<string, StoredRecord>();
  readonly #deadlines = new DeadlineIndex();
  readonly #sequences = new Map<string, number>();
  readonly #logs = new Map<string, Map<string, LogEntry>>();
  #sweep: Iterator<[string, StoredRecord]> | undefined;
  #listener: (delivery: Delivery) => void = () => {};

  constructor(options: MemoryEngineOptions) {
    this.#options = {
      now: options.now ?? (() => Date.now()),
      maxRecords: options.maxRecords ?? 200_000,
      maxDevices: options.maxDevices ?? 200_000,
      maxLogUsers: options.maxLogUsers ?? 10_000,
      maxLogEntries: options.maxLogEntries ?? 200,
    };
  }

  now(): number {
    return this.#options.now();
  }

  async get(key: string): Promise<StoredRecord | null> {
    const record = this.#live(key);
    return record === undefined ? null : { ...record };
  }

  async commit(key: string, expect: number, record: StoredRecord): Promise<boolean> {
    const stored = this.#live(key);
    if ((stored?.version ?? 0) !== expect) return false;
    if (record.text.length > maxRecordLength) throw new EngineError("a record is too long");
    if (stored === undefined && this.#records.size >= this.#options.maxRecords) {
      throw new EngineError("the memory engine is full");
    }
    this.#deadlines.set(key, record.deadline);
    this.#records.set(key, { ...record });
    return true;
  }

  async due(now: number, limit: number): Promise<DueDeadline[]> {
    this.#sweepExpired(now);
    return this.#deadlines.due(now, limit);
  }

  async nextDeadline(): Promise<number | null> {
    return this.#deadlines.earliest();
  }

  async settleDeadline(key: string, at: number): Promise<void> {
    if (this.#deadlines.get(key) === at) this.#deadlines.set(key, null);
  }

  // One process: the host itself knows which connection a device is on.
  async attach(): Promise<void> {}
  async detach(): Promise<void> {}

  async deliver(address: Address, frame: Record<string, unknown>, numbered: boolean): Promise<void> {
    if (!numbered) {
      this.#listener({ address, frame });
      return;
    }
    const key = addressKey(address);
    const seq = (this.#sequences.get(key) ?? 0) + 1;
    this.#remember(key, seq);
    this.#listener({ address, frame, seq });
  }

  async sequence(address: Address): Promise<number> {
    return this.#sequences.get(addressKey(address)) ?? 0;
  }

  async resetSequence(address: Address): Promise<void> {
    this.#remember(addressKey(address), 0);
  }

  onDelivery(listener: (delivery: Delivery) => void): void {
    this.#listener = listener;
  }

  async log(entry: LogEntry): Promise<void> {
    const user = `${entry.app}\n${entry.user}`;
    const entries = this.#logs.get(user) ?? new Map<string, LogEntry>();
    entries.delete(entry.callId);
    entries.set(entry.callId, entry);
    dropOldest(entries, this.#options.maxLogEntries);
    this.#logs.delete(user);
    this.#logs.set(user, entries);
    dropOldest(this.#logs, this.#options.maxLogUsers);
  }

  /** A user's call log, the oldest entry first. */
  history(app: string, user: string): LogEntry[] {
    return [...(this.#logs.get(`${app}\n${user}`)?.values() ?? [])];
  }

  async close(): Promise<void> {
    this.#listener = () => {};
    this.#records.clear();
  }

  #live(key: string): StoredRecord | undefined {
    const record = this.#records.get(key);
    if (record?.expiresAt == null || record.expiresAt > this.now()) return record;
    this.#forget(key);
    return undefined;
  }

  #forget(key: string): void {
    this.#records.delete(key);
    this.#deadlines.set(key, null);
  }

  /** Looks at some records each time, so that no sweep takes long. */
  #sweepExpired(now: number): void {
    this.#sweep ??= this.#records.entries();
    for (let step = 0; step < sweepStep; step++) {
      const next = this.#sweep.next();
      if (next.done === true) {
        this.#sweep = undefined;
        return;
      }
      const [key, record] = next.value;
      if (record.expiresAt !== null && record.expiresAt <= now) this.#forget(key);
    }
  }

  #remember(device: string, seq: number): void {
    this.#sequences.delete(device);
    this.#sequences.set(device, seq);
    dropOldest(this.#sequences, this.#options.maxDevices);
  }
}

/** A Map keeps insertion order: the first key is the oldest. */
function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
