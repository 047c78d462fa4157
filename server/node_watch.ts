// Signs of life of this node, and what has to be done for nodes that give none any more: their devices
// are gone, and no socket of theirs will say so. Where no other node shares the engine there may be one
// before this one, so it asks until nothing is left of that. Must not know what a device was doing.

import type { Clock } from "./clock.ts";
import type { Engine, Orphan } from "./engine.ts";

const batch = 256;

export interface NodeWatchOwner {
  /** A device whose node is no more; while it stays attached it comes again. */
  orphaned(orphan: Orphan): Promise<unknown>;
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
  #restUntil = 0;

  constructor(engine: Engine, clock: Clock, intervalMs: number, owner: NodeWatchOwner) {
    this.#engine = engine;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#owner = owner;
  }

  start(): void {
    this.#running = true;
    void this.#beat();
  }

  /** Looks for no orphans for that long: they have time to come back by themselves. */
  rest(ms: number): void {
    this.#restUntil = this.#clock.now() + ms;
  }

  stop(): void {
    this.#running = false;
    this.#clock.clearTimer(this.#timer);
  }

  #arm(): void {
    if (this.#running) this.#timer = this.#clock.setTimer(() => void this.#beat(), this.#intervalMs);
  }

  async #beat(): Promise<void> {
    let isDone = false;
    try {
      if (!(await this.#engine.keepAlive())) this.#owner.givenUp();
      const isResting = this.#clock.now() < this.#restUntil;
      const orphans = isResting ? [] : await this.#engine.orphans(batch);
      isDone = !this.#engine.shared && !isResting && orphans.length === 0;
      await Promise.all(orphans.map((orphan) => this.#owner.orphaned(orphan)));
    } catch {
      // The engine does not answer; the next beat comes.
    }
    if (!isDone) this.#arm();
  }
}
