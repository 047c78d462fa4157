/** Devices in calls, with the real core: chosen, plugged, pulled out, refused (R70 to R72; pains 9, 10, 16). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeDevice, settled } from "../../js/testing.ts";
import type { FakeTrack } from "../../js/testing.ts";
import { assertLightsOff, ringing, talking, two, World } from "./support/people.ts";
import type { Person } from "./support/people.ts";

const headset = [
  fakeDevice("audioinput", "headset-in", "Zoë's AirPods (Bluetooth)"),
  fakeDevice("audiooutput", "headset-out", "Zoë's AirPods (Bluetooth)"),
];
const other = fakeDevice("videoinput", "other", "Other camera");

function live({ host }: Person, kind: "audio" | "video"): FakeTrack[] {
  return host.devices.tracks.filter((track) => track.kind === kind && track.readyState === "live");
}

/** The devices that are on. A microphone has two tracks: its level is measured on a clone. */
const ids = (tracks: readonly FakeTrack[]): string[] => [...new Set(tracks.map(({ deviceId }) => deviceId))];

test("nothing is listed before a call or the app wants it", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  assert.deepEqual([alice.host.devices.listed, alice.host.devices.watchers], [0, 0]);
  await talking(world, alice, bob);
  assert.ok(alice.host.devices.listed > 0);
  const list = await bob.client.devices.list();
  assert.deepEqual(
    list.microphone.map(({ label }) => label),
    ["fake audio"],
  );
  assert.equal(list.camera.length, 1);
});

test("before any permission there are no names; request() asks and leaves no light on", async () => {
  const world = new World();
  const [alice] = await two(world);
  const { devices } = alice.client;
  assert.deepEqual((await devices.list()).camera, [{ deviceId: "", groupId: "", label: "" }]);
  const changes: string[] = [];
  devices.addListener("test", {
    devicechange: ({ detail }) => changes.push(detail.devices.camera[0]!.label),
  });
  await devices.request({ camera: true });
  assert.deepEqual(changes, ["fake video"]);
  assert.equal(alice.host.liveTracks, 0);
  alice.host.devices.video = "deny";
  await assert.rejects(devices.request({ camera: true }), { code: "media-failed", cause: "denied" });
});

test("permissions are watched", async () => {
  const world = new World();
  const [alice] = await two(world);
  const { devices } = alice.client;
  assert.deepEqual(devices.permissions, { microphone: "unknown", camera: "unknown" });
  await devices.list();
  assert.deepEqual(devices.permissions, { microphone: "prompt", camera: "prompt" });
  const heard: string[] = [];
  devices.addEventListener("permissionchange", ({ detail }) => heard.push(detail.permissions.microphone));
  alice.host.devices.permit(false);
  alice.host.devices.permit(true);
  assert.deepEqual([...new Set(heard)], ["denied", "granted"]);
});

test("a headset that is plugged in is used at once, for both directions; many events are one", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  await talking(world, alice, bob);
  await world.pass(200);
  const listed = alice.host.devices.listed;
  alice.host.devices.plug(headset[0]!);
  alice.host.devices.plug(headset[1]!);
  await world.pass(200);
  assert.equal(alice.host.devices.listed, listed + 1);
  assert.deepEqual(ids(live(alice, "audio")), ["headset-in"], "and the old one is released");
  assert.equal(alice.host.audios.at(-1)?.sinkId, "headset-out");
  assert.deepEqual(alice.client.devices.chosen, {
    microphone: "headset-in",
    camera: "",
    speaker: "headset-out",
  });
  alice.host.devices.unplug("headset-in", "headset-out");
  await world.pass(200);
  assert.deepEqual(ids(live(alice, "audio")), ["microphone"]);
  assert.equal(alice.host.audios.at(-1)?.sinkId, "");
  await alice.client.calls[0]!.hangUp();
  await world.pass();
  for (const one of [alice, bob]) assertLightsOff(one);
});

test("a pick is open when it settles, and one that fails changes nothing and says why", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [call] = await talking(world, alice, bob, "video");
  alice.host.devices.plug(other, headset[0]!);
  await alice.client.devices.select("camera", "");
  await world.pass(200);
  await alice.client.devices.select("camera", "other");
  assert.deepEqual(ids(live(alice, "video")), ["other"]);
  await call.switchCamera();
  assert.deepEqual(ids(live(alice, "video")), ["camera"]);
  alice.host.devices.broken.set("other", "busy");
  const failure = { code: "media-failed", category: "device", cause: "in-use", message: /another program/ };
  await assert.rejects(call.switchCamera(), failure);
  await world.pass();
  assert.deepEqual(ids(live(alice, "video")), ["camera"], "back to the one before");
  assert.equal(call.local.camera, "on");
  alice.host.devices.broken.set("microphone", "fail");
  await alice.client.devices.select("microphone", "headset-in");
  const back = alice.client.devices.select("microphone", "microphone");
  await assert.rejects(back, { code: "media-failed", cause: "failed" });
  assert.deepEqual(ids(live(alice, "audio")), ["headset-in"]);
  await assert.rejects(alice.client.devices.select("microphone", "gone"), { cause: "not-found" });
});

test("muted stays muted over another microphone", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [call] = await talking(world, alice, bob);
  await call.setMicrophoneEnabled(false);
  alice.host.devices.plug(...headset);
  await world.pass(200);
  const [track] = live(alice, "audio");
  assert.deepEqual([track?.deviceId, track?.enabled, call.local.microphone], ["headset-in", false, "off"]);
});

test("the last camera is pulled out and plugged in again: the call goes on, and so does the picture", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [call] = await talking(world, alice, bob, "video");
  alice.host.devices.unplug("camera");
  await world.pass(200);
  assert.deepEqual(
    [call.state, call.local.camera, call.local.cameraError],
    ["connected", "failed", "not-found"],
  );
  assert.deepEqual(ids(live(alice, "audio")), ["microphone"]);
  alice.host.devices.plug(fakeDevice("videoinput", "camera"));
  await world.pass(200);
  assert.equal(call.local.camera, "on");
  assert.equal(live(alice, "video").length, 1);
});

test("one may listen only, and speak when a microphone is connected", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  alice.host.devices.unplug("microphone");
  const [call] = await talking(world, alice, bob);
  assert.equal(call.local.microphoneError, "not-found");
  assert.equal(alice.host.heard, 1, "alice hears");
  await assert.rejects(call.setMicrophoneEnabled(true), { code: "media-failed", cause: "not-found" });
  alice.host.devices.plug(headset[0]!);
  await world.pass(200);
  assert.equal(call.local.microphone, "on");
});

test("a ring opens nothing, whatever is plugged in and picked", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [, incoming] = await ringing(world, alice, bob, "video");
  await bob.client.devices.list();
  bob.host.devices.permit(true);
  bob.host.devices.plug(...headset, other);
  await world.pass(200);
  await bob.client.devices.select("camera", "other");
  assert.deepEqual(bob.host.devices.asked, []);
  await incoming.accept();
  await world.pass();
  assert.deepEqual(ids(live(bob, "video")), ["other"]);
});

test("outputs: a word or a speaker, as far as the browser lets, and honest where it does not", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [call] = await talking(world, alice, bob);
  alice.host.devices.plug(...headset);
  await world.pass(200);
  assert.equal(alice.client.devices.capabilities.output, "sink");
  await call.setAudioOutput("speaker");
  assert.equal(alice.client.devices.chosen.speaker, "speaker");
  await call.setAudioOutput("bluetooth");
  assert.equal(alice.host.audios.at(-1)?.sinkId, "headset-out");
  await call.setAudioOutput("default");
  assert.equal(alice.client.devices.chosen.speaker, "");
  bob.host.abilities = { ...bob.host.abilities, setSinkId: false };
  bob.host.devices.plug(other);
  await world.pass(200);
  assert.equal(bob.client.devices.capabilities.output, "none");
  await assert.rejects(bob.client.devices.preferOutput("speaker"), { code: "invalid-state" });
  await assert.rejects(call.setAudioOutput(7 as never), { code: "invalid-argument" });
});

test("one is quieter here, and silent here, and nobody is told", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [call] = await talking(world, alice, bob);
  const [them] = call.participants;
  them!.setVolume(0.5);
  assert.deepEqual([alice.host.audios.at(-1)?.volume, them!.volume], [0.5, 0.5]);
  them!.setMuted(true);
  await settled();
  assert.deepEqual([alice.host.heard, them!.muted], [0, true]);
  them!.setMuted(false);
  await settled();
  assert.equal(alice.host.heard, 1);
  assert.throws(() => them!.setVolume(2), { code: "invalid-argument" });
});

test("a browser that refuses sound is told of, and the next click turns it on", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  alice.host.autoplay = false;
  const [call] = await talking(world, alice, bob);
  assert.equal(call.playbackBlocked, true);
  const heard: boolean[] = [];
  call.addEventListener("playbackblocked", ({ detail }) => heard.push(detail.blocked));
  call.resumePlayback();
  await settled();
  assert.deepEqual(heard, []);
  alice.host.gesture();
  await settled();
  assert.deepEqual([heard, call.playbackBlocked, alice.host.heard], [[false], false, 1]);
});
