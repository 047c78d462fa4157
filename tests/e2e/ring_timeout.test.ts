// Nobody answers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { seesPicture } from "./support/media.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("a ring that nobody answers ends on both sides after the server's ring time", async (t) => {
  const world = await demoWorld(t, browser, { ringTimeoutMs: 1500 });
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", "Audio call");
  await bob.ring.waitFor();
  await alice.seesEnd("No answer", "bob did not answer.");
  await bob.ring.waitFor({ state: "detached" });
  await bob.seesEnd("Missed call", "alice called, and nobody answered.");
  assert.deepEqual(await bob.captures(), []);
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("after no answer the caller redials, and whoever missed it calls back (R52)", async (t) => {
  const world = await demoWorld(t, browser, { ringTimeoutMs: 2500 });
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", "Video call");
  await alice.seesEnd("No answer", "bob did not answer.");
  await alice.press("Redial");
  await bob.ring.getByText("Video call").waitFor();
  await alice.seesEnd("No answer", "bob did not answer.");
  await bob.press("Call back");
  await alice.ring.getByText("bob is calling").waitFor();
  await alice.answer("Accept");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await Promise.all([seesPicture(alice), seesPicture(bob)]);
});

test("somebody who is not there cannot be reached", async (t) => {
  const world = await demoWorld(t, browser, { ackTimeoutMs: 1000, ringTimeoutMs: 3000 });
  const alice = await world.person("alice");
  await alice.dial("nobody", "Audio call");
  await alice.seesEnd("Not reachable", "nobody cannot be reached at the moment.");
  await alice.holdsNothing();
});
