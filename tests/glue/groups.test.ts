/** Calls of several people (R28 to R36, R47 to R50): real cores, real server, one link a pair. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  assertLightsOff,
  assertMesh,
  kinds,
  meeting,
  onlyCall,
  people,
  record,
  refusal,
  ringingAll,
  seen,
  states,
  talking,
  World,
} from "./support/people.ts";
import type { Person } from "./support/people.ts";

async function four(world: World): Promise<[Person, Person, Person, Person]> {
  return people(world, "alice", "bob", "carol", "dave");
}

test("three people: the first answer connects, the second makes a triangle", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [outgoing, toBob, toCarol] = await ringingAll(world, alice, [bob, carol]);
  assert.equal(outgoing.kind, "group");
  assert.deepEqual(states(toBob!), { alice: "joined", carol: "ringing" });
  const log = record(outgoing, ["participantjoined", "participantleft"], (d) => d.participant.userId);
  await toBob!.accept();
  await world.pass();
  assert.equal(outgoing.state, "connected");
  assert.deepEqual(states(outgoing), { bob: "joined", carol: "ringing" });
  assert.equal(toCarol!.state, "ringing", "one answer does not stop the other's ring");
  await toCarol!.accept();
  await world.pass();
  assertMesh([alice, bob, carol], [outgoing, toBob!, toCarol!]);
  const placement = await outgoing.placed;
  assert.deepEqual([...placement.ok].sort(), ["bob", "carol"]);
  await toBob!.hangUp();
  await world.pass();
  assertLightsOff(bob);
  assertMesh([alice, carol], [outgoing, toCarol!]);
  assert.deepEqual(seen(outgoing, "bob").stream.getTracks(), []);
  assert.deepEqual(log, ["participantjoined bob", "participantjoined carol", "participantleft bob"]);
  await toCarol!.hangUp();
  await world.pass();
  assert.equal(outgoing.endReason, "everyone-left");
  assertLightsOff(alice);
  assertLightsOff(carol);
});

test("four people by video: every pair has one link and every stream its own two tracks", async () => {
  const world = new World();
  const [alice, ...others] = await four(world);
  const calls = await meeting(world, alice, others, { media: "video" });
  for (const { participants } of calls) {
    for (const participant of participants) assert.deepEqual(kinds(participant), ["audio", "video"]);
  }
  await calls[0].hangUp();
  await world.pass();
  assertLightsOff(alice);
  assertMesh(others, calls.slice(1));
});

test("a decline, a busy person and a ring that nobody answers do not end it for the others", async () => {
  const world = new World();
  const [alice, bob, carol, dave] = await four(world);
  const erin = await world.person("erin");
  await talking(world, dave, erin);
  const outgoing = await alice.client.call(["bob", "carol", "dave", "frank"], { media: "audio" });
  await world.pass();
  await onlyCall(bob).decline();
  await onlyCall(carol).accept();
  await world.pass();
  assert.deepEqual(states(outgoing), { bob: "declined", carol: "joined", dave: "busy", frank: "rung" });
  await world.pass(30_000);
  assert.equal(states(outgoing).frank, "unreachable");
  assert.equal(outgoing.state, "connected");
  const invited = onlyCall(carol);
  await outgoing.invite("bob");
  await world.pass();
  assert.equal(onlyCall(bob).state, "ringing", "who declined may be invited again");
  await world.pass(30_000);
  assert.deepEqual(bob.client.calls, []);
  assert.equal(states(invited).bob, "timed-out");
  await outgoing.hangUp();
  await world.pass();
  assert.equal(invited.state, "ended");
});

test("a group call that nobody takes ends", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [outgoing, toBob, toCarol] = await ringingAll(world, alice, [bob, carol]);
  await toBob!.decline();
  await world.pass();
  assert.equal(outgoing.state, "calling");
  await toCarol!.decline();
  await world.pass();
  assert.equal(outgoing.state, "ended");
  for (const person of [alice, bob, carol]) assertLightsOff(person);
});

test("everybody gets the group's name, the inviter's words and the roster with the ring", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const options = { media: "audio", groupId: "Team Ü", ext: { topic: 1 } } as const;
  const [outgoing, toBob] = await ringingAll(world, alice, [bob, carol], options);
  for (const call of [outgoing, toBob!]) {
    assert.equal(call.groupId, "Team Ü");
    assert.deepEqual(call.ext, { topic: 1 });
  }
  assert.equal(toBob!.inviter, "alice");
  assert.deepEqual(
    toBob!.participants.map(({ userId, role }) => [userId, role]),
    [
      ["alice", "inviter"],
      ["carol", "invitee"],
    ],
  );
  assert.ok(seen(toBob!, "carol").ringDeadline! > toBob!.startedAt);
});

test("inviting a third person makes a direct call a group; a fourth is invited by the second", async () => {
  const world = new World();
  const [alice, bob, carol, dave] = await four(world);
  const [first, second] = await talking(world, alice, bob);
  const log = record(second, ["participantchanged"], (d) => `${d.participant.userId} ${d.participant.state}`);
  assert.equal(first.canInvite, true);
  await first.invite("carol");
  await world.pass();
  const third = onlyCall(carol);
  assert.equal(first.kind, "group");
  assert.equal(first.state, "connected", "nothing happens to those who talk");
  assert.equal(seen(second, "carol").invitedBy, "alice");
  assert.ok(log.includes("participantchanged carol ringing"), log.join());
  await third.accept();
  await world.pass();
  assertMesh([alice, bob, carol], [first, second, third]);
  await second.invite(["dave", "carol", "alice"]);
  await world.pass();
  const fourth = onlyCall(dave);
  assert.equal(seen(first, "dave").invitedBy, "bob");
  await fourth.accept();
  await world.pass();
  assertMesh([alice, bob, carol, dave], [first, second, third, fourth]);
  await first.hangUp();
  await second.hangUp();
  await world.pass();
  assertMesh([carol, dave], [third, fourth]);
});

test("where only the inviter may invite, the others cannot", async () => {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  const options = { media: "audio", policy: { whoCanInvite: "inviter" } } as const;
  const [outgoing, incoming] = await meeting(world, alice, [bob], options);
  assert.equal(outgoing.canInvite, true);
  assert.equal(incoming!.canInvite, false);
  await assert.rejects(incoming!.invite("carol"), refusal("forbidden"));
  assert.equal(incoming!.state, "connected");
});

test("cancelling one invitee stops that ring alone; cancelling without names takes the call back", async () => {
  const world = new World();
  const [alice, bob, carol, dave] = await four(world);
  const [outgoing, toBob, toCarol, toDave] = await ringingAll(world, alice, [bob, carol, dave]);
  assert.equal(outgoing.canCancel, true);
  await outgoing.cancel(["bob", "carol"]);
  await world.pass();
  for (const call of [toBob!, toCarol!]) {
    assert.equal(call.state, "ended");
    assert.equal(call.endReason, "remote-cancelled");
    assert.equal(call.status, "missed");
  }
  assert.equal(toDave!.state, "ringing");
  assert.deepEqual(states(outgoing), { bob: "cancelled", carol: "cancelled", dave: "ringing" });
  await outgoing.cancel();
  await world.pass();
  assert.equal(outgoing.endReason, "cancelled");
  assert.equal(toDave!.endReason, "remote-cancelled");
});

test("only who rang somebody takes that ring back", async () => {
  const world = new World();
  const [alice, bob, carol, dave] = await four(world);
  const [outgoing, toBob, toCarol] = await ringingAll(world, alice, [bob, carol]);
  await toBob!.accept();
  await toBob!.invite("dave");
  await world.pass();
  await assert.rejects(toBob!.cancel("carol"), refusal("forbidden"));
  await assert.rejects(outgoing.cancel("dave"), refusal("forbidden"));
  assert.equal(toCarol!.state, "ringing");
  await toBob!.cancel("dave");
  await outgoing.cancel(["carol", "bob", "nobody"]);
  await world.pass();
  assert.deepEqual([carol.client.calls, dave.client.calls], [[], []]);
  assert.deepEqual(states(outgoing), { bob: "joined", carol: "cancelled", dave: "cancelled" });
  assertMesh([alice, bob], [outgoing, toBob!]);
});

test("cancelling the last ring leaves nobody, and the call ends", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [outgoing, toBob] = await ringingAll(world, alice, [bob, carol]);
  await outgoing.cancel("bob");
  await outgoing.cancel("carol");
  await world.pass();
  assert.equal(outgoing.state, "ended");
  assert.equal(toBob!.state, "ended");
  for (const person of [alice, bob, carol]) assertLightsOff(person);
});

test("who is removed is out at once and sees why; only the inviter may", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [outgoing, toBob, toCarol] = await meeting(world, alice, [bob, carol]);
  assert.equal(outgoing.canRemove, true);
  assert.equal(toBob!.canRemove, false);
  await assert.rejects(toBob!.remove("carol"), refusal("forbidden"));
  await outgoing.remove("carol");
  await world.pass();
  assert.equal(toCarol!.endReason, "removed");
  assertLightsOff(carol);
  assertMesh([alice, bob], [outgoing, toBob!]);
});

test("ending for all ends it for all; only who may", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const calls = await meeting(world, alice, [bob, carol]);
  const [outgoing, toBob, toCarol] = calls;
  assert.deepEqual(
    calls.map(({ canEnd }) => canEnd),
    [true, false, false],
  );
  await assert.rejects(toBob!.end(), refusal("forbidden"));
  await outgoing.end({ ext: "late" });
  await world.pass();
  assert.equal(toBob!.endReason, "ended-by-host");
  assert.equal(toCarol!.endReason, "ended-by-host");
  assert.equal(seen(toBob!, "alice").ext, "late");
  for (const person of [alice, bob, carol]) assertLightsOff(person);
});

test("anyone may end a call where the policy says so, and a ring ends with it", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const options = { media: "audio", policy: { whoCanEnd: "anyone" } } as const;
  const [outgoing, toBob, toCarol] = await ringingAll(world, alice, [bob, carol], options);
  await toBob!.accept();
  await world.pass();
  assert.equal(toBob!.canEnd, true);
  await toBob!.end();
  await world.pass();
  assert.equal(outgoing.endReason, "ended-by-host");
  assert.equal(toCarol!.state, "ended");
});

test("a hang-up of one over the data channel is nobody else's", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [outgoing, toBob, toCarol] = await meeting(world, alice, [bob, carol]);
  carol.host.dropSockets();
  void toCarol!.hangUp();
  assert.equal(toCarol!.state, "ended");
  await world.pass(5000);
  assertMesh([alice, bob], [outgoing, toBob!]);
});

test("a person whose network is gone past the grace has left; the others go on", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [outgoing, toBob] = await meeting(world, alice, [bob, carol]);
  world.exchange.closed = true; // for carol, who would connect again
  carol.host.vanish();
  await world.pass(120_000);
  assert.equal(states(outgoing).carol, "left");
  assertMesh([alice, bob], [outgoing, toBob!]);
});

test("with local-hangup a group goes on for who is left alone", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const options = { media: "audio", policy: { groupEnd: "local-hangup" } } as const;
  const [outgoing, toBob, toCarol] = await meeting(world, alice, [bob, carol], options);
  await toBob!.hangUp();
  await toCarol!.hangUp();
  await world.pass();
  assert.notEqual(outgoing.state, "ended");
  assert.deepEqual(states(outgoing), { bob: "left", carol: "left" });
  await outgoing.invite("bob");
  await world.pass();
  await onlyCall(bob).accept();
  await world.pass();
  assertMesh([alice, bob], [outgoing, onlyCall(bob)]);
  await outgoing.hangUp();
  await world.pass();
  assertLightsOff(alice);
});

test("a group is rung by its name: the server knows who is in it", async () => {
  const asked: unknown[] = [];
  const expandGroup = (about: { userId: string; group: string }): readonly string[] => {
    asked.push([about.userId, about.group]);
    return about.group === "team" ? ["alice", "bob", "carol"] : [];
  };
  const world = new World({ hooks: { expandGroup } });
  const [alice, bob, carol, dave] = await four(world);
  const calls = await ringingAll(world, alice, [bob, carol], { media: "audio" }, { group: "team" });
  assert.deepEqual(states(calls[0]), { bob: "ringing", carol: "ringing" }, "without who calls");
  assert.deepEqual([...(await calls[0].placed).ok].sort(), ["bob", "carol"]);
  for (const incoming of calls.slice(1)) await incoming.accept();
  await world.pass();
  assertMesh([alice, bob, carol], calls);
  const [first, second] = await talking(world, dave, await world.person("erin"));
  await first.invite({ group: "team" });
  await world.pass();
  assert.deepEqual(states(second), { dave: "joined", alice: "busy", bob: "busy", carol: "busy" });
  assert.deepEqual(asked, [
    ["alice", "team"],
    ["dave", "team"],
  ]);
});

test("a group that the server does not know rings nobody", async () => {
  for (const world of [new World(), new World({ hooks: { expandGroup: () => [] } })]) {
    const alice = await world.person("alice");
    const call = await alice.client.call({ group: "nobody" }, { media: "audio" });
    await world.pass();
    assert.ok((await call.placed).error);
    assert.equal(call.state, "ended");
    assertLightsOff(alice);
  }
});
