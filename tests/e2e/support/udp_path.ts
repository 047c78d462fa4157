// The network between people and the TURN server, as a UDP relay of ours that can be cut, mended and changed for
// another one. With the policy `icePolicy: relay` all media goes through it, so cutting it is cutting every path.

import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

const host = "127.0.0.1";

/** What one socket of a browser sends and gets. */
interface Flow {
  readonly upstream: Socket;
  /** For good: its network is gone. */
  dead: boolean;
}

/** A path to one port of this machine. */
export class UdpPath {
  readonly #to: number;
  readonly #front = createSocket("udp4");
  readonly #flows = new Map<string, Flow>();
  #isCut = false;
  /** Datagrams that passed. */
  passed = 0;

  private constructor(to: number) {
    this.#to = to;
  }

  static async open(to: number): Promise<UdpPath> {
    const path = new UdpPath(to);
    path.#front.on("message", (data, from) => path.#up(data, from.port, from.address));
    path.#front.bind(0, host);
    await once(path.#front, "listening");
    return path;
  }

  get port(): number {
    return (this.#front.address() as AddressInfo).port;
  }

  /** As TURN servers are named. */
  get url(): string {
    return `turn:${host}:${this.port}?transport=udp`;
  }

  /** The sockets that are in use now, by address and port. */
  get flows(): readonly string[] {
    return [...this.#flows].filter(([, { dead }]) => !dead).map(([name]) => name);
  }

  /** Nothing passes. */
  cut(): void {
    this.#isCut = true;
  }

  /** Everything passes that is not gone. */
  mend(): void {
    this.#isCut = false;
  }

  /** As on another network: these flows, or all that there are, are gone for good; new ones pass. */
  change(flows: readonly string[] = this.flows): void {
    for (const name of flows) {
      const flow = this.#flows.get(name);
      if (flow) flow.dead = true;
    }
  }

  close(): void {
    this.#front.close();
    for (const { upstream } of this.#flows.values()) upstream.close();
    this.#flows.clear();
  }

  #up(data: Buffer, port: number, address: string): void {
    const flow = this.#flow(port, address);
    if (this.#isCut || flow.dead) return;
    this.passed += 1;
    flow.upstream.send(data, this.#to, host);
  }

  #flow(port: number, address: string): Flow {
    const name = `${address}:${port}`;
    const known = this.#flows.get(name);
    if (known) return known;
    const upstream = createSocket("udp4");
    const flow = { upstream, dead: false };
    upstream.on("message", (data) => {
      if (this.#isCut || flow.dead) return;
      this.passed += 1;
      this.#front.send(data, port, address);
    });
    upstream.on("error", () => {}); // nobody listens there: as if it were lost
    this.#flows.set(name, flow);
    return flow;
  }
}
