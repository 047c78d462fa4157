// Where a client comes from, and how many sockets of one place have not said who they are. Must not
// know what a socket says.

import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * The client's IP address; of IPv6 the /64, which is one household's. `trustedProxies`: that many
 * proxies of ours stand in front, and the outermost wrote the client into `X-Forwarded-For`.
 */
export function clientAddress(
  request: Pick<IncomingMessage, "headers" | "socket">,
  trustedProxies: number,
): string {
  const direct = request.socket.remoteAddress ?? "";
  if (trustedProxies === 0) return network(direct);
  const header = request.headers["x-forwarded-for"];
  const hops = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",");
  const claimed = hops.at(-trustedProxies)?.trim() ?? "";
  return network(isIP(claimed) === 0 ? direct : claimed);
}

function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1] ?? "";
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::", 2) ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  const groups = tail === undefined ? left : [...left, ...gap, ...right];
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(":");
}

/** The sockets that were not admitted yet, by where they come from. */
export class PendingSockets {
  readonly #from = new Map<object, string>();
  readonly #counts = new Map<string, number>();

  enter(socket: object, address: string): void {
    this.#from.set(socket, address);
    this.#counts.set(address, this.of(address) + 1);
  }

  /** It was admitted, or is gone; harmless for any other. */
  leave(socket: object): void {
    const address = this.#from.get(socket);
    if (address === undefined) return;
    this.#from.delete(socket);
    const left = this.of(address) - 1;
    if (left > 0) this.#counts.set(address, left);
    else this.#counts.delete(address);
  }

  of(address: string): number {
    return this.#counts.get(address) ?? 0;
  }

  get size(): number {
    return this.#from.size;
  }
}
