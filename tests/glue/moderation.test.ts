/** Requests to mute and recordings, as everybody in a call sees them (R77, R86), and how many a mesh takes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClientRecorder, RecordingOwner, RecordingResult } from "../../js/index.ts";
import { meeting, people, record, refusal, ringingAll, seen, World } from "./support/people.ts";

/** What a recorder says to its call, without recording: the browser tests record. */
class Announcer implements ClientRecorder {
  #owner: RecordingOwner | undefined;

  async start(_call: unknown, _options: unknown, owner: RecordingOwner): Promise<void> {
    this.#owner = owner;
    await owner.announce(true);
  }

  async stop(): Promise<RecordingResult> {
    await this.#owner!.announce(false);
    const facts = { writtenBytes: 0, chunks: 0, durationMs: 0, frames: 0, pixelsPerSecond: 0 };
    return Object.assign(new Blob(), facts);
  }
}

test("a request to mute is obeyed, the others see at whose wish, and only the user unmutes", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [hers, his, third] = await meeting(world, alice, [bob, carol], { media: "audio" });
  const asked = record(his!, ["muterequest"], ({ muteRequest }) => muteRequest?.by ?? "nobody");
  await hers.requestMute("bob");
  await world.pass();
  assert.deepEqual(asked, ["muterequest alice"]);
  assert.equal(his!.local.microphone, "off");
  assert.equal(his!.local.mutedBy, "alice");
  assert.equal(seen(third!, "bob").microphone, "off");
  assert.equal(seen(third!, "bob").mutedBy, "alice");
  assert.equal(seen(third!, "alice").microphone, "on", "nobody else was asked");
  await his!.setMicrophoneEnabled(true);
  await world.pass();
  assert.equal(seen(third!, "bob").microphone, "on");
  assert.equal(seen(third!, "bob").mutedBy, undefined);
});

test("with muteRequests: ask the user is only told", async () => {
  const world = new World();
  const alice = await world.person("alice");
  const bob = await world.person("bob", world.host(), { policy: { muteRequests: "ask" } });
  const [hers, his] = await meeting(world, alice, [bob], { media: "audio" });
  await hers.requestMute("bob");
  await world.pass();
  assert.equal(his!.muteRequest?.by, "alice");
  assert.equal(his!.local.microphone, "on");
  await assert.rejects(hers.requestMute("alice"), refusal("invalid-argument"));
});

test("who does not agree to a recording is left out of it", async () => {
  const world = new World({ policy: { recordingConsent: "required" } });
  const alice = await world.person("alice", world.host(), { recorder: new Announcer() });
  const [bob, carol] = await people(world, "bob", "carol");
  const [hers, his, third] = await meeting(world, alice, [bob, carol], { media: "audio" });
  const told = record(his!, ["recordingchange"], ({ recording }) => recording?.state ?? "none");
  const begun = hers.startRecording();
  await world.pass();
  assert.deepEqual(his!.recording, { state: "starting", by: ["alice"] });
  assert.equal(his!.canConsent, true);
  await his!.consentToRecording(true);
  await third!.consentToRecording(false);
  await world.pass();
  await begun;
  assert.deepEqual([hers.recording, third!.recording], Array(2).fill({ state: "on", by: ["alice"] }));
  assert.deepEqual([seen(hers, "bob").recordable, seen(hers, "carol").recordable], [true, false]);
  await hers.stopRecording();
  await world.pass();
  assert.equal(his!.recording, undefined);
  assert.deepEqual(told, ["recordingchange starting", "recordingchange on", "recordingchange none"]);
});

test("a mesh that is full says so, and who was refused may try again while it rings", async () => {
  const world = new World({ policy: { meshLimit: 2 } });
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [, his, third] = await ringingAll(world, alice, [bob, carol]);
  await his!.accept();
  await world.pass();
  await assert.rejects(third!.accept(), refusal("call-full"));
  assert.equal(third!.state, "ringing");
  await his!.hangUp();
  await third!.accept();
  await world.pass();
  assert.equal(third!.state, "connected");
});
