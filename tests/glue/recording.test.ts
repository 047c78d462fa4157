// What a call does with a recorder: the commands, and nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call, CallError, ClientRecorder, RecordingOptions, RecordingOwner } from "../../js/index.ts";
import { createRecorder } from "../../js/recording/recording.ts";
import { talking, World } from "./support/people.ts";

/** Keeps what it was asked. */
function recorderOf(asked: [Call, RecordingOptions, RecordingOwner][]): ClientRecorder {
  const stopped = new Blob(["all of it"]);
  return {
    start: async (...one) => void asked.push(one),
    stop: (call) => (asked.some(([known]) => known === call) ? Promise.resolve(stopped as never) : undefined),
  };
}

test("without a recorder the refusal says what to import", async () => {
  const world = new World();
  const [alice, bob] = [await world.person("alice"), await world.person("bob")];
  const [call] = await talking(world, alice, bob);
  for (const asked of [call.startRecording(), call.stopRecording()]) {
    await assert.rejects(asked, {
      code: "invalid-state",
      message: /createRecorder\(\) of "ringline\/recording"/,
    });
  }
});

test("the call hands over to its recorder, which may say that it failed", async () => {
  const world = new World();
  const asked: [Call, RecordingOptions, RecordingOwner][] = [];
  const alice = await world.person("alice", world.host(), { recorder: recorderOf(asked) });
  const bob = await world.person("bob");
  const [call] = await talking(world, alice, bob);
  await assert.rejects(call.stopRecording(), { code: "invalid-state" });
  await call.startRecording({ frameRate: 10 });
  const [[recorded, options, owner]] = asked as [[Call, RecordingOptions, RecordingOwner]];
  assert.equal(recorded, call);
  assert.deepEqual([options, owner.userId], [{ frameRate: 10 }, "alice"]);
  assert.equal((await call.stopRecording()).size, 9);
  const errors: CallError[] = [];
  call.addEventListener("error", ({ detail }) => errors.push(detail.error));
  owner.failed(owner.error("media-failed", { category: "media" }));
  assert.deepEqual(
    errors.map(({ code, category, callId }) => [code, category, callId]),
    [["media-failed", "media", call.id]],
  );
});

test("where nothing can record, the real one says so", async () => {
  const world = new World();
  const alice = await world.person("alice", world.host(), { recorder: createRecorder() });
  const bob = await world.person("bob");
  const [call] = await talking(world, alice, bob);
  await assert.rejects(call.startRecording(), { code: "media-failed", category: "media", callId: call.id });
  await assert.rejects(call.startRecording({ width: 1 }), { code: "invalid-argument" });
  await assert.rejects(call.stopRecording(), { code: "invalid-state" });
  await call.hangUp();
  await assert.rejects(call.startRecording(), { code: "call-ended" });
});

test("limits are positive integers", () => {
  for (const limits of [{ maxBlobBytes: 0 }, { maxWaitingBytes: 1.5 }, { maxPixelsPerSecond: Number.NaN }]) {
    assert.throws(() => createRecorder(limits), RangeError);
  }
  assert.equal(createRecorder().heldBytes, 0);
});
