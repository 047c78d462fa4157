// Records on which the core trapped twice are left alone for a while, so that one bad record
// cannot keep restarting the core for everybody. Must not know what a record says.

import { BoundedMap } from "./bounded_map.ts";

const trapsBefore = 2;
const quarantineMs = 600_000;
const mostKeys = 1_024;

export class Quarantine {
  readonly #traps = new BoundedMap<string, { count: number; until: number }>(mostKeys);

  /** Notes a trap; true if the key is now held. */
  trapped(key: string, now: number): boolean {
    const count = (this.#traps.get(key)?.count ?? 0) + 1;
    this.#traps.set(key, { count, until: now + quarantineMs });
    return count >= trapsBefore;
  }

  /** True while messages of this key are refused. */
  holds(key: string, now: number): boolean {
    const entry = this.#traps.get(key);
    if (entry === undefined) return false;
    if (now < entry.until) return entry.count >= trapsBefore;
    this.#traps.delete(key);
    return false;
  }
}
