// A token bucket. The time is passed in: the bucket has no clock, so tests need no waiting.

/** Admits `burst` at once and `perMinute` in the long run. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perMs: number;
  #tokens: number;
  #at: number;

  /** `now` is milliseconds of any clock; the same clock must be used for `take`. */
  constructor(burst: number, perMinute: number, now: number) {
    this.#burst = burst;
    this.#perMs = perMinute / 60_000;
    this.#tokens = burst;
    this.#at = now;
  }

  /** Takes one token; false when there is none. A clock that goes backwards adds nothing. */
  take(now: number): boolean {
    const passed = Math.max(0, now - this.#at);
    this.#at = Math.max(this.#at, now);
    this.#tokens = Math.min(this.#burst, this.#tokens + passed * this.#perMs);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
