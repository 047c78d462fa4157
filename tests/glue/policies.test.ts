/**
 * What the server was started with is what its people get: the presets, and an invite without an offer. The
 * clients are told in `welcome` and set nothing themselves.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "./support/exchange.ts";
import {
  assertLightsOff,
  assertMesh,
  meeting,
  onlyCall,
  people,
  refusal,
  ringing,
} from "./support/people.ts";
import { kinds, seen, states, talking, two, World } from "./support/people.ts";

const relay = { urls: "turn:turn.test", username: "u", credential: "c" };
const ringTimes = { agora: 30_000, cometchat: 45_000, zego: 60_000, stream: 30_000 };

test("a ring lasts the time of the preset", async () => {
  for (const [preset, ringMs] of Object.entries(ringTimes)) {
    const world = new World({ policy: { preset } });
    const [alice, bob] = await two(world);
    const [outgoing, incoming] = await ringing(world, alice, bob);
    assert.ok(Math.abs(outgoing.ringDeadline! - outgoing.startedAt - ringMs) < 1_000, preset);
    await world.pass(ringMs - 1_000);
    assert.deepEqual([outgoing.state, incoming.state], ["calling", "ringing"], preset);
    await world.pass(2_000);
    assert.deepEqual([outgoing.endReason, incoming.endReason], ["no-response", "missed"], preset);
  }
});

test("zego: who dials while in a call adds to it; the others refuse", async () => {
  const world = new World({ policy: { preset: "zego" } });
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [first, second] = await talking(world, alice, bob);
  assert.equal(await alice.client.call("carol", { media: "audio" }), first);
  await world.pass();
  await onlyCall(carol).accept();
  await world.pass();
  assertMesh([alice, bob, carol], [first, second, onlyCall(carol)]);
  for (const preset of ["agora", "cometchat", "stream"]) {
    const other = new World({ policy: { preset } });
    const [dave, erin] = await people(other, "dave", "erin");
    await talking(other, dave, erin);
    await assert.rejects(dave.client.call("frank", { media: "audio" }), refusal("already-in-call"));
  }
});

test("agora: who is left alone in a group stays; with the others the group ends", async () => {
  for (const preset of Object.keys(ringTimes)) {
    const world = new World({ policy: { preset } });
    const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
    const [outgoing, toBob, toCarol] = await meeting(world, alice, [bob, carol]);
    await toBob!.hangUp();
    await toCarol!.hangUp();
    await world.pass();
    assert.deepEqual(states(outgoing), { bob: "left", carol: "left" });
    const stays = preset === "agora";
    assert.deepEqual(
      [outgoing.state === "ended", outgoing.endReason],
      [!stays, stays ? undefined : "everyone-left"],
    );
    await outgoing.hangUp();
    await world.pass();
    assertLightsOff(alice);
  }
});

test("a field beside the preset wins", async () => {
  const world = new World({ policy: { preset: "zego", ringTimeoutMs: 5_000, busy: "call-waiting" } });
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const [, atBob] = await talking(world, alice, bob);
  const waiting = await carol.client.call("bob", { media: "audio" });
  await world.pass();
  assert.equal(bob.client.calls.length, 2, "bob's second call rings");
  await world.pass(6_000);
  assert.equal(waiting.endReason, "no-response");
  assert.equal(atBob.state, "connected");
});

test("without early offers nothing of a description travels before the accept", async () => {
  const world = new World({ policy: { earlyOffer: false } });
  const alice = await world.person("alice");
  const [phone, laptop] = [await world.person("bob"), await world.person("bob")];
  const outgoing = await alice.client.call("bob", { media: "video" });
  await world.pass();
  const sent = (type: string): Frame[] => world.exchange.received.filter((frame) => frame.type === type);
  assert.deepEqual([sent("invite").length, sent("invite")[0]?.["offer"]], [1, undefined]);
  assert.deepEqual(sent("signal"), [], "the caller's addresses stay with her");
  assert.equal(onlyCall(laptop).state, "ringing");
  await onlyCall(phone).accept();
  await world.pass();
  assert.deepEqual([sent("accept").length, sent("accept")[0]?.["answer"]], [1, undefined]);
  assert.deepEqual([outgoing.state, onlyCall(phone).state], ["connected", "connected"]);
  assert.equal(outgoing.participants.length, 1);
  assert.deepEqual(kinds(seen(outgoing, "bob")), ["audio", "video"]);
  assert.deepEqual(kinds(seen(onlyCall(phone), "alice")), ["audio", "video"]);
  await outgoing.hangUp();
  await world.pass();
  for (const person of [alice, phone, laptop]) assertLightsOff(person);
});

for (const preconnect of ["relay", "all"]) {
  test(`preconnect ${preconnect}: the answer is made while it rings, nothing leaves before the accept`, async () => {
    const world = new World({ policy: { preconnect }, iceServers: [relay] });
    const [alice, bob] = await two(world);
    const [outgoing, incoming] = await ringing(world, alice, bob, "video");
    const ready = bob.host.peers.at(-1);
    const answer = ready!.localDescription?.sdp;
    assert.equal(bob.host.openPeers, 1);
    assert.equal(ready!.configuration.iceTransportPolicy, preconnect);
    assert.equal(ready!.localDescription?.type, "answer");
    assert.deepEqual([bob.host.devices.asked, bob.host.liveTracks], [[], 0]);
    assert.ok(
      ready!.getSenders().every(({ track }) => track === null),
      "inv. 12",
    );
    const signals = (): Frame[] => world.exchange.received.filter(({ type }) => type === "signal");
    assert.ok(
      signals().every(({ to }) => to === ""),
      "the caller's own, parked",
    );
    const parked = signals().length;
    const before = world.exchange.received.length;
    await incoming.accept();
    await world.pass();
    assert.deepEqual([outgoing.state, incoming.state], ["connected", "connected"]);
    const sent = world.exchange.received.slice(before);
    const accept = sent.find(({ type }) => type === "accept");
    assert.equal((accept?.["answer"] as { sdp: string }).sdp, answer);
    assert.equal(sent.filter(({ type }) => type === "accept" || type === "signal")[0], accept);
    const text = JSON.stringify(signals()[parked]);
    assert.match(text, preconnect === "relay" ? /typ relay/ : /typ host/);
    assert.equal(bob.host.openPeers, 1, "the same peer connection");
    assert.equal(ready!.configuration.iceTransportPolicy, "all");
    const offers = signals().filter((frame) => JSON.stringify(frame["description"])?.includes('"offer"'));
    assert.equal(offers.length, preconnect === "relay" ? 1 : 0, "a restart opens all paths");
    if (preconnect === "relay") assert.match(JSON.stringify(signals().slice(parked + 1)), /typ host/);
    assert.deepEqual(kinds(seen(outgoing, "bob")), ["audio", "video"]);
    await incoming.hangUp();
    await world.pass();
    for (const person of [alice, bob]) assertLightsOff(person);
  });
}

test("preconnect: what was made ready goes with the ring, here and on the devices that lost", async () => {
  const world = new World({ policy: { preconnect: "relay" }, iceServers: [relay] });
  const alice = await world.person("alice");
  const [phone, laptop] = [await world.person("bob"), await world.person("bob")];
  const first = await alice.client.call("bob", { media: "audio" });
  await world.pass();
  assert.deepEqual([phone.host.openPeers, laptop.host.openPeers], [1, 1]);
  await onlyCall(phone).accept();
  await world.pass();
  assert.deepEqual([first.state, laptop.host.openPeers], ["connected", 0]);
  await first.hangUp();
  await world.pass();
  await alice.client.call("bob", { media: "audio" });
  await world.pass();
  const rings = laptop.client.calls.find(({ state }) => state === "ringing");
  assert.equal(laptop.host.openPeers, 1);
  await rings!.decline();
  await world.pass();
  for (const person of [alice, phone, laptop]) assertLightsOff(person);
});

test("preconnect has nothing to make ready where no offer comes early", async () => {
  const world = new World({ policy: { preconnect: "all", earlyOffer: false } });
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await ringing(world, alice, bob);
  assert.equal(bob.host.openPeers, 0, "there is nothing to answer yet");
  await incoming.accept();
  await world.pass();
  assert.deepEqual([outgoing.state, incoming.state], ["connected", "connected"]);
});
