// Microphones, cameras and speakers in a call: picked, plugged in, pulled out, broken (R70 to R72; pains 9, 10, 16).

import assert from "node:assert/strict";
import { test } from "node:test";
import { hearsTone, installDrawer, seesColour } from "./support/drawer.ts";
import { hears, seesPicture } from "./support/media.ts";
import { talk } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";
import type { World } from "./support/world.ts";

const browser = await openBrowser({ cameras: 3 });

/** Somebody with a drawer full of devices. */
async function withDrawer(world: World, user: string): Promise<Person> {
  const context = await world.profile();
  await context.addInitScript(installDrawer);
  const person = await world.tab(context, user);
  await person.connection("online");
  return person;
}

/** How many of all tracks of a kind are live. */
function live({ page }: Person, kind: "audio" | "video"): Promise<number> {
  return page.evaluate(
    (kind) =>
      window.spies.tracks.filter((track) => track.kind === kind && track.readyState === "live").length,
    kind,
  );
}

test("another camera and another microphone are picked in a call, and the old ones are off", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await Promise.all([withDrawer(world, "alice"), world.person("bob")]);
  await talk(alice, bob, "Video call");
  await Promise.all([seesColour(bob, "alice", "red"), hearsTone(bob, "alice", 500)]);
  await alice.press("Devices");
  await alice.page.getByLabel("Camera").selectOption("Green camera");
  await seesColour(bob, "alice", "green");
  await alice.page.getByLabel("Microphone", { exact: true }).selectOption("High microphone");
  await hearsTone(bob, "alice", 1500);
  assert.deepEqual([await live(alice, "video"), await live(alice, "audio")], [1, 1]);
  await alice.press("Switch camera");
  await seesColour(bob, "alice", "red");
  // One that another program uses: everything goes on as it was.
  await alice.page.evaluate(() => window.drawer.broken.add("green"));
  await alice.page.getByLabel("Camera").selectOption("Green camera");
  await alice.page.getByText("This device cannot be used").waitFor();
  await seesColour(bob, "alice", "red");
  await alice.press("Hang up");
  await bob.seesEnd("Call ended", "alice hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("a headset that is plugged in is used, and what is pulled out costs no call", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await Promise.all([withDrawer(world, "alice"), world.person("bob")]);
  await talk(alice, bob, "Video call");
  await Promise.all([seesColour(bob, "alice", "red"), hearsTone(bob, "alice", 500)]);
  await alice.press("Mute microphone");
  await alice.page.evaluate(() => window.drawer.plug("headset"));
  await alice.page.waitForFunction(() => window.ringlineDemo.client?.devices.chosen.microphone === "headset");
  await alice.press("Unmute microphone");
  await hearsTone(bob, "alice", 3000);
  await alice.page.evaluate(() => window.drawer.unplug("headset", "red"));
  await Promise.all([seesColour(bob, "alice", "green"), hearsTone(bob, "alice", 500)]);
  await alice.page.evaluate(() => window.drawer.unplug("green"));
  await alice.sees("There is no camera");
  await hearsTone(bob, "alice", 500);
  assert.equal(await live(alice, "video"), 0);
  await alice.page.evaluate(() => window.drawer.plug("green"));
  await seesColour(bob, "alice", "green");
  await alice.main.getByText("There is no camera").waitFor({ state: "detached" });
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("the browser's own cameras and speakers: switched and chosen", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await Promise.all([seesPicture(bob), hears(alice)]);
  const cameras = (): Promise<string[]> =>
    alice.page.evaluate(() =>
      window.spies.tracks
        .filter(({ kind }) => kind === "video")
        .map((one) => `${one.label} ${one.readyState}`),
    );
  // Of Chromium's fake cameras the second sends nothing over WebRTC (156), whatever the page does.
  await alice.press("Devices");
  await alice.page.getByLabel("Camera").selectOption("fake_device_2");
  await alice.page.waitForFunction(() => window.spies.tracks.at(-1)?.label === "fake_device_2");
  await seesPicture(bob);
  await alice.press("Switch camera");
  await alice.page.waitForFunction(() => window.spies.tracks.at(-1)?.label === "fake_device_0");
  await seesPicture(bob);
  assert.deepEqual(await cameras(), ["fake_device_0 ended", "fake_device_2 ended", "fake_device_0 live"]);

  const { devices } = await alice.page.evaluate(async () => ({
    devices: await window.ringlineDemo.client!.devices.list(),
  }));
  const speaker = devices.speaker.find(({ deviceId }) => !["default", "communications"].includes(deviceId));
  assert.ok(speaker, "Chromium's fake speakers");
  await alice.page.getByLabel("Audio output").selectOption(speaker.deviceId);
  await alice.page.waitForFunction(
    (id) => [...window.spies.players].some((one) => !one.paused && one.sinkId === id),
    speaker.deviceId,
  );
  await hears(alice);
});

test("one is quieter and silent here, and nobody else hears less", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await Promise.all([hears(alice), hears(bob)]);
  await alice.press("Devices");
  await alice.page.getByLabel("Volume of \u2068bob\u2069").fill("30");
  const player = (): Promise<[number, boolean]> =>
    alice.page.evaluate(() => {
      const [one] = [...window.spies.players].filter(({ paused }) => !paused);
      return [one!.volume, one!.muted];
    });
  assert.deepEqual(await player(), [0.3, false]);
  await alice.press("Mute \u2068bob\u2069 here");
  await alice.button("Unmute \u2068bob\u2069 here").waitFor();
  assert.deepEqual(await player(), [0.3, true]);
  await hears(bob);
  await alice.press("Unmute \u2068bob\u2069 here");
  await hears(alice);
});
