// The network under a call is cut, comes back, or is another one (pain 7). All media goes through a relay whose
// path the test holds, so that what is cut is really cut.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { allMeet, framesReach, framesSoFar } from "./support/media.ts";
import type { Person } from "./support/person.ts";
import { interruptions, RelayedWorld, selectedPair } from "./support/relayed.ts";
import type { RelayedOptions } from "./support/relayed.ts";
import { openBrowser } from "./support/world.ts";

const browser = await openBrowser();

/** Alice and Bob in a call through the relay. */
async function talking(t: TestContext, media: "Audio call" | "Video call", options: RelayedOptions = {}) {
  const world = await RelayedWorld.begin(t, browser, options);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", media);
  await bob.ring.waitFor();
  await alice.page.waitForFunction(() => window.spies.peers.at(-1)?.iceGatheringState === "complete");
  const pathOfAlice = world.path.flows; // bob's device has asked nobody for an address yet
  await bob.press("Accept");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  const both = [alice, bob];
  await allMeet(both, media === "Audio call" ? "audio" : "video");
  const counts = await Promise.all(both.map((one) => interruptions(one)));
  /** Each side was told once that it is interrupted, and once that it is not. */
  const interruptedOnce = async (): Promise<void> => {
    for (const count of counts) assert.deepEqual(await count(), { reconnecting: 1, reconnected: 1 });
  };
  return { world, pathOfAlice, alice, bob, both, counts, interruptedOnce };
}

const all = (people: readonly Person[], state: "reconnecting" | "connected"): Promise<unknown> =>
  Promise.all(people.map((one) => one.state(state)));

test("a path that is cut and mended: both sides reconnect once, and see and hear each other", async (t) => {
  const { world, both, interruptedOnce } = await talking(t, "Video call");
  world.path.cut();
  await all(both, "reconnecting");
  const before = await Promise.all(both.map((one) => framesSoFar(one)));
  world.path.mend();
  await all(both, "connected");
  await allMeet(both, "video");
  await Promise.all(both.map((one, side) => framesReach(one, before[side]! + 10)));
  await interruptedOnce();
});

test("a path that is gone for one side: an ICE restart finds another one", async (t) => {
  const { world, pathOfAlice, alice, both, interruptedOnce } = await talking(t, "Audio call");
  const before = await selectedPair(alice);
  assert.ok(pathOfAlice.length > 0 && world.path.flows.length > pathOfAlice.length);
  world.path.change(pathOfAlice);
  await all(both, "reconnecting");
  await all(both, "connected");
  await allMeet(both, "audio");
  const after = await selectedPair(alice);
  assert.notDeepEqual(after, before);
  assert.deepEqual([after?.local.type, after?.remote.type], ["relay", "relay"], "still through relays only");
  await interruptedOnce();
});

test("the path is gone while the server is silent: the restart happens once it speaks again", async (t) => {
  const { world, both, interruptedOnce } = await talking(t, "Audio call");
  world.server.pause();
  world.path.change();
  await all(both, "reconnecting");
  world.server.resume();
  await all(both, "connected");
  await allMeet(both, "audio");
  await interruptedOnce();
});

test("the path is gone while there is no server: both come back with the next one", async (t) => {
  const { world, both, interruptedOnce } = await talking(t, "Audio call");
  await world.server.kill();
  world.path.change();
  await all(both, "reconnecting");
  await world.startAgain();
  await Promise.all(both.map((one) => one.connection("online")));
  await all(both, "connected");
  await allMeet(both, "audio");
  await interruptedOnce();
});

test("a path that stays away ends the call on both sides, within the grace", async (t) => {
  const { world, alice, bob } = await talking(t, "Audio call", { policy: { reconnectGraceMs: 1_500 } });
  world.path.cut();
  await alice.seesEnd("Connection lost", /The connection to bob was lost/);
  await bob.seesEnd("Connection lost", /The connection to alice was lost/);
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("another network, of which the browser tells: the call goes on before anybody misses it", async (t) => {
  const { world, pathOfAlice, alice, both, counts } = await talking(t, "Audio call");
  const before = await selectedPair(alice);
  world.path.change(pathOfAlice);
  await alice.page.context().setOffline(true);
  await alice.page.context().setOffline(false);
  await alice.page.waitForFunction(() => navigator.onLine);
  await allMeet(both, "audio");
  assert.notDeepEqual(await selectedPair(alice), before);
  for (const count of counts) assert.deepEqual(await count(), { reconnecting: 0, reconnected: 0 });
});
