/** A screen, beside microphone and camera: its own stream and state, stopped here or by the browser's bar. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call, CallError } from "../../js/index.ts";
import { assertLightsOff, kinds, people, record, refusal, talking, World } from "./support/people.ts";
import type { Person } from "./support/people.ts";

const screens = (stream: MediaStream): string[] => stream.getTracks().map(({ kind }) => kind);

interface Scene {
  readonly world: World;
  readonly alice: Person;
  readonly bob: Person;
  readonly first: Call;
  readonly second: Call;
}

async function inCall(world = new World()): Promise<Scene> {
  const [alice, bob] = await people(world, "alice", "bob");
  const [first, second] = await talking(world, alice, bob);
  return { world, alice, bob, first, second };
}

for (const who of ["caller", "callee"] as const) {
  test(`the ${who} of an audio call shares, and stops by the button or the bar`, async () => {
    const { world, alice, bob, first, second } = await inCall();
    const [own, far] = who === "caller" ? [first, second] : [second, first];
    const { host } = who === "caller" ? alice : bob;
    const [viewer] = far.participants;
    const { screenStream, streams, stream } = viewer!;
    assert.deepEqual(streams, [stream, screenStream]);
    for (const stop of ["button", "bar"]) {
      assert.ok(own.canShareScreen);
      const log = record(own, ["mediachange"], () => own.local.screen);
      await own.startScreenShare();
      await world.pass();
      assert.deepEqual(log, ["mediachange starting", "mediachange on"]);
      assert.deepEqual([own.local.screen, viewer!.screen], ["on", "on"]);
      assert.deepEqual(screens(own.local.screenStream), ["video", "audio"]);
      assert.deepEqual(screens(screenStream), ["video", "audio"]);
      assert.deepEqual(kinds(own.local), ["audio"], "no camera");
      assert.ok(!own.canShareScreen);
      if (stop === "button") await own.stopScreenShare();
      else host.devices.tracks.findLast(({ kind }) => kind === "video")!.end();
      await world.pass();
      assert.deepEqual([own.local.screen, viewer!.screen], ["off", "off"]);
      assert.deepEqual(screens(own.local.screenStream), []);
      assert.equal(host.liveTracks, 1, "the microphone");
    }
    assert.equal(far.participants[0]!.screenStream, screenStream);
    await own.startScreenShare();
    await own.hangUp();
    await world.pass();
    for (const person of [alice, bob]) assertLightsOff(person);
  });
}

test("its sender is set by the core, beside that of the camera", async () => {
  const { world, alice, first } = await inCall();
  const peer = alice.host.peers.find(({ connectionState }) => connectionState === "connected")!;
  const encodings = () => peer.getTransceivers().map(({ sender }) => sender.encodings[0]);
  for (const time of ["first", "second"]) {
    await first.startScreenShare();
    await world.pass(100);
    const [, camera, screen] = encodings();
    const set = [screen?.active, screen?.maxBitrate, screen?.maxFramerate];
    assert.deepEqual(set, [true, 2_500_000, 30], `the ${time} time`);
    assert.equal(camera?.maxBitrate, undefined, "nothing was said of a camera that is off");
    await first.stopScreenShare();
    await world.pass(100);
    assert.equal(encodings()[2]?.active, false, "what is not there is not sent");
  }
  await first.hangUp();
});

test("it is asked for before anything else happens, for that needs the gesture", async () => {
  const { alice, first } = await inCall();
  const promise = first.startScreenShare({ audio: false });
  assert.equal(alice.host.devices.asked.at(-1), "screen");
  await promise;
  assert.deepEqual(screens(first.local.screenStream), ["video"]);
});

test("who chooses none has shared nothing, and nothing else changes", async () => {
  const { world, alice, first, second } = await inCall();
  alice.host.devices.screen = "deny";
  const errors = record(first, ["error"], ({ error }) => error.code);
  const error: CallError = await first.startScreenShare().then(
    () => assert.fail("shared"),
    (refused: CallError) => refused,
  );
  assert.deepEqual([error.code, error.cause, error.category], ["media-failed", "denied", "device"]);
  await world.pass();
  assert.deepEqual([first.local.screen, second.participants[0]!.screen], ["off", "off"]);
  assert.deepEqual([first.local.microphone, first.state, errors], ["on", "connected", []]);
  assert.ok(first.canShareScreen);
});

test("a browser that cannot share says so, and is not asked", async () => {
  const { alice, first } = await inCall();
  alice.host.devices.screen = null;
  assert.equal(first.canShareScreen, false);
  const asked = alice.host.devices.asked.length;
  await assert.rejects(first.startScreenShare(), { code: "media-failed", cause: "not-found" });
  assert.equal(alice.host.devices.asked.length, asked);
});

test("a hold ends it, and the resume does not bring it back", async () => {
  const { world, alice, first, second } = await inCall();
  await first.startScreenShare();
  await first.hold();
  await world.pass();
  assert.deepEqual([first.local.screen, second.participants[0]!.screen], ["off", "off"]);
  await assert.rejects(first.startScreenShare(), refusal("invalid-state"));
  await first.resume();
  await world.pass();
  assert.deepEqual([first.local.screen, alice.host.liveTracks], ["off", 1]);
  assert.ok(first.canShareScreen);
});

test("several share by default, and one at a time by policy, races included", async () => {
  const several = await inCall();
  await Promise.all([several.first.startScreenShare(), several.second.startScreenShare()]);
  await several.world.pass();
  for (const call of [several.first, several.second]) {
    assert.deepEqual([call.local.screen, call.participants[0]!.screen], ["on", "on"]);
  }
  const world = new World({ policy: { screenShare: "one" } });
  const { first, second, alice, bob } = await inCall(world);
  const errors = [first, second].map((call) => record(call, ["error"], ({ error }) => error.code));
  const told: string[] = [];
  for (const { client } of [alice, bob]) {
    client.addEventListener("error", ({ detail }) => told.push(detail.error.code));
  }
  await Promise.allSettled([first.startScreenShare(), second.startScreenShare()]);
  await world.pass();
  const states = [first, second].map(({ local }) => local.screen).sort();
  assert.deepEqual(states, ["off", "on"]);
  assert.deepEqual(told, ["forbidden"]);
  assert.deepEqual(errors, [[], []]);
  const loser = first.local.screen === "on" ? second : first;
  assert.equal(loser.canShareScreen, false);
  await assert.rejects(loser.startScreenShare(), refusal("forbidden"));
  const winner = loser === first ? second : first;
  assert.equal(winner.participants[0]!.microphone, "on", "the rest was told all the same");
  await winner.stopScreenShare();
  await world.pass();
  await loser.startScreenShare();
});
