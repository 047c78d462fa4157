// Several servers over one store, in one process: each gets a handle of its own, what they send each
// other is plain text, and comes later. A node can be killed, as by a power cut: nothing it does from then
// on reaches the store. And the store can fail over to a copy that missed the last writes.

import type { Address, Delivery, DeliveryKind, Engine, NodeListener } from "../../server/engine.ts";
import type { LogEntry, NodeMessage, Orphan, StoredRecord } from "../../server/engine.ts";
import { addressKey } from "../../server/engine.ts";
import { EngineError, memoryEngine } from "../../server/index.ts";
import type { MemoryEngine, Rate } from "../../server/index.ts";

interface Attached extends Orphan {
  node: string;
}

/** Something that was written, and can be written to a copy. */
type Write = (memory: MemoryEngine, attached: Map<string, Attached>) => unknown;

export class SharedStore {
  readonly nodes = new Map<string, NodeListener>();
  readonly #now: () => number;
  readonly #writes: Write[] = [];
  #memory: MemoryEngine;
  #attached = new Map<string, Attached>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#memory = this.#newMemory();
  }

  get memory(): MemoryEngine {
    return this.#memory;
  }

  get attached(): ReadonlyMap<string, Attached> {
    return this.#attached;
  }

  /** How many writes there were; what `lose` keeps. */
  get written(): number {
    return this.#writes.length;
  }

  /** A handle for one server; `shared: false` for one that is the only one. */
  node({ shared = true } = {}): SharedNode {
    return new SharedNode(this, shared);
  }

  /** Writes now, and to every later copy. */
  async write<T>(write: (...args: Parameters<Write>) => Promise<T>): Promise<T> {
    const result = await write(this.#memory, this.#attached);
    if (result !== false) this.#writes.push(write);
    return result;
  }

  /** A copy takes over that has the first `kept` writes only; the nodes are told. */
  async lose(kept: number): Promise<void> {
    this.#writes.length = kept;
    const memory = this.#newMemory();
    const attached = new Map<string, Attached>();
    for (const write of this.#writes) await write(memory, attached);
    this.#memory = memory;
    this.#attached = attached;
    for (const node of [...this.nodes.keys()]) this.post(node, null, (listener) => listener.lostData());
  }

  #newMemory(): MemoryEngine {
    const memory = memoryEngine({ now: this.#now });
    const nowhere = { told: () => {}, missed: () => {}, lostData: () => {} };
    void memory.join("store", { ...nowhere, delivered: (delivery) => this.#route(delivery) });
    return memory;
  }

  /** Calls a node's listener in a later turn, in order, with a copy as a network would make it. */
  post<T>(node: string, what: T, hand: (listener: NodeListener, copy: T) => void): void {
    const text = JSON.stringify(what);
    setImmediate(() => {
      const listener = this.nodes.get(node);
      if (listener !== undefined) hand(listener, JSON.parse(text) as T);
    });
  }

  #route(delivery: Delivery): void {
    const at = this.attached.get(addressKey(delivery.address));
    if (at !== undefined) this.post(at.node, delivery, (listener, copy) => listener.delivered(copy));
  }
}

export class SharedNode implements Engine {
  readonly shared: boolean;
  /** Nothing it is asked works. */
  failing = false;
  readonly #store: SharedStore;
  #name = "";
  #listener: NodeListener | undefined;
  #dead = false;

  constructor(store: SharedStore, shared: boolean) {
    this.#store = store;
    this.shared = shared;
  }

  get epoch(): string {
    return this.#store.memory.epoch;
  }

  /** The others believe that this node is no more, though it is. */
  giveUp(): void {
    this.#store.nodes.delete(this.#name);
  }

  /** From now on this node neither reaches the store nor hears of it. */
  kill(): void {
    this.#dead = true;
    this.#store.nodes.delete(this.#name);
  }

  now(): number {
    return this.#store.memory.now();
  }

  get(key: string): Promise<StoredRecord | null> {
    return this.#do((memory) => memory.get(key));
  }
  commit(key: string, expect: number, record: StoredRecord): Promise<boolean> {
    return this.#do((_, store) => store.write((memory) => memory.commit(key, expect, record)));
  }
  due(now: number, limit: number): Promise<{ key: string; at: number }[]> {
    return this.#do((memory) => memory.due(now, limit));
  }
  nextDeadline(): Promise<number | null> {
    return this.#do((memory) => memory.nextDeadline());
  }
  settleDeadline(key: string, at: number): Promise<void> {
    return this.#do((memory) => memory.settleDeadline(key, at));
  }

  attach(address: Address, connection: string): Promise<void> {
    const device = { address, connection, node: this.#name };
    return this.#do((_, store) =>
      store.write(async (_memory, attached) => void attached.set(addressKey(address), device)),
    );
  }
  detach(address: Address, connection: string): Promise<void> {
    const key = addressKey(address);
    return this.#do((_, store) =>
      store.write(async (_memory, attached) => {
        if (attached.get(key)?.connection === connection) attached.delete(key);
      }),
    );
  }
  deliver(address: Address, frame: Record<string, unknown>, kind: DeliveryKind): Promise<void> {
    return this.#do((memory) => memory.deliver(address, frame, kind));
  }
  sequence(address: Address): Promise<number> {
    return this.#do((memory) => memory.sequence(address));
  }

  join(node: string, listener: NodeListener): Promise<void> {
    this.#store.nodes.delete(this.#name);
    this.#name = node;
    this.#listener = listener;
    return this.#do(async (_, { nodes }) => void nodes.set(node, listener));
  }
  tell(node: string, message: NodeMessage): Promise<boolean> {
    return this.#do(async (_, store) => {
      store.post(node, message, (listener, copy) => listener.told(copy));
      return store.nodes.has(node);
    });
  }
  async tellOthers(message: NodeMessage): Promise<void> {
    for (const node of this.#store.nodes.keys()) if (node !== this.#name) await this.tell(node, message);
  }
  keepAlive(): Promise<boolean> {
    return this.#do(async (_, { nodes }) => {
      const isKnown = nodes.has(this.#name);
      if (this.#listener !== undefined) nodes.set(this.#name, this.#listener);
      return isKnown;
    });
  }
  orphans(limit: number): Promise<Orphan[]> {
    return this.#do(async (_, { nodes, attached }) =>
      [...attached.values()].filter(({ node }) => !nodes.has(node)).slice(0, limit),
    );
  }

  take(key: string, rate: Rate): Promise<boolean> {
    return this.#do((memory) => memory.take(key, rate));
  }
  credit(key: string, rate: Rate, tokens: number): Promise<void> {
    return this.#do((memory) => memory.credit(key, rate, tokens));
  }
  revoke(subject: string, at: number): Promise<void> {
    return this.#do((_, store) => store.write((memory) => memory.revoke(subject, at)));
  }
  revokedAt(subject: string): Promise<number | null> {
    return this.#do((memory) => memory.revokedAt(subject));
  }
  log(entry: LogEntry): Promise<boolean> {
    return this.#do((memory) => memory.log(entry));
  }

  async close(): Promise<void> {
    this.#listener = undefined;
    this.#store.nodes.delete(this.#name);
  }

  async #do<T>(work: (memory: MemoryEngine, store: SharedStore) => Promise<T>): Promise<T> {
    if (this.#dead || this.failing) throw new EngineError("this node does not reach the store");
    return work(this.#store.memory, this.#store);
  }
}
