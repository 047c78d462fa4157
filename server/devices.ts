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

  /** Every connection whose token names that user; with a device, those of that device. */
  ofUser(app: string, userId: string, deviceId?: string): Connection[] {
    return this.all().filter(
      ({ identity, address }) =>
        identity?.app === app &&
        identity.userId === userId &&
        (deviceId === undefined || address?.device === deviceId),
    );
  }

  all(): Connection[] {
    return [...this.#all.values()];
  }

  get size(): number {
    return this.#all.size;
  }
}
