// Which connection each device is on, in this process. Must not know calls or frames.

import type { Connection } from "./connection.ts";
import { addressKey } from "./engine.ts";
import type { Address } from "./engine.ts";

export class Devices {
  /** All sockets, admitted or not. */
  readonly #all = new Map<string, Connection>();
  readonly #current = new Map<string, Connection>();

  add(connection: Connection): void {
    this.#all.set(connection.id, connection);
  }

  /** `connection` is from now on the one that the device is on. */
  setCurrent(address: Address, connection: Connection): void {
    this.#current.set(addressKey(address), connection);
  }

  remove(connection: Connection): void {
    this.#all.delete(connection.id);
    const { address } = connection;
    if (address === undefined) return;
    const key = addressKey(address);
    if (this.#current.get(key) === connection) this.#current.delete(key);
  }

  byId(id: string | undefined): Connection | undefined {
    return id === undefined ? undefined : this.#all.get(id);
  }

  current(address: Address): Connection | undefined {
    return this.#current.get(addressKey(address));
  }

  /** Every connection whose token names that user. */
  ofUser(app: string, userId: string): Connection[] {
    return this.all().filter(({ identity }) => identity?.app === app && identity.userId === userId);
  }

  all(): Connection[] {
    return [...this.#all.values()];
  }

  get size(): number {
    return this.#all.size;
  }

  /** Sockets that are not admitted (yet). */
  get pending(): number {
    return this.#all.size - this.#current.size;
  }
}
