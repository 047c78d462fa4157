// Who is reachable is told to those whom the app lets know, and to nobody else: not allowed, unknown, blocked and
// offline are one answer (inv. 40). One server and two over one store.

import assert from "node:assert/strict";
import { test } from "node:test";
import { accept, invite, leave, newCallId, party, ring, seen, youEnd } from "./call_support.ts";
import type { Party } from "./call_support.ts";
import { SharedStore } from "./shared_engine.ts";
import { codeOf, connect, field, HandClock, startServer, tokenFor, until } from "./support.ts";
import type { Frame, TestServer } from "./support.ts";
import { memoryEngine } from "../../server/index.ts";
import type { Engine, Hooks } from "../../server/index.ts";

const everybody: Hooks = { authorizePresence: ({ users }) => users };

/** Longer than anything here takes; only a failing test waits for it. */
const patienceMs = 20_000;

function ask(who: Party, users: unknown): Promise<Frame> {
  return who.device.command({ type: "presence", users });
}

/** Of whom the server says anything, sorted: `online:bob`. */
async function told(who: Party, ...users: string[]): Promise<string[]> {
  const { ok, presence } = await ask(who, users);
  assert.equal(ok, true);
  const { online, busy } = presence as Record<"online" | "busy", string[]>;
  return [...online.map((user) => `online:${user}`), ...busy.map((user) => `busy:${user}`)].sort();
}

/** Why the server does not say. */
async function refusal(who: Party, ...users: string[]): Promise<unknown> {
  const { ok, error } = await ask(who, users);
  assert.equal(ok, false);
  return (error as { readonly code: string }).code;
}

/** Waits until the server says so: a socket that closed is told to the core a moment later. */
async function untilTold(who: Party, users: string[], expected: string[]): Promise<void> {
  const end = performance.now() + patienceMs;
  let last: string[];
  do last = await told(who, ...users);
  while (last.join() !== expected.join() && performance.now() < end);
  assert.deepEqual(last, expected);
}

/** Who writes a block list is not built yet: it is put into the record. */
async function block(engine: Engine, blocker: string, blocked: string): Promise<void> {
  const key = `u:default:${blocker}`;
  const record = await engine.get(key);
  assert.ok(record);
  const text = record.text.replace('"blockList":[]', `"blockList":["${blocked}"]`);
  assert.notEqual(text, record.text);
  const version = record.version + 1;
  const next = text.replace(`"version":${record.version}`, `"version":${version}`);
  assert.ok(await engine.commit(key, record.version, { ...record, version, text: next }));
}

const unlimited = { presenceBurst: 1_000_000, commandBurst: 1_000_000, userRateFactor: 1_000 };

const settings: Record<string, () => Promise<{ one: TestServer; two: TestServer; engine: Engine }>> = {
  "one server": async () => {
    const engine = memoryEngine();
    const server = await startServer({ engine, hooks: everybody, limits: unlimited });
    return { one: server, two: server, engine };
  },
  "two servers over one store": async () => {
    const store = new SharedStore(new HandClock().now);
    const one = await startServer({ engine: store.node(), hooks: everybody, limits: unlimited });
    const two = await startServer({ engine: store.node(), hooks: everybody, limits: unlimited });
    return { one, two, engine: store.memory };
  },
};

for (const [where, start] of Object.entries(settings)) {
  test(`${where}: offline, online, in a call, online again, offline again`, async () => {
    const { one, two } = await start();
    await using _ = one;
    await using __ = two;
    const alice = await party(one, { user: "alice" });
    assert.deepEqual(await told(alice, "bob", "nobody-at-all"), []);
    const bob = await party(two, { user: "bob" });
    assert.deepEqual(await told(alice, "bob", "nobody-at-all"), ["online:bob"]);

    const carol = await party(one, { user: "carol" });
    const callId = newCallId();
    await ring(carol, callId, [bob]);
    assert.deepEqual(await told(alice, "bob", "carol"), ["busy:carol", "online:bob"], "bob only rings");
    await accept(bob, callId);
    await untilTold(alice, ["bob", "carol"], ["busy:bob", "busy:carol"]);
    await leave(bob, callId);
    await seen(carol, callId, "its end", (view) => youEnd(view) !== undefined);
    await untilTold(alice, ["bob", "carol"], ["online:bob", "online:carol"]);

    const phone = await connect(one, { user: "bob", device: "phone" });
    bob.device.close();
    await untilTold(alice, ["bob", "carol"], ["online:bob", "online:carol"]);
    phone.close();
    await untilTold(alice, ["bob", "carol"], ["online:carol"]);
  });
}

test("not allowed, unknown, blocked and offline are the same reply (inv. 40)", async () => {
  const store = new SharedStore(new HandClock().now);
  const asked: unknown[] = [];
  const authorizePresence: Hooks["authorizePresence"] = (about) => {
    asked.push(about);
    // Whom it was not asked about is not shown for that.
    return ["blocker", "busy-blocker", "unknown", "offline", "friend"];
  };
  await using server = await startServer({ engine: store.node(), hooks: { authorizePresence } });
  const [mallory, stranger, busy] = [
    await party(server, { user: "mallory" }),
    await party(server, { user: "stranger" }),
    await party(server, { user: "busy-blocker" }),
  ];
  await party(server, { user: "blocker" });
  await party(server, { user: "friend" });
  (await connect(server, { user: "offline" })).close();
  const callId = newCallId();
  await invite(stranger, callId, ["busy-blocker"]);
  await accept(busy, callId);
  await untilTold(stranger, ["busy-blocker"], ["busy:busy-blocker"]);
  for (const user of ["blocker", "busy-blocker"]) await block(store.memory, user, "mallory");

  const reply = async (user: string): Promise<string> => {
    const { id: _, ...rest } = await ask(mallory, [user]);
    return JSON.stringify(rest).replaceAll(user, "USER");
  };
  asked.length = 0;
  const nothing = await reply("unknown");
  for (const user of ["stranger", "offline", "blocker", "busy-blocker"]) {
    assert.equal(await reply(user), nothing, user);
  }
  assert.notEqual(await reply("friend"), nothing, "the answer can say something");
  assert.deepEqual(await told(stranger, "blocker", "busy-blocker"), ["busy:busy-blocker", "online:blocker"]);
  assert.deepEqual(asked[0], { appId: "default", userId: "mallory", users: ["unknown"] });
});

test("without the app's word nobody is shown, whatever the hook answers instead", async () => {
  const answers: (Hooks["authorizePresence"] | undefined)[] = [
    undefined,
    () => Promise.reject(new Error("no")),
    () => new Promise(() => {}),
    () => true as never,
    () => "bob" as never,
    () => [],
    () => ["carol", 7 as never],
  ];
  for (const authorizePresence of answers) {
    const hooks: Hooks = authorizePresence === undefined ? {} : { authorizePresence };
    await using server = await startServer({ hooks, limits: { hookTimeoutMs: 20 } });
    const alice = await party(server, { user: "alice" });
    await party(server, { user: "bob" });
    const isAnswer = authorizePresence === undefined || answers.indexOf(authorizePresence) >= 5;
    if (isAnswer) assert.deepEqual(await told(alice, "bob"), [], String(authorizePresence));
    else assert.equal(await refusal(alice, "bob"), "try-later", "no answer says nothing of anybody");
  }
});

test("another app's users are other people", async () => {
  await using server = await startServer({ hooks: everybody });
  const alice = await party(server, { user: "alice" });
  await party(server, { user: "bob", token: await tokenFor("bob", { app: "other" }) });
  assert.deepEqual(await told(alice, "bob"), []);
});

test("who asks strangely is told so, or nothing", async () => {
  await using server = await startServer({ hooks: everybody, limits: { presenceUsers: 3 } });
  const alice = await party(server, { user: "alice" });
  await party(server, { user: "bob" });
  assert.deepEqual(await told(alice, "bob", "bob", "alice"), ["online:alice", "online:bob"]);
  assert.deepEqual(field(await ask(alice, [7, "", "bob"]), "presence"), { online: ["bob"], busy: [] });
  assert.equal(codeOf(await ask(alice, "bob")), "invalid-argument");
  assert.equal(codeOf(await ask(alice, undefined)), "invalid-argument");
  assert.equal(codeOf(await ask(alice, ["a", "b", "c", "d"])), "too-large");
  alice.device.send({ type: "presence", users: ["bob"] });
  await until("it to be counted", () => server.stats().invalidFrames === 1);
});

test("asking is limited, for a user and not for a connection", async () => {
  const clock = { now: () => 0, setTimer: () => 0, clearTimer: () => {} };
  await using server = await startServer({ hooks: everybody, clock, limits: { presenceBurst: 2 } });
  const alice = await party(server, { user: "alice" });
  const phone = await party(server, { user: "alice", device: "phone" });
  assert.deepEqual(await told(alice, "alice"), ["online:alice"]);
  assert.deepEqual(await told(phone, "alice"), ["online:alice"]);
  assert.equal(codeOf(await ask(alice, ["alice"])), "rate-limited");
  assert.deepEqual(await told(await party(server, { user: "bob" }), "alice"), ["online:alice"]);
});

test("an engine that fails says nothing of anybody", async () => {
  const node = new SharedStore(new HandClock().now).node();
  await using server = await startServer({ engine: node, hooks: everybody });
  const alice = await party(server, { user: "alice" });
  node.failing = true;
  assert.equal(codeOf(await ask(alice, ["alice"])), "try-later");
  node.failing = false;
  assert.deepEqual(await told(alice, "alice"), ["online:alice"]);
});
