// The rates of a user over all connections to this process (T13 of the security catalogue): kept after
// the last one is closed, so that coming again gives no fresh burst. Must not know what is counted.

import { BoundedMap } from "./bounded_map.ts";
import type { Clock } from "./clock.ts";
import type { Rates } from "./limits.ts";
import { TokenBucket } from "./rate_limit.ts";

export interface UserBuckets {
  readonly commands: TokenBucket;
  readonly signals: TokenBucket;
  readonly hellos: TokenBucket;
  readonly presences: TokenBucket;
}

const mostUsers = 50_000;

export class UserRates {
  readonly #rates: Rates;
  readonly #clock: Clock;
  readonly #users = new BoundedMap<string, UserBuckets>(mostUsers);

  constructor(rates: Rates, clock: Clock) {
    this.#rates = rates;
    this.#clock = clock;
  }

  /** The buckets of a user; of too many users, the one that came last longest ago is forgotten. */
  of(app: string, user: string): UserBuckets {
    const key = `${app}\n${user}`;
    const now = this.#clock.now();
    const buckets = this.#users.get(key) ?? {
      commands: new TokenBucket(this.#rates.userCommands, now),
      signals: new TokenBucket(this.#rates.userSignals, now),
      hellos: new TokenBucket(this.#rates.userHellos, now),
      presences: new TokenBucket(this.#rates.userPresences, now),
    };
    this.#users.set(key, buckets);
    return buckets;
  }
}
