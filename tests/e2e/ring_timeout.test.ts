// Nobody answers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("a ring that nobody answers ends on both sides after the server's ring time", async (t) => {
  const world = await demoWorld(t, browser, { ringTimeoutMs: 1500 });
  const alice = await world.person("alice");
  const bob = await world.person("bob");
  await alice.dial("bob", "Audio call");
  await bob.ring.waitFor();
  await alice.seesEnd("No answer", "bob did not answer.");
  await bob.ring.waitFor({ state: "detached" });
  await bob.seesEnd("Missed call", "alice called, and nobody answered.");
  assert.deepEqual(await bob.captures(), []);
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("somebody who is not there cannot be reached", async (t) => {
  const world = await demoWorld(t, browser, { ackTimeoutMs: 1000, ringTimeoutMs: 3000 });
  const alice = await world.person("alice");
  await alice.dial("nobody", "Audio call");
  await alice.seesEnd("Not reachable", "nobody cannot be reached at the moment.");
  await alice.holdsNothing();
});
