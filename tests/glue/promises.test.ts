/** Promises and identity, design 11.16, case by case. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../../js/index.ts";
import { FakeHost, settled } from "../../js/testing.ts";
import { nextIncoming, reaches, ringing, talking, two, World } from "./support/people.ts";

const code = (expected: string) => (error: unknown) => {
  assert.ok(error instanceof CallError, String(error));
  assert.equal(error.code, expected);
  return true;
};

test("create touches no network, no token, no storage and no device", async () => {
  let tokens = 0;
  const host = new FakeHost();
  const before = { storage: host.storage, openSocket: host.openSocket };
  let touched = 0;
  host.storage = (area) => ((touched += 1), before.storage.call(host, area));
  host.openSocket = (...args) => ((touched += 1), before.openSocket.apply(host, args));
  const client = await new World().client("alice", host, { tokenProvider: () => ((tokens += 1), "alice") });
  assert.equal(touched + tokens + host.devices.asked.length + host.peers.length, 0);
  assert.equal(client.connection, "offline");
  assert.equal(client.deviceId, null);
  assert.deepEqual(client.calls, []);
});

test("connect settles when online, and asks for one token", async () => {
  const world = new World();
  const purposes: string[] = [];
  const client = await world.client("alice", world.host(), {
    tokenProvider: async ({ purpose }) => (purposes.push(purpose), "alice"),
  });
  const seen: string[] = [];
  client.addEventListener("connectionchange", ({ detail }) => seen.push(detail.state));
  await client.connect();
  assert.deepEqual(seen, ["connecting", "online"]);
  assert.deepEqual(purposes, ["connect"]);
  assert.match(client.deviceId ?? "", /^[0-9a-f]{32}$/);
});

test("disconnect aborts connect", async () => {
  const world = new World();
  const client = await world.client("alice", world.host({ server: () => {} }), {
    tokenProvider: () => new Promise<string>(() => {}),
  });
  const connecting = client.connect();
  await client.disconnect();
  await assert.rejects(connecting, code("offline"));
  assert.equal(client.connection, "offline");
});

test("disconnect right after connect, before this page knows who it is, aborts it too", async () => {
  const client = await new World().client("alice", new FakeHost({ server: () => {} }));
  const connecting = client.connect();
  const aborted = assert.rejects(connecting, code("offline"));
  await client.disconnect();
  await aborted;
});

test("a call before connect is refused, and does not touch a device", async () => {
  const world = new World();
  const host = world.host();
  const client = await world.client("alice", host);
  await assert.rejects(client.call("bob", { media: "audio" }), code("offline"));
  assert.deepEqual(host.devices.asked, []);
});

test("call resolves before the server heard of it, and can be cancelled at once", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  world.exchange.held.add("invite");
  const call = await alice.client.call("bob", { media: "audio" });
  assert.equal(call.direction, "outgoing");
  assert.match(call.id, /^[0-9a-f]{32}$/);
  assert.equal(alice.client.calls[0], call);
  await call.cancel();
  assert.equal(call.state, "ended");
  assert.equal(call.endReason, "cancelled");
  const placement = await call.placed;
  assert.deepEqual(placement.ok, []);
  await world.pass();
  assert.deepEqual(bob.client.calls, []);
});

test("placed tells whom the invite rings", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await ringing(world, alice, bob);
  await incoming.accept();
  const placement = await outgoing.placed;
  assert.deepEqual(placement.ok, ["bob"]);
  assert.deepEqual(placement.failed, []);
  assert.deepEqual(await incoming.placed, { ok: [], failed: [] });
});

test("an invite that the server refuses settles placed, ends the call and rejects nothing", async () => {
  const world = new World();
  world.exchange.grants.set("alice", ["receive"]);
  const [alice] = await two(world);
  const call = await alice.client.call("bob", { media: "audio" });
  await world.pass();
  const placement = await call.placed;
  assert.equal(placement.error?.code, "forbidden");
  assert.equal(placement.error?.category, "auth");
  assert.equal(call.state, "ended");
  assert.equal(call.endReason, "failed");
});

test("accept settles when the server said yes", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [, incoming] = await ringing(world, alice, bob);
  world.exchange.held.add("accept");
  let accepted = false;
  const promise = incoming.accept().then(() => (accepted = true));
  await world.pass();
  assert.equal(accepted, false);
  world.exchange.deliver();
  await promise;
});

test("accept of a call that ended meanwhile rejects with its end reason", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await ringing(world, alice, bob);
  await outgoing.cancel();
  await world.pass();
  await assert.rejects(incoming.accept(), (error: unknown) => {
    code("call-ended")(error);
    assert.equal((error as CallError).endReason, "remote-cancelled");
    assert.equal((error as CallError).callId, incoming.id);
    return true;
  });
});

test("a cancel that overtakes an accept under way rejects the accept", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await ringing(world, alice, bob);
  world.exchange.held.add("accept");
  const accepting = assert.rejects(incoming.accept(), code("call-ended"));
  await world.pass();
  await outgoing.cancel();
  await world.pass();
  world.exchange.deliver();
  await world.pass();
  await accepting;
  assert.equal(incoming.endReason, "remote-cancelled");
});

test("hangUp, cancel, ignore and disconnect never reject, whatever the state", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await talking(world, alice, bob);
  await outgoing.hangUp();
  await world.pass();
  for (const call of [outgoing, incoming]) {
    await call.hangUp();
    await call.cancel();
    await call.ignore();
  }
  await alice.client.disconnect();
  await alice.client.disconnect();
  await outgoing.hangUp();
});

test("hangUp ends the call in the same turn, with no network", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await talking(world, alice, bob);
  alice.host.dropSockets();
  void outgoing.hangUp();
  assert.equal(outgoing.state, "ended");
  assert.equal(alice.host.liveTracks, 0);
  assert.equal(alice.host.openPeers, 0);
  await world.pass();
  assert.equal(incoming.endReason, "remote-hangup", "told by the data channel");
});

test("an ext that cannot travel does not keep a hang-up from happening", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing] = await talking(world, alice, bob);
  const errors: string[] = [];
  outgoing.addEventListener("error", ({ detail }) => errors.push(detail.error.code));
  await outgoing.hangUp({ ext: 1n });
  assert.equal(outgoing.state, "ended");
  assert.deepEqual(errors, ["invalid-argument"]);
});

test("calls and participants are frozen and keep their identity until something changes", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing] = await talking(world, alice, bob);
  const { calls } = alice.client;
  const { participants } = outgoing;
  assert.ok(Object.isFrozen(calls) && Object.isFrozen(participants) && Object.isFrozen(participants[0]));
  assert.throws(() => (calls as unknown[]).push(1), TypeError);
  alice.host.pageEvent("online"); // a sync: the same views again
  await world.pass();
  assert.equal(alice.client.calls, calls);
  assert.equal(outgoing.participants, participants);
  await bob.client.calls[0]!.setMicrophoneEnabled(false);
  await world.pass();
  assert.notEqual(alice.client.calls, calls);
  assert.notEqual(outgoing.participants, participants);
  assert.equal(outgoing.participants[0], participants[0], "the person is the same");
  assert.equal(outgoing.participants[0]!.microphone, "off");
});

test("participants are the others, and one object for the whole call; so are the streams", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await ringing(world, alice, bob, "video");
  const [seen] = outgoing.participants;
  const { stream, streams } = seen!;
  const self = incoming.local.stream;
  assert.deepEqual(
    incoming.participants.map(({ userId, role }) => [userId, role]),
    [["alice", "inviter"]],
  );
  await incoming.accept();
  await world.pass();
  assert.equal(outgoing.participants[0], seen);
  assert.equal(seen!.stream, stream);
  assert.equal(seen!.streams, streams);
  assert.equal(streams[0], stream);
  assert.deepEqual(
    stream
      .getTracks()
      .map(({ kind }) => kind)
      .sort(),
    ["audio", "video"],
  );
  assert.equal(incoming.local.stream, self);
  assert.deepEqual(
    self
      .getTracks()
      .map(({ kind }) => kind)
      .sort(),
    ["audio", "video"],
  );
});

test("subscribe is told once a turn, after everything changed, and only when something did", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  let told = 0;
  const unsubscribe = alice.client.subscribe(() => (told += 1));
  const [outgoing] = await talking(world, alice, bob);
  assert.ok(told > 0);
  told = 0;
  await world.pass();
  assert.equal(told, 0);
  const states: string[] = [];
  const stop = alice.client.subscribe(() => states.push(outgoing.state));
  await outgoing.hangUp();
  assert.equal(states[0], "ended");
  stop();
  unsubscribe();
  told = 0;
  await world.pass();
  assert.equal(told, 0);
});

test("a subscriber that throws stops nobody", async () => {
  const world = new World();
  const errors: string[] = [];
  const alice = await world.person("alice", world.host(), {
    logger: { error: (message) => errors.push(message) },
  });
  let told = 0;
  alice.client.subscribe(() => {
    throw new Error("of the app");
  });
  alice.client.subscribe(() => (told += 1));
  await alice.client.disconnect();
  assert.ok(told > 0);
  assert.ok(errors.includes("a subscriber threw"));
});

test("keyed listeners replace each other and go; others go by their signal", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const heard: string[] = [];
  const stop = new AbortController();
  bob.client.addListener("ui", { incoming: () => heard.push("first") });
  bob.client.addListener("ui", { incoming: () => heard.push("second") });
  bob.client.addEventListener("incoming", () => heard.push("signal"), { signal: stop.signal });
  const [outgoing] = await ringing(world, alice, bob);
  await outgoing.cancel();
  await world.pass();
  bob.client.removeListener("ui");
  stop.abort();
  await ringing(world, alice, bob);
  assert.deepEqual(heard, ["second", "signal"]);
});

test("events come in order: incoming, statechange, ended once, callended after it", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const log: string[] = [];
  bob.client.addEventListener("incoming", ({ detail: { call } }) => {
    log.push(`incoming ${call.state}`);
    call.addEventListener("statechange", ({ detail }) => log.push(`${detail.previous} > ${detail.state}`));
    call.addEventListener("ended", ({ detail }) => log.push(`ended ${detail.endReason}`));
  });
  bob.client.addEventListener("callended", ({ detail: { call } }) => {
    log.push(`callended ${call.endReason} ${bob.client.calls.length}`);
  });
  const [outgoing, incoming] = await talking(world, alice, bob);
  await reaches(incoming, "connected");
  await outgoing.hangUp();
  await world.pass();
  assert.equal(log[0], "incoming ringing");
  assert.ok(log.includes("ringing > accepting"), log.join());
  assert.deepEqual(log.slice(-2), ["ended remote-hangup", "callended remote-hangup 0"]);
  assert.equal(log.filter((line) => line.startsWith("ended")).length, 1);
});

test("redial calls the same people again, as a new call", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const rings = nextIncoming(bob);
  const first = await alice.client.call("bob", { media: "video", ext: { room: 7 } });
  await world.pass();
  await (await rings).decline();
  await world.pass();
  assert.equal(first.endReason, "remote-declined");
  const again = nextIncoming(bob);
  const second = await first.redial();
  await world.pass();
  assert.notEqual(second.id, first.id);
  assert.equal(second.media, "video");
  assert.deepEqual((await again).ext, { room: 7 });
});

test("times and durations are the server's, and a wrong device clock does not matter", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await talking(world, alice, bob);
  await world.pass(5000);
  assert.equal(outgoing.durationMs, 5000);
  await outgoing.hangUp();
  await world.pass();
  assert.equal(outgoing.durationMs, 5000);
  assert.equal(incoming.durationMs, 5000);
  assert.equal(incoming.endedAt! - incoming.answeredAt!, 5000);
  await settled();
});

test("the same seed gives the same ids", async () => {
  const ids = async (): Promise<unknown[]> => {
    const world = new World();
    const [alice, bob] = await two(world);
    const [outgoing] = await ringing(world, alice, bob);
    return [outgoing.id, alice.client.deviceId, bob.client.deviceId];
  };
  assert.deepEqual(await ids(), await ids());
});

test("an end that the record does not confirm may change its reason once", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await ringing(world, alice, bob);
  const log: string[] = [];
  incoming.addEventListener("ended", ({ detail }) =>
    log.push(`ended ${detail.endReason} ${incoming.confirmed}`),
  );
  incoming.addEventListener("endreasonchange", ({ detail }) => log.push(`changed ${detail.endReason}`));
  bob.host.dropSockets();
  await outgoing.cancel();
  const declined = incoming.decline().catch((error: unknown) => error);
  assert.equal(incoming.endReason, "declined");
  assert.equal(incoming.confirmed, false);
  await world.pass(10_000);
  code("call-ended")(await declined);
  assert.deepEqual(log, ["ended declined false", "changed remote-cancelled"]);
  assert.equal(incoming.confirmed, true);
  assert.equal(incoming.status, "missed");
});
