/** People with clients: the real cores, the real server, fake hosts, one clock, one network. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CallClient, CallError } from "../../../js/index.ts";
import type {
  Call,
  CallClientOptions,
  CallEvents,
  CallStateName,
  Invitees,
  Participant,
  PlaceOptions,
} from "../../../js/index.ts";
import { FakeClock, FakeHost, FakeNetwork, settled } from "../../../js/testing.ts";
import type { FakeHostOptions } from "../../../js/testing.ts";
import { Exchange } from "./exchange.ts";
import type { ExchangeOptions } from "./exchange.ts";

/** Where the build puts the module. */
export const wasmUrl = new URL("../../../dist/wasm/client.wasm", import.meta.url);

/** Compiled once a test file. */
export const wasmModule = await WebAssembly.compile(readFileSync(wasmUrl));

/** Everybody who talks to each other in one test. */
export class World {
  readonly clock = new FakeClock();
  readonly network = new FakeNetwork();
  readonly exchange: Exchange;
  #people = 0;

  constructor(options: ExchangeOptions = {}) {
    this.exchange = new Exchange(this.clock, options);
  }

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

/** Connected people, by their names. */
export async function people<const N extends readonly string[]>(
  world: World,
  ...names: N
): Promise<{ -readonly [K in keyof N]: Person }> {
  const all: Person[] = [];
  for (const name of names) all.push(await world.person(name));
  return all as { -readonly [K in keyof N]: Person };
}

/** The only call that somebody is in or is called by. */
export function onlyCall({ client, userId }: Person): Call {
  assert.equal(client.calls.length, 1, `${userId} has one call`);
  return client.calls[0]!;
}

/** One calls the others; it rings at all of them. */
export async function ringingAll(
  world: World,
  caller: Person,
  others: readonly Person[],
  options: PlaceOptions = { media: "audio" },
  to: Invitees = others.map(({ userId }) => userId),
): Promise<[Call, ...Call[]]> {
  const outgoing = await caller.client.call(to, options);
  await world.pass();
  const incoming = others.map(onlyCall);
  for (const { state } of incoming) assert.equal(state, "ringing");
  return [outgoing, ...incoming];
}

/** One calls the others, and all of them accept; everybody hears everybody. */
export async function meeting(
  world: World,
  caller: Person,
  others: readonly Person[],
  options: PlaceOptions = { media: "audio" },
): Promise<[Call, ...Call[]]> {
  const calls = await ringingAll(world, caller, others, options);
  for (const incoming of calls.slice(1)) await incoming.accept();
  await world.pass();
  assertMesh([caller, ...others], calls);
  return calls;
}

/** Somebody in a call. */
export function seen(call: Call, userId: string): Participant {
  const found = call.participants.find((participant) => participant.userId === userId);
  assert.ok(found, `${userId} is not in the call`);
  return found;
}

/** State of everybody else in a call, by name. */
export function states(call: Call): Record<string, string> {
  return Object.fromEntries(call.participants.map(({ userId, state }) => [userId, state]));
}

/** Kinds of the tracks that somebody's stream has in a call, in order. */
export function kinds({ stream }: { readonly stream: MediaStream }): string[] {
  return stream
    .getTracks()
    .map(({ kind }) => kind)
    .sort();
}

/** Each is connected with each, by one peer connection, and hears each in a stream of its own. */
export function assertMesh(everybody: readonly Person[], calls: readonly Call[]): void {
  everybody.forEach(({ userId, client }, index) => {
    const call = calls[index]!;
    assert.equal(call.state, "connected", `${userId} is connected`);
    assert.equal(client.openPeers, everybody.length - 1, `${userId} has one link a person`);
    const tracks = new Set<MediaStreamTrack>();
    for (const other of everybody) {
      if (other.userId === userId) continue;
      const participant = seen(call, other.userId);
      assert.equal(participant.state, "joined");
      assert.equal(participant.connection, "connected", `${userId} and ${other.userId}`);
      assert.equal(participant.stream.getAudioTracks().length, 1, `${userId} hears ${other.userId}`);
      for (const track of participant.stream.getTracks()) tracks.add(track);
    }
    const expected = (everybody.length - 1) * (call.media === "video" ? 2 : 1);
    assert.equal(tracks.size, expected, `${userId} gets every track once`);
  });
}

/** The names of a call's events as they come, with what `describe` says about each. */
export function record<K extends keyof CallEvents & string>(
  call: Call,
  names: readonly K[],
  describe: (detail: CallEvents[K]) => string,
): string[] {
  const log: string[] = [];
  for (const name of names) {
    call.addEventListener(name, ({ detail }) => log.push(`${name} ${describe(detail)}`));
  }
  return log;
}

/** A check that something was refused with that code. */
export function refusal(expected: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof CallError, String(error));
    assert.equal(error.code, expected);
    return true;
  };
}

/** Nothing of a call is left on this device. */
export function assertLightsOff({ host, client, userId }: Person): void {
  assert.equal(host.liveTracks, 0, `${userId} has live tracks`);
  assert.equal(client.liveTracks, 0, `${userId}'s registry has live tracks`);
  assert.equal(client.openPeers, 0, `${userId} has open peers`);
  assert.equal(host.openPeers, 0, `${userId}'s host has open peers`);
  assert.equal(host.heard, 0, `${userId} hears something`);
}
