// How much somebody may ask for: per user over all connections, per pair of users, per address; and what
// a flood does to the one who is flooded.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accept, invite, joined, leave, linkOf, newCallId, party, ring, seen } from "./call_support.ts";
import type { ClientOptions } from "ws";
import { clientAddress } from "../../server/client_address.ts";
import { codeOf, connect, Device, greet, HandClock, startServer, until } from "./support.ts";
import type { Address } from "../../server/engine.ts";
import { memoryEngine } from "../../server/index.ts";
import { MemoryEngine } from "../../server/memory_engine.ts";

/** A host clock that stands still, so that no rate recovers. */
const still = {
  now: () => 0,
  setTimer: setTimeout,
  clearTimer: (timer: unknown) => clearTimeout(timer as number),
};

const server = await startServer();
after(() => server.close());

test("a user's commands are counted over all connections, and coming again gives no fresh burst (T13)", async () => {
  const limits = { commandBurst: 10, userRateFactor: 2 };
  await using small = await startServer({ limits, clock: still });
  const taken = async (device: Device): Promise<number> => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => device.command({ type: "sync" })));
    return replies.filter((reply) => reply["ok"]).length;
  };
  const counts: number[] = [];
  for (const device of ["one", "two", "three", "one"]) {
    const connection = await connect(small, { user: "alice", device });
    counts.push(await taken(connection));
    connection.close();
  }
  assert.deepEqual(counts, [10, 10, 0, 0]);
  assert.equal(
    await taken(await connect(small, { user: "bob" })),
    10,
    "somebody else behind the same address",
  );
});

test("a user who keeps coming back is told rate-limited (T13)", async () => {
  await using small = await startServer({ limits: { userHelloBurst: 3 }, clock: still });
  for (let i = 0; i < 3; i++) (await connect(small, { user: "alice", device: `d${i}` })).close();
  const device = await greet(small, { user: "alice" });
  assert.equal((await device.takeType("goodbye"))["code"], "rate-limited");
  assert.equal((await device.untilClosed()).code, 4429);
  (await connect(small, { user: "bob" })).close();
});

test("invitations per minute are limited, and later ones are taken again (T4)", async () => {
  const clock = new HandClock();
  const limits = { inviteBurst: 2, invitesPerMinute: 60 };
  await using small = await startServer({ engine: memoryEngine({ now: clock.now }), limits });
  const alice = await party(small, { user: "alice" });
  const dial = async (to: string): Promise<unknown> => {
    const callId = newCallId();
    const reply = await invite(alice, callId, [to]);
    await leave(alice, callId);
    return codeOf(reply);
  };
  assert.deepEqual(
    [await dial("b"), await dial("c"), await dial("d")],
    [undefined, undefined, "rate-limited"],
  );
  assert.equal(small.stats().limitedInvites, 1);
  clock.advance(1_000);
  assert.equal(await dial("e"), undefined);
});

test("unanswered invitations are limited, a declined one counts more, an answered one frees (T4)", async () => {
  const clock = new HandClock();
  const limits = { unansweredBurst: 6, unansweredPerHour: 60, declineCost: 2 };
  const engine = memoryEngine({ now: clock.now });
  await using small = await startServer({ engine, limits });
  const [alice, bob] = [await party(small, { user: "alice" }), await party(small, { user: "bob" })];
  const dial = async (to: string): Promise<unknown> => {
    const callId = newCallId();
    const reply = await invite(alice, callId, [to]);
    await leave(alice, callId);
    return codeOf(reply);
  };
  const isLogged = (user: string, callId: string): Promise<boolean> =>
    until("the log", () => engine.history("default", user).some((entry) => entry.callId === callId));
  const declined = newCallId();
  await ring(alice, declined, [bob]);
  await bob.device.command({ type: "decline", callId: declined });
  await isLogged("alice", declined);
  // Six, less the invitation and twice for its decline: three.
  const codes = [await dial("bob"), await dial("bob"), await dial("bob"), await dial("bob")];
  assert.deepEqual(codes, [undefined, undefined, undefined, "rate-limited"]);
  assert.equal(await dial("carol"), undefined, "somebody else");
  clock.advance(60_000);
  const answered = newCallId();
  await ring(alice, answered, [bob]);
  assert.equal((await accept(bob, answered))["ok"], true);
  await leave(alice, answered);
  await isLogged("bob", answered);
  for (let i = 0; i < 6; i++) assert.equal(await dial("bob"), undefined, String(i));
  assert.equal(await dial("bob"), "rate-limited");
});

test("a dial that its caller drops has not been answered (T4)", async () => {
  const clock = new HandClock();
  const engine = memoryEngine({ now: clock.now });
  await using small = await startServer({ engine, limits: { unansweredBurst: 2, unansweredPerHour: 1 } });
  const bob = await party(small, { user: "bob" });
  for (let i = 0; i < 2; i++) {
    const alice = await party(small, { user: "alice", page: `page-${i}` });
    const dropped = newCallId();
    await ring(alice, dropped, [bob]);
    alice.device.close();
    await until("the socket to go", () => small.stats().open === 1);
    clock.advance(40_000);
    await seen(bob, dropped, "the end", (view) => view.state === "ended");
    await until("the log", () => engine.history("default", "alice").length === i + 1);
  }
  const again = await party(small, { user: "alice", page: "again" });
  assert.equal(codeOf(await invite(again, newCallId(), ["bob"])), "rate-limited");
});

test("an accomplice who answers a group call answers for nobody else (T4)", async () => {
  const engine = memoryEngine({ now: new HandClock().now });
  await using small = await startServer({ engine, limits: { unansweredBurst: 2 } });
  const [alice, friend] = [await party(small, { user: "alice" }), await party(small, { user: "friend" })];
  await party(small, { user: "bob" });
  for (let i = 0; i < 2; i++) {
    const callId = newCallId();
    const invited = await invite(alice, callId, ["friend", "bob"], { kind: "group", offer: undefined });
    assert.equal(invited["ok"], true, JSON.stringify(invited));
    await seen(friend, callId, "the ring", (view) => view.state === "ringing");
    assert.equal((await accept(friend, callId, { answer: undefined }))["ok"], true);
    await leave(alice, callId);
    await leave(friend, callId);
    await until("the log", () => engine.history("default", "friend").length === i + 1);
    await until("the log", () => engine.history("default", "alice").length === i + 1);
  }
  assert.equal(codeOf(await invite(alice, newCallId(), ["bob"])), "rate-limited");
  assert.equal(codeOf(await invite(alice, newCallId(), ["friend"])), undefined);
});

test("nobody learns by the limits whether a user exists (T3, inv. 40)", async () => {
  await using small = await startServer({ limits: { unansweredBurst: 3 }, clock: still });
  const alice = await party(small, { user: "alice" });
  await party(small, { user: "bob" });
  const codes = async (to: string): Promise<unknown[]> => {
    const found: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      const callId = newCallId();
      found.push(codeOf(await invite(alice, callId, [to])));
      await leave(alice, callId);
    }
    return found;
  };
  assert.deepEqual(await codes("bob"), await codes("nobody-at-all"));
});

test("signals for a device that does not keep up are dropped, and its connection stays (T8)", async () => {
  const limits = { signalQueueBytes: 100_000, signalBurst: 1e6, signalsPerMinute: 1e6 };
  await using small = await startServer({ limits });
  const [alice, bob] = [await party(small, { user: "alice" }), await party(small, { user: "bob" })];
  const callId = newCallId();
  await joined(alice, callId, bob);
  bob.device.socket.pause();
  const description = { type: "offer", sdp: "s".repeat(30_000) };
  const signal = {
    type: "signal",
    callId,
    to: bob.leg.legId,
    link: linkOf(alice, bob),
    negotiation: 2,
    description,
  };
  const dropped = (): boolean => {
    alice.device.send(signal);
    return small.stats().signalsDropped > 20;
  };
  await until("signals to be dropped", dropped);
  assert.equal((await leave(alice, callId))["ok"], true);
  bob.device.socket.resume();
  await seen(bob, callId, "the end", (view) => view.state === "ended");
  assert.deepEqual([bob.device.closed, small.stats().sendQueueOverflows], [undefined, 0]);
});

/** An engine that makes `sync` wait: it does not say the number of the last event until it is told to. */
class SlowEngine extends MemoryEngine {
  said: Promise<void> = Promise.resolve();
  override async sequence(address: Address): Promise<number> {
    await this.said;
    return super.sequence(address);
  }
}

test("what waits behind a slow snapshot is bounded in bytes; signals give way, events cut off (inv. 36)", async () => {
  const engine = new SlowEngine({});
  const limits = { sendQueueBytes: 40_000, signalQueueBytes: 20_000 };
  await using small = await startServer({ engine, limits });
  const [alice, bob] = [await party(small, { user: "alice" }), await party(small, { user: "bob" })];
  const callId = newCallId();
  await joined(alice, callId, bob);
  let say = (): void => {};
  engine.said = new Promise((resolve) => (say = resolve));
  bob.device.send({ type: "sync", id: "slow" });
  const link = linkOf(alice, bob);
  const description = { type: "offer", sdp: "s".repeat(9_000) };
  for (let negotiation = 2; negotiation < 8; negotiation++) {
    alice.device.send({ type: "signal", callId, to: bob.leg.legId, link, negotiation, description });
  }
  await until("signals to be dropped", () => small.stats().signalsDropped === 3);
  assert.equal(small.stats().sendQueueOverflows, 0);
  const mute = async (i: number): Promise<void> => {
    const microphone = i % 2 === 0 ? "off" : "on";
    await alice.device.command({ type: "state", callId, microphone, camera: "on" });
  };
  for (let i = 0; i < 40; i++) await mute(i);
  await until("bob to be cut off", () => small.stats().sendQueueOverflows === 1);
  say();
  assert.equal((await bob.device.untilClosed()).code, 1006);
});

test("a connection that closed leaves no timer", async () => {
  const closeTimeoutMs = 61_234;
  const waiting = new Set<unknown>();
  const clock = {
    now: () => performance.now(),
    setTimer: (fire: () => void, ms: number) => {
      const timer = setTimeout(fire, ms);
      if (ms === closeTimeoutMs) waiting.add(timer);
      return timer;
    },
    clearTimer: (timer: unknown) => {
      waiting.delete(timer);
      clearTimeout(timer as NodeJS.Timeout);
    },
  };
  await using small = await startServer({ limits: { closeTimeoutMs }, clock });
  const alice = await connect(small, { user: "alice" });
  await small.revoke("alice");
  assert.equal(waiting.size, 1);
  await alice.untilClosed();
  await until("the server to see it", () => small.stats().open === 0);
  assert.equal(waiting.size, 0);
});

test("sockets of one address that say nothing cannot take the place of others (T6)", async () => {
  await using small = await startServer({ limits: { pendingPerAddress: 2 }, trustedProxies: 1 });
  const from = (address: string): ClientOptions => ({ headers: { "x-forwarded-for": address } });
  const idle = [
    await Device.open(small.url, from("192.0.2.1")),
    await Device.open(small.url, from("192.0.2.1")),
  ];
  assert.equal(await Device.refused(small.url, from("192.0.2.1")), 503);
  assert.equal(await Device.refused(small.url, from("192.0.2.9, 192.0.2.1")), 503, "what the client wrote");
  (await Device.open(small.url, from("192.0.2.2"))).close();
  for (const device of idle) device.close();
  await until("the sockets to go", () => small.stats().open === 0);
  (await Device.open(small.url, from("192.0.2.1"))).close();
});

test("admitted sockets do not count as pending, and X-Forwarded-For is not believed by default", async () => {
  await using small = await startServer({ limits: { pendingPerAddress: 1 } });
  for (let i = 0; i < 3; i++) await connect(small, { user: `user-${i}` });
  await Device.open(small.url, { headers: { "x-forwarded-for": "192.0.2.1" } });
  const other = { headers: { "x-forwarded-for": "192.0.2.2" } };
  assert.equal(await Device.refused(small.url, other), 503);
});

test("a client's address: mapped IPv4 is IPv4, IPv6 is its /64, and a header that is none is not taken", () => {
  const address = (remoteAddress: string, proxies = 0, forwarded?: string): string => {
    const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
    return clientAddress({ headers, socket: { remoteAddress } } as never, proxies);
  };
  assert.equal(address("::ffff:192.0.2.1"), "192.0.2.1");
  assert.equal(address("2001:db8:1:2:3:4:5:6"), address("2001:0db8:1:2::9"));
  assert.notEqual(address("2001:db8:1:2::1"), address("2001:db8:1:3::1"));
  assert.equal(address("::1"), "0:0:0:0");
  assert.equal(address("192.0.2.7", 1, "nonsense"), "192.0.2.7");
  assert.equal(address("192.0.2.7", 1), "192.0.2.7");
  assert.equal(address("192.0.2.7", 2, "203.0.113.5, 10.0.0.1"), "203.0.113.5");
  assert.equal(address("192.0.2.7", 2, "10.0.0.1"), "192.0.2.7");
});
