// Work that must be done in the end: repeated after a failure, each time after twice as long a wait. Must
// not know what the work is.

import type { Clock } from "./clock.ts";

export interface RetryTimes {
  /** Before the second attempt, and at most before any. */
  retryMs: number;
  retryMostMs: number;
}

export class Retries {
  readonly #clock: Clock;
  readonly #times: RetryTimes;
  /** Who waits for the next attempt. */
  readonly #waiting = new Map<() => void, unknown>();
  #closed = false;

  constructor(clock: Clock, times: RetryTimes) {
    this.#clock = clock;
    this.#times = times;
  }

  /**
   * Resolves when `work` answered true, when it is no longer wanted, or when closed. A rejection is
   * a failure like any other.
   */
  async run(work: () => Promise<boolean>, isWanted: () => boolean = () => true): Promise<void> {
    let waitMs = this.#times.retryMs;
    while (!(await work().catch(() => false))) {
      await this.pause(waitMs);
      if (this.#closed || !isWanted()) return;
      waitMs = Math.min(2 * waitMs, this.#times.retryMostMs);
    }
  }

  /** Resolves after that time, and when closed. */
  pause(ms: number): Promise<void> {
    if (this.#closed || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.set(wake, this.#clock.setTimer(wake, ms));
    });
  }

  /** Nothing is repeated from now on. */
  close(): void {
    this.#closed = true;
    for (const [wake, timer] of this.#waiting) {
      this.#clock.clearTimer(timer);
      wake();
    }
    this.#waiting.clear();
  }
}
