// Signs of life of this node, and what has to be done for nodes that give none any more: their devices
// are gone, and no socket of theirs will say so. Does nothing where no other node shares the engine.
// Must not know what a device was doing.

import type { Clock } from "./clock.ts";
import type { Engine, Orphan } from "./engine.ts";

const batch = 256;

export interface NodeWatchOwner {
  /** A device whose node is no more; after a rejection it comes again. */
  orphaned(orphan: Orphan): Promise<void>;
  /** The others believed that this node was no more. */
  givenUp(): void;
}

export class NodeWatch {
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #owner: NodeWatchOwner;
  #timer: unknown;
  #running = false;

  constructor(engine: Engine, clock: Clock, intervalMs: number, owner: NodeWatchOwner) {
    this.#engine = engine;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#owner = owner;
  }

  start(): void {
    this.#running = this.#engine.shared;
    this.#arm();
  }

  stop(): void {
    this.#running = false;
    this.#clock.clearTimer(this.#timer);
  }

  #arm(): void {
    if (this.#running) this.#timer = this.#clock.setTimer(() => void this.#beat(), this.#intervalMs);
  }

  async #beat(): Promise<void> {
    try {
      if (!(await this.#engine.keepAlive())) this.#owner.givenUp();
      const orphans = await this.#engine.orphans(batch);
      await Promise.all(orphans.map((orphan) => this.#owner.orphaned(orphan)));
    } catch {
      // The engine does not answer; the next beat comes.
    } finally {
      this.#arm();
    }
  }
}
