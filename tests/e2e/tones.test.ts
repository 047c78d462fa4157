// What is heard beside the call: the ring, the ringback, the busy tone, and nothing when it is over.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import type { Person } from "./support/person.ts";
import { cadence, hearsTone, installTaps, isQuiet } from "./support/tones.ts";
import { demoWorld, openBrowser } from "./support/world.ts";
import type { World } from "./support/world.ts";

const browser = await openBrowser();

const RINGBACK = 425;
const RING = [587, 740];

async function tapped(t: TestContext): Promise<[World, Person, Person]> {
  const world = await demoWorld(t, browser);
  const sit = async (user: string): Promise<Person> => {
    const profile = await world.profile();
    await profile.addInitScript(installTaps);
    const person = await world.tab(profile, user);
    await person.connection("online");
    return person;
  };
  return [world, await sit("alice"), await sit("bob")];
}

function near(seconds: number, wanted: number): boolean {
  return Math.abs(seconds - wanted) < 0.2;
}

test("the callee hears the ring, the caller the ringback, and nobody anything after the answer", async (t) => {
  const [, alice, bob] = await tapped(t);
  await alice.dial("bob", "Audio call");
  await Promise.all([hearsTone(alice, RINGBACK), hearsTone(bob, ...RING)]);
  const [on, off] = await cadence(alice);
  assert.ok(near(on, 1) && near(off, 4), `ringback: ${on} s of sound, ${off} s of silence`);
  await bob.press("Accept");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await Promise.all([isQuiet(alice), isQuiet(bob)]);
});

test("a ring that is taken back ends, and who is declined hears busy, until it ends by itself", async (t) => {
  const [, alice, bob] = await tapped(t);
  await alice.dial("bob", "Audio call");
  await hearsTone(bob, ...RING);
  await bob.page.waitForFunction(() => document.title.startsWith("☎ alice"));
  await bob.press("Decline");
  await Promise.all([hearsTone(alice, RINGBACK), isQuiet(bob)]);
  const [on, off] = await cadence(alice);
  assert.ok(near(on, 0.5) && near(off, 0.5), `busy: ${on} s of sound, ${off} s of silence`);
  await isQuiet(alice);
  assert.ok(!(await bob.page.title()).includes("☎"));
  const contexts = await alice.page.evaluate(() => window.taps.length);
  assert.equal(contexts, 1, "one audio context for all tones");
});
