import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeHost } from "../../js/testing.ts";
import { warmUp } from "../../js/warmup.ts";

test("the warm-up waits for the current task, happens once, and leaves nothing", async () => {
  const host = new FakeHost();
  warmUp(host, {});
  warmUp(host, {});
  assert.equal(host.peers.length, 0);
  await host.advance(0);
  const made = host.peers.length;
  assert.ok(made > 0);
  assert.equal(host.openPeers, 0);
  warmUp(host, {});
  await host.advance(0);
  assert.equal(host.peers.length, made);
  assert.equal(host.clock.timers, 0);
});

test("it names no server, describes nothing to itself, and asks for no device", async () => {
  const host = new FakeHost();
  warmUp(host, {});
  await host.advance(0);
  for (const { configuration, localDescription } of host.peers) {
    assert.equal(configuration.iceServers, undefined);
    assert.equal(localDescription, null, "so no address is gathered");
  }
  assert.deepEqual(host.devices.asked, []);
});

test("where there is no WebRTC it costs a line in the log", async () => {
  const host = new FakeHost();
  const log: string[] = [];
  host.createPeer = () => {
    throw new ReferenceError("RTCPeerConnection is not defined");
  };
  warmUp(host, { debug: (message) => log.push(message) });
  await host.advance(0);
  assert.deepEqual(log, ["warm-up failed"]);
});
