/** People with clients: the real cores, the real server, fake hosts, one clock, one network. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CallClient } from "../../../js/index.ts";
import type { Call, CallClientOptions, CallStateName } from "../../../js/index.ts";
import { FakeClock, FakeHost, FakeNetwork, settled } from "../../../js/testing.ts";
import type { FakeHostOptions } from "../../../js/testing.ts";
import { Exchange } from "./exchange.ts";

/** Where the build puts the module. */
export const wasmUrl = new URL("../../../dist/wasm/client.wasm", import.meta.url);

/** Compiled once a test file. */
export const wasmModule = await WebAssembly.compile(readFileSync(wasmUrl));

/** Everybody who talks to each other in one test. */
export class World {
  readonly clock = new FakeClock();
  readonly network = new FakeNetwork();
  readonly exchange = new Exchange(this.clock);
  #people = 0;

  /** Timers of the clients. */
  get timers(): number {
    return this.clock.timers - this.exchange.timers;
  }

  host(options: FakeHostOptions = {}): FakeHost {
    this.#people += 1;
    const { clock, network, exchange } = this;
    return new FakeHost({ seed: this.#people, clock, network, server: exchange.server, ...options });
  }

  /** A connected client of `userId`. */
  async person(
    userId: string,
    host = this.host(),
    options: Partial<CallClientOptions> = {},
  ): Promise<Person> {
    const client = await this.client(userId, host, options);
    await client.connect();
    await this.pass(); // the warm-up is over
    return { userId, host, client };
  }

  async client(
    userId: string,
    host: FakeHost,
    options: Partial<CallClientOptions> = {},
  ): Promise<CallClient> {
    await this.exchange.start();
    return CallClient.create({
      url: "ws://exchange.test/ringline",
      tokenProvider: () => userId,
      wasmBinary: wasmModule,
      host,
      ...options,
    });
  }

  /** Lets everything happen that needs no time; `ms` lets that much time pass as well. */
  async pass(ms = 0): Promise<void> {
    for (let turn = 0; turn < 4; turn += 1) await settled();
    await this.clock.advance(ms);
  }
}

export interface Person {
  readonly userId: string;
  readonly host: FakeHost;
  readonly client: CallClient;
}

/** The next `incoming` call of somebody. */
export function nextIncoming({ client }: Person): Promise<Call> {
  return new Promise((resolve) => {
    client.addEventListener("incoming", ({ detail }) => resolve(detail.call), { once: true });
  });
}

/** Resolves when the call is in that state. */
export function reaches(call: Call, state: CallStateName): Promise<void> {
  if (call.state === state) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = new AbortController();
    const look = (): void => {
      if (call.state !== state) return;
      stop.abort();
      resolve();
    };
    call.addEventListener("statechange", look, { signal: stop.signal });
  });
}

/** Two connected people. */
export async function two(world: World): Promise<[Person, Person]> {
  return [await world.person("alice"), await world.person("bob")];
}

/** Alice calls Bob; it rings. */
export async function ringing(
  world: World,
  alice: Person,
  bob: Person,
  media: "audio" | "video" = "audio",
): Promise<[Call, Call]> {
  const rings = nextIncoming(bob);
  const outgoing = await alice.client.call(bob.userId, { media });
  await world.pass();
  const incoming = await rings;
  assert.equal(incoming.state, "ringing");
  return [outgoing, incoming];
}

/** Alice calls Bob and Bob accepts; media flows. */
export async function talking(
  world: World,
  alice: Person,
  bob: Person,
  media: "audio" | "video" = "audio",
): Promise<[Call, Call]> {
  const [outgoing, incoming] = await ringing(world, alice, bob, media);
  await incoming.accept();
  await world.pass();
  assert.equal(outgoing.state, "connected");
  assert.equal(incoming.state, "connected");
  return [outgoing, incoming];
}

/** Nothing of a call is left on this device. */
export function assertLightsOff({ host, client, userId }: Person): void {
  assert.equal(host.liveTracks, 0, `${userId} has live tracks`);
  assert.equal(client.liveTracks, 0, `${userId}'s registry has live tracks`);
  assert.equal(client.openPeers, 0, `${userId} has open peers`);
  assert.equal(host.openPeers, 0, `${userId}'s host has open peers`);
}
