// One timer for all deadlines of the engine: armed to the earliest, and never more than a second
// away, because another node may have set an earlier one. Firing late is normal, firing twice is
// harmless. Must not know what a deadline does.

import type { Clock } from "./clock.ts";
import type { Engine } from "./engine.ts";
import type { Outcome } from "./switchboard.ts";

const longestWaitMs = 1_000;
const batch = 256;
// After a sweep that fired something: lets commits settle before the index is read again.
const pauseMs = 5;

export class Deadlines {
  readonly #engine: Engine;
  readonly #fire: (key: string) => Promise<Outcome>;
  readonly #clock: Clock;
  #timer: unknown;
  #armedFor = Infinity;
  #sweeping = false;
  #running = false;
  readonly #failedUntil = new Map<string, number>();

  constructor(engine: Engine, clock: Clock, fire: (key: string) => Promise<Outcome>) {
    this.#engine = engine;
    this.#clock = clock;
    this.#fire = fire;
  }

  start(): void {
    this.#running = true;
    this.#arm(0);
  }

  stop(): void {
    this.#running = false;
    this.#clock.clearTimer(this.#timer);
  }

  /** A deadline was committed: wake in time for it. */
  notice(at: number): void {
    if (this.#sweeping || at >= this.#armedFor) return;
    this.#arm(at - this.#engine.now());
  }

  #arm(delay: number): void {
    if (!this.#running) return;
    this.#clock.clearTimer(this.#timer);
    const wait = Math.min(Math.max(delay, 1), longestWaitMs);
    this.#armedFor = this.#engine.now() + wait;
    this.#timer = this.#clock.setTimer(() => void this.#sweep(), wait);
  }

  async #sweep(): Promise<void> {
    this.#sweeping = true;
    let delay = longestWaitMs;
    try {
      const now = this.#engine.now();
      this.#forgetFailures(now);
      const all = await this.#engine.due(now, batch);
      const due = all.filter(({ key }) => !this.#failedUntil.has(key));
      await Promise.all(due.map(({ key, at }) => this.#fireOne(key, at)));
      const next = await this.#engine.nextDeadline();
      if (next !== null) delay = Math.max(next - this.#engine.now(), due.length > 0 ? pauseMs : 1);
      if (this.#failedUntil.size > 0) delay = longestWaitMs;
    } catch {
      // The engine does not answer; the next sweep comes in a second.
    } finally {
      this.#sweeping = false;
      this.#arm(delay);
    }
  }

  async #fireOne(key: string, at: number): Promise<void> {
    const outcome = await this.#fire(key);
    if (outcome.error?.retryable === true) {
      this.#failedUntil.set(key, this.#engine.now() + longestWaitMs);
    } else if (!outcome.committed) {
      await this.#engine.settleDeadline(key, at);
    }
  }

  /** A deadline that failed is tried again after a second, not at once. */
  #forgetFailures(now: number): void {
    for (const [key, until] of this.#failedUntil) {
      if (now >= until) this.#failedUntil.delete(key);
    }
  }
}
