// What only a node knows, it must say until it is taken, and again when the engine has lost it: which
// connections are gone, and who was thrown out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { invite, joined, newCallId, party, ring, seen } from "./call_support.ts";
import type { Party } from "./call_support.ts";
import { SharedStore } from "./shared_engine.ts";
import type { SharedNode } from "./shared_engine.ts";
import { Departures } from "../../server/departures.ts";
import { newCounts } from "../../server/counts.ts";
import { defaultLimits } from "../../server/limits.ts";
import { Retries } from "../../server/retries.ts";
import { codeOf, field, greet, HandClock, startServer, tokenFor, until } from "./support.ts";
import type { Frame, TestServer } from "./support.ts";

const limits = { retryMs: 5, retryMostMs: 20, keepAliveMs: 20, reassertMs: 200 };

/** Alice's and Bob's store, engine and server; the store's clock stands still: no grace ever ends. */
async function started(): Promise<{ store: SharedStore; engine: SharedNode; server: TestServer }> {
  const store = new SharedStore(new HandClock().now);
  const engine = store.node();
  return { store, engine, server: await startServer({ engine, limits }) };
}

/** The page of a user: the same one after a reconnect. */
const pageOf = (user: string): { user: string; page: string; incarnation: string } => ({
  user,
  page: `${user}-page`,
  incarnation: `${user}-inc`,
});

async function couple(server: TestServer): Promise<[Party, Party]> {
  return [await party(server, pageOf("alice")), await party(server, pageOf("bob"))];
}

const isDown = (view: unknown): boolean => JSON.stringify(view).includes('"up":false');

async function untilOffline(store: SharedStore, user: string): Promise<void> {
  const text = async (): Promise<string> => (await store.memory.get(`u:default:${user}`))?.text ?? "";
  for (let round = 0; (await text()).includes('"online":true'); round++) {
    assert.ok(round < 2_000, `${user} is still online: ${await text()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

test("a device that goes away while the engine fails is gone when the engine answers again", async () => {
  const { engine, server } = await started();
  await using _server = server;
  const [alice, bob] = await couple(server);
  const callId = newCallId();
  await joined(alice, callId, bob);
  engine.failing = true;
  alice.device.close();
  await until("three attempts", () => server.stats().failedDepartures >= 3);
  engine.failing = false;
  await seen(bob, callId, "alice's leg down", isDown);
});

test("a server that stops while the engine fails does not wait for it", async () => {
  const { engine, server } = await started();
  const alice = await party(server, pageOf("alice"));
  engine.failing = true;
  alice.device.close();
  await until("an attempt", () => server.stats().failedDepartures > 0);
  const before = performance.now();
  await server.close({ graceMs: 10_000 });
  assert.ok(performance.now() - before < 5_000);
});

test("the engine forgets that a device went away: it is told again", async () => {
  const { store, server } = await started();
  await using _server = server;
  const [alice, bob] = await couple(server);
  const callId = newCallId();
  await joined(alice, callId, bob);
  const kept = store.written;
  alice.device.close();
  await seen(bob, callId, "alice's leg down", isDown);
  await untilOffline(store, "alice");
  const { epoch } = store.memory;
  await store.lose(kept);
  assert.equal((await bob.device.untilClosed()).code, 4503);
  await untilOffline(store, "alice");
  const back = await party(server, pageOf("bob"));
  assert.notEqual(back.device.welcome["epoch"], epoch);
  assert.equal(server.stats().dataLosses, 1);
  const view = field(back.device.welcome, "snapshot", "calls", 0, "call");
  if (!isDown(view)) await seen(back, callId, "alice's leg down", isDown);
});

test("the engine forgets which node a device was on, and that it went away: it is told again", async () => {
  const { store, server } = await started();
  await using _server = server;
  const before = store.written;
  const alice = await party(server, pageOf("alice"));
  assert.equal(store.attached.size, 1);
  alice.device.close();
  await until("alice detached", () => store.attached.size === 0);
  // Her record says that she is here, and no list of devices does.
  await store.lose(before + 1);
  assert.equal(store.attached.size, 0);
  assert.match((await store.memory.get("u:default:alice"))?.text ?? "", /"online":true/);
  await untilOffline(store, "alice");
});

test("the engine goes back further than the node remembers: what it says of the node is void", async () => {
  const store = new SharedStore(new HandClock().now);
  const forgetful = { ...limits, departures: 0 };
  await using server = await startServer({ engine: store.node(), limits: forgetful });
  const alice = await party(server, pageOf("alice"));
  const kept = store.written;
  alice.device.close();
  await untilOffline(store, "alice");
  await store.lose(kept);
  await untilOffline(store, "alice");
});

test("a call goes on when the engine forgot that it was answered", async () => {
  const { store, server } = await started();
  await using _server = server;
  const [alice, bob] = await couple(server);
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  const kept = store.written;
  const accept = { type: "accept", callId, leg: bob.leg, media: "video" };
  assert.equal((await bob.device.command(accept))["ok"], true);
  const off = { type: "state", callId, microphone: "off", camera: "off" };
  for (const camera of ["on", "off", "on", "off", "on", "off"]) await bob.device.command({ ...off, camera });
  const stated = await alice.device.command(off);
  await bob.device.command({ ...off, microphone: "on" });
  const last = (frame: Frame): boolean => Number(field(frame, "call", "version")) > 0 && "seal" in frame;
  const seals = [alice, bob].map(({ device }) => device.frames.filter(last).at(-1)?.["seal"]);
  assert.equal(stated["ok"], true);
  await store.lose(kept);
  await alice.device.untilClosed();
  const [again, other] = await couple(server);
  assert.equal(field(again.device.welcome, "snapshot", "calls", 0, "call", "state"), "ringing");
  for (const [who, seal] of [
    [again, seals[0]],
    [other, seals[1]],
  ] as const) {
    const reply = await who.device.command({ type: "reassert", callId, seal });
    assert.equal(reply["ok"], true, JSON.stringify(reply));
  }
  await again.device.take("the call", ({ call }) => field(call, "state") === "active" && !isDown(call));
});

test("the engine forgets a revocation: nobody is let in, and the calls are left again", async () => {
  const { store, server } = await started();
  await using _server = server;
  const other = await startServer({ engine: store.node(), limits });
  await using _other = other;
  const token = await tokenFor("alice", { now: store.memory.now() });
  const alice = await party(server, { ...pageOf("alice"), token });
  const bob = await party(other, pageOf("bob"));
  const callId = newCallId();
  await joined(alice, callId, bob);
  const kept = store.written;
  await server.revoke("alice");
  await seen(bob, callId, "the end", (view) => view.state === "ended");
  await store.lose(kept);
  await bob.device.untilClosed();
  for (const node of [server, other]) {
    const again = await greet(node, pageOf("alice"), { token });
    assert.equal((await again.takeType("goodbye"))["code"], "token-invalid");
  }
  const back = await party(other, pageOf("bob"));
  const view = field(back.device.welcome, "snapshot", "calls", 0, "call");
  const isOver = field(back.device.welcome, "snapshot", "calls", "length") === 0;
  if (!isOver && field(view, "state") !== "ended") {
    await seen(back, callId, "the end", ({ state }) => state === "ended");
  }
  assert.equal(codeOf(await invite(back, newCallId(), ["carol"])), undefined, "bob is free");
});

test("who came back with a new token is not thrown out when the engine loses data", async () => {
  const { store, server } = await started();
  await using _server = server;
  const now = store.memory.now();
  await server.revoke("alice");
  const token = await tokenFor("alice", { now: now + 2_000 });
  const alice = await party(server, { ...pageOf("alice"), token });
  await store.lose(store.written);
  assert.equal((await alice.device.untilClosed()).code, 4503);
  const back = await party(server, { ...pageOf("alice"), token });
  await until("the end of the work", () => server.stats().dataLosses === 1);
  assert.equal((await back.device.command({ type: "sync" }))["ok"], true);
});

test("the only server of an engine that survived it: the devices of the one before are gone", async () => {
  const store = new SharedStore(new HandClock().now);
  const engine = store.node({ shared: false });
  const first = await startServer({ engine, limits });
  const [alice, bob] = await couple(first);
  const callId = newCallId();
  await joined(alice, callId, bob);
  engine.kill();
  for (const { device } of [alice, bob]) device.close();
  await first.close();
  await using second = await startServer({ engine: store.node({ shared: false }), limits });
  await untilOffline(store, "alice");
  const back = await party(second, pageOf("bob"));
  const { snapshot } = back.device.welcome;
  assert.ok(isDown(field(snapshot, "calls", 0, "call")), JSON.stringify(snapshot));
  assert.equal(store.attached.size, 1);
});

test("what is owed is bounded, and not said any more when the device is back", async () => {
  const fires: (() => void)[] = [];
  const clock = {
    now: () => 0,
    setTimer: (fire: () => void) => fires.push(fire),
    clearTimer: () => {},
  };
  const counts = newCounts();
  const told: string[] = [];
  let works = false;
  const departures = new Departures({
    clock,
    limits: { ...defaultLimits, departures: 2 },
    counts,
    retries: new Retries(clock, limits),
    tell: async (_address, connection) => {
      if (works) told.push(connection);
      return works;
    },
  });
  const device = (user: string): { app: string; user: string; device: string } => ({
    app: "default",
    user,
    device: "d",
  });
  const all = ["a", "b", "c"].map((user) => departures.gone(device(user), `of ${user}`));
  await until("the attempts", () => fires.length === 3);
  departures.back(device("b"));
  works = true;
  for (const fire of fires) fire();
  await Promise.all(all);
  assert.deepEqual(told, ["of c"], "a was one too many, b is back");
  assert.equal(counts.failedDepartures, 3);
});
