/** What is measured of a call, what the core makes of it, and what of that is performed (R66, R67). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "../../js/index.ts";
import { createStats } from "../../js/stats/stats.ts";
import type { FakePeer, FakeTransceiver } from "../../js/testing.ts";
import { assertLightsOff, meeting, people, record, seen, talking, two, World } from "./support/people.ts";
import type { Person } from "./support/people.ts";

/** Open connections of somebody, in the order in which they were made. */
function open({ host }: Person): FakePeer[] {
  return host.peers.filter(({ connectionState }) => connectionState === "connected");
}

function transceiver(peer: FakePeer, kind: "audio" | "video"): FakeTransceiver {
  return peer.getTransceivers().find((one) => one.kind === kind)!;
}

/** Lets `ms` pass, with a packet that loud from each peer before each look. */
async function hearing(world: World, person: Person, loud: number, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    for (const peer of open(person)) transceiver(peer, "audio").receiver.hear(loud);
    await world.pass(100);
  }
}

interface Counted {
  readonly received?: number;
  readonly lost?: number;
  readonly rtt?: number;
  readonly frozen?: number;
  readonly frames?: number;
  readonly bytes?: number;
}

/** A report as Chromium makes it. */
function report({ received = 0, lost = 0, rtt = 0.02, frozen = 0, frames = 0, bytes = 0 }: Counted) {
  return new Map<string, object>([
    ["T", { type: "transport", selectedCandidatePairId: "P" }],
    [
      "P",
      {
        ...{ type: "candidate-pair", currentRoundTripTime: rtt, localCandidateId: "L" },
        remoteCandidateId: "R",
      },
    ],
    ["L", { type: "local-candidate", candidateType: "host", protocol: "udp" }],
    ["R", { type: "remote-candidate", candidateType: "relay" }],
    [
      "A",
      {
        ...{ type: "inbound-rtp", id: "A", kind: "audio", packetsReceived: received, packetsLost: lost },
        jitter: 0.003,
      },
    ],
    [
      "V",
      {
        ...{
          type: "inbound-rtp",
          id: "V",
          kind: "video",
          bytesReceived: bytes,
          codecId: "C",
          frameWidth: 640,
        },
        ...{ frameHeight: 360, framesPerSecond: 24, framesDecoded: frames, totalFreezesDuration: frozen },
      },
    ],
    ["C", { type: "codec", mimeType: "video/VP8" }],
  ]);
}

test("a path that gets bad is told at once, one that gets better when it has lasted", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [call] = await talking(world, alice, bob);
  const log = record(
    call,
    ["qualitychange"],
    ({ participant, quality }) => `${participant.userId} ${quality}`,
  );
  const [peer] = open(alice);
  let received = 0;
  const second = async (lost: number): Promise<void> => {
    received += 100 - lost;
    peer!.stats = report({ received, lost: (received * lost) / 100 });
    await world.pass(2000);
  };
  await second(0);
  assert.equal(seen(call, "bob").quality, 5);
  for (let times = 0; times < 5; times += 1) await second(40);
  assert.ok(seen(call, "bob").quality! <= 2, `${seen(call, "bob").quality}`);
  received = 0;
  peer!.stats = report({});
  for (let times = 0; times < 8; times += 1) {
    received += 100;
    peer!.stats = report({ received });
    await world.pass(2000);
  }
  assert.equal(seen(call, "bob").quality, 5);
  assert.equal(log[0], "qualitychange bob 5");
  assert.equal(log.at(-1), "qualitychange bob 5");
  assert.ok(log.length <= 4, log.join());
  await call.hangUp();
});

test("getStats condenses what WebRTC counts, with rates of the last seconds", async () => {
  const world = new World();
  const alice = await world.person("alice", world.host(), { stats: createStats() });
  const bob = await world.person("bob");
  const [call] = await talking(world, alice, bob, "video");
  const [peer] = open(alice);
  peer!.stats = report({ received: 100, bytes: 10_000, frames: 24 });
  await world.pass(2100);
  await world.pass(2000);
  peer!.stats = report({ received: 290, lost: 10, bytes: 135_000, frames: 72 });
  await world.pass(1000);
  const { participants, subscribedPixels, publishedPixels } = await call.getStats();
  assert.equal(subscribedPixels, 640 * 360);
  assert.equal(publishedPixels, 0);
  const [{ received, sent, ...path }] = participants as [(typeof participants)[0]];
  assert.deepEqual(path, { userId: "bob", roundTripMs: 20, local: "host", remote: "relay", protocol: "udp" });
  assert.deepEqual(sent, {}, "what is not counted is missing");
  assert.equal(received.audio?.loss, 0.05);
  assert.equal(received.audio?.jitterMs, 3);
  assert.ok(!("bitrate" in received.audio!), "bytes of sound are not counted here");
  const { bitrate, ...video } = received.video!;
  assert.deepEqual(video, {
    ...{
      bytes: 135_000,
      codec: "video/VP8",
      width: 640,
      height: 360,
      framesPerSecond: 24,
      frames: 72,
      frozenMs: 0,
    },
  });
  const seconds = (125_000 * 8) / bitrate!;
  assert.ok(seconds >= 2 && seconds <= 4, `${seconds} s`);
  await assert.rejects(bob.client.calls[0]!.getStats(), /invalid-state: import ringline.stats/);
  await call.hangUp();
  assert.deepEqual((await call.getStats()).participants, []);
});

test("who speaks is told steadily, and is loud only while packets come", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [call] = await talking(world, alice, bob);
  const log = record(
    call,
    ["activespeaker", "participantchanged"],
    ({ participant }) => `${participant?.userId} ${participant?.speaking}`,
  );
  assert.equal(call.activeSpeaker, undefined);
  await world.pass(1000); // the first figures are told
  log.length = 0;
  const before = call.participants;
  await hearing(world, alice, 0.4, 3000);
  assert.equal(call.activeSpeaker, seen(call, "bob"));
  assert.equal(seen(call, "bob").speaking, true);
  assert.equal(seen(call, "bob").audioLevel, 0.4);
  assert.notEqual(call.participants, before);
  assert.deepEqual(log, ["participantchanged bob true", "activespeaker bob true"]);
  await world.pass(3000); // no packet comes any more
  assert.equal(seen(call, "bob").speaking, false);
  assert.equal(seen(call, "bob").audioLevel, 0);
  assert.equal(call.activeSpeaker, seen(call, "bob"), "the last one keeps the floor");
  await hearing(world, alice, 0.4, 1000);
  await call.hangUp();
  assert.equal(seen(call, "bob").speaking, false, "over");
});

test("the own microphone is heard while it is muted, by a clone that goes with it", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [call] = await talking(world, alice, bob);
  const hints = record(call, ["microphonehint"], ({ hint }) => String(hint));
  alice.host.devices.loudness = 0.3;
  await world.pass(1000);
  assert.equal(call.microphoneHint, undefined);
  await call.setMicrophoneEnabled(false);
  await world.pass(1000);
  assert.equal(call.microphoneHint, "speaking-while-muted");
  await call.setMicrophoneEnabled(true);
  await world.pass(1000);
  alice.host.devices.loudness = 0;
  await world.pass(6000);
  assert.equal(call.microphoneHint, "no-sound");
  assert.deepEqual(hints, [
    "microphonehint speaking-while-muted",
    "microphonehint undefined",
    "microphonehint no-sound",
  ]);
  assert.equal(alice.host.liveTracks, 2, "the microphone and its clone");
  await call.hold();
  await world.pass(500);
  assert.equal(alice.host.liveTracks, 0, "no light on hold");
  await call.resume();
  await world.pass(500);
  assert.equal(alice.host.liveTracks, 2);
  await call.hangUp();
  await world.pass();
  for (const one of [alice, bob]) assertLightsOff(one);
});

test("a microphone that cannot be measured is not called silent", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  alice.host.devices.loudness = null; // no gesture yet: Web Audio stands still
  const [call] = await talking(world, alice, bob);
  await world.pass(20_000);
  assert.equal(call.microphoneHint, undefined);
  await call.hangUp();
});

test("nothing is measured but while there is a path, and no timer stays behind", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const before = world.timers;
  const [call] = await talking(world, alice, bob);
  await world.pass(500);
  assert.ok(world.timers > before);
  await call.hangUp();
  await world.pass(120_000);
  assert.equal(world.timers, before);
});

/** What a page sends each of the others of its picture: how much smaller than captured, in their order. */
function scales(person: Person): (number | undefined)[] {
  return open(person).map((peer) => {
    const [encoding] = transceiver(peer, "video").sender.encodings;
    return encoding?.active ? encoding.scaleResolutionDownBy : 0;
  });
}

test("pictures shrink as people come", async () => {
  const world = new World();
  const [alice, bob, cid, dan] = await people(world, "alice", "bob", "cid", "dan");
  const [call] = await meeting(world, alice, [bob], { media: "video" });
  await world.pass(100);
  assert.deepEqual(scales(alice), [1]);
  assert.deepEqual(scales(bob), [1], "the answerer, too");
  for (const other of [cid, dan]) {
    await call.invite(other.userId);
    await world.pass();
    await other.client.calls[0]!.accept();
    await world.pass(100);
  }
  const [encoding] = transceiver(open(alice)[0]!, "video").sender.encodings;
  assert.deepEqual(scales(alice), [1.25, 1.25, 1.25]); // 640 x 480 as 512 x 384: within 640 x 360
  assert.deepEqual([encoding?.maxBitrate, encoding?.maxFramerate], [500_000, 24]);
  assert.deepEqual(new Set([bob, cid, dan].flatMap(scales)), new Set([1.25]));
  await call.end();
});

test("a budget of pixels is told to the others, and what they send keeps to it", async () => {
  const world = new World();
  const budget = 160 * 120;
  const alice = await world.person("alice", world.host(), { maxSubscribedPixels: budget });
  const [bob, cid] = await people(world, "bob", "cid");
  const [call] = await meeting(world, alice, [bob, cid], { media: "video" });
  await world.pass(2_500); // what came early is heeded with the next figures
  const toAlice = ({ host }: Person): number => {
    const [encoding] = transceiver(open({ host } as Person)[0]!, "video").sender.encodings;
    return encoding?.active ? (640 * 480) / (encoding.scaleResolutionDownBy ?? 1) ** 2 : 0;
  };
  assert.deepEqual([toAlice(bob), toAlice(cid)], [budget, 0], "one picture fits");
  const [, toCid] = open(alice);
  for (let looks = 0; looks < 20; looks += 1) {
    transceiver(toCid!, "audio").receiver.hear(0.4);
    await world.pass(100);
  }
  await world.pass(2000);
  assert.equal(call.activeSpeaker?.userId, "cid");
  assert.deepEqual([toAlice(bob), toAlice(cid)], [0, budget], "that of who speaks");
  await call.end();
});

test("codecs that are liked come first, on either side", async () => {
  const world = new World();
  const codecs = { video: ["vp9", "H264"] };
  const alice = await world.person("alice", world.host(), { codecs });
  const bob = await world.person("bob", world.host(), { codecs });
  const [call] = await talking(world, alice, bob, "video");
  for (const one of [alice, bob]) {
    const video = transceiver(open(one)[0]!, "video");
    assert.deepEqual(video.codecs, ["video/VP9", "video/H264", "video/VP8", "video/rtx"]);
    assert.deepEqual(transceiver(open(one)[0]!, "audio").codecs, []);
    assert.equal(video.sender.track?.contentHint, "motion");
  }
  await call.hangUp();
});

test("the timeline of a call is complete and in order", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const clicked = alice.host.now();
  const rings = new Promise<Call>((resolve) =>
    bob.client.addEventListener("incoming", ({ detail }) => resolve(detail.call), { once: true }),
  );
  const call = await alice.client.call("bob", { media: "video" });
  await world.pass(700);
  const incoming = await rings;
  await incoming.accept();
  await world.pass(200);
  for (const one of [alice, bob]) transceiver(open(one)[0]!, "video").receiver.hear();
  await world.pass(300);
  for (const { timeline, direction } of [call, incoming]) {
    const { dialled, rung, accepted, connected, firstFrame } = timeline;
    const instants = direction === "outgoing" ? [clicked, dialled, rung] : [clicked, rung];
    const all = [...instants, accepted, connected, firstFrame] as number[];
    assert.deepEqual(
      all,
      all.toSorted((one, other) => one - other),
      JSON.stringify(timeline),
    );
    assert.ok(all.every((instant) => Number.isInteger(instant)));
    assert.ok(accepted! - clicked >= 700 && firstFrame! - connected! >= 200);
  }
  assert.equal(incoming.timeline.dialled, undefined);
  await call.hangUp();
});
