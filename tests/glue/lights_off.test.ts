/**
 * Whatever ends a call, microphone and camera are off and nothing of it is left (design 3.9; inv. 11, 12, 28,
 * 37).
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call } from "../../js/index.ts";
import { assertLightsOff, reaches, ringing, talking, two, World } from "./support/people.ts";
import type { Person } from "./support/people.ts";

interface Ending {
  readonly name: string;
  readonly from: "ringing" | "talking";
  readonly reasons: readonly [string, string];
  end(scene: { world: World; alice: Person; bob: Person; outgoing: Call; incoming: Call }): Promise<void>;
}

const endings: Ending[] = [
  {
    name: "the caller cancels",
    from: "ringing",
    reasons: ["cancelled", "remote-cancelled"],
    end: ({ outgoing }) => outgoing.cancel(),
  },
  {
    name: "the callee declines",
    from: "ringing",
    reasons: ["remote-declined", "declined"],
    end: ({ incoming }) => incoming.decline({ reason: "later", ext: { when: "tomorrow" } }),
  },
  {
    name: "nobody answers",
    from: "ringing",
    reasons: ["no-response", "missed"],
    end: ({ world }) => world.pass(30_000),
  },
  {
    name: "the caller hangs up",
    from: "talking",
    reasons: ["hangup", "remote-hangup"],
    end: ({ outgoing }) => outgoing.hangUp({ ext: "bye" }),
  },
  {
    name: "the callee hangs up",
    from: "talking",
    reasons: ["remote-hangup", "hangup"],
    end: ({ incoming }) => incoming.hangUp(),
  },
  {
    name: "the callee is thrown out by the server",
    from: "talking",
    // At once on both sides (inv. 34): no track may outlive the right to be in the call.
    reasons: ["failed", "failed"],
    end: async ({ world }) => {
      await world.exchange.revoke("bob");
      await world.pass(30_000);
      world.network.fail(); // the caller's peer is closed: nothing comes from there any more
      await world.pass(45_000);
    },
  },
  {
    name: "media is lost past the grace",
    from: "talking",
    reasons: ["connection-lost", "connection-lost"],
    end: async ({ world, alice, bob }) => {
      world.network.fail();
      alice.host.dropSockets();
      bob.host.dropSockets();
      world.exchange.closed = true;
      await world.pass(45_000);
    },
  },
  {
    name: "the caller disconnects",
    from: "talking",
    reasons: ["hangup", "remote-hangup"],
    end: ({ alice }) => alice.client.disconnect(),
  },
];

for (const { name, from, reasons, end } of endings) {
  for (const media of ["audio", "video"] as const) {
    test(`${media} call: ${name}`, async () => {
      const world = new World();
      const [alice, bob] = await two(world);
      const begin = from === "ringing" ? ringing : talking;
      const [outgoing, incoming] = await begin(world, alice, bob, media);
      assert.ok(alice.host.liveTracks > 0, "the caller's devices are on");
      await end({ world, alice, bob, outgoing, incoming });
      await world.pass();
      assert.deepEqual([outgoing.endReason, incoming.endReason], reasons);
      assertLightsOff(alice);
      assertLightsOff(bob);
      assert.deepEqual(outgoing.local.stream.getTracks(), []);
      assert.deepEqual([alice.client.calls, bob.client.calls], [[], []]);
    });
  }
}

test("the callee's devices are not asked for before the accept, and no peer exists", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const peers = bob.host.peers.length;
  const [, incoming] = await ringing(world, alice, bob, "video");
  await world.pass(5000);
  assert.deepEqual(bob.host.devices.asked, []);
  assert.equal(bob.host.peers.length, peers);
  await incoming.accept();
  await world.pass();
  assert.deepEqual(bob.host.devices.asked, ["both"]);
});

test("a permission prompt that nobody answers delays neither accept nor connection", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  bob.host.devices.audio = "hang";
  const [outgoing, incoming] = await talking(world, alice, bob);
  assert.equal(incoming.local.microphone, "starting");
  await outgoing.hangUp();
  await world.pass();
  assert.equal(incoming.endReason, "remote-hangup");
  bob.host.devices.audio = "grant";
  bob.host.devices.answer();
  await world.pass();
  assert.equal(bob.host.devices.tracks.length, 1, "the prompt was answered after all");
  assertLightsOff(bob);
});

test("a prompt answered a minute after the call was forgotten turns no light on", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  alice.host.devices.audio = "hang";
  const [outgoing] = await ringing(world, alice, bob);
  await outgoing.cancel();
  await world.pass(120_000);
  alice.host.devices.audio = "grant";
  alice.host.devices.answer();
  await world.pass();
  assert.equal(alice.host.devices.tracks.length, 1);
  assertLightsOff(alice);
});

const refusals = [
  ["deny", "denied"],
  ["missing", "not-found"],
  ["busy", "in-use"],
  ["overconstrained", "overconstrained"],
  ["fail", "failed"],
] as const;

for (const [mode, cause] of refusals) {
  test(`a microphone that is ${cause} is an error of category device, and no end of the call`, async () => {
    const world = new World();
    const [alice, bob] = await two(world);
    bob.host.devices.audio = mode;
    const errors: unknown[] = [];
    bob.client.addEventListener("incoming", ({ detail: { call } }) => {
      call.addEventListener("error", ({ detail: { error } }) => {
        errors.push(error.code, error.category, error.retryable, error.cause);
      });
    });
    const [outgoing, incoming] = await talking(world, alice, bob);
    assert.deepEqual(errors, ["media-failed", "device", true, cause]);
    assert.equal(incoming.local.microphoneError, cause);
    assert.equal(outgoing.participants[0]!.microphone, "failed");
    await assert.rejects(incoming.setMicrophoneEnabled(true), { code: "media-failed", category: "device" });
    bob.host.devices.audio = "grant";
    await incoming.setMicrophoneEnabled(true);
    assert.equal(incoming.local.microphone, "on");
    await outgoing.hangUp();
    await world.pass();
    assertLightsOff(bob);
  });
}

test("a denied camera costs the picture, not the call and not the microphone", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  bob.host.devices.video = "deny";
  const errors: unknown[] = [];
  bob.client.addEventListener("incoming", ({ detail: { call } }) => {
    call.addEventListener("error", ({ detail }) => errors.push(detail.error.code, detail.error.cause));
  });
  const [outgoing, incoming] = await talking(world, alice, bob, "video");
  assert.equal(incoming.local.microphone, "on");
  assert.equal(incoming.local.camera, "failed");
  assert.equal(incoming.local.cameraError, "denied");
  assert.equal(outgoing.participants[0]!.camera, "failed");
  assert.deepEqual(errors, ["media-failed", "denied"]);
  await assert.rejects(incoming.setCameraEnabled(true), { code: "media-failed" });
  bob.host.devices.video = "grant";
  await incoming.setCameraEnabled(true);
  assert.equal(incoming.local.camera, "on");
  await world.pass();
  assert.equal(outgoing.participants[0]!.camera, "on");
});

test("turning the camera off puts its light out; the microphone is muted and kept", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing, incoming] = await talking(world, alice, bob, "video");
  await outgoing.setCameraEnabled(false);
  await outgoing.setMicrophoneEnabled(false);
  await world.pass();
  assert.equal(alice.host.liveTracks, 1);
  const [microphone] = outgoing.local.stream.getTracks();
  assert.equal(microphone!.kind, "audio");
  assert.equal(microphone!.enabled, false);
  const sent = alice.host.peers
    .at(-1)!
    .getSenders()
    .map(({ track }) => track?.kind ?? null);
  assert.deepEqual(sent, ["audio", null]);
  assert.deepEqual([incoming.participants[0]!.microphone, incoming.participants[0]!.camera], ["off", "off"]);
  await outgoing.setMicrophoneEnabled(true);
  assert.equal(microphone!.enabled, true);
});

test("the only microphone is unplugged: that is reported and does not end the call", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing] = await talking(world, alice, bob);
  alice.host.devices.audio = "missing";
  alice.host.devices.tracks[0]!.end();
  await world.pass();
  assert.equal(outgoing.local.microphone, "failed");
  assert.equal(outgoing.local.microphoneError, "not-found");
  assert.equal(outgoing.state, "connected");
  alice.host.devices.audio = "grant";
  await outgoing.setMicrophoneEnabled(true);
  assert.equal(alice.host.liveTracks, 1);
});

test("a path that is lost and comes back is one reconnecting and one reconnected", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing] = await talking(world, alice, bob);
  const { stream } = outgoing.participants[0]!;
  const log: string[] = [];
  for (const name of ["reconnecting", "reconnected"] as const)
    outgoing.addEventListener(name, () => log.push(name));
  world.network.cut();
  await reaches(outgoing, "reconnecting");
  await world.pass(3000);
  world.network.restore();
  await world.pass(3000);
  assert.equal(outgoing.state, "connected");
  assert.deepEqual(log, ["reconnecting", "reconnected"]);
  assert.equal(outgoing.participants[0]!.stream, stream);
});
