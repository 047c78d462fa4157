/** The network between fake peers: who can reach whom, and a switch. */

import type { FakePeer } from "./fake_peer.ts";

/** Joins the peers of one test. Peers find each other by the ICE user fragment in their descriptions. */
export class FakeNetwork {
  readonly #byFragment = new Map<string, FakePeer>();
  #up = true;

  /** Peers that are not closed. */
  readonly peers = new Set<FakePeer>();

  /** Whether media and data pass. */
  get up(): boolean {
    return this.#up;
  }

  /** Nothing passes any more: connected peers become `disconnected`. */
  cut(): void {
    this.#up = false;
    for (const peer of this.peers) peer.pathLost("disconnected");
  }

  /** The peers notice that nothing will pass: `failed`. */
  fail(): void {
    this.#up = false;
    for (const peer of this.peers) peer.pathLost("failed");
  }

  /** Everything passes again; what was only disconnected connects by itself. */
  restore(): void {
    this.#up = true;
    for (const peer of this.peers) peer.tryToConnect();
  }

  /** For FakePeer. */
  join(fragment: string, peer: FakePeer): void {
    this.#byFragment.set(fragment, peer);
    this.peers.add(peer);
  }

  /** For FakePeer. */
  leave(peer: FakePeer): void {
    this.peers.delete(peer);
    for (const [fragment, owner] of this.#byFragment) {
      if (owner === peer) this.#byFragment.delete(fragment);
    }
  }

  /** The peer that described itself with `fragment`, while it lives. */
  find(fragment: string): FakePeer | undefined {
    return this.#byFragment.get(fragment);
  }
}
