// Connections that closed, and the core has to be told: again and again while the engine fails, because
// nobody else knows; and once more when the engine lost data, because it may have forgotten. Must not
// know what a device was doing.

import type { Clock } from "./clock.ts";
import type { Counts } from "./counts.ts";
import { addressKey } from "./engine.ts";
import type { Address } from "./engine.ts";
import type { HostLimits } from "./limits.ts";
import type { Retries } from "./retries.ts";

export interface DeparturesOptions {
  clock: Clock;
  limits: HostLimits;
  counts: Counts;
  retries: Retries;
  /** Tells the core that the connection is gone; false when it could not be told. */
  tell: (address: Address, connection: string) => Promise<boolean>;
}

interface Departure {
  address: Address;
  connection: string;
  at: number;
}

/** Told side by side when the engine lost data. */
const batch = 256;

export class Departures {
  readonly #options: DeparturesOptions;
  /** By connection, the oldest first. */
  readonly #recent = new Map<string, Departure>();
  /** Connections that the core was not told of yet, by device. */
  readonly #owed = new Map<string, Set<string>>();
  #restUntil = 0;

  constructor(options: DeparturesOptions) {
    this.#options = options;
  }

  /** An admitted connection, or one that was to be, is gone. Resolves when there is nothing left to do. */
  async gone(address: Address, connection: string): Promise<void> {
    const departure = { address, connection, at: this.#options.clock.now() };
    this.#recent.set(connection, departure);
    this.#forgetOld();
    await this.#tell(departure);
  }

  /** The device is on another connection, by which the core knows that the earlier ones are gone. */
  back(address: Address): void {
    this.#owed.delete(addressKey(address));
  }

  /**
   * The engine lost data: what it was told in the last minutes may be forgotten. It is said when the devices
   * had time to come back: to lose and find them changes their calls, which are to be re-asserted as they were.
   */
  async sayAgain(): Promise<void> {
    this.#restUntil = this.#options.clock.now() + this.#options.limits.reassertMs;
    this.#forgetOld();
    const all = [...this.#recent.values()];
    for (let from = 0; from < all.length; from += batch) {
      await Promise.all(all.slice(from, from + batch).map((departure) => this.#tell(departure)));
    }
  }

  async #tell({ address, connection }: Departure): Promise<void> {
    const { retries, tell, counts, clock } = this.#options;
    const key = addressKey(address);
    const owed = this.#owed.get(key) ?? new Set();
    this.#owed.set(key, owed.add(connection));
    const isOwed = (): boolean => this.#owed.get(key)?.has(connection) === true;
    const rest = this.#restUntil - clock.now();
    if (rest > 0) {
      await retries.pause(rest);
      if (!isOwed()) return;
    }
    const attempt = async (): Promise<boolean> => {
      const told = await tell(address, connection).catch(() => false);
      if (!told) counts.failedDepartures += 1;
      return told;
    };
    await retries.run(attempt, isOwed);
    owed.delete(connection);
    if (owed.size === 0 && this.#owed.get(key) === owed) this.#owed.delete(key);
  }

  /** What is owed stays, however old; at the limit the oldest goes, whatever it is. */
  #forgetOld(): void {
    const { clock, limits } = this.#options;
    const now = clock.now();
    for (const departure of this.#recent.values()) {
      const { address, connection, at } = departure;
      const owed = this.#owed.get(addressKey(address));
      const isFull = this.#recent.size > limits.departures;
      if (!isFull && at >= now - limits.departureKeptMs) return;
      this.#recent.delete(connection);
      if (isFull) owed?.delete(connection);
      else if (owed?.has(connection) === true) this.#recent.set(connection, { ...departure, at: now });
    }
  }
}
