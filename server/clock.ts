// The host's own clock and timers, for whatever is not stored: time of day and deadlines are the
// engine's. One place where a test can let time stand still. Must not know what a timer is for.

/** Time that only goes forward, and timers on it. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls `fire` once, in `delayMs`. Does not keep the process alive. */
  setTimer(fire: () => void, delayMs: number): unknown;
  /** Forgets a timer that has not fired; harmless for any other. */
  clearTimer(handle: unknown): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (fire, delayMs) => setTimeout(fire, delayMs).unref(),
  clearTimer: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
};
