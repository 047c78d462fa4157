// After calls a page is as it was before them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { seesPicture } from "./support/media.ts";
import { talk } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

interface Held {
  readonly liveTracks: number;
  readonly openPeers: number;
  readonly timers: number;
  readonly listeners: Readonly<Record<string, number>>;
}

function held({ page }: Person): Promise<Held> {
  return page.evaluate(() => ({
    liveTracks: window.spies.tracks.filter((track) => track.readyState === "live").length,
    openPeers: window.spies.peers.filter((peer) => peer.signalingState !== "closed").length,
    timers: window.spies.timers.size,
    listeners: Object.fromEntries([...window.spies.listeners].sort()),
  }));
}

test("two calls after each other leave no track, connection, timer or listener behind", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  const people = [alice, bob];
  // The warm-up of WebRTC is a timer and connections that end by themselves.
  for (const { page } of people) {
    await page.waitForFunction(
      () =>
        window.spies.peers.length > 0 &&
        window.spies.peers.every(({ signalingState }) => signalingState === "closed"),
    );
  }
  // Until the first gesture the tones wait for it, to be heard from then on.
  for (const { page } of people) {
    await page.mouse.click(1, 1);
    await page.waitForFunction(() => window.spies.listeners.get("keydown") === 0);
  }
  // With its first call a page begins to listen for devices and gets its panels, and goes on with that.
  for (const { page } of people) await page.evaluate(() => window.ringlineDemo.client!.devices.list());
  await alice.dial("bob", "Audio call");
  await bob.press("Decline");
  await alice.closeEnd();
  await bob.closeEnd();
  for (const { page } of people) {
    await page.evaluate(() => customElements.whenDefined("ringline-toasts").then(() => {}));
  }
  const before = await Promise.all(people.map(held));
  assert.ok(
    before.every(({ timers }) => timers <= 2),
    "one timer of the core, and one that asks who is there",
  );

  await talk(alice, bob, "Video call");
  await Promise.all(people.map((one) => seesPicture(one)));
  const during = await held(alice);
  assert.deepEqual([during.liveTracks, during.openPeers], [2, 1], "the spies see what there is");
  await alice.press("Hang up");
  await bob.seesEnd("Call ended", "alice hung up.");
  await bob.closeEnd();
  await alice.closeEnd();

  await talk(bob, alice, "Audio call");
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  await alice.closeEnd();
  await bob.closeEnd();

  for (const [index, one] of people.entries()) {
    await one.holdsNothing();
    const { timers, ...rest } = await held(one);
    const { timers: timersBefore, ...restBefore } = before[index]!;
    assert.deepEqual(rest, restBefore);
    assert.ok(timers <= Math.max(1, timersBefore), `${timers} timers`);
    const sources = await one.page.evaluate(() => window.spies.all("video, audio, dialog[open]").length);
    assert.equal(sources, 0);
    const heard = await one.page.evaluate(() =>
      [...window.spies.players].filter(({ paused, srcObject }) => !paused || srcObject !== null),
    );
    assert.equal(heard.length, 0);
  }
});
