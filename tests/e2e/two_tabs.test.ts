// One user in two tabs of one browser: one of them has the device, the other offers to take it (design, 11.4).

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("the second tab is told so, and takes over when asked to", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  const profile = await world.profile();
  const first = await world.tab(profile, "bob");
  await first.connection("online");
  const second = await world.tab(profile, "bob");
  await second.sees("Ringline is in use in another tab");
  await first.connection("online");
  await second.press("Use here");
  await second.connection("online");
  await first.connection("fenced");
  await first.sees("Ringline is in use in another tab");
  await alice.dial("bob", "Audio call");
  await second.press("Accept");
  await second.timer.waitFor();
  assert.equal(await first.ring.count(), 0);
  await hears(alice);
});

test("a tab that takes over in a call rejoins it there, and the first tab lets go of everything", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  const profile = await world.profile();
  const first = await world.tab(profile, "bob");
  await first.connection("online");
  await talk(alice, first, "Audio call");
  const second = await world.tab(profile, "bob");
  await second.press("Use here");
  await second.button("Rejoin call").waitFor();
  assert.deepEqual(await second.captures(), []);
  await first.sees("Ringline is in use in another tab");
  await first.holdsNothing();
  await second.press("Rejoin call");
  await second.timer.waitFor();
  await Promise.all([hears(alice), hears(second)]);
});
