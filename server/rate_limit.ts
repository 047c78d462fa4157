// Token buckets. The time is passed in: a bucket has no clock, so tests need no waiting.

import { BoundedMap } from "./bounded_map.ts";

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
    this.#refill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Puts tokens in, or with less than 0 takes them away, down to a debt of the burst. */
  credit(now: number, tokens: number): void {
    this.#refill(now);
    const { burst } = this.#rate;
    this.#tokens = Math.max(-burst, Math.min(burst, this.#tokens + tokens));
  }

  #refill(now: number): void {
    const { burst, perMinute } = this.#rate;
    const passed = Math.max(0, now - this.#at);
    this.#at = Math.max(this.#at, now);
    this.#tokens = Math.min(burst, this.#tokens + (passed * perMinute) / 60_000);
  }
}

/** Buckets by key. Bounded: the one that was not used for longest is forgotten, that is: full again. */
export class Buckets {
  readonly #buckets: BoundedMap<string, TokenBucket>;

  constructor(most: number) {
    this.#buckets = new BoundedMap(most);
  }

  of(key: string, rate: Rate, now: number): TokenBucket {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(rate, now);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  clear(): void {
    this.#buckets.clear();
  }
}
