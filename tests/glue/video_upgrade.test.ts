/** From sound to picture and back, with consent (R73). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "../../js/index.ts";
import {
  assertLightsOff,
  kinds,
  meeting,
  people,
  record,
  refusal,
  seen,
  talking,
  World,
} from "./support/people.ts";
import type { Person } from "./support/people.ts";

interface Scene {
  readonly world: World;
  readonly alice: Person;
  readonly bob: Person;
  readonly first: Call;
  readonly second: Call;
  readonly log: string[][];
}

async function audioCall(): Promise<Scene> {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  const [first, second] = await talking(world, alice, bob);
  const log = [first, second].map((call) =>
    record(call, ["videorequest"], ({ videoRequest }) => `${videoRequest?.by} ${videoRequest?.state}`),
  );
  return { world, alice, bob, first, second, log };
}

function assertVideo(people: readonly Person[], calls: readonly Call[]): void {
  people.forEach(({ host, userId }, index) => {
    const call = calls[index]!;
    assert.equal(call.media, "video");
    assert.equal(call.state, "connected");
    assert.equal(call.local.camera, "on", `${userId}'s camera`);
    assert.deepEqual(kinds(call.local), ["audio", "video"]);
    for (const participant of call.participants) assert.deepEqual(kinds(participant), ["audio", "video"]);
    for (const peer of host.peers.filter(({ connectionState }) => connectionState !== "closed")) {
      const sent = peer.getTransceivers().map(({ kind, sender, currentDirection }) => {
        return `${kind} ${sender.track?.readyState} ${currentDirection}`;
      });
      assert.deepEqual(sent.sort(), ["audio live sendrecv", "video live sendrecv"], `${userId} sends`);
    }
  });
}

const idle = { asks: true, answers: false, cancels: false };
const can = ({ canRequestVideo, canAnswerVideo, canCancelVideo }: Call): typeof idle => ({
  asks: canRequestVideo,
  answers: canAnswerVideo,
  cancels: canCancelVideo,
});

test("asked and accepted: both cameras go on, over the connection that is there", async () => {
  const { world, alice, bob, first, second, log } = await audioCall();
  const peers = alice.host.peers.length;
  assert.deepEqual(can(first), idle);
  await first.requestVideo();
  await world.pass();
  assert.deepEqual(can(first), { asks: false, answers: false, cancels: true });
  assert.deepEqual(can(second), { asks: false, answers: true, cancels: false });
  assert.equal(second.videoRequest?.by, "alice");
  assert.ok(second.videoRequest!.deadline! > second.startedAt);
  assert.deepEqual([alice.host.liveTracks, bob.host.liveTracks], [1, 1], "no camera before the consent");
  await second.acceptVideo();
  await world.pass();
  assertVideo([alice, bob], [first, second]);
  assert.equal(alice.host.peers.length, peers);
  for (const one of log)
    assert.deepEqual(one, ["videorequest alice requested", "videorequest alice accepted"]);
  await first.hangUp();
  await world.pass();
  assertLightsOff(alice);
  assertLightsOff(bob);
});

test("declined: the call stays as it was, and one may ask again", async () => {
  const { world, alice, bob, first, second, log } = await audioCall();
  await first.requestVideo();
  await world.pass();
  await second.declineVideo();
  await world.pass();
  assert.equal(first.media, "audio");
  assert.deepEqual([alice.host.liveTracks, bob.host.liveTracks], [1, 1]);
  assert.deepEqual(log[0], ["videorequest alice requested", "videorequest alice declined"]);
  assert.deepEqual([can(first), can(second)], [idle, idle]);
  await second.requestVideo();
  await world.pass();
  assert.equal(first.videoRequest?.by, "bob");
  await first.acceptVideo();
  await world.pass();
  assertVideo([alice, bob], [first, second]);
});

test("taken back: an answer that comes too late is refused", async () => {
  const { world, alice, bob, first, second, log } = await audioCall();
  await first.requestVideo();
  await world.pass();
  await first.cancelVideo();
  await world.pass();
  assert.deepEqual(log[1], ["videorequest alice requested", "videorequest alice cancelled"]);
  await assert.rejects(second.acceptVideo(), refusal("invalid-state"));
  await assert.rejects(first.cancelVideo(), refusal("invalid-state"));
  assert.deepEqual([alice.host.liveTracks, bob.host.liveTracks], [1, 1]);
});

test("run out: nobody answered in 30 s", async () => {
  const { world, alice, bob, first, second, log } = await audioCall();
  await first.requestVideo();
  await world.pass(29_000);
  assert.equal(first.videoRequest?.state, "requested");
  await world.pass(2000);
  for (const one of log)
    assert.deepEqual(one, ["videorequest alice requested", "videorequest alice timed-out"]);
  assert.deepEqual([can(first), can(second)], [idle, idle]);
  assert.deepEqual([alice.client.liveTracks, bob.client.liveTracks], [1, 1]);
  assert.equal(first.state, "connected");
});

test("both ask at once: that is an agreement", async () => {
  const { world, alice, bob, first, second } = await audioCall();
  world.exchange.held.add("video-request");
  const asked = [first.requestVideo(), second.requestVideo()];
  await world.pass();
  world.exchange.held.clear();
  world.exchange.deliver();
  await Promise.all(asked);
  await world.pass();
  assert.equal(first.videoRequest?.state, "accepted");
  assertVideo([alice, bob], [first, second]);
});

test("an accept that crosses the end of the request is refused, and nothing lights up", async () => {
  const { world, alice, bob, first, second } = await audioCall();
  await first.requestVideo();
  await world.pass();
  world.exchange.held.add("video-accept");
  const late = assert.rejects(second.acceptVideo(), refusal("invalid-state"));
  await world.pass();
  await first.cancelVideo();
  await world.pass();
  world.exchange.held.clear();
  world.exchange.deliver();
  await late;
  await world.pass();
  assert.equal(first.media, "audio");
  assert.deepEqual([alice.host.liveTracks, bob.host.liveTracks], [1, 1]);
});

test("back to sound: this side's light goes out, the other goes on as it likes", async () => {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  const [first, second] = await talking(world, alice, bob, "video");
  await first.downgradeToAudio();
  await world.pass();
  assert.equal(first.local.camera, "off");
  assert.equal(alice.host.liveTracks, 1);
  assert.equal(seen(second, "alice").camera, "off");
  assert.equal(second.local.camera, "on");
  assert.equal(first.state, "connected");
  await first.setCameraEnabled(true);
  await world.pass();
  assert.equal(seen(second, "alice").camera, "on");
});

test("a camera that cannot be had costs the picture of that side, not the call", async () => {
  const { world, alice, bob, first, second } = await audioCall();
  bob.host.devices.video = "deny";
  await first.requestVideo();
  await world.pass();
  await second.acceptVideo().catch(() => {});
  await world.pass();
  assert.equal(second.state, "connected");
  assert.equal(second.local.camera, "failed");
  assert.equal(first.local.camera, "on");
  assert.deepEqual(kinds(seen(second, "alice")), ["audio", "video"]);
  await first.hangUp();
  await world.pass();
  assertLightsOff(alice);
  assertLightsOff(bob);
});

test("in a group the first yes is enough, and every link gets its picture", async () => {
  const world = new World();
  const everybody = await people(world, "alice", "bob", "carol");
  const [alice, bob, carol] = everybody;
  const [first, second, third] = await meeting(world, alice, [bob, carol]);
  await first.requestVideo();
  await world.pass();
  await second!.acceptVideo();
  await world.pass();
  assert.equal(third!.media, "video");
  assert.equal(third!.local.camera !== "on", true, "who has not agreed is not shown");
  assert.deepEqual(kinds(seen(third!, "alice")), ["audio", "video"]);
  await third!.setCameraEnabled(true);
  await world.pass();
  assertVideo(everybody, [first, second!, third!]);
});
