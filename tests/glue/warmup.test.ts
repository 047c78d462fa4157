import assert from "node:assert/strict";
import { test } from "node:test";
import { loadClientCore } from "../../js/core/load.ts";
import { rehearseCalls } from "../../js/core/rehearsal.ts";
import { FakeHost } from "../../js/testing.ts";
import type { CoreAnswer } from "../../js/types.ts";
import { warmUp } from "../../js/warmup.ts";
import { wasmUrl } from "./support/people.ts";

const load = () => loadClientCore({ wasmUrl });

test("the warm-up waits for the current task, happens once, and leaves nothing", async () => {
  const host = new FakeHost();
  warmUp(host, {}, load);
  warmUp(host, {}, load);
  assert.equal(host.peers.length, 0);
  await host.advance(0);
  const made = host.peers.length;
  assert.ok(made > 0);
  assert.equal(host.openPeers, 0);
  warmUp(host, {}, load);
  await host.advance(0);
  assert.equal(host.peers.length, made);
  assert.equal(host.clock.timers, 0);
});

test("it names no server, describes nothing to itself, and asks for no device", async () => {
  const host = new FakeHost();
  warmUp(host, {}, load);
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
  warmUp(host, { debug: (message) => log.push(message) }, load);
  await host.advance(0);
  assert.deepEqual(log, ["warm-up failed"]);
});

test("the rehearsal is a call that connects and is hung up, and a ring that is answered", async () => {
  const core = await load();
  const told: string[] = [];
  const watched = {
    ...core,
    dispatch(message: string, now: number): string {
      const text = core.dispatch(message, now);
      const { effects, fault } = JSON.parse(text) as CoreAnswer;
      assert.equal(fault, undefined, message);
      for (const effect of effects) told.push(effect.type === "call" ? effect.call.state : effect.type);
      return text;
    },
  };
  rehearseCalls(watched, "v=0\r\na=ice-ufrag:o\r\n", "v=0\r\na=ice-ufrag:a\r\n");
  const inOrder = [
    ...["placing", "create-offer", "connecting", "apply-answer", "connected", "ended", "close-peer", "ended"],
    ...["ringing", "incoming", "accepting", "create-answer", "connecting"],
  ];
  assert.deepEqual(
    told.filter((what) => inOrder.includes(what)),
    inOrder,
  );
});

test("a core that cannot be loaded again costs a line in the log", async () => {
  const host = new FakeHost();
  const log: string[] = [];
  const gone = () => Promise.reject(new Error("HTTP 503"));
  warmUp(host, { debug: (message) => log.push(message) }, gone);
  await host.advance(0);
  assert.deepEqual(log, ["warm-up failed"]);
  assert.equal(host.openPeers, 0);
});
