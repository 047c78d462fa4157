/** Calling the same people again (R52). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { onlyCall, people, refusal, ringing, ringingAll, talking, World } from "./support/people.ts";

test("a missed call is called back, with its media and words", async () => {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  await alice.client.call("bob", { media: "video", ext: { room: 7 } });
  await world.pass();
  const missed = onlyCall(bob);
  await world.pass(31_000);
  assert.equal(missed.endReason, "missed");
  const back = await missed.redial();
  await world.pass();
  assert.notEqual(back.id, missed.id);
  assert.equal(back.direction, "outgoing");
  const ring = onlyCall(alice);
  assert.equal(ring.media, "video");
  assert.deepEqual(ring.ext, { room: 7 });
});

test("a group is called again as a whole", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const options = { media: "audio", groupId: "team" } as const;
  const [outgoing, toBob, toCarol] = await ringingAll(world, alice, [bob, carol], options);
  await toBob!.decline();
  await toCarol!.decline();
  await world.pass();
  const again = await outgoing.redial();
  await world.pass();
  assert.deepEqual(again.participants.map(({ userId }) => userId).sort(), ["bob", "carol"]);
  assert.equal(onlyCall(carol).groupId, "team");
});

test("a call that is on cannot be redialled; one that was forgotten can", async () => {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  const [outgoing] = await talking(world, alice, bob);
  await assert.rejects(outgoing.redial(), refusal("invalid-state"));
  await outgoing.hangUp();
  await world.pass(600_000);
  await outgoing.redial();
  await world.pass();
  assert.equal(onlyCall(bob).state, "ringing");
});

test("redialling while in another call is refused like any other call", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [first] = await ringing(world, alice, bob);
  await first.cancel();
  await world.pass();
  await talking(world, alice, carol);
  await assert.rejects(first.redial(), refusal("already-in-call"));
});
