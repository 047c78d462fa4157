// Calls from end to end over raw sockets: the real switchboard behind the real host. What a call is, the
// core's own tests say; here is that every decision reaches the devices that it is meant for.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import {
  accept,
  invite,
  joined,
  leave,
  linkOf,
  newCallId,
  party,
  ring,
  sdpAnswer,
  sdpOffer,
  seen,
  stateOf,
  youEnd,
} from "./call_support.ts";
import { codeOf, field, HandClock, startServer, tokenFor, until } from "./support.ts";
import { memoryEngine } from "../../server/index.ts";

const iceServers = [{ urls: "turn:turn.example", username: "u", credential: "c" }];
const engine = memoryEngine();
const server = await startServer({ engine, iceServers });
after(() => server.close());

let people = 0;
/** Users that no other test has. */
const names = (...stems: string[]): string[] => stems.map((stem) => `${stem}-${(people += 1)}`);

test("a call: invited, rung, accepted, talked, hung up", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const alice = await party(server, { user: a, token: await tokenFor(a, { name: "Alice A." }) });
  const bob = await party(server, { user: b });
  const callId = newCallId();

  const reply = await invite(alice, callId, [b], { ext: '{"topic":"tea"}' });
  assert.equal(reply["ok"], true, JSON.stringify(reply));
  assert.deepEqual(reply["iceServers"], iceServers);

  const rung = await seen(bob, callId, "the ring", (view) => view.state === "ringing");
  assert.equal(rung["seq"], 1);
  assert.equal(field(rung.call, "you", "role"), "invitee");
  assert.equal(field(rung.call, "offer", "sdp"), sdpOffer);
  assert.equal(field(rung.call, "ext"), '{"topic":"tea"}');
  assert.equal(rung.call["inviter"], a);
  assert.equal(field(rung.call, "participants", 0, "name"), "Alice A.");
  assert.deepEqual(rung["iceServers"], iceServers);

  assert.equal((await bob.device.command({ type: "ringing", callId }))["ok"], true);
  await seen(alice, callId, "that it rings", (view) => stateOf(view, b) === "ringing");

  const candidate = { candidate: "candidate:early", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "f" };
  alice.device.send({ type: "signal", callId, to: "", link: "", negotiation: 1, candidates: [candidate] });

  const answered = await accept(bob, callId);
  assert.equal(answered["ok"], true, JSON.stringify(answered));
  assert.equal(field(answered, "call", "state"), "active");
  assert.equal(field(answered, "call", "parked", 0, "candidate"), "candidate:early");
  assert.equal(typeof field(answered, "seal", "mac"), "string");

  const active = await seen(alice, callId, "the answer", (view) => view.state === "active");
  assert.equal(field(active.call, "answer", "sdp"), sdpAnswer);
  assert.equal(typeof field(active, "seal", "mac"), "string");
  alice.device.send({ type: "ack", callId, version: active.call.version });

  const signal = {
    type: "signal",
    callId,
    link: linkOf(alice, bob),
    negotiation: 2,
    description: { type: "offer", sdp: "v=0 again" },
    candidates: [candidate],
  };
  alice.device.send({ ...signal, to: bob.leg.legId, from: { userId: "mallory" } });
  const passed = await bob.device.takeType("signal");
  assert.deepEqual(passed, {
    ...signal,
    from: { userId: a, deviceId: alice.deviceId, legId: alice.leg.legId },
  });
  bob.device.send({ ...signal, to: alice.leg.legId });
  assert.equal(field(await alice.device.takeType("signal"), "from", "userId"), b);
  assert.ok(server.stats().signalsRelayed >= 2);

  const state = { type: "state", callId, microphone: "on", camera: "off" };
  assert.equal((await alice.device.command(state))["ok"], true);
  const told = await seen(bob, callId, "the state", (view) =>
    JSON.stringify(view).includes('"camera":"off"'),
  );
  assert.equal(stateOf(told.call, a), "joined");

  const left = await leave(alice, callId);
  assert.equal(left["ok"], true);
  assert.equal(field(left, "call", "you", "endReason"), "hangup");
  const ended = await seen(bob, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(ended.call), "remote-hangup");

  await until("the log", () => engine.history("default", a).length === 1);
  assert.equal(field(engine.history("default", a)[0]?.entry, "status"), "ended");
});

test("after the end, nothing more is relayed and every command hears the end", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const [alice, bob] = [await party(server, { user: a }), await party(server, { user: b })];
  const callId = newCallId();
  await joined(alice, callId, bob);
  await leave(bob, callId);
  await seen(alice, callId, "the end", (view) => view.state === "ended");
  const late = await accept(bob, callId);
  assert.equal(codeOf(late), "call-ended");
  const asked = server.stats().signalsRelayed;
  alice.device.send({ type: "signal", callId, to: bob.leg.legId, link: linkOf(alice, bob), negotiation: 1 });
  assert.equal((await alice.device.command({ type: "sync" }))["ok"], true);
  assert.equal(server.stats().signalsRelayed, asked);
  assert.equal(
    bob.device.frames.some(({ type }) => type === "signal"),
    false,
  );
});

test("events are numbered without a gap, and ping and sync say the last number", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const [alice, bob] = [await party(server, { user: a }), await party(server, { user: b })];
  const numbers: unknown[] = [];
  bob.device.socket.on("message", (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as { type: string; seq: unknown };
    if (frame.type === "event") numbers.push(frame.seq);
  });
  for (let i = 0; i < 3; i++) {
    const callId = newCallId();
    await ring(alice, callId, [bob]);
    await leave(alice, callId);
    await seen(bob, callId, "the end", (view) => view.state === "ended");
  }
  const synced = await bob.device.command({ type: "sync" });
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => i + 1),
  );
  assert.equal(synced["seq"], numbers.length);
  assert.equal(typeof synced["serverTime"], "number");
});

test("decline reaches the caller, with its ext", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const [alice, bob] = [await party(server, { user: a }), await party(server, { user: b })];
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  const reply = await bob.device.command({ type: "decline", callId, ext: '{"later":true}' });
  assert.equal(reply["ok"], true);
  const ended = await seen(alice, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(ended.call), "remote-declined");
  assert.ok(JSON.stringify(ended.call["participants"]).includes("later"));
});

test("a cancel stops the ring", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const [alice, bob] = [await party(server, { user: a }), await party(server, { user: b })];
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  assert.equal(field(await leave(alice, callId), "call", "you", "endReason"), "cancelled");
  const ended = await seen(bob, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(ended.call), "remote-cancelled");
});

test("a cancel that arrives before its invite kills it", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const [alice, bob] = [await party(server, { user: a }), await party(server, { user: b })];
  const callId = newCallId();
  await leave(alice, callId);
  const reply = await invite(alice, callId, [b]);
  assert.equal(reply["ok"], false);
  assert.equal((await bob.device.command({ type: "sync" }))["ok"], true);
  assert.equal(
    bob.device.frames.some(({ type }) => type === "event"),
    false,
  );
});

test("all devices ring; the first accept wins and the others are told", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const alice = await party(server, { user: a });
  const phone = await party(server, { user: b, device: "phone" });
  const laptop = await party(server, { user: b, device: "laptop" });
  const callId = newCallId();
  await ring(alice, callId, [phone, laptop]);
  const replies = await Promise.all([accept(phone, callId), accept(laptop, callId)]);
  assert.deepEqual(replies.map((reply) => reply["ok"]).sort(), [false, true]);
  const [winner, loser] = replies[0]?.["ok"] === true ? [phone, laptop] : [laptop, phone];
  const refused = replies.find((reply) => reply["ok"] === false);
  assert.ok(refused);
  assert.equal(codeOf(refused), "answered-elsewhere");
  const told = await seen(loser, callId, "elsewhere", (view) => youEnd(view) === "answered-elsewhere");
  assert.notEqual(told.call.state, "ended");
  const active = await seen(alice, callId, "the answer", (view) => view.state === "active");
  assert.ok(JSON.stringify(active.call["participants"]).includes(winner.leg.legId));
  await leave(alice, callId);
});

test("a busy user is not rung, and the caller learns busy", async () => {
  const [a = "", b = "", c = ""] = names("alice", "bob", "carol");
  const parties = await Promise.all([a, b, c].map((user) => party(server, { user })));
  const [alice, bob, carol] = parties as [(typeof parties)[0], (typeof parties)[0], (typeof parties)[0]];
  const first = newCallId();
  await joined(alice, first, bob);
  const second = newCallId();
  await invite(carol, second, [b]);
  const ended = await seen(carol, second, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(ended.call), "remote-busy");
  assert.equal(stateOf(ended.call, b), "busy");
  assert.equal(codeOf(await invite(alice, newCallId(), [c])), "already-in-call");
  await leave(alice, first);
});

test("glare: both dial at once, and one call of the two survives", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const [alice, bob] = [await party(server, { user: a }), await party(server, { user: b })];
  const [low = "", high = ""] = [newCallId(), newCallId()].sort();
  await Promise.all([invite(alice, low, [b]), invite(bob, high, [a])]);
  await seen(bob, high, "its own call give way", (view) => view.state === "ended");
  const loser = await seen(
    bob,
    low,
    "the other call",
    (view) => view.state === "ringing" || view.state === "active",
  );
  assert.equal(loser.call.callId, low);
  await leave(alice, low);
  await leave(bob, low);
});

test("a ring ends at its time", async () => {
  const clock = new HandClock();
  await using timed = await startServer({
    engine: memoryEngine({ now: clock.now }),
    policy: { ringTimeoutMs: 2_000, ackTimeoutMs: 1_000 },
  });
  const [alice, bob] = [await party(timed, { user: "alice" }), await party(timed, { user: "bob" })];
  assert.equal(field(alice.device.welcome, "policy", "ringTimeoutMs"), 2_000);
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  clock.advance(2_001);
  const unanswered = await seen(alice, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(unanswered.call), "no-response");
  const missed = await seen(bob, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(missed.call), "missed");
  assert.equal(unanswered.call["endedAt"], missed.call["endedAt"]);
});

test("a short ring ends by the clock of the machine, not a second late", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const [alice, bob] = [await party(server, { user: a }), await party(server, { user: b })];
  const callId = newCallId();
  await ring(alice, callId, [bob], { policy: { ringTimeoutMs: 1_000 } });
  const ended = await seen(bob, callId, "the end", (view) => view.state === "ended");
  const late = Date.now() - (ended.call["ringDeadline"] as number);
  assert.ok(late >= 0 && late < 1_000, String(late));
});

/** What a caller learns of a callee who cannot be rung, without what must differ: ids and times. */
async function unreachable(to: string): Promise<string> {
  const clock = new HandClock();
  await using timed = await startServer({ engine: memoryEngine({ now: clock.now }) });
  const gone = await party(timed, { user: "was-here" });
  gone.device.close();
  await until("the device to go", () => timed.stats().open === 0);
  const alice = await party(timed, { user: "alice", device: "d", page: "p", incarnation: "i" });
  alice.leg.legId = "leg";
  const frames: unknown[] = [];
  alice.device.socket.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString())));
  await invite(alice, "call", [to], { id: "the-invite" });
  clock.advance(5_001);
  const ended = await seen(alice, "call", "the end", (view) => view.state === "ended");
  assert.equal(youEnd(ended.call), "unreachable");
  const times = /"(createdAt|endedAt|ringDeadline|serverTime|at)":\d+/g;
  const text = JSON.stringify(frames)
    .replaceAll(times, "")
    .replaceAll(/"(claims|mac)":"(\\.|[^"\\])*"/g, "");
  return text.replaceAll(to, "CALLEE");
}

test("unknown users and users who are offline look the same to the caller (inv. 40)", async () => {
  assert.equal(await unreachable("never-was"), await unreachable("was-here"));
});

test("a command that comes twice has one effect and the same reply", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const [alice, bob] = [await party(server, { user: a }), await party(server, { user: b })];
  const callId = newCallId();
  const first = await invite(alice, callId, [b], { id: "invite-1" });
  const again = await invite(alice, callId, [b], { id: "invite-1" });
  assert.equal(first["ok"], true);
  assert.equal(again["ok"], true);
  await seen(bob, callId, "the ring", (view) => view.state === "ringing");
  const won = await accept(bob, callId, { id: "accept-1" });
  const wonAgain = await accept(bob, callId, { id: "accept-1" });
  assert.deepEqual([won["ok"], wonAgain["ok"]], [true, true]);
  assert.equal(codeOf(await invite(alice, callId, [b], { id: "invite-2" })), "call-exists");
  await leave(alice, callId);
});

test("a command repeated over a new connection gets the reply that the first one got", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const page = "page-1";
  const incarnation = "inc-1";
  const alice = await party(server, { user: a });
  const bob = await party(server, { user: b, page, incarnation });
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  const won = await accept(bob, callId, { id: "accept-1" });
  assert.equal(won["ok"], true);
  bob.device.close();
  const back = await party(server, { user: b, page, incarnation });
  const entries = field(back.device.welcome, "snapshot", "calls") as { call: { callId: string } }[];
  assert.deepEqual(
    entries.map(({ call }) => call.callId),
    [callId],
  );
  const again = await accept({ ...back, leg: bob.leg }, callId, { id: "accept-1" });
  assert.equal(again["ok"], true);
  await leave(alice, callId);
});

test("a snapshot has the calls of the device, and names those that nobody knows", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const alice = await party(server, { user: a });
  const callId = newCallId();
  const bob = await party(server, { user: b });
  await ring(alice, callId, [bob]);
  const synced = await bob.device.command({ type: "sync", calls: ["call-unknown"] });
  assert.deepEqual(field(synced, "snapshot", "unknown"), ["call-unknown"]);
  assert.equal(field(synced, "snapshot", "calls", 0, "call", "callId"), callId);
  assert.equal(field(synced, "snapshot", "calls", 0, "call", "offer", "sdp"), sdpOffer);
  const mallory = await party(server, { user: "mallory" });
  const spied = await mallory.device.command({ type: "sync", calls: [callId] });
  assert.deepEqual(field(spied, "snapshot"), { calls: [], unknown: [callId] });
  await leave(alice, callId);
});
