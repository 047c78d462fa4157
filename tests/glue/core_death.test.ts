/** The module traps: the host decides one thing, to switch everything off (design, 11.11). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ClientCore } from "../../js/core/core.ts";
import type { CallError } from "../../js/index.ts";
import { Session } from "../../js/session.ts";
import type { PublicEffect } from "../../js/session.ts";
import { FakeHost, settled } from "../../js/testing.ts";
import { assertLightsOff, talking, two, World } from "./support/people.ts";

const effects = [
  { type: "open-socket", generation: 1 },
  { type: "open-peer", linkId: "l", callId: "c", legId: "g", userId: "u", video: true, offerer: true },
  { type: "capture", callId: "c", kind: "audio", generation: 1 },
  { type: "capture", callId: "c", kind: "video", generation: 1 },
];

function scene() {
  const host = new FakeHost({ server: () => {} });
  const died: CallError[] = [];
  const heard: PublicEffect[] = [];
  const core = new ClientCore({
    dispatch(message) {
      if (message.includes('"woke"')) throw new WebAssembly.RuntimeError("unreachable");
      const wanted = message.includes('"start"') ? effects : [];
      return JSON.stringify({ effects: wanted, deadline: host.now() + 1000 });
    },
    delete: () => {},
  });
  const session = new Session({
    ...{ host, core, url: "ws://test/ringline", tokenProvider: () => "t", logger: {} },
    manualPlayback: false,
    listener: {
      performed: (effect) => heard.push(effect),
      turnEnded: () => {},
      playbackBlocked: () => {},
      died: (error) => died.push(error),
    },
  });
  return { host, session, died };
}

test("a trap stops every track, peer, socket and timer, and rejects what waits", async () => {
  const { host, session, died } = scene();
  session.post({ type: "start" });
  const waiting = assert.rejects(session.request({ type: "accept" }), { code: "core-died" });
  await settled();
  assert.deepEqual([host.liveTracks, host.openPeers, host.openSockets, host.clock.timers], [2, 1, 1, 1]);
  host.pageEvent("restored");
  await waiting;
  await settled();
  assert.deepEqual([host.liveTracks, host.openPeers, host.openSockets, host.clock.timers], [0, 0, 0, 0]);
  assert.equal(host.pageListeners, 0);
  assert.deepEqual(
    died.map(({ code }) => code),
    ["core-died"],
  );
  await assert.rejects(session.request({ type: "connect" }), { code: "core-died" });
  host.pageEvent("restored");
  session.close();
  assert.equal(died.length, 1);
});

test("a prompt answered after the trap turns no light on", async () => {
  const { host, session } = scene();
  host.devices.audio = host.devices.video = "hang";
  session.post({ type: "start" });
  host.pageEvent("restored");
  host.devices.audio = host.devices.video = "grant";
  host.devices.answer();
  await settled();
  assert.equal(host.devices.tracks.length, 2);
  assert.equal(host.liveTracks, 0);
});

test("the app is told: calls end, connection and error events, and a new create works", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [outgoing] = await talking(world, alice, bob, "video");
  const log: string[] = [];
  outgoing.addEventListener("ended", ({ detail }) => log.push(`ended ${detail.endReason}`));
  outgoing.addEventListener("error", ({ detail }) => log.push(`call ${detail.error.code}`));
  alice.client.addEventListener("callended", () => log.push("callended"));
  alice.client.addEventListener("connectionchange", ({ detail }) => log.push(detail.state));
  alice.client.addEventListener("error", ({ detail }) => log.push(`client ${detail.error.code}`));
  // More than the module may ever hold: allocation fails, and without exceptions that is a trap.
  world.exchange.connections.get(alice.client.deviceId!)!.send("x".repeat(100_000_000));
  await world.pass();
  assert.deepEqual(log, ["call core-died", "ended failed", "callended", "offline", "client core-died"]);
  assert.equal(outgoing.state, "ended");
  assert.equal(outgoing.confirmed, false);
  assertLightsOff(alice);
  await assert.rejects(alice.client.connect(), { code: "core-died" });
  await alice.client.disconnect();
  const again = await world.person("alice", alice.host);
  assert.equal(again.client.connection, "online");
});
