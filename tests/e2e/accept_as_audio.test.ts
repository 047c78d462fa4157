// A video call that is answered with the voice only.

import assert from "node:assert/strict";
import { test } from "node:test";
import { framesSoFar, hears, seesPicture } from "./support/media.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("accepted as audio, the camera stays untouched until it is turned on", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", "Video call");
  await bob.press("Accept as audio");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await Promise.all([hears(alice), hears(bob), seesPicture(bob)]);
  assert.deepEqual(await bob.captures(), ["audio"]);
  assert.equal(await framesSoFar(alice), 0);
  await bob.press("Turn camera on");
  await seesPicture(alice);
});
