// Saying no, and saying nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears } from "./support/media.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("a declined call ends on both sides, without anything captured at the callee", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", "Video call");
  await bob.press("Decline");
  await bob.seesEnd("Call declined", "You declined the call from alice.");
  await alice.seesEnd("Call declined", "bob declined the call.");
  assert.deepEqual(await bob.captures(), []);
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("an ignored call is quiet here, rings on at the caller, and can still be answered", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", "Audio call");
  await bob.press("Ignore");
  await bob.ring.waitFor({ state: "detached" });
  await bob.sees("alice is still calling. The ring is off here.");
  assert.deepEqual(await bob.captures(), []);
  await alice.sees("Ringing…");
  await bob.press("Answer");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await hears(alice);
});
