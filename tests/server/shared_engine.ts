// Several servers over one store, in one process: each gets a handle of its own, what they send each
// other is plain text, and comes later. A node can be killed, as by a power cut: nothing it does from then
// on reaches the store.

import type { Address, Delivery, DeliveryKind, Engine, NodeListener } from "../../server/engine.ts";
import type { LogEntry, NodeMessage, Orphan, StoredRecord } from "../../server/engine.ts";
import { addressKey } from "../../server/engine.ts";
import { EngineError, memoryEngine } from "../../server/index.ts";
import type { MemoryEngine, Rate } from "../../server/index.ts";

interface Attached extends Orphan {
  node: string;
}

export class SharedStore {
  readonly memory: MemoryEngine;
  readonly nodes = new Map<string, NodeListener>();
  readonly attached = new Map<string, Attached>();

  constructor(now: () => number = Date.now) {
    this.memory = memoryEngine({ now });
    const nowhere = { told: () => {}, missed: () => {} };
    void this.memory.join("store", { ...nowhere, delivered: (delivery) => this.#route(delivery) });
  }

  /** A handle for one server. */
  node(): SharedNode {
    return new SharedNode(this);
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
  readonly shared = true;
  readonly epoch: string;
  readonly #store: SharedStore;
  #name = "";
  #listener: NodeListener | undefined;
  #dead = false;

  constructor(store: SharedStore) {
    this.#store = store;
    this.epoch = store.memory.epoch;
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
    return this.#do((memory) => memory.commit(key, expect, record));
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
    return this.#do(async (_, { attached }) => {
      attached.set(addressKey(address), { address, connection, node: this.#name });
    });
  }
  detach(address: Address, connection: string): Promise<void> {
    return this.#do(async (_, { attached }) => {
      const key = addressKey(address);
      if (attached.get(key)?.connection === connection) attached.delete(key);
    });
  }
  deliver(address: Address, frame: Record<string, unknown>, kind: DeliveryKind): Promise<void> {
    return this.#do((memory) => memory.deliver(address, frame, kind));
  }
  sequence(address: Address): Promise<number> {
    return this.#do((memory) => memory.sequence(address));
  }

  join(node: string, listener: NodeListener): Promise<void> {
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
    return this.#do((memory) => memory.revoke(subject, at));
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
    if (this.#dead) throw new EngineError("this node is dead");
    return work(this.#store.memory, this.#store);
  }
}
