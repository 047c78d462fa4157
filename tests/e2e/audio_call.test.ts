// Two people talk: each hears the other, and sees when the other is muted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears, hearsNothing } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("an audio call carries sound both ways and asks for no camera", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", "Audio call");
  await alice.sees("Ringing…");
  await bob.ring.getByText("alice is calling").waitFor();
  await bob.ring.getByText("Audio call").waitFor();
  assert.deepEqual(await bob.captures(), [], "nothing is captured while it rings");
  assert.equal(await bob.button("Accept as audio").count(), 0);
  await bob.press("Accept");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await alice.tile("bob").waitFor();
  await bob.tile("alice").waitFor();
  await Promise.all([hears(alice), hears(bob)]);
  assert.deepEqual(await alice.captures(), ["audio"]);
});

test("who mutes is silent, and the other side is told", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await bob.press("Mute microphone");
  await bob.button("Unmute microphone").waitFor();
  await alice.tile("bob").getByText("bob is muted").waitFor();
  assert.deepEqual(await bob.page.evaluate(() => window.spies.tracks.map((track) => track.enabled)), [false]);
  await hearsNothing(alice);
  await bob.press("Unmute microphone");
  await alice.tile("bob").getByText("bob is muted").waitFor({ state: "detached" });
  await hears(alice);
});
