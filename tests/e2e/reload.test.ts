// A page is reloaded in a call: the call waits, nothing is captured, and a click goes on with it (design, 11.5).

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { allMeet, hears, seesPicture } from "./support/media.ts";
import { meet, talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

async function reloads(t: TestContext, who: "caller" | "callee"): Promise<void> {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  const [reloading, staying] = who === "caller" ? [alice, bob] : [bob, alice];
  await reloading.page.reload();
  await reloading.button("Rejoin call").waitFor();
  await reloading.sees(`You are still in a call with ${staying.user}.`);
  assert.deepEqual(await reloading.captures(), [], "nothing is captured before the click");
  assert.equal(await staying.button("Hang up").count(), 1, "the call goes on");
  await reloading.press("Rejoin call");
  await reloading.timer.waitFor();
  await staying.state("connected");
  assert.deepEqual(await reloading.captures(), ["audio", "video"]);
  await Promise.all([seesPicture(alice), seesPicture(bob), hears(alice), hears(bob)]);
  await staying.press("Hang up");
  await reloading.seesEnd("Call ended", `${staying.user} hung up.`);
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
}

test("the caller reloads and rejoins", (t) => reloads(t, "caller"));

test("the callee reloads and rejoins", (t) => reloads(t, "callee"));

test("who was muted and not seen before the reload is so after it", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await bob.press("Mute microphone");
  await bob.press("Turn camera off");
  await alice.page.waitForFunction(() => {
    const other = window.ringlineDemo?.client?.calls[0]?.participants[0];
    return other?.microphone === "off" && other.camera === "off";
  });
  await bob.page.reload();
  await bob.press("Rejoin call");
  await alice.state("connected");
  await bob.button("Unmute microphone").waitFor();
  await bob.button("Turn camera on").waitFor();
  assert.deepEqual(await bob.captures(), []);
  await bob.press("Unmute microphone");
  await hears(alice);
  await bob.press("Hang up");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("whoever reloaded can hang up instead", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await bob.page.reload();
  await bob.press("Hang up");
  await bob.seesEnd("Call ended", "You hung up.");
  await alice.seesEnd("Call ended", "bob hung up.");
  assert.deepEqual(await bob.captures(), []);
  await alice.holdsNothing();
});

test("whoever reloads in a group comes back into it, and nobody else notices more than a gap", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  const everybody = [alice, bob, carol];
  await meet(alice, [bob, carol], "Video call");
  // The inviter and somebody who was invited.
  for (const one of [alice, carol]) {
    await one.page.reload();
    await one.button("Rejoin call").waitFor();
    assert.deepEqual(await one.captures(), [], "nothing is captured before the click");
    const others = everybody.filter((other) => other !== one);
    await allMeet(others, "video");
    await one.press("Rejoin call");
    await one.timer.waitFor();
    await allMeet(everybody, "video");
  }
  assert.deepEqual(await bob.captures(), ["audio", "video"], "whoever stayed was asked for nothing");
  await alice.press("End for everyone");
  await bob.seesEnd("Call ended", "The call was ended for everybody.");
  for (const one of everybody) await one.holdsNothing();
});

test("a dial whose page is reloaded goes on ringing, and is answered", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", "Audio call");
  await bob.ring.waitFor();
  await alice.page.reload();
  await alice.sees("You are still calling bob.");
  await alice.press("Rejoin call");
  await alice.sees("Ringing…");
  await bob.answer("Accept");
  await allMeet([alice, bob], "audio");
});
