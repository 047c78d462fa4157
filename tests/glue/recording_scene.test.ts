// Who is in a recording, by what the call says; and what an app may ask for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { planOf, Refusal } from "../../js/recording/plan.ts";
import type { PlanContext } from "../../js/recording/plan.ts";
import { initialsOf, sceneOf } from "../../js/recording/scene.ts";
import type { RecordedCall } from "../../js/recording/scene.ts";
import type { RecordingOptions } from "../../js/recorder.ts";
import { FakeStream, FakeTrack } from "../../js/testing.ts";

function streamOf(...kinds: ("audio" | "video")[]): MediaStream {
  const stream = new FakeStream();
  for (const kind of kinds) stream.addTrack(new FakeTrack(kind));
  return stream as unknown as MediaStream;
}

function personOf(userId: string, more: object = {}) {
  const stream = streamOf("audio", "video");
  const facts = { userId, stream, camera: "on", state: "joined", hold: false, profile: {} } as const;
  return { ...facts, ...more };
}

function callOf(...participants: RecordedCall["participants"]): RecordedCall {
  return { held: false, local: { camera: "on", stream: streamOf("audio", "video") }, participants };
}

function seen(call: RecordedCall): string[] {
  return sceneOf(call, "Me").seats.map(
    ({ name, kind, picture }) => `${name} ${kind} ${picture ? "picture" : "-"}`,
  );
}

test("this user first, then those who are in, by their names", () => {
  const call = callOf(
    personOf("bob", { profile: { name: "Bob B." } }),
    personOf("carol", { state: "ringing" }),
    personOf("dave", { state: "left" }),
    personOf("eve", { camera: "off" }),
  );
  assert.deepEqual(seen(call), ["Me person picture", "Bob B. person picture", "eve person -"]);
  assert.equal(sceneOf(call, "Me").sounds.length, 3);
});

test("who did not agree is neither seen nor heard", () => {
  const call = callOf(personOf("bob", { recordable: false }), personOf("carol", { recordable: true }));
  assert.deepEqual(seen(call), ["Me person picture", "carol person picture"]);
  assert.equal(sceneOf(call, "Me").sounds.length, 2);
});

test("on hold there are faces", () => {
  const call = callOf(personOf("bob"), personOf("carol", { hold: true }));
  assert.deepEqual(seen(call), ["Me person picture", "bob person picture", "carol person -"]);
  assert.deepEqual(seen({ ...call, held: true }), ["Me person -", "bob person -", "carol person -"]);
});

test("a shared screen has a tile and a sound of its own, for as long as it is shared", () => {
  const camera = streamOf("audio", "video");
  const screen = streamOf("audio", "video");
  const call = callOf(personOf("bob", { stream: camera, streams: [camera, screen] }));
  assert.deepEqual(seen(call), ["Me person picture", "bob person picture", "bob screen picture"]);
  assert.equal(sceneOf(call, "Me").sounds.length, 3);
  for (const track of screen.getTracks()) screen.removeTrack(track);
  assert.deepEqual(seen(call), ["Me person picture", "bob person picture"]);
});

test("initials are letters as people see them", () => {
  const all = ["alice", "Alice Liddell Smith", "bob@example.com", "élodie", "👍 👍", "ann-marie", ""];
  assert.deepEqual(all.map(initialsOf), ["A", "AL", "BE", "É", "?", "AM", "?"]);
});

function plan(options: RecordingOptions = {}, more: Partial<PlanContext> = {}) {
  const isSupported = (type: string): boolean =>
    type.startsWith("audio/webm") || type.startsWith("video/webm");
  const context = { media: "video", userId: "alice", maxPixelsPerSecond: 62_208_000, isSupported } as const;
  return planOf(options, { ...context, ...more });
}

function refusal(code: string) {
  return (error: unknown): boolean => error instanceof Refusal && error.code === code;
}

test("without wishes: 1280 x 720 at 24, the best format there is, in the kind of the call", () => {
  const { width, height, frameRate, mimeType, pixelsPerSecond, localName, sink } = plan();
  assert.deepEqual([width, height, frameRate, pixelsPerSecond], [1280, 720, 24, 22_118_400]);
  assert.deepEqual([mimeType, localName, sink], ["video/webm;codecs=vp8,opus", "alice", "blob"]);
  const audio = plan({}, { media: "audio", isSupported: () => true });
  assert.deepEqual([audio.mimeType, audio.pixelsPerSecond], ["audio/mp4;codecs=mp4a.40.2", 0]);
});

test("what cannot be is refused by its name", () => {
  assert.throws(() => plan({ width: 641 }), refusal("invalid-argument"));
  assert.throws(() => plan({ height: 0 }), refusal("invalid-argument"));
  assert.throws(() => plan({ frameRate: 1.5 }), refusal("invalid-argument"));
  assert.throws(() => plan({ layout: "pile" as never }), refusal("invalid-argument"));
  assert.throws(() => plan({ sink: "disk" as never }), refusal("invalid-argument"));
  assert.throws(() => plan({ sink: null as never }), refusal("invalid-argument"));
  assert.throws(() => plan({ mimeType: "video/avi" }), refusal("media-failed"));
  assert.throws(() => plan({}, { isSupported: () => false }), refusal("media-failed"));
});

test("the pixels of a second have a budget (R87)", () => {
  assert.throws(() => plan({ width: 1920, height: 1080, frameRate: 31 }), refusal("limit-reached"));
  assert.equal(plan({ width: 1920, height: 1080, frameRate: 30 }).pixelsPerSecond, 62_208_000);
  assert.throws(() => plan({}, { maxPixelsPerSecond: 22_118_399 }), refusal("limit-reached"));
});
