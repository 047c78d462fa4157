/** Hold, call waiting and calling while in a call (design, 5 and 11.18; R35, R37, R38). */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallClientOptions } from "../../js/index.ts";
import type { FakeHost } from "../../js/testing.ts";
import {
  assertLightsOff,
  assertMesh,
  meeting,
  onlyCall,
  people,
  refusal,
  ringing,
  seen,
  talking,
  World,
} from "./support/people.ts";
import type { Person } from "./support/people.ts";

/** The transceivers of the connections that are open. */
function transceivers(host: FakeHost) {
  const open = host.peers.filter(({ connectionState }) => connectionState !== "closed");
  return open.flatMap((peer) => peer.getTransceivers());
}

/** Tracks that go out of a page now. */
function sending(host: FakeHost): number {
  const tracks = transceivers(host).map(({ sender }) => sender.track);
  return tracks.filter((track) => track?.readyState === "live" && track.enabled).length;
}

/** Senders of pictures that are switched on: without a track Firefox would repeat the last one. */
function switchedOn(host: FakeHost): number {
  return transceivers(host).filter(({ kind, sender }) => kind === "video" && sender.encodings[0]?.active)
    .length;
}

/** Whether anything of what the others send is let through. */
function hears({ client }: Person): boolean[] {
  return client.calls.flatMap(({ participants }) =>
    participants.flatMap(({ stream }) => stream.getTracks().map(({ enabled }) => enabled)),
  );
}

const waiting = { policy: { busy: "call-waiting" } };

test("a held call sends nothing, hears nothing, keeps no device, and comes back as it was", async () => {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  const [first, second] = await talking(world, alice, bob, "video");
  const peers = alice.host.peers.length;
  assert.deepEqual([first.canHold, first.canResume, first.held], [true, false, false]);
  await first.hold();
  await world.pass();
  assert.deepEqual([first.canHold, first.canResume, first.held], [false, true, true]);
  assert.equal(alice.host.liveTracks, 0, "the light is out");
  assert.equal(sending(alice.host), 0);
  assert.deepEqual(hears(alice), [false, false]);
  assert.equal(seen(second, "alice").hold, true);
  assert.equal(second.held, false);
  assert.equal(sending(bob.host), 0, "nobody sends to somebody who holds");
  assert.deepEqual([switchedOn(alice.host), switchedOn(bob.host)], [0, 0]);
  assert.equal(second.state, "connected");
  await first.resume();
  await world.pass();
  assert.equal(seen(second, "alice").hold, false);
  assert.deepEqual([sending(alice.host), sending(bob.host)], [2, 2]);
  assert.deepEqual([switchedOn(alice.host), switchedOn(bob.host)], [1, 1]);
  assert.deepEqual(
    [hears(alice), hears(bob)],
    [
      [true, true],
      [true, true],
    ],
  );
  assert.equal(alice.host.peers.length, peers, "no renegotiation, no new connection");
});

test("when both hold, media flows again once neither does", async () => {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  const [first, second] = await talking(world, alice, bob);
  await first.hold();
  await second.hold();
  await world.pass();
  await first.resume();
  await world.pass();
  assert.deepEqual([first.held, second.held], [false, true]);
  assert.equal(sending(alice.host) + sending(bob.host), 0);
  await second.resume();
  await world.pass();
  assert.deepEqual([sending(alice.host), sending(bob.host)], [1, 1]);
});

test("a hold twice is one hold; in a call that rings or is over it is refused", async () => {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  const [first, second] = await ringing(world, alice, bob);
  assert.deepEqual([first.canHold, second.canHold], [true, false]);
  await assert.rejects(second.hold(), refusal("invalid-state"));
  await second.accept();
  await world.pass();
  await first.resume();
  await first.hold();
  await first.hold();
  assert.equal(first.held, true);
  await first.hangUp();
  await world.pass();
  await assert.rejects(second.hold(), refusal("call-ended"));
  assertLightsOff(alice);
  assertLightsOff(bob);
});

test("a camera that was off when the call was put on hold is off after it", async () => {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  const [first] = await talking(world, alice, bob, "video");
  await first.setCameraEnabled(false);
  await first.setMicrophoneEnabled(false);
  await first.hold();
  await first.resume();
  await world.pass();
  assert.deepEqual([first.local.camera, first.local.microphone], ["off", "off"]);
  assert.equal(sending(alice.host), 0);
});

/** Alice and Bob talk, and Carol calls Bob. */
async function callWaiting() {
  const world = new World(waiting);
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [toBob, atBob] = await talking(world, alice, bob);
  await carol.client.call("bob", { media: "audio" });
  await world.pass();
  const second = bob.client.calls.find((call) => call !== atBob)!;
  return { world, alice, bob, carol, toBob, atBob, second };
}

test("call waiting: the second call rings; accepting it puts the first on hold, and so back and forth", async () => {
  const { world, alice, bob, carol, toBob, atBob, second } = await callWaiting();
  assert.equal(second.state, "ringing");
  assert.equal(atBob.held, false);
  await second.accept();
  await world.pass();
  assert.deepEqual([atBob.held, second.held, second.state], [true, false, "connected"]);
  assert.equal(seen(toBob, "bob").hold, true);
  await atBob.resume();
  await world.pass();
  assert.deepEqual([atBob.held, second.held], [false, true], "one un-held call a device");
  assert.equal(seen(onlyCall(carol), "bob").hold, true);
  await atBob.hangUp();
  await world.pass();
  assert.equal(second.held, true, "nobody is heard without wanting it");
  await second.resume();
  await world.pass();
  assertMesh([bob, carol], [second, onlyCall(carol)]);
  await second.hangUp();
  await world.pass();
  for (const person of [alice, bob, carol]) assertLightsOff(person);
});

test("accepting with end ends the call that was on, once the server said yes", async () => {
  const { world, bob, carol, toBob, atBob, second } = await callWaiting();
  for (const type of ["accept", "signal"]) world.exchange.held.add(type);
  const accepted = second.accept({ end: true });
  await world.pass();
  assert.equal(atBob.state, "connected", "not before");
  world.exchange.deliver();
  await accepted;
  await world.pass();
  assert.equal(atBob.endReason, "hangup");
  assert.equal(toBob.endReason, "remote-hangup");
  assertMesh([bob, carol], [second, onlyCall(carol)]);
});

test("an accept that fails leaves the call that is on untouched", async () => {
  const world = new World(waiting);
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [, atBob] = await talking(world, alice, bob);
  const ring = await carol.client.call("bob", { media: "audio" });
  await world.pass();
  const second = bob.client.calls.find((call) => call !== atBob)!;
  world.exchange.held.add("accept");
  const accepting = assert.rejects(second.accept({ end: true }), refusal("call-ended"));
  await world.pass();
  await ring.cancel();
  await world.pass();
  world.exchange.deliver();
  await accepting;
  await world.pass();
  assert.deepEqual([atBob.state, atBob.held], ["connected", false]);
  assert.deepEqual(hears(bob), [true]);
});

async function withRule(
  world: World,
  callWhileInCall: NonNullable<NonNullable<CallClientOptions["policy"]>["callWhileInCall"]>,
): Promise<[Person, Person, Person]> {
  const alice = await world.person("alice", world.host(), { policy: { callWhileInCall } });
  const [bob, carol] = await people(world, "bob", "carol");
  return [alice, bob, carol];
}

test("calling while in a call is refused by default, and names the call", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [first] = await talking(world, alice, bob);
  await assert.rejects(alice.client.call("carol", { media: "audio" }), (error: { callId?: string }) => {
    refusal("already-in-call")(error);
    assert.equal(error.callId, first.id);
    return true;
  });
  assert.deepEqual(carol.client.calls, []);
  assert.equal(first.state, "connected");
});

test("with add, calling while in a call invites into it and gives that call", async () => {
  const world = new World();
  const [alice, bob, carol] = await withRule(world, "add");
  const [first, second] = await talking(world, alice, bob);
  const call = await alice.client.call("carol", { media: "audio" });
  assert.equal(call, first);
  await world.pass();
  const third = onlyCall(carol);
  assert.equal(third.id, first.id);
  await third.accept();
  await world.pass();
  assertMesh([alice, bob, carol], [first, second, third]);
});

test("with hold, calling while in a call puts that on hold", async () => {
  const world = new World();
  const [alice, bob, carol] = await withRule(world, "hold");
  const [first, atBob] = await talking(world, alice, bob);
  const second = await alice.client.call("carol", { media: "audio" });
  assert.notEqual(second, first);
  await world.pass();
  assert.deepEqual([first.held, second.state], [true, "calling"]);
  assert.equal(seen(atBob, "alice").hold, true);
  await onlyCall(carol).accept();
  await world.pass();
  assert.equal(second.state, "connected");
  await first.resume();
  await world.pass();
  assert.deepEqual([first.held, second.held], [false, true]);
  await first.hangUp();
  await second.hangUp();
  await world.pass();
  for (const person of [alice, bob, carol]) assertLightsOff(person);
});

test("a group call can be held by one: the others go on with each other", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [first, second, third] = await meeting(world, alice, [bob, carol]);
  await first.hold();
  await world.pass();
  assert.deepEqual([sending(alice.host), sending(bob.host), sending(carol.host)], [0, 1, 1]);
  assert.ok(
    seen(second!, "carol")
      .stream.getTracks()
      .every(({ enabled }) => enabled),
  );
  await first.resume();
  await world.pass();
  assert.deepEqual([sending(alice.host), sending(bob.host), sending(carol.host)], [2, 2, 2]);
  assertMesh([alice, bob, carol], [first, second!, third!]);
});
