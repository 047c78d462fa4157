// Which connection of a device may act (inv. 25), losing it, and coming back; also after the server
// itself lost its memory (seals).

import assert from "node:assert/strict";
import { test } from "node:test";
import { accept, joined, leave, newCallId, party, ring, seen, stateOf, youEnd } from "./call_support.ts";
import { codeOf, connect, field, greet, HandClock, startServer, until } from "./support.ts";
import { memoryEngine } from "../../server/index.ts";

test("the same page's new connection fences the old one", async () => {
  await using server = await startServer();
  const old = await connect(server, { user: "alice" });
  const young = await connect(server, { user: "alice" });
  assert.equal((await old.untilClosed()).code, 4410);
  assert.equal((await young.command({ type: "sync" }))["ok"], true);
});

test("another page of the device is refused while the first one answers (T11)", async () => {
  await using server = await startServer();
  const first = await connect(server, { user: "alice", page: "one" });
  const second = await greet(server, { user: "alice", page: "two" });
  assert.equal((await second.takeType("goodbye"))["code"], "device-in-use");
  assert.equal((await second.untilClosed()).code, 4409);
  assert.equal((await first.command({ type: "sync" }))["ok"], true);
});

test("another page of the device gets in when the first one is dead", async () => {
  const clock = new HandClock();
  await using server = await startServer({ engine: memoryEngine({ now: clock.now }) });
  const dead = await connect(server, { user: "alice", page: "one" });
  dead.answersPings = false;
  const second = await greet(server, { user: "alice", page: "two" });
  await dead.takeType("ping");
  clock.advance(2_001);
  await second.takeType("welcome");
  assert.equal((await dead.untilClosed()).code, 4410);
});

test("the user may take over with another page", async () => {
  await using server = await startServer();
  const first = await connect(server, { user: "alice", page: "one" });
  await connect(server, { user: "alice", page: "two" }, { hello: { takeOver: true } });
  assert.equal((await first.untilClosed()).code, 4410);
});

test("a joined leg that is lost is shown as down, comes back within its grace, and else the call ends", async () => {
  const clock = new HandClock();
  await using server = await startServer({ engine: memoryEngine({ now: clock.now }) });
  const alice = await party(server, { user: "alice" });
  const bob = await party(server, { user: "bob", page: "b", incarnation: "b1" });
  const callId = newCallId();
  await joined(alice, callId, bob);
  const isUp = (up: boolean) => (view: object) => JSON.stringify(view).includes(`"up":${up}`);
  bob.device.close();
  await seen(alice, callId, "bob's leg down", isUp(false));
  const back = await party(server, { user: "bob", page: "b", incarnation: "b1" });
  await seen(alice, callId, "bob's leg up", (view) => !isUp(false)(view));
  back.device.close();
  await seen(alice, callId, "bob's leg down again", isUp(false));
  clock.advance(30_001);
  const ended = await seen(alice, callId, "the end", (view) => view.state === "ended");
  assert.equal(youEnd(ended.call), "connection-lost");
});

test("a page that reloaded rejoins with a new incarnation", async () => {
  await using server = await startServer();
  const alice = await party(server, { user: "alice" });
  const bob = await party(server, { user: "bob", page: "b", incarnation: "b1" });
  const callId = newCallId();
  await joined(alice, callId, bob);
  bob.device.close();
  const back = await party(server, { user: "bob", page: "b", incarnation: "b2" });
  const leg = { legId: bob.leg.legId, incarnation: "b2" };
  const reply = await back.device.command({ type: "rejoin", callId, leg });
  assert.equal(reply["ok"], true, JSON.stringify(reply));
  const told = await seen(alice, callId, "the incarnation", (view) => JSON.stringify(view).includes('"b2"'));
  assert.equal(stateOf(told.call, "bob"), "joined");
});

test("a ring waits for a device that comes while it rings", async () => {
  await using server = await startServer();
  const alice = await party(server, { user: "alice" });
  const phone = await party(server, { user: "bob", device: "phone" });
  const callId = newCallId();
  await ring(alice, callId, [phone]);
  const laptop = await party(server, { user: "bob", device: "laptop" });
  const entry = field(laptop.device.welcome, "snapshot", "calls", 0);
  assert.equal(field(entry, "call", "callId"), callId);
  assert.equal((await accept(laptop, callId))["ok"], true);
  const told = await seen(phone, callId, "elsewhere", (view) => youEnd(view) === "answered-elsewhere");
  assert.equal(told.call.state, "active");
});

/** A call in which both joined, on a server that then loses everything. */
async function lostCall() {
  const first = await startServer();
  const alice = await party(first, { user: "alice", page: "a", incarnation: "a1" });
  const bob = await party(first, { user: "bob", page: "b", incarnation: "b1" });
  const callId = newCallId();
  const { answer, seen: active } = await joined(alice, callId, bob);
  const { epoch } = first.stats();
  await first.close();
  return {
    callId,
    alice,
    bob,
    epoch,
    sealOfBob: answer["seal"] as object,
    sealOfAlice: active["seal"] as object,
  };
}

/** The same page of the same device, on another server. */
function again(server: { url: string }, who: { user: string; leg: { incarnation: string } }, callId: string) {
  const page = who.user[0] ?? "";
  const { incarnation } = who.leg;
  return connect(server, { user: who.user, page, incarnation }, { hello: { epoch: "old", calls: [callId] } });
}

test("a server that lost everything takes a call back by its seal", async () => {
  const lost = await lostCall();
  const { callId } = lost;
  await using second = await startServer();
  assert.notEqual(second.stats().epoch, lost.epoch);
  const alice = await again(second, lost.alice, callId);
  assert.deepEqual(alice.welcome["snapshot"], { calls: [], unknown: [callId] });
  const bob = await again(second, lost.bob, callId);
  const first = await alice.command({ type: "reassert", callId, seal: lost.sealOfAlice });
  assert.equal(first["ok"], true, JSON.stringify(first));
  assert.equal(field(first, "call", "state"), "active");
  const other = await bob.command({ type: "reassert", callId, seal: lost.sealOfBob });
  assert.equal(other["ok"], true, JSON.stringify(other));
  const link = ["a1", "b1"];
  const ordered = lost.alice.leg.legId < lost.bob.leg.legId ? link : link.reverse();
  const signal = { type: "signal", callId, link: ordered.join("~"), negotiation: 2 };
  alice.send({ ...signal, to: lost.bob.leg.legId });
  assert.equal(field(await bob.takeType("signal"), "from", "userId"), "alice");
  const left = await alice.command({ type: "leave", callId });
  assert.equal(left["ok"], true);
  await bob.take("the end", (frame) => field(frame, "call", "state") === "ended");
});

test("a seal that is forged, changed, of another key or of somebody else is refused", async () => {
  const lost = await lostCall();
  const { callId } = lost;
  const { claims, mac } = lost.sealOfAlice as { claims: string; mac: string };
  await using second = await startServer();
  const alice = await again(second, lost.alice, callId);
  const forgeries: unknown[] = [
    { claims, mac: "" },
    { claims, mac: mac.slice(0, -2) },
    { claims: claims.replaceAll("alice", "malice"), mac },
    { claims: `${claims} `, mac },
  ];
  for (const seal of forgeries) {
    assert.equal(codeOf(await alice.command({ type: "reassert", callId, seal })), "seal-invalid");
  }
  const mallory = await connect(second, { user: "mallory" });
  const stolen = await mallory.command({ type: "reassert", callId, seal: lost.sealOfAlice });
  assert.equal(codeOf(stolen), "seal-invalid");
  assert.equal(second.stats().forgedSeals, forgeries.length);
  const right = await alice.command({ type: "reassert", callId, seal: lost.sealOfAlice });
  assert.equal(right["ok"], true);
  await using stranger = await startServer({ sealSecret: "another-seal-secret-of-32-bytes!!" });
  const elsewhere = await again(stranger, lost.alice, callId);
  const foreign = await elsewhere.command({ type: "reassert", callId, seal: lost.sealOfAlice });
  assert.equal(codeOf(foreign), "seal-invalid");
});

test("a seal that stands twice in a frame cannot be smuggled past the check", async () => {
  const lost = await lostCall();
  await using second = await startServer();
  const alice = await again(second, lost.alice, lost.callId);
  const right = JSON.stringify(lost.sealOfAlice);
  const wrong = JSON.stringify({ claims: "{}", mac: "x" });
  const text = `{"type":"reassert","id":"r","callId":"${lost.callId}","seal":${wrong},"seal":${right}}`;
  alice.socket.send(text);
  assert.equal(codeOf(await alice.take("the reply", (f) => f["id"] === "r")), "invalid-frame");
});

test("frames of a fenced connection are not taken any more", async () => {
  await using server = await startServer();
  const alice = await party(server, { user: "alice" });
  const bob = await party(server, { user: "bob", page: "b" });
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  bob.device.socket.pause();
  const young = await connect(server, { user: "bob", page: "b", incarnation: bob.leg.incarnation });
  bob.device.send({ type: "accept", id: "late", callId, leg: bob.leg, media: "video" });
  const synced = await young.command({ type: "sync" });
  assert.equal(field(synced, "snapshot", "calls", 0, "call", "state"), "ringing");
  bob.device.socket.resume();
  assert.equal((await bob.device.untilClosed()).code, 4410);
  await leave(alice, callId);
  await until("the ring to end", () =>
    young.frames.some((frame) => field(frame, "call", "state") === "ended"),
  );
});
