/** Time that passes only when a test says so. */

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fire: () => void;
}

/** 2026-01-01T00:00:00Z, the wall clock when a fake clock starts. */
const EPOCH = 1_767_225_600_000;

/** Resolves once everything that needs no time has happened: every promise that could settle has. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

/** A monotonic clock, a wall clock and timers. Several hosts may share one. */
export class FakeClock {
  #now = 1000;
  #slept = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();

  /** How many timers wait. */
  get timers(): number {
    return this.#timers.size;
  }

  /** As performance.now. */
  now(): number {
    return this.#now;
  }

  /** As Date.now. */
  wallClock(): number {
    return EPOCH + this.#now + this.#slept;
  }

  setTimer(fire: () => void, delayMs: number): unknown {
    const timer = { at: this.#now + Math.max(0, delayMs), order: (this.#order += 1), fire };
    this.#timers.add(timer);
    return timer;
  }

  clearTimer(handle: unknown): void {
    this.#timers.delete(handle as Timer);
  }

  /**
   * Lets `ms` milliseconds pass: each timer fires at its time, and what follows from it happens before the
   * next.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.fire();
      await settled();
    }
    this.#now = end;
  }

  /** The machine sleeps: the wall clock goes on, the monotonic one stands still, no timer fires. */
  sleep(ms: number): void {
    this.#slept += ms;
  }

  /** The page is frozen or throttled: both clocks go on, timers fire late, at the next `advance`. */
  freeze(ms: number): void {
    this.#now += ms;
  }

  #due(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > end) continue;
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}
