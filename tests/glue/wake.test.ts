/** Sleep and wake, design 11.12. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeHost } from "../../js/testing.ts";
import { WakeDetector } from "../../js/wake.ts";
import { ringing, two, World } from "./support/people.ts";

function scene() {
  const host = new FakeHost();
  const log: string[] = [];
  const wake = new WakeDetector({ host, woke: () => log.push("woke"), online: () => log.push("online") });
  return { host, log, wake };
}

test("clocks that drift apart by more than 2 s mean sleep, once", () => {
  const { host, wake } = scene();
  host.clock.sleep(2000);
  assert.equal(wake.slept(), false);
  host.clock.sleep(2001);
  assert.equal(wake.slept(), true);
  assert.equal(wake.slept(), false);
  host.clock.sleep(-86_400_000); // somebody set the clock
  assert.equal(wake.slept(), true);
});

test("a timer that is late by more than 2 s means sleep", () => {
  const { log, wake } = scene();
  wake.timerFired(2000);
  assert.deepEqual(log, []);
  wake.timerFired(2001);
  assert.deepEqual(log, ["woke"]);
});

test("a page that comes back has slept; one that is only shown again has not", () => {
  const { host, log, wake } = scene();
  host.pageEvent("shown");
  assert.deepEqual(log, []);
  host.pageEvent("restored");
  host.clock.sleep(60_000);
  host.pageEvent("shown");
  host.pageEvent("online");
  assert.deepEqual(log, ["woke", "woke", "online"]);
  wake.close();
  assert.equal(host.pageListeners, 0);
  host.pageEvent("restored");
  assert.equal(log.length, 3);
});

test("a ring that slept falls silent until the server confirms it", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await ringing(world, alice, bob);
  assert.equal(incoming.ringing, true);
  world.exchange.held.add("sync");
  bob.host.pageEvent("restored");
  assert.equal(incoming.ringing, false);
  await world.pass();
  world.exchange.deliver();
  await world.pass();
  assert.equal(incoming.ringing, true);
  assert.equal(outgoing.state, "calling");
});

test("the first frame after a sleep is heard after the sleep", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await ringing(world, alice, bob);
  const rings: boolean[] = [];
  incoming.addEventListener("statechange", () => rings.push(incoming.ringing));
  world.clock.sleep(5000);
  await outgoing.cancel();
  await world.pass();
  assert.equal(rings[0], false);
  assert.equal(incoming.endReason, "remote-cancelled");
});
