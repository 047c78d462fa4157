// Revocation in mid-call (inv. 34): the connection is cut and the calls are left at once, wherever the
// device is; a token that merely ends cuts nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { invite, joined, leave, newCallId, party, ring, seen, youEnd } from "./call_support.ts";
import { SharedStore } from "./shared_engine.ts";
import { codeOf, field, HandClock, startServer, tokenFor, until } from "./support.ts";
import { memoryEngine } from "../../server/index.ts";

// The clocks stand still in these tests: what happens, happens without any grace.
const standing = (): ReturnType<typeof memoryEngine> => memoryEngine({ now: new HandClock().now });

test("a revoked user is out of the call at once, without a grace", async () => {
  await using server = await startServer({ engine: standing() });
  const [alice, bob] = [await party(server, { user: "alice" }), await party(server, { user: "bob" })];
  const callId = newCallId();
  await joined(alice, callId, bob);
  await server.revoke("alice");
  assert.equal((await alice.device.untilClosed()).code, 4401);
  await seen(bob, callId, "the end", (view) => view.state === "ended");
  const carol = await party(server, { user: "carol" });
  assert.equal((await invite(bob, newCallId(), ["carol"]))["ok"], true, "bob is free");
  carol.device.close();
});

test("a revoked user who is away is out of the call too", async () => {
  await using server = await startServer({ engine: standing() });
  const [alice, bob] = [await party(server, { user: "alice" }), await party(server, { user: "bob" })];
  const callId = newCallId();
  await joined(alice, callId, bob);
  alice.device.close();
  await seen(bob, callId, "alice's leg down", (view) => JSON.stringify(view).includes('"up":false'));
  await server.revoke("alice");
  await seen(bob, callId, "the end", (view) => view.state === "ended");
});

test("a revoked device leaves its own call only; the user's other device stays", async () => {
  await using server = await startServer({ engine: standing() });
  const alice = await party(server, { user: "alice" });
  const phone = await party(server, { user: "bob", device: "phone" });
  const laptop = await party(server, { user: "bob", device: "laptop" });
  const callId = newCallId();
  await joined(alice, callId, phone);
  await server.revoke("bob", { deviceId: "laptop" });
  assert.equal((await laptop.device.untilClosed()).code, 4401);
  const synced = await phone.device.command({ type: "sync" });
  assert.equal(field(synced, "snapshot", "calls", 0, "call", "state"), "active");
  await server.revoke("bob", { deviceId: "phone" });
  await seen(alice, callId, "the end", (view) => view.state === "ended");
});

test("a revoked caller's ring stops, and a revoked callee's too", async () => {
  await using server = await startServer({ engine: standing() });
  const [alice, bob] = [await party(server, { user: "alice" }), await party(server, { user: "bob" })];
  const first = newCallId();
  await ring(alice, first, [bob]);
  await server.revoke("alice");
  await seen(bob, first, "the end", (view) => view.state === "ended");
  const carol = await party(server, { user: "carol" });
  const second = newCallId();
  await ring(carol, second, [bob]);
  await server.revoke("bob");
  await seen(carol, second, "the end", (view) => view.state === "ended");
});

test("a user revoked on one node is out of the call on the other", async () => {
  const store = new SharedStore(new HandClock().now);
  await using one = await startServer({ engine: store.node() });
  await using two = await startServer({ engine: store.node() });
  const [alice, bob] = [await party(one, { user: "alice" }), await party(two, { user: "bob" })];
  const callId = newCallId();
  await joined(alice, callId, bob);
  await two.revoke("alice");
  assert.equal((await alice.device.untilClosed()).code, 4401);
  await seen(bob, callId, "the end", (view) => view.state === "ended");
});

test("a token that ends in mid-call cuts nothing", async () => {
  const clock = new HandClock();
  await using server = await startServer({ engine: memoryEngine({ now: clock.now }) });
  const token = await tokenFor("alice", { ttlS: 60 });
  const [alice, bob] = [await party(server, { user: "alice", token }), await party(server, { user: "bob" })];
  const callId = newCallId();
  await joined(alice, callId, bob);
  clock.advance(61_000);
  assert.equal(codeOf(await invite(alice, newCallId(), ["carol"])), "token-expired");
  const state = { type: "state", callId, microphone: "off", camera: "on" };
  assert.equal((await alice.device.command(state))["ok"], true);
  assert.equal(alice.device.closed, undefined);
  assert.equal(youEnd((await seen(bob, callId, "the state", () => true)).call), undefined);
  assert.equal((await leave(alice, callId))["ok"], true);
  await until("no call", () => server.stats().grantedCalls === 0);
});
