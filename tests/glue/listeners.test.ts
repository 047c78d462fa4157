/** Who hears what, and how one stops hearing it (R56 to R64). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browserHost } from "../../js/browser_host.ts";
import { CallClient } from "../../js/index.ts";
import type { Call } from "../../js/index.ts";
import { FakeHost } from "../../js/testing.ts";
import {
  meeting,
  onlyCall,
  people,
  record,
  ringing,
  talking,
  two,
  wasmModule,
  World,
} from "./support/people.ts";

test("window hears of calls, too, by names of its own", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const heard: string[] = [];
  for (const type of ["ringline:incoming", "ringline:callended", "ringline:connectionchange"]) {
    bob.host.window.addEventListener(type, (event) => {
      const { call } = (event as CustomEvent<{ call?: Call }>).detail;
      heard.push(`${type} ${call?.id}`);
    });
  }
  const [outgoing] = await ringing(world, alice, bob);
  const { id } = outgoing;
  await outgoing.cancel();
  await world.pass();
  await bob.client.disconnect();
  assert.deepEqual(heard, [
    `ringline:incoming ${id}`,
    `ringline:callended ${id}`,
    "ringline:connectionchange undefined",
  ]);
});

test("the real host tells window, and nothing where there is none", () => {
  const announce = (): void => browserHost().announce(new CustomEvent("ringline:incoming", { detail: 1 }));
  announce();
  const window = new EventTarget();
  const heard: unknown[] = [];
  window.addEventListener("ringline:incoming", (event) => heard.push((event as CustomEvent).detail));
  Object.assign(globalThis, { dispatchEvent: (event: Event) => window.dispatchEvent(event) });
  try {
    announce();
  } finally {
    Reflect.deleteProperty(globalThis, "dispatchEvent");
  }
  assert.deepEqual(heard, [1]);
});

test("a client without a window works", async () => {
  const host = new FakeHost({ server: (connection) => connection.close(1006) });
  host.announce = browserHost().announce;
  const client = await CallClient.create({
    url: "ws://nowhere.test/",
    tokenProvider: () => "alice",
    wasmBinary: wasmModule,
    host,
  });
  const connecting = assert.rejects(client.connect(), { code: "offline" });
  await host.advance(0);
  await client.disconnect();
  await connecting;
});

test("joined, left and changed are told by person, after the state of the call", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const outgoing = await alice.client.call(["bob", "carol"], { media: "audio" });
  const log = record(
    outgoing,
    ["participantjoined", "participantleft", "participantchanged"],
    ({ participant }) => `${participant.userId} ${participant.state}`,
  );
  await world.pass();
  assert.ok(log.includes("participantchanged bob ringing"), log.join());
  assert.ok(!log.some((line) => line.startsWith("participantjoined")));
  const toBob = onlyCall(bob);
  const seenByBob = record(toBob, ["participantjoined"], ({ participant }) => participant.userId);
  await toBob.accept();
  await world.pass();
  const at = log.indexOf("participantjoined bob joined");
  assert.equal(log[at + 1], "participantchanged bob joined");
  await onlyCall(carol).accept();
  await world.pass();
  assert.deepEqual(seenByBob, ["participantjoined carol"], "who was in before has no event");
  await onlyCall(carol).hangUp();
  await world.pass();
  assert.deepEqual(
    log.filter((line) => !line.startsWith("participantchanged")),
    ["participantjoined bob joined", "participantjoined carol joined", "participantleft carol left"],
  );
});

test("mediachange is about this device, participantchanged about the others", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [first, second] = await talking(world, alice, bob, "video");
  const here = record(first, ["mediachange"], () => `${first.local.microphone} ${first.local.camera}`);
  const there = record(second, ["mediachange", "participantchanged"], () => {
    return `${second.participants[0]!.microphone} ${second.participants[0]!.camera}`;
  });
  await first.setMicrophoneEnabled(false);
  await first.setCameraEnabled(false);
  await world.pass();
  assert.equal(here.at(-1), "mediachange off off");
  assert.equal(there.at(-1), "participantchanged off off");
  assert.ok(!there.some((line) => line.startsWith("mediachange")));
});

test("keyed listeners are replaced and removed one key at a time, and go with the client", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const heard: string[] = [];
  const hear = (name: string) => ({
    incoming: () => void heard.push(`${name} incoming`),
    callended: () => void heard.push(`${name} callended`),
  });
  bob.client.addListener("a", hear("a"));
  bob.client.addListener("b", hear("b"));
  bob.client.addListener("a", { incoming: () => void heard.push("new a") });
  const [outgoing] = await ringing(world, alice, bob);
  bob.client.removeListener("unknown");
  bob.client.removeListener("b");
  await outgoing.cancel();
  await world.pass();
  assert.deepEqual(heard.sort(), ["b incoming", "new a"]);
  await bob.client[Symbol.asyncDispose]();
  bob.client.dispatchEvent(new CustomEvent("incoming", { detail: {} }));
  assert.equal(heard.length, 2);
});

test("a listener that throws stops neither the others nor the call", async () => {
  const world = new World();
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  const thrown: unknown[] = [];
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => thrown.push(error));
  try {
    for (const { client } of [bob, carol]) {
      client.addEventListener("incoming", () => {
        throw new Error("of the app");
      });
    }
    const calls = await meeting(world, alice, [bob, carol]);
    await calls[0].end();
    await world.pass();
    assert.deepEqual(
      calls.map(({ state }) => state),
      ["ended", "ended", "ended"],
    );
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of others) process.on("uncaughtException", listener);
  }
  assert.equal(thrown.length, 2);
});
