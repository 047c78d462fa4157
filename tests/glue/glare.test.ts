/** Two people call each other at once (design, 11.6): one call, both are in, no ring. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "../../js/index.ts";
import {
  assertLightsOff,
  assertMesh,
  kinds,
  onlyCall,
  people,
  refusal,
  seen,
  World,
} from "./support/people.ts";
import type { Person } from "./support/people.ts";

interface Crossing {
  readonly world: World;
  readonly alice: Person;
  readonly bob: Person;
  readonly calls: readonly [Call, Call];
  readonly log: string[];
}

/** Both dial; the server hears of neither before both did. */
async function crossing(media: "audio" | "video" = "audio", prompt = false): Promise<Crossing> {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  const log: string[] = [];
  for (const { client, host, userId } of [alice, bob]) {
    client.addEventListener("incoming", () => log.push(`${userId} rings`));
    client.addEventListener("callended", () => log.push(`${userId} ended`));
    if (prompt) host.devices.audio = host.devices.video = "hang";
  }
  world.exchange.held.add("invite");
  const calls = [
    await alice.client.call("bob", { media, ext: "from alice" }),
    await bob.client.call("alice", { media, ext: "from bob" }),
  ] as const;
  for (const [index, call] of calls.entries()) {
    call.addEventListener("replaced", ({ detail }) => {
      log.push(`${["alice", "bob"][index]} replaced`);
      assert.notEqual(detail.previousId, call.id);
    });
  }
  world.exchange.held.clear();
  return { world, alice, bob, calls, log };
}

test("the lower id survives, both are in it, and nobody rings", async () => {
  const { world, alice, bob, calls, log } = await crossing();
  const [first, second] = calls;
  const survivor = [first.id, second.id].sort()[0]!;
  const loser = first.id === survivor ? "bob" : "alice";
  world.exchange.deliver();
  await world.pass();
  assert.deepEqual([first.id, second.id], [survivor, survivor]);
  assert.deepEqual(log, [`${loser} replaced`]);
  assert.equal(onlyCall(alice), first);
  assert.equal(onlyCall(bob), second);
  assertMesh([alice, bob], calls);
  await first.hangUp();
  await world.pass();
  assert.deepEqual(bob.client.calls, []);
  assertLightsOff(alice);
  assertLightsOff(bob);
});

test("the streams that the app has attached go on, with the tracks of the call that survives", async () => {
  const { world, alice, bob, calls } = await crossing("video");
  const streams = calls.map((call, index) => ({
    local: call.local.stream,
    remote: seen(call, ["bob", "alice"][index]!).stream,
  }));
  world.exchange.deliver();
  await world.pass();
  assertMesh([alice, bob], calls);
  calls.forEach((call, index) => {
    const other = seen(call, ["bob", "alice"][index]!);
    assert.equal(call.local.stream, streams[index]!.local);
    assert.equal(other.stream, streams[index]!.remote);
    assert.deepEqual(kinds(other), ["audio", "video"]);
    assert.deepEqual(kinds(call.local), ["audio", "video"]);
  });
  for (const { host } of [alice, bob]) assert.equal(host.liveTracks, 2, "each device is asked for once");
});

test("prompts that hang over a glare are answered into the call that survives", async () => {
  const { world, alice, bob, calls } = await crossing("video", true);
  world.exchange.deliver();
  await world.pass();
  for (const { host } of [alice, bob]) {
    assert.equal(host.liveTracks, 0);
    host.devices.audio = host.devices.video = "grant";
    host.devices.answer();
  }
  await world.pass();
  assertMesh([alice, bob], calls);
  for (const [index, { host }] of [alice, bob].entries()) {
    assert.equal(host.liveTracks, 2);
    assert.deepEqual(kinds(calls[index]!.local), ["audio", "video"]);
    const open = host.peers.filter(({ connectionState }) => connectionState === "connected");
    const sent = open.flatMap((peer) => peer.getSenders().map(({ track }) => track?.readyState));
    assert.deepEqual(sent, ["live", "live"]);
  }
  await calls[1].hangUp();
  await world.pass();
  assertLightsOff(alice);
  assertLightsOff(bob);
});

test("a hang-up while a prompt hangs over a glare turns no light on afterwards", async () => {
  const { world, alice, bob, calls } = await crossing("video", true);
  world.exchange.deliver();
  await world.pass();
  await calls[0].hangUp();
  await world.pass();
  for (const { host } of [alice, bob]) {
    host.devices.audio = host.devices.video = "grant";
    host.devices.answer();
  }
  await world.pass(120_000);
  assertLightsOff(alice);
  assertLightsOff(bob);
});

test("a dial that crosses a ring already heard of is answered by it", async () => {
  const world = new World();
  const [alice, bob] = await people(world, "alice", "bob");
  const log: string[] = [];
  alice.client.addEventListener("incoming", () => log.push("alice rings"));
  const first = await alice.client.call("bob", { media: "audio" });
  await world.pass();
  const ring = onlyCall(bob);
  assert.equal(ring.state, "ringing");
  const second = await bob.client.call("alice", { media: "audio" });
  await world.pass();
  assert.equal(second.id, first.id);
  assert.equal(onlyCall(bob), second);
  assert.equal(ring.state, "ended");
  assertMesh([alice, bob], [first, second]);
  assert.deepEqual(log, []);
});

test("one of two crossing dials is taken back: the other rings or connects, and nothing is left over", async () => {
  const { world, alice, bob, calls } = await crossing();
  await calls[0].cancel();
  world.exchange.deliver();
  await world.pass();
  assert.equal(calls[0].state, "ended");
  for (const call of [...alice.client.calls, ...bob.client.calls]) await call.hangUp();
  await world.pass(120_000);
  assertLightsOff(alice);
  assertLightsOff(bob);
  await alice.client.call("bob", { media: "audio" });
  await world.pass();
  assert.equal(onlyCall(bob).state, "ringing", "both are free again");
});

test("where the policy says busy, two crossing dials are busy", async () => {
  const world = new World({ policy: { glare: "busy" } });
  const [alice, bob] = await people(world, "alice", "bob");
  world.exchange.held.add("invite");
  const calls = [
    await alice.client.call("bob", { media: "audio" }),
    await bob.client.call("alice", { media: "audio" }),
  ];
  world.exchange.held.clear();
  world.exchange.deliver();
  await world.pass();
  assert.ok(calls.some(({ endReason }) => endReason === "remote-busy"));
  for (const call of calls) await call.hangUp();
  await world.pass();
  assertLightsOff(alice);
  assertLightsOff(bob);
});

test("dialling somebody whose group call rings us is refused, and that ring stands", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const group = await alice.client.call(["bob", "carol"], { media: "audio" });
  await world.pass();
  const ring = onlyCall(bob);
  const dial = bob.client.call("alice", { media: "audio" });
  const outcome = await dial.then(
    async (call) => (await call.placed).error,
    (error: unknown) => error,
  );
  await world.pass();
  refusal("already-invited")(outcome);
  assert.equal(ring.state, "ringing");
  await ring.accept();
  await onlyCall(carol).accept();
  await world.pass();
  assertMesh([alice, bob, carol], [group, ring, onlyCall(carol)]);
});
