// The engine of a single process: everything is lost with it, and the random epoch says so to the
// devices, which then re-assert their calls. Bounded: at a limit it forgets what may be forgotten, and
// else refuses. Must not know what a record says.

import { randomUUID } from "node:crypto";
import { BoundedMap } from "./bounded_map.ts";
import { DeadlineIndex } from "./deadline_index.ts";
import { EngineError, addressKey } from "./engine.ts";
import type {
  Address,
  Delivery,
  DeliveryKind,
  DueDeadline,
  Engine,
  LogEntry,
  NodeListener,
  Orphan,
  StoredRecord,
} from "./engine.ts";
import { Buckets } from "./rate_limit.ts";
import type { Rate } from "./rate_limit.ts";

export interface MemoryEngineOptions {
  /** Milliseconds of the Unix epoch, integer. Default: the machine's clock. */
  now?: () => number;
  /** Records kept; beyond it those go that may be forgotten, else `commit` of a new one fails. Default 200 000. */
  maxRecords?: number;
  /** Devices whose sequence is remembered; the longest unused is forgotten. Default 200 000. */
  maxDevices?: number;
  /** Users whose log is kept, and entries of one. Default 10 000 and 200. */
  maxLogUsers?: number;
  maxLogEntries?: number;
  /** Users and devices revoked within a day; beyond it `revoke` fails: none may come back. Default 200 000. */
  maxRevocations?: number;
}

interface Revocation {
  at: number;
  keptUntil: number;
}

const maxRecordLength = 1_048_576;
const maxBuckets = 100_000;
/** As long as `engine.ts` says. */
const revocationKeptMs = 86_400_000;
/** Records looked at for being forgotten, each time. */
const sweepStep = 256;

/** An engine that keeps everything in this process. */
export function memoryEngine(options: MemoryEngineOptions = {}): MemoryEngine {
  return new MemoryEngine(options);
}

export class MemoryEngine implements Engine {
  readonly shared: boolean = false;
  readonly #options: Required<MemoryEngineOptions>;
  readonly #records = new Map<string, StoredRecord>();
  readonly #deadlines = new DeadlineIndex();
  /** When which record may be forgotten. */
  readonly #expiries = new DeadlineIndex();
  readonly #sequences: BoundedMap<string, number>;
  readonly #logs: BoundedMap<string, BoundedMap<string, LogEntry>>;
  readonly #buckets = new Buckets(maxBuckets);
  /** In the order in which they may be forgotten. */
  readonly #revocations = new Map<string, Revocation>();
  #listener: NodeListener | undefined;
  #epoch: string = randomUUID();

  constructor(options: MemoryEngineOptions) {
    this.#options = {
      now: options.now ?? (() => Date.now()),
      maxRecords: options.maxRecords ?? 200_000,
      maxDevices: options.maxDevices ?? 200_000,
      maxLogUsers: options.maxLogUsers ?? 10_000,
      maxLogEntries: options.maxLogEntries ?? 200,
      maxRevocations: options.maxRevocations ?? 200_000,
    };
    this.#sequences = new BoundedMap(this.#options.maxDevices);
    this.#logs = new BoundedMap(this.#options.maxLogUsers);
  }

  get epoch(): string {
    return this.#epoch;
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
    if (stored === undefined && !this.#makeRoom()) throw new EngineError("the memory engine is full");
    this.#deadlines.set(key, record.deadline);
    this.#expiries.set(key, record.expiresAt);
    this.#records.set(key, { ...record });
    return true;
  }

  async due(now: number, limit: number): Promise<DueDeadline[]> {
    for (const { key } of this.#expiries.due(now, sweepStep)) this.#forget(key);
    return this.#deadlines.due(now, limit);
  }

  async nextDeadline(): Promise<number | null> {
    return this.#deadlines.earliest();
  }

  async settleDeadline(key: string, at: number): Promise<void> {
    if (this.#deadlines.get(key) === at) this.#deadlines.set(key, null);
  }

  // One process: the host itself knows which connection a device is on.
  async attach(_address: Address, _connection: string): Promise<void> {}
  async detach(_address: Address, _connection: string): Promise<void> {}

  async deliver(address: Address, frame: Record<string, unknown>, kind: DeliveryKind): Promise<void> {
    if (kind !== "event") return this.#hand({ address, frame, kind });
    const key = addressKey(address);
    const seq = (this.#sequences.get(key) ?? 0) + 1;
    this.#sequences.set(key, seq);
    this.#hand({ address, frame, kind, seq });
  }

  async sequence(address: Address): Promise<number> {
    return this.#sequences.get(addressKey(address)) ?? 0;
  }

  async join(_node: string, listener: NodeListener): Promise<void> {
    if (this.#listener !== undefined) throw new EngineError("a memory engine serves one server only");
    this.#listener = listener;
  }

  // There is no other node.
  async tell(): Promise<boolean> {
    return false;
  }
  async tellOthers(): Promise<void> {}
  async keepAlive(): Promise<boolean> {
    return true;
  }
  async orphans(): Promise<Orphan[]> {
    return [];
  }

  async take(key: string, rate: Rate): Promise<boolean> {
    return this.#buckets.of(key, rate, this.now()).take(this.now());
  }

  async credit(key: string, rate: Rate, tokens: number): Promise<void> {
    this.#buckets.of(key, rate, this.now()).credit(this.now(), tokens);
  }

  async revoke(subject: string, at: number): Promise<void> {
    const now = this.now();
    for (const [oldest, { keptUntil }] of this.#revocations) {
      if (keptUntil > now) break;
      this.#revocations.delete(oldest);
    }
    this.#revocations.delete(subject);
    if (this.#revocations.size >= this.#options.maxRevocations) {
      throw new EngineError("the memory engine has no room for more revocations");
    }
    this.#revocations.set(subject, { at, keptUntil: now + revocationKeptMs });
  }

  async revokedAt(subject: string): Promise<number | null> {
    const { at = null, keptUntil = 0 } = this.#revocations.get(subject) ?? {};
    return keptUntil > this.now() ? at : null;
  }

  async log(entry: LogEntry): Promise<boolean> {
    const user = `${entry.app}\n${entry.user}`;
    const entries = this.#logs.get(user) ?? new BoundedMap(this.#options.maxLogEntries);
    const isFirst = !entries.has(entry.callId);
    entries.set(entry.callId, entry);
    this.#logs.set(user, entries);
    return isFirst;
  }

  /** A user's call log, the oldest entry first. */
  history(app: string, user: string): LogEntry[] {
    return [...(this.#logs.get(`${app}\n${user}`)?.values() ?? [])];
  }

  async close(): Promise<void> {
    this.#listener = undefined;
    // Whoever uses it again finds an engine that lost its data.
    this.#epoch = randomUUID();
    this.#records.clear();
    this.#deadlines.clear();
    this.#expiries.clear();
    this.#sequences.clear();
    this.#logs.clear();
    this.#buckets.clear();
    this.#revocations.clear();
  }

  #hand(delivery: Delivery): void {
    this.#listener?.delivered(delivery);
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
    this.#expiries.set(key, null);
  }

  /**
   * True if a new record has a place. What may be forgotten one day makes way, the one nearest to its
   * day first, unless it still has something to do.
   */
  #makeRoom(): boolean {
    const { maxRecords } = this.#options;
    if (this.#records.size < maxRecords) return true;
    const now = this.now();
    for (const { key, at } of this.#expiries.due(Infinity, sweepStep)) {
      const isIdle = this.#records.get(key)?.deadline == null;
      if (at <= now || (isIdle && this.#records.size >= maxRecords)) this.#forget(key);
    }
    return this.#records.size < maxRecords;
  }
}
