/** After 200 calls everything is as it was (inv. 37). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallClient } from "../../js/index.ts";
import { assertLightsOff, ringing, talking, two, World } from "./support/people.ts";

const CYCLES = 200;
/** Ended calls are kept for late news; by then they are forgotten. */
const FORGOTTEN_MS = 120_000;

/** Listeners that a client's calls left on anything that lives longer than they do. */
function counts(world: World, clients: readonly CallClient[]): unknown {
  return {
    timers: world.timers,
    peers: world.network.peers.size,
    calls: clients.map(({ calls }) => calls.length),
  };
}

test("200 call cycles leave no listener, timer, peer or track", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const clients = [alice.client, bob.client];
  const cycle = async (number: number): Promise<void> => {
    const media = number % 2 ? "audio" : "video";
    const [from, to] = number % 4 < 2 ? [alice, bob] : [bob, alice];
    if (number % 5 === 0) {
      const [outgoing] = await ringing(world, from, to, media);
      await outgoing.cancel();
    } else if (number % 5 === 1) {
      const [, incoming] = await ringing(world, from, to, media);
      await incoming.decline();
    } else {
      const [outgoing, incoming] = await talking(world, from, to, media);
      await (number % 2 ? outgoing : incoming).hangUp();
    }
    await world.pass();
    assertLightsOff(alice);
    assertLightsOff(bob);
  };
  const settleDown = async (): Promise<void> => {
    for (const { host } of [alice, bob]) host.pageEvent("online");
    await world.pass(FORGOTTEN_MS);
    for (const { client } of [alice, bob]) await client.connect();
    await world.pass();
  };
  await cycle(1);
  await settleDown();
  const before = counts(world, clients);
  const listeners = [alice.host.pageListeners, bob.host.pageListeners];
  for (let number = 0; number < CYCLES; number += 1) await cycle(number);
  await settleDown();
  assert.deepEqual(counts(world, clients), before);
  assert.deepEqual([alice.host.pageListeners, bob.host.pageListeners], listeners);
  assert.equal(alice.host.openSockets, 1);
  assert.ok(alice.host.devices.tracks.length > CYCLES / 2, "there was something to leak");
  await alice.client[Symbol.asyncDispose]();
  await bob.client[Symbol.asyncDispose]();
  await world.pass();
  assert.equal(world.timers, 0);
  assert.equal(alice.host.pageListeners + bob.host.pageListeners, 0);
  assert.equal(alice.host.openSockets + bob.host.openSockets, 0);
});
