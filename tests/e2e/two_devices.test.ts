// One user on two devices: both ring, one answer stops both.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears } from "./support/media.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("the first device that answers has the call, the other one stops ringing", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  const laptop = await world.person("bob");
  const phone = await world.person("bob");
  await alice.dial("bob", "Audio call");
  await Promise.all([laptop.ring.waitFor(), phone.ring.waitFor()]);
  await phone.press("Accept");
  await Promise.all([alice.timer.waitFor(), phone.timer.waitFor()]);
  await laptop.ring.waitFor({ state: "detached" });
  await laptop.seesEnd("Answered elsewhere", "You took the call from alice on another device.");
  assert.deepEqual(await laptop.captures(), []);
  await Promise.all([hears(alice), hears(phone)]);
});

test("a decline on one device is a decline on all", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  const laptop = await world.person("bob");
  const phone = await world.person("bob");
  await alice.dial("bob", "Audio call");
  await Promise.all([laptop.ring.waitFor(), phone.ring.waitFor()]);
  await laptop.press("Decline");
  await phone.seesEnd("Declined elsewhere", "You declined the call from alice on another device.");
  await alice.seesEnd("Call declined", "bob declined the call.");
});
