/**
 * After 10 000 calls of every kind everything is as it was (inv. 37): no listener, timer, peer or track is left,
 * and no module has grown.
 */

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import type { Call } from "../../js/index.ts";
import {
  assertLightsOff,
  assertMesh,
  meeting,
  onlyCall,
  people,
  ringing,
  talking,
  World,
} from "./support/people.ts";
import type { Person } from "./support/people.ts";

const CYCLES = 10_000;
/** Ended calls are kept for late news; by then they are forgotten. */
const FORGOTTEN_MS = 120_000;
/** By then the switchboard's cache of records is full (4 096, src/limits.h). */
const HALF = CYCLES / 2;

/** Memories of the cores, in the order of their making; the library does not show them. */
const memories: WebAssembly.Memory[] = [];
const { instantiate } = WebAssembly;
WebAssembly.instantiate = (async (...args: Parameters<typeof instantiate>) => {
  const result = (await instantiate(...args)) as unknown;
  const { exports } =
    result instanceof WebAssembly.Instance ? result : (result as { instance: WebAssembly.Instance }).instance;
  for (const value of Object.values(exports)) if (value instanceof WebAssembly.Memory) memories.push(value);
  return result;
}) as typeof instantiate;

interface Scene {
  readonly world: World;
  readonly alice: Person;
  readonly bob: Person;
  readonly carol: Person;
}

type Cycle = (scene: Scene, media: "audio" | "video") => Promise<unknown>;

async function end(...calls: readonly (Call | undefined)[]): Promise<void> {
  for (const call of calls) await call?.hangUp();
}

const cycles: Readonly<Record<string, Cycle>> = {
  cancelled: async ({ world, alice, bob }, media) => end(...(await ringing(world, alice, bob, media))),

  declined: async ({ world, alice, bob }, media) => {
    const [, incoming] = await ringing(world, bob, alice, media);
    await incoming.decline();
  },

  "hung up by the caller": async ({ world, alice, bob }, media) => {
    const [outgoing] = await talking(world, alice, bob, media);
    await outgoing.hangUp();
  },

  "hung up by the callee": async ({ world, alice, bob }, media) => {
    const [, incoming] = await talking(world, bob, alice, media);
    await incoming.hangUp();
  },

  muted: async ({ world, alice, bob }, media) => {
    const [outgoing] = await talking(world, alice, bob, media);
    await outgoing.setMicrophoneEnabled(false);
    if (media === "video") await outgoing.setCameraEnabled(false);
    await outgoing.hangUp();
  },

  "taken back in flight": async ({ alice }, media) => end(await alice.client.call("bob", { media })),

  "denied devices": async ({ world, alice, bob }, media) => {
    bob.host.devices.audio = bob.host.devices.video = "deny";
    const [outgoing, incoming] = await ringing(world, alice, bob, media);
    await incoming.accept().catch(() => {});
    await world.pass();
    bob.host.devices.audio = bob.host.devices.video = "grant";
    await end(outgoing, incoming);
  },

  held: async ({ world, alice, bob }, media) => {
    const [outgoing, incoming] = await talking(world, alice, bob, media);
    await Promise.all([outgoing.startScreenShare(), incoming.startScreenShare()]);
    await world.pass();
    await outgoing.hold();
    await world.pass();
    await outgoing.resume();
    await incoming.hold();
    await incoming.hangUp();
  },

  upgraded: async ({ world, alice, bob }) => {
    const [outgoing, incoming] = await talking(world, alice, bob, "audio");
    await outgoing.requestVideo();
    await world.pass();
    await incoming.acceptVideo();
    await world.pass();
    assert.equal(outgoing.media, "video");
    await outgoing.hangUp();
  },

  redialled: async ({ world, alice, bob }, media) => {
    const [first, incoming] = await ringing(world, alice, bob, media);
    await incoming.decline();
    await world.pass();
    const again = await first.redial();
    await world.pass();
    await onlyCall(bob).accept();
    await end(again);
  },

  glare: async ({ world, alice, bob }, media) => {
    world.exchange.held.add("invite");
    const calls = [await alice.client.call("bob", { media }), await bob.client.call("alice", { media })];
    world.exchange.held.clear();
    world.exchange.deliver();
    await world.pass();
    assertMesh([alice, bob], calls);
    await end(calls[0]);
  },

  group: async ({ world, alice, bob, carol }, media) => {
    const calls = await meeting(world, alice, [bob, carol], { media });
    await end(...calls);
  },

  "ended for all": async ({ world, alice, bob, carol }, media) => {
    const [outgoing] = await meeting(world, carol, [bob, alice], { media });
    await outgoing.end();
  },

  "added and removed": async ({ world, alice, bob, carol }, media) => {
    const [outgoing, incoming] = await talking(world, alice, bob, media);
    await outgoing.invite("carol");
    await world.pass();
    await onlyCall(carol).accept();
    await world.pass();
    await outgoing.remove("carol");
    await end(incoming, outgoing);
  },

  session: async ({ world, alice, bob }, media) => {
    const calls = [await alice.client.join("room", { media }), await bob.client.join("room", { media })];
    await world.pass();
    assertMesh([alice, bob], calls);
    await end(...calls);
  },

  "lost and found": async ({ world, alice, bob }, media) => {
    const [outgoing] = await talking(world, alice, bob, media);
    bob.host.dropSockets();
    await world.pass(2000);
    await outgoing.hangUp();
  },
};

/** How often each kind comes in a round of 100. Those that take long come once. */
const TIMES: Readonly<Record<string, number>> = {
  cancelled: 26,
  declined: 20,
  "taken back in flight": 20,
  "hung up by the caller": 10,
  "hung up by the callee": 8,
  muted: 4,
  redialled: 3,
};

/** The calls of one round, each kind spread over it. */
function round(): Cycle[] {
  const spread = Object.entries(cycles).flatMap(([name, cycle]) => {
    const times = TIMES[name] ?? 1;
    return Array.from({ length: times }, (_, index) => ({ at: (index + 0.5) / times, cycle }));
  });
  return spread.sort((one, other) => one.at - other.at).map(({ cycle }) => cycle);
}

const EVENTS = ["incoming", "callended", "connectionchange", "error"];

/** Whatever could be left over on something that lives longer than a call. */
function counts({ world, ...everybody }: Scene): unknown {
  return {
    timers: world.timers,
    peers: world.network.peers.size,
    everybody: Object.values(everybody).map(({ client, host }: Person) => ({
      calls: client.calls.length,
      tracks: host.liveTracks,
      page: host.pageListeners,
      sockets: host.openSockets,
      listeners: EVENTS.map((type) => getEventListeners(client, type).length),
      window: EVENTS.map((type) => getEventListeners(host.window, `ringline:${type}`).length),
    })),
  };
}

test(`${CYCLES} calls leave no listener, timer, peer or track, and no module grows`, async (t) => {
  const world = new World({ policy: { busy: "call-waiting" } });
  for (const name of ["alice", "bob"]) world.exchange.grants.set(name, ["place", "receive", "join:room"]);
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const everybody = [alice, bob, carol];
  const scene = { world, alice, bob, carol };
  let handedOut = 0;
  const settleDown = async (): Promise<void> => {
    await world.pass(FORGOTTEN_MS);
    for (const { host, client } of everybody) {
      host.pageEvent("online");
      await client.connect();
      handedOut += host.devices.tracks.length;
      // What the fake world remembers would be the only thing that grows.
      for (const list of [host.devices.tracks, host.devices.asked, host.peers]) list.length = 0;
    }
    world.exchange.received.length = 0;
    await world.pass();
  };
  await settleDown();
  let before: unknown;
  const sizes: number[][] = [];
  const kinds = round();
  const switchboard = memories.length - 2 * everybody.length - 1; // the server starts first
  for (let number = 0; number < CYCLES; number += 1) {
    await kinds[number % kinds.length]!(scene, number % 2 ? "audio" : "video");
    await world.pass();
    for (const person of everybody) assertLightsOff(person);
    assert.deepEqual(
      everybody.flatMap(({ client }) => client.calls.map(({ state }) => state)),
      [],
      `after cycle ${number}`,
    );
    if ((number + 1) % kinds.length > 0) continue; // else thousands of ended calls would wait to be forgotten
    await settleDown();
    before ??= counts(scene);
    assert.deepEqual(counts(scene), before, `after ${number + 1} cycles`);
    sizes.push(memories.map(({ buffer }) => buffer.byteLength));
  }
  const [first = [], half = [], last = []] = [sizes[0], sizes[HALF / kinds.length - 1], sizes.at(-1)];
  t.diagnostic(`memories: ${last.map((bytes) => `${bytes / 65_536} pages`).join(", ")}`);
  const expected = 2 * everybody.length + 1;
  assert.equal(last.length, expected, "the clients', those of their rehearsals, and the switchboard's");
  assert.deepEqual(last.toSpliced(switchboard, 1), first.toSpliced(switchboard, 1), "clients do not grow");
  assert.ok(last[switchboard]! <= half[switchboard]! * 1.1, "nor does a full cache of records");
  assert.ok(handedOut > CYCLES, "there was something to leak");
  for (const { client } of everybody) await client[Symbol.asyncDispose]();
  await world.pass();
  assert.equal(world.timers, 0);
  for (const { host } of everybody) assert.equal(host.pageListeners + host.openSockets, 0);
});
