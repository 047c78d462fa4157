/** Requests to mute and recordings, as everybody in a call sees them (R77, R86), and how many a mesh takes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { meeting, people, record, refusal, ringingAll, seen, World } from "./support/people.ts";

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
