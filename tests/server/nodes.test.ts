// Two servers over one store: calls across them, what one does for a device of the other, and what is
// left when one of them dies.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  accept,
  invite,
  joined,
  leave,
  linkOf,
  newCallId,
  party,
  ring,
  seen,
  stateOf,
  youEnd,
} from "./call_support.ts";
import type { Party } from "./call_support.ts";
import { SharedStore } from "./shared_engine.ts";
import type { SharedNode } from "./shared_engine.ts";
import { codeOf, connect, field, greet, HandClock, startServer, tokenFor, until } from "./support.ts";
import type { TestServer } from "./support.ts";

interface Cluster extends AsyncDisposable {
  store: SharedStore;
  clock: HandClock;
  engines: [SharedNode, SharedNode];
  one: TestServer;
  two: TestServer;
}

async function cluster(): Promise<Cluster> {
  const clock = new HandClock();
  const store = new SharedStore(clock.now);
  const engines: [SharedNode, SharedNode] = [store.node(), store.node()];
  const limits = { keepAliveMs: 20 };
  const one = await startServer({ engine: engines[0], limits });
  const two = await startServer({ engine: engines[1], limits });
  const close = async (): Promise<void> => void (await Promise.all([one.close(), two.close()]));
  return { store, clock, engines, one, two, [Symbol.asyncDispose]: close };
}

/** Alice on the first node, Bob on the second. */
async function couple({ one, two }: Cluster): Promise<[Party, Party]> {
  const alice = await party(one, { user: "alice", page: "a", incarnation: "a1" });
  return [alice, await party(two, { user: "bob", page: "b", incarnation: "b1" })];
}

/** As a power cut: the store hears nothing more of the node, and its sockets are gone. */
function kill(engine: SharedNode, ...parties: Party[]): void {
  engine.kill();
  for (const { device } of parties) device.close();
}

test("a call across two nodes: rung, accepted, talked, hung up", async () => {
  await using both = await cluster();
  const [alice, bob] = await couple(both);
  const callId = newCallId();
  await joined(alice, callId, bob);
  const signal = { type: "signal", callId, link: linkOf(alice, bob), negotiation: 2 };
  alice.device.send({ ...signal, to: bob.leg.legId });
  assert.equal(field(await bob.device.takeType("signal"), "from", "userId"), "alice");
  bob.device.send({ ...signal, to: alice.leg.legId });
  assert.equal(field(await alice.device.takeType("signal"), "from", "userId"), "bob");
  assert.equal((await leave(bob, callId))["ok"], true);
  const ended = await seen(alice, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(ended.call), "remote-hangup");
});

test("a grant reaches the other node, and so does its end", async () => {
  await using both = await cluster();
  const [alice, bob] = await couple(both);
  const callId = newCallId();
  await joined(alice, callId, bob);
  await until("both grants", () => both.one.stats().grantedCalls + both.two.stats().grantedCalls === 2);
  const signal = { type: "signal", callId, link: linkOf(alice, bob), negotiation: 2 };
  alice.device.send({ ...signal, to: bob.leg.legId });
  await bob.device.takeType("signal");
  bob.device.send({ ...signal, to: alice.leg.legId });
  await alice.device.takeType("signal");
  assert.deepEqual([both.one.stats().signalsRelayed, both.two.stats().signalsRelayed], [1, 1]);
  await leave(bob, callId);
  await until("no grant", () => both.one.stats().grantedCalls + both.two.stats().grantedCalls === 0);
});

test("accept and cancel race on two nodes: one of them wins, and both sides agree (inv. 3)", async () => {
  await using both = await cluster();
  const [alice, bob] = await couple(both);
  for (let round = 0; round < 20; round++) {
    const callId = newCallId();
    await ring(alice, callId, [bob]);
    const [accepted] = await Promise.all([accept(bob, callId), leave(alice, callId)]);
    const ended = await seen(bob, callId, "the end", (view) => view.state === "ended");
    const reason = youEnd(ended.call);
    if (accepted["ok"] === true) assert.equal(reason, "remote-hangup");
    else assert.deepEqual([reason, codeOf(accepted)], ["remote-cancelled", "call-ended"]);
  }
});

test("two devices accept on two nodes: one wins (inv. 1)", async () => {
  await using both = await cluster();
  const alice = await party(both.one, { user: "alice" });
  const phone = await party(both.one, { user: "bob", device: "phone" });
  const laptop = await party(both.two, { user: "bob", device: "laptop" });
  for (let round = 0; round < 10; round++) {
    const callId = newCallId();
    await ring(alice, callId, [phone, laptop]);
    const replies = await Promise.all([accept(phone, callId), accept(laptop, callId)]);
    assert.deepEqual(replies.map((reply) => reply["ok"]).sort(), [false, true]);
    await leave(alice, callId);
    await seen(phone, callId, "the end", (view) => view.state === "ended" || youEnd(view) !== undefined);
  }
});

test("a deadline that both nodes fire takes effect once (inv. 35)", async () => {
  await using both = await cluster();
  const [alice, bob] = await couple(both);
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  both.clock.advance(30_001);
  const missed = await seen(bob, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(missed.call), "missed");
  const ended = await seen(alice, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(ended.call), "no-response");
  await until("the log", () => both.store.memory.history("default", "bob").length === 1);
  assert.equal((await bob.device.command({ type: "sync" }))["ok"], true);
  const ends = bob.device.frames.filter((frame) => field(frame, "call", "state") === "ended");
  assert.ok(ends.every((frame) => field(frame, "call", "endedAt") === missed.call["endedAt"]));
});

test("hello on another node fences the connection on the first (inv. 25)", async () => {
  await using both = await cluster();
  const old = await connect(both.one, { user: "alice" });
  const young = await connect(both.two, { user: "alice" });
  assert.equal((await old.untilClosed()).code, 4410);
  assert.equal((await young.command({ type: "sync" }))["ok"], true);
});

test("another page on another node: the first is asked there, and the second told here", async () => {
  await using both = await cluster();
  const first = await connect(both.one, { user: "alice", page: "one" });
  const second = await greet(both.two, { user: "alice", page: "two" });
  assert.equal((await second.takeType("goodbye"))["code"], "device-in-use");
  assert.equal((await first.command({ type: "sync" }))["ok"], true);
  await first.takeType("ping");
  first.answersPings = false;
  const third = await greet(both.two, { user: "alice", page: "three" });
  await first.takeType("ping");
  both.clock.advance(2_001);
  await third.takeType("welcome");
  assert.equal((await first.untilClosed()).code, 4410);
});

test("a revoked user is thrown out of every node, and comes back to none", async () => {
  await using both = await cluster();
  const token = await tokenFor("alice", { now: both.clock.now() });
  const device = await connect(both.two, { user: "alice" }, { token });
  await both.one.revoke("alice");
  assert.equal((await device.untilClosed()).code, 4401);
  for (const server of [both.one, both.two]) {
    const again = await greet(server, { user: "alice" }, { token });
    assert.equal((await again.takeType("goodbye"))["code"], "token-invalid");
  }
});

test("how often somebody may invite is counted over all nodes (T4)", async () => {
  const store = new SharedStore();
  const limits = { inviteBurst: 2, invitesPerMinute: 1 };
  await using one = await startServer({ engine: store.node(), limits });
  await using two = await startServer({ engine: store.node(), limits });
  const codes: unknown[] = [];
  for (const server of [one, two, one]) {
    const alice = await party(server, { user: "alice", page: "a" });
    const callId = newCallId();
    codes.push(codeOf(await invite(alice, callId, ["bob"])));
    await leave(alice, callId);
  }
  assert.deepEqual(codes, [undefined, undefined, "rate-limited"]);
});

test("the inviter's node dies while it rings: the call goes on on the other node", async () => {
  await using both = await cluster();
  const [alice, bob] = await couple(both);
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  kill(both.engines[0], alice);
  const back = await party(both.two, { user: "alice", page: "a", incarnation: "a1" });
  assert.equal(field(back.device.welcome, "snapshot", "calls", 0, "call", "callId"), callId);
  assert.equal((await accept(bob, callId))["ok"], true);
  const active = await seen(back, callId, "the answer", (view) => view.state === "active");
  assert.equal(stateOf(active.call, "bob"), "joined");
});

test("the callee's node dies while it rings: the ring ends at its time, told on the other node", async () => {
  await using both = await cluster();
  const [alice, bob] = await couple(both);
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  kill(both.engines[1], bob);
  both.clock.advance(30_001);
  const ended = await seen(alice, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(ended.call), "no-response");
});

test("a node dies while its user talks: who comes back goes on talking", async () => {
  await using both = await cluster();
  const [alice, bob] = await couple(both);
  const callId = newCallId();
  await joined(alice, callId, bob);
  kill(both.engines[0], alice);
  const back = await connect(both.two, { user: "alice", page: "a", incarnation: "a1" });
  assert.equal(field(back.welcome, "snapshot", "calls", 0, "call", "state"), "active");
  const signal = { type: "signal", callId, link: linkOf(alice, bob), negotiation: 2 };
  bob.device.send({ ...signal, to: alice.leg.legId });
  assert.equal(field(await back.takeType("signal"), "from", "userId"), "bob");
});

test("a node dies while its user talks: who does not come back has left after the grace (inv. 29)", async () => {
  await using both = await cluster();
  const [alice, bob] = await couple(both);
  const callId = newCallId();
  await joined(alice, callId, bob);
  kill(both.engines[0], alice);
  await seen(bob, callId, "alice's leg down", (view) => JSON.stringify(view).includes('"up":false'));
  both.clock.advance(30_001);
  const ended = await seen(bob, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(ended.call), "connection-lost");
});

test("a node that the others gave up too early says so to its devices, and they come back", async () => {
  await using both = await cluster();
  const [alice, bob] = await couple(both);
  const callId = newCallId();
  await joined(alice, callId, bob);
  both.engines[0].giveUp();
  assert.equal((await alice.device.untilClosed()).code, 4503);
  const back = await connect(both.one, { user: "alice", page: "a", incarnation: "a1" });
  const synced = await back.command({ type: "sync" });
  assert.equal(field(synced, "snapshot", "calls", 0, "call", "state"), "active");
  assert.equal((await leave(bob, callId))["ok"], true);
  await back.take("the end", (frame) => field(frame, "call", "state") === "ended");
});
