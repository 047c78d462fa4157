// How people are shown: what the app says, what its provider says, what the tokens say; in calls that are on as well.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../../js/index.ts";
import type { UserProfile } from "../../js/index.ts";
import { settled } from "../../js/testing.ts";
import { World } from "./support/people.ts";

test("a user that the app names is shown so, before, in and after a call (R108)", async () => {
  const world = new World();
  const users = { bob: { name: "Robert", avatar: "/bob.png" } };
  const alice = await world.person("alice", world.host(), { users });
  await world.person("bob");
  assert.deepEqual(alice.client.users.get("bob"), users.bob);
  const call = await alice.client.call("bob", { media: "audio" });
  await world.pass();
  assert.deepEqual(call.participants[0]?.profile, users.bob);

  const told: string[] = [];
  call.addEventListener("participantchanged", ({ detail }) =>
    told.push(detail.participant.profile.name ?? ""),
  );
  alice.client.addEventListener("userschanged", ({ detail }) => told.push(detail.userIds.join()));
  let drawn = 0;
  alice.client.subscribe(() => (drawn += 1));
  const before = call.participants;
  alice.client.setUser("bob", { name: "Bobby" });
  assert.deepEqual(call.participants[0]?.profile, { name: "Bobby" });
  assert.notEqual(call.participants, before, "whoever compares sees that something changed");
  assert.deepEqual(told, ["Bobby", "bob"]);
  assert.equal(drawn, 1);
  alice.client.setUser("alice", { name: "Me" });
  assert.deepEqual(alice.client.users.get("alice"), { name: "Me" });
});

test("the provider is asked once, for all who have no name, and its word is shown (R110)", async () => {
  const world = new World();
  const asked: (readonly string[])[] = [];
  const userProvider = async (userIds: readonly string[]): Promise<UserProfile[]> => {
    asked.push(userIds);
    return userIds.filter((id) => id !== "carol").map((userId) => ({ userId, name: userId.toUpperCase() }));
  };
  const alice = await world.person("alice", world.host(), { userProvider });
  for (const user of ["bob", "carol"]) await world.person(user);
  const call = await alice.client.call(["bob", "carol"], { media: "audio" });
  const names = (): (string | undefined)[] => call.participants.map(({ profile }) => profile.name);
  names();
  await settled();
  assert.deepEqual(asked, [["bob", "carol"]]);
  assert.deepEqual(names(), ["BOB", undefined]);
  await world.pass();
  names();
  assert.equal(asked.length, 1, "also for those who stay unknown");
  const answer = await alice.client.users.query(["bob", "carol"]);
  assert.deepEqual(answer, { found: [{ userId: "bob", name: "BOB" }], missing: ["carol"] });
});

test("a provider that fails costs nothing but the names", async () => {
  const world = new World();
  const warned: string[] = [];
  const options = {
    userProvider: () => Promise.reject(new Error("down")),
    logger: { warn: (message: string) => warned.push(message) },
  };
  const alice = await world.person("alice", world.host(), options);
  await world.person("bob");
  const call = await alice.client.call("bob", { media: "audio" });
  assert.deepEqual(call.participants[0]?.profile, {});
  await settled();
  assert.deepEqual(warned, ["userProvider failed"]);
  await assert.rejects(alice.client.users.query(["bob"]), /down/);
});

test("other ids stand for users, and no circle of them hangs (R109)", async () => {
  const world = new World();
  const alice = await world.person("alice", world.host(), { users: { bob: { name: "Bob" } } });
  alice.client.setUsers({ 4711: "bob", one: "other", other: "one" });
  assert.deepEqual(alice.client.users.get("4711"), { name: "Bob" });
  assert.deepEqual(alice.client.users.get("one"), {});
});

test("what is no profile is refused, and nothing of it is kept", async () => {
  const world = new World();
  const alice = await world.person("alice");
  for (const wrong of [{ name: 7 }, { avatar: {} }]) {
    assert.throws(() => alice.client.setUser("bob", wrong as never), {
      constructor: CallError,
      code: "invalid-argument",
    });
  }
  assert.throws(() => alice.client.setUsers({ bob: "bob" }), { code: "invalid-argument" });
  assert.deepEqual(alice.client.users.get("bob"), {});
});
