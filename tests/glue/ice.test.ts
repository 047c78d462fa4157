/** ICE servers and which addresses may be used, from the server's options to the peer connections. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallError } from "../../js/index.ts";
import { onlyCall, ringing, talking, two, World } from "./support/people.ts";
import type { Person } from "./support/people.ts";

const relay = { urls: "turn:turn.test", username: "u", credential: "c" };
const turn = { urls: "turn:turn.test", secret: "the secret of that server", ttlSeconds: 40 };

/** The kinds of the addresses that the pages told the server. */
function told(world: World): string[] {
  return [...new Set(JSON.stringify(world.exchange.received).match(/ typ \w+/g) ?? [])];
}

/** Of the peers of calls; those of the warm-up were never asked for anything. */
const policies = (...people: Person[]): unknown[] =>
  people.flatMap(({ host }) =>
    host.peers.flatMap(({ configuration }) => configuration.iceTransportPolicy ?? []),
  );

test("icePolicy relay: only relays are used and told, also when the network was away", async () => {
  for (const preconnect of ["off", "relay", "all"]) {
    const world = new World({ policy: { icePolicy: "relay", preconnect }, iceServers: [relay] });
    const [alice, bob] = await two(world);
    const [outgoing, incoming] = await talking(world, alice, bob, "video");
    world.network.cut();
    await world.pass(6_000);
    assert.deepEqual([outgoing.state, incoming.state], ["reconnecting", "reconnecting"]);
    world.network.restore();
    await world.pass(6_000);
    assert.deepEqual([outgoing.state, incoming.state], ["connected", "connected"]);
    assert.deepEqual(told(world), [" typ relay"], preconnect);
    assert.deepEqual(new Set(policies(alice, bob)), new Set(["relay"]));
  }
});

test("iceTransportPolicy relay of one device is its own matter", async () => {
  const world = new World({ iceServers: [relay] });
  const alice = await world.person("alice", world.host(), { iceTransportPolicy: "relay" });
  const bob = await world.person("bob");
  await talking(world, alice, bob);
  assert.deepEqual([policies(alice), policies(bob)], [["relay"], ["all"]]);
  await assert.rejects(world.client("carol", world.host(), { iceTransportPolicy: "none" as "relay" }), {
    code: "invalid-argument",
  });
});

test("only relays, and no TURN server: the call fails at once, and the app hears why", async () => {
  const world = new World();
  const careful = await world.person("alice", world.host(), { iceTransportPolicy: "relay" });
  const bob = await world.person("bob");
  const errors: CallError[] = [];
  careful.client.addEventListener("error", ({ detail }) => errors.push(detail.error));
  const call = await careful.client.call("bob", { media: "audio" });
  await world.pass();
  assert.deepEqual([call.state, call.endReason], ["ended", "failed"]);
  const [outgoing] = await ringing(world, bob, careful);
  await onlyCall(careful)
    .accept()
    .catch(() => {});
  await world.pass();
  assert.deepEqual([outgoing.state, outgoing.endReason], ["ended", "failed"]);
  assert.deepEqual(
    errors.map(({ code, category, retryable }) => [code, category, retryable]),
    [
      ["no-relay", "media", false],
      ["no-relay", "media", false],
    ],
  );
});

test("whoever calls first has the server's ICE servers from the first offer on", async () => {
  const world = new World({ turn });
  const alice = await world.client("alice", world.host());
  void alice.connect();
  const host = world.host();
  const early = await world.client("bob", host);
  const connected = early.connect();
  await world.pass();
  await early.call("alice", { media: "audio" });
  await world.pass();
  await connected;
  const [server] = host.peers.at(-1)?.configuration.iceServers ?? [];
  assert.deepEqual(server?.urls, ["turn:turn.test"]);
  assert.match(server?.username ?? "", /^\d+:[\w-]{16}$/);
});

test("in a long call the credentials are renewed before they run out", async () => {
  const world = new World({ turn });
  const [alice, bob] = await two(world);
  const [outgoing] = await talking(world, alice, bob);
  const ends = (): number[] =>
    [alice, bob].map(({ host }) =>
      Number.parseInt(host.peers.at(-1)?.configuration.iceServers?.[0]?.username ?? ""),
    );
  const first = ends();
  for (let seconds = 0; seconds < 120; seconds += 5) {
    await world.pass(5_000);
    const now = world.clock.wallClock() / 1000;
    for (const end of ends()) assert.ok(end > now + 5, `${end - now} s are left`);
  }
  assert.ok(ends().every((end, side) => end > first[side]! + 60));
  assert.equal(outgoing.state, "connected");
});

test("another network: ICE restarts before anything is lost, once, and the socket is probed", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await talking(world, alice, bob);
  const lost: string[] = [];
  for (const call of [outgoing, incoming]) call.addEventListener("reconnecting", () => lost.push(call.id));
  const before = world.exchange.received.length;
  alice.host.pageEvent("online");
  alice.host.pageEvent("online");
  await world.pass(10_000);
  const sent = world.exchange.received.slice(before);
  const descriptions = sent.flatMap(
    (frame) => (frame["description"] as { type: string } | undefined)?.type ?? [],
  );
  assert.deepEqual(descriptions, ["offer", "answer"]);
  assert.ok(sent.some(({ type }) => type === "sync"));
  assert.deepEqual([outgoing.state, incoming.state, lost], ["connected", "connected", []]);
});
