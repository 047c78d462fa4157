/** Sessions: a call that one enters by its id, and where nobody rings (R9; design, 11.10). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertLightsOff, assertMesh, people, seen, World } from "./support/people.ts";

function allowed(...names: string[]): World {
  const world = new World();
  for (const name of names) world.exchange.grants.set(name, ["place", "receive", "join:room"]);
  return world;
}

test("three people enter, one after the other, and nobody rings", async () => {
  const world = allowed("alice", "bob", "carol");
  const everybody = await people(world, "alice", "bob", "carol");
  const [alice, bob, carol] = everybody;
  let rings = 0;
  for (const { client } of everybody) client.addEventListener("incoming", () => (rings += 1));
  const first = await alice.client.join("room", { media: "video", ext: "hello" });
  await world.pass();
  assert.equal(first.id, "session:room");
  assert.equal(first.kind, "session");
  assert.notEqual(first.state, "ended");
  const second = await bob.client.join("room", { media: "video" });
  await world.pass();
  assertMesh([alice, bob], [first, second]);
  assert.equal(seen(second, "alice").role, "joiner");
  const third = await carol.client.join("room", { media: "video" });
  await world.pass();
  assertMesh(everybody, [first, second, third]);
  assert.equal(rings, 0);
  await second.hangUp();
  await world.pass();
  assertMesh([alice, carol], [first, third]);
  await first.hangUp();
  await third.hangUp();
  await world.pass();
  for (const person of everybody) assertLightsOff(person);
});

test("who left a session may enter it again, and so may others after it was empty", async () => {
  const world = allowed("alice", "bob");
  const [alice, bob] = await people(world, "alice", "bob");
  for (let round = 0; round < 3; round += 1) {
    const calls = [
      await alice.client.join("room", { media: "audio" }),
      await bob.client.join("room", { media: "audio" }),
    ];
    await world.pass();
    assertMesh([alice, bob], calls);
    for (const call of calls) await call.hangUp();
    await world.pass(100);
    for (const person of [alice, bob]) assertLightsOff(person);
  }
});

test("without the grant or the hook nobody enters", async () => {
  const world = allowed("alice");
  const [alice, mallory] = await people(world, "alice", "mallory");
  const inside = await alice.client.join("room", { media: "audio" });
  const outside = await mallory.client.join("room", { media: "audio" });
  await world.pass();
  assert.equal(outside.state, "ended");
  assert.equal((await outside.placed).error?.code, "forbidden");
  assertLightsOff(mallory);
  assert.deepEqual(inside.participants, []);
  const elsewhere = await alice.client.join("other", { media: "audio" }).catch(() => null);
  await world.pass();
  assert.ok(elsewhere === null || elsewhere.state === "ended");
});

test("the server's hook lets in whom it wants", async () => {
  const asked: unknown[] = [];
  const authorizeJoin = async (request: { userId: string; sessionId: string }): Promise<boolean> => {
    asked.push([request.userId, request.sessionId]);
    return request.userId !== "mallory";
  };
  const world = new World({ hooks: { authorizeJoin } });
  const [alice, mallory] = await people(world, "alice", "mallory");
  const inside = await alice.client.join("room", { media: "audio" });
  const outside = await mallory.client.join("room", { media: "audio" });
  await world.pass();
  assert.notEqual(inside.state, "ended");
  assert.equal(outside.state, "ended");
  assert.deepEqual(asked, [
    ["alice", "room"],
    ["mallory", "room"],
  ]);
});

test("a call cannot be entered as a session", async () => {
  const world = allowed("alice", "bob");
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const call = await alice.client.call("bob", { media: "audio" });
  await world.pass();
  world.exchange.grants.set("carol", ["place", "receive", `join:${call.id}`]);
  const session = await carol.client.join(call.id, { media: "audio" });
  await world.pass();
  assert.notEqual(session.id, call.id);
  assert.equal(call.participants.length, 1);
  assert.equal(bob.client.calls.length, 1);
});
