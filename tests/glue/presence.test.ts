/** `ringline/presence`: who could be reached now, asked of the real server over the client's own connection. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClientPresence, PresenceState } from "../../js/index.ts";
import { createPresence, presenceLimits } from "../../js/presence/presence.ts";
import { createJournal } from "../../js/journal/journal.ts";
import { ContactsPresence } from "../../js/ui/parts/presence.ts";
import { defaultLimits } from "../../server/index.ts";
import type { Hooks } from "../../server/index.ts";
import { talking, World } from "./support/people.ts";
import type { Person } from "./support/people.ts";

const { everyMs, leastMs, users: most } = presenceLimits;
const everybody: Hooks = { authorizePresence: ({ users }) => users };

/** Somebody who asks, and what was told of changes: `bob online`. */
async function watcher(
  world: World,
): Promise<Person & { presence: ClientPresence; told: (PresenceState | undefined)[][] }> {
  const alice = await world.person("alice", world.host(), { presence: createPresence() });
  const { presence } = alice.client;
  assert.ok(presence);
  const told: (PresenceState | undefined)[][] = [];
  presence.addEventListener("presencechange", ({ detail }) => {
    told.push(detail.userIds.map((userId) => presence.get(userId)));
  });
  return { ...alice, presence, told };
}

const questions = (world: World): unknown[] =>
  world.exchange.received.filter(({ type }) => type === "presence").map(({ users }) => users);

test("somebody is offline, online, in a call, online again and offline again", async () => {
  const world = new World({ hooks: everybody });
  const { presence, told } = await watcher(world);
  presence.watch(["bob"]);
  assert.equal(presence.get("bob"), undefined, "nobody has said anything yet");
  await world.pass(1);
  assert.equal(presence.get("bob"), "offline");
  const bob = await world.person("bob");
  const carol = await world.person("carol");
  await world.pass(everyMs);
  assert.equal(presence.get("bob"), "online");
  const [call] = await talking(world, carol, bob);
  await world.pass(everyMs);
  assert.equal(presence.get("bob"), "busy");
  await call.hangUp();
  await world.pass(everyMs);
  assert.equal(presence.get("bob"), "online");
  await bob.client.disconnect();
  await world.pass(everyMs);
  assert.deepEqual(told, [["offline"], ["online"], ["busy"], ["online"], ["offline"]]);
});

test("where the app allows nothing, everybody looks offline", async () => {
  const world = new World();
  const { presence } = await watcher(world);
  await world.person("bob");
  presence.watch(["bob", "nobody-at-all"]);
  await world.pass(1);
  assert.deepEqual([presence.get("bob"), presence.get("nobody-at-all")], ["offline", "offline"]);
});

test("it asks for as long as somebody watches, of everybody who is watched, and of each once", async () => {
  const world = new World({ hooks: everybody });
  const { presence, told } = await watcher(world);
  await world.pass(everyMs);
  assert.deepEqual(questions(world), [], "nobody watches");
  const stops = [presence.watch(["bob", "carol"]), presence.watch(["carol", "dave"])];
  await world.pass(1);
  assert.deepEqual(questions(world), [["bob", "carol", "dave"]]);
  stops[0]!();
  assert.equal(presence.get("bob"), undefined);
  assert.equal(presence.get("carol"), "offline", "somebody else watches on");
  assert.deepEqual(told, [["offline", "offline", "offline"], [undefined]]);
  await world.pass(everyMs);
  assert.deepEqual(questions(world).at(-1), ["carol", "dave"]);
  stops[1]!();
  await world.pass(everyMs * 3);
  assert.equal(questions(world).length, 2);
  assert.equal(world.timers, 1, "the one of the client itself");
});

test("news are asked for at once, but never all the time", async () => {
  const world = new World({ hooks: everybody });
  const { presence, host } = await watcher(world);
  presence.watch(["bob"]);
  await world.pass(1);
  for (let i = 0; i < 50; i += 1) presence.watch(["bob", `somebody-${i}`])();
  for (let i = 0; i < 50; i += 1) host.pageEvent("shown");
  await world.pass(leastMs - 10);
  assert.equal(questions(world).length, 1);
  await world.pass(10);
  assert.equal(questions(world).length, 2);
  await world.pass(everyMs - 10);
  assert.equal(questions(world).length, 2);
  host.pageEvent("shown");
  await world.pass(1);
  assert.equal(questions(world).length, 3);
});

test("without a connection nothing is known; with the next one it is asked for at once", async () => {
  const world = new World({ hooks: everybody });
  const { presence, host, client } = await watcher(world);
  presence.watch(["alice"]);
  await world.pass(everyMs);
  assert.equal(presence.get("alice"), "online");
  host.dropSockets();
  await world.pass();
  assert.equal(presence.get("alice"), undefined);
  while (client.connection !== "online") await world.pass(100);
  await world.pass(1);
  assert.equal(presence.get("alice"), "online");
  const listeners = host.pageListeners;
  await client.disconnect();
  await world.pass();
  assert.equal(host.pageListeners, listeners - 1);
  assert.equal(world.timers, 0);
});

test("of more than are asked about, nothing is known", async () => {
  assert.equal(most, defaultLimits.presenceUsers);
  const world = new World({ hooks: everybody });
  const { presence } = await watcher(world);
  presence.watch(Array.from({ length: most + 1 }, (_, i) => `user-${i}`));
  await world.pass(1);
  assert.equal(presence.get(`user-${most - 1}`), "offline");
  assert.equal(presence.get(`user-${most}`), undefined);
});

test("a refusal changes nothing; one that would come again is not asked for again", async () => {
  const world = new World({ hooks: everybody, limits: { presenceUsers: 1 } });
  const { presence } = await watcher(world);
  const stop = presence.watch(["alice"]);
  await world.pass(1);
  presence.watch(["bob"]);
  await world.pass(leastMs);
  assert.equal(questions(world).length, 2);
  assert.deepEqual([presence.get("alice"), presence.get("bob")], ["online", undefined]);
  await world.pass(everyMs * 3);
  assert.equal(questions(world).length, 2);
  stop();
  presence.watch(["bob"]);
  await world.pass(1);
  assert.equal(presence.get("bob"), "offline");
});

test("screens ask for the contacts that they show, but for those of whom the app says it itself", async () => {
  const world = new World({ hooks: everybody });
  const { presence, host } = await watcher(world);
  let drawn = 0;
  const shown = new ContactsPresence(() => (drawn += 1));
  const [alice, bob] = [{ userId: "alice" }, { userId: "bob", presence: "busy" as const }];
  shown.show(presence, [alice, bob]);
  await world.pass(1);
  assert.deepEqual([shown.of(alice), shown.of(bob), drawn], ["online", "busy", 1]);
  shown.show(presence, [alice, bob, { userId: "carol" }]);
  assert.equal(shown.of(alice), "online", "who is shown on stays known");
  await world.pass(leastMs);
  assert.deepEqual(questions(world), [["alice"], ["alice", "carol"]]);
  const listening = drawn;
  shown.show(undefined, []);
  host.pageEvent("shown");
  await world.pass(everyMs);
  assert.equal(questions(world).length, 2);
  assert.deepEqual([shown.of(alice), shown.of(bob), drawn], [undefined, "busy", listening]);
});

test("neither the core nor its journal hears of it", async () => {
  const world = new World({ hooks: everybody });
  const options = { presence: createPresence(), journal: createJournal() };
  const { client } = await world.person("alice", world.host(), options);
  client.presence?.watch(["alice"]);
  await world.pass(everyMs);
  assert.equal(client.presence?.get("alice"), "online");
  const journal = client.exportJournal();
  assert.match(journal, /"type":"ping"|\\"ping\\"/, "frames stand in it");
  assert.doesNotMatch(journal, /presence/);
});

test("an answer that comes after the next question is nobody's news, and goes no further", async () => {
  const answers: (() => void)[] = [];
  const authorizePresence: Hooks["authorizePresence"] = ({ users }) =>
    new Promise((resolve) => answers.push(() => resolve(users)));
  const world = new World({ hooks: { authorizePresence } });
  const options = { presence: createPresence(), journal: createJournal() };
  const { client } = await world.person("alice", world.host(), options);
  const stop = client.presence!.watch(["alice"]);
  await world.pass(1);
  stop();
  client.presence!.watch(["bob"]);
  await world.pass(leastMs);
  assert.equal(answers.length, 2);
  answers[0]!();
  await world.pass(1);
  assert.deepEqual([client.presence!.get("alice"), client.presence!.get("bob")], [undefined, undefined]);
  answers[1]!();
  await world.pass(1);
  assert.equal(client.presence!.get("bob"), "offline");
  assert.doesNotMatch(client.exportJournal(), /presence/);
});
