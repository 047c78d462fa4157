// A token bucket. The time is passed in: the bucket has no clock, so tests need no waiting.

/** Admits `burst` at once and `perMinute` in the long run. Shared by all buckets of a kind. */
export interface Rate {
  burst: number;
  perMinute: number;
}

export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #at: number;

  /** `now` is milliseconds of any clock; the same clock must be used for `take`. */
  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** Takes one token; false when there is none. A clock that goes backwards adds nothing. */
  take(now: number): boolean {
    const { burst, perMinute } = this.#rate;
    const passed = Math.max(0, now - this.#at);
    this.#at = Math.max(this.#at, now);
    this.#tokens = Math.min(burst, this.#tokens + (passed * perMinute) / 60_000);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
