/**
 * What the app passes in is checked before the core sees it; what others pass in comes out as they sent it.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CallClient } from "../../js/index.ts";
import { FakeHost } from "../../js/testing.ts";
import { ringing, talking, two, World } from "./support/people.ts";

const invalid = { name: "CallError", code: "invalid-argument", category: "process", retryable: false };

test("create wants an address and a token provider", async () => {
  const tokenProvider = (): string => "alice";
  for (const options of [
    undefined,
    {},
    { url: 7, tokenProvider },
    { url: "not an address", tokenProvider },
    { url: "ftp://host/ringline", tokenProvider },
    { url: "ws://host/ringline" },
    { url: "ws://host/ringline", tokenProvider: "token" },
  ]) {
    await assert.rejects(CallClient.create(options as never), invalid);
  }
});

test("create refuses what the core could not be configured with", async () => {
  const options = { url: "ws://host/ringline", tokenProvider: () => "alice", host: new FakeHost() };
  for (const wrong of [
    { deviceId: "" },
    { deviceId: "my phone" },
    { deviceId: "x".repeat(65) },
    { deviceId: 7 },
    { policy: "add" },
    { policy: null },
    { policy: { callWhileInCall: "sometimes" } },
    { policy: { callWhileInCall: 1n } },
    { resumeAfterReload: "always" },
    { resumeAfterReload: true },
  ]) {
    await assert.rejects(CallClient.create({ ...options, ...wrong } as never), invalid);
  }
});

test("http addresses become ws, and fragments go", async () => {
  const world = new World();
  for (const [given, opened] of [
    ["https://host/ringline#x", "wss://host/ringline"],
    [new URL("http://host/ringline?a=1"), "ws://host/ringline?a=1"],
  ] as const) {
    const urls: string[] = [];
    const host = new FakeHost({
      server: (connection) => {
        urls.push(`${connection.url} ${connection.protocol}`);
        connection.close();
      },
    });
    const client = await world.client("alice", host, { url: given });
    const connecting = assert.rejects(client.connect(), { code: "offline" });
    await world.pass();
    assert.deepEqual(urls, [`${opened} ringline.v1`]);
    await client.disconnect();
    await connecting;
  }
});

test("a call needs users or a group, a medium, and values in range", async () => {
  const world = new World();
  const [alice] = await two(world);
  const circle: Record<string, unknown> = {};
  circle.circle = circle;
  const calls: [unknown, unknown][] = [
    ["", { media: "audio" }],
    [7, { media: "audio" }],
    [[], { media: "audio" }],
    [["bob", ""], { media: "audio" }],
    [Array.from({ length: 26 }, (_, number) => `user ${number}`), { media: "audio" }],
    [null, { media: "audio" }],
    [{}, { media: "audio" }],
    [{ group: "" }, { media: "audio" }],
    [{ group: 7 }, { media: "audio" }],
    [{ group: "a\nb" }, { media: "audio" }],
    [{ group: ["bob"] }, { media: "audio" }],
    ["bob", { media: "audio", groupId: "" }],
    ["bob", { media: "audio", groupId: "x".repeat(129) }],
    ["bob", { media: "audio", policy: { whoCanEnd: "everybody" } }],
    ["bob", { media: "audio", policy: { groupEnd: ["no-one-left", "local-hangup"] } }],
    ["bob", { media: "audio", policy: { groupEnd: ["no-one-left"] } }],
    ["bob", { media: "audio", policy: { ringTimeoutMs: 999 } }],
    ["bob", { media: "audio", policy: { glare: "busy" } }],
    ["bob", { media: "audio", policy: { constructor: "anyone" } }],
    ["bob", { media: "audio", policy: "anyone" }],
    ["a\u0000b", { media: "audio" }],
    ["ü".repeat(65), { media: "audio" }],
    ["bob", undefined],
    ["bob", { media: "telepathy" }],
    ["bob", { media: "audio", ext: circle }],
    ["bob", { media: "audio", ext: 1n }],
    ["bob", { media: "audio", ext: () => 1 }],
    ["bob", { media: "audio", ext: "x".repeat(4095) }],
    ["bob", { media: "audio", ringTimeoutMs: 999 }],
    ["bob", { media: "audio", ringTimeoutMs: 600_001 }],
    ["bob", { media: "audio", ringTimeoutMs: 1500.5 }],
    ["bob", { media: "audio", ringTimeoutMs: "30000" }],
  ];
  for (const [to, options] of calls) {
    await assert.rejects(alice.client.call(to as never, options as never), invalid, JSON.stringify(to));
  }
  assert.equal(world.exchange.received.filter(({ type }) => type === "invite").length, 0);
  assert.equal(alice.client.calls.length, 0);
});

test("the limits themselves are allowed", async () => {
  const world = new World();
  const [alice] = await two(world);
  const call = await alice.client.call(["ü".repeat(64)], {
    media: "audio",
    ext: "x".repeat(4094),
    ringTimeoutMs: 600_000,
  });
  assert.equal(call.state, "placing");
  await call.cancel();
});

test("a policy that leaves the ring time out leaves the option's", async () => {
  const world = new World();
  const [alice] = await two(world);
  const options = { media: "audio", ringTimeoutMs: 5_000, policy: { ringTimeoutMs: undefined } };
  const call = await alice.client.call("bob", options as never);
  await world.pass();
  const [invite] = world.exchange.received.filter(({ type }) => type === "invite");
  assert.deepEqual(invite?.["policy"], { ringTimeoutMs: 5_000 });
  await call.cancel();
});

test("accept, decline and the switches check theirs, and the call goes on", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [, incoming] = await ringing(world, alice, bob);
  await assert.rejects(incoming.accept({ media: "both" as never }), invalid);
  await assert.rejects(incoming.accept({ ext: 1n }), invalid);
  await assert.rejects(incoming.decline({ reason: "x".repeat(129) }), invalid);
  await assert.rejects(incoming.decline({ reason: 7 as never }), invalid);
  assert.equal(incoming.state, "ringing");
  await incoming.accept();
  await assert.rejects(incoming.setMicrophoneEnabled("yes" as never), invalid);
  await assert.rejects(incoming.setCameraEnabled(undefined as never), invalid);
});

test("sessions, invitations and removals check their ids", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  for (const id of ["", "a b", "x".repeat(57), "ü", 7, undefined]) {
    await assert.rejects(alice.client.join(id as never, { media: "audio" }), invalid, String(id));
  }
  await assert.rejects(alice.client.join("room", undefined as never), invalid);
  await assert.rejects(alice.client.join("room", { media: "audio", ext: 1n }), invalid);
  const [outgoing, incoming] = await ringing(world, alice, bob);
  await assert.rejects(incoming.accept({ end: "yes" as never }), invalid);
  for (const users of ["", [], [7], { group: "" }, null]) {
    await assert.rejects(outgoing.invite(users as never), invalid);
    await assert.rejects(outgoing.remove(users as never), invalid);
    await assert.rejects(outgoing.cancel(users as never), invalid);
  }
  await assert.rejects(outgoing.end({ ext: 1n }), invalid);
  assert.equal(incoming.state, "ringing");
});

test("ext is JSON both ways, whatever its keys are", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const ext = JSON.parse(
    '{"__proto__":{"admin":true},"constructor":1,"text":"line\\n\\u0000\\ud83d\\ude00","n":[1.5,null]}',
  );
  let rung: unknown;
  bob.client.addEventListener("incoming", ({ detail }) => (rung = detail.call.ext));
  const outgoing = await alice.client.call("bob", { media: "audio", ext });
  await world.pass();
  assert.deepEqual(rung, ext);
  assert.equal(JSON.stringify(rung), JSON.stringify(ext));
  assert.equal(({} as { admin?: boolean }).admin, undefined);
  await bob.client.calls[0]!.accept({ ext: [1, 2] });
  await world.pass();
  assert.deepEqual(outgoing.participants[0]!.ext, [1, 2]);
  assert.equal(bob.client.calls[0]!.ext, bob.client.calls[0]!.ext, "parsed once");
});

test("lone surrogates in names and reasons do not make a frame unreadable", async () => {
  const world = new World();
  const alice = await world.person("alice");
  const bob = await world.person("bob\ufffd");
  const rings = alice.client.call("bob\ud800", { media: "audio" });
  await world.pass();
  const outgoing = await rings;
  assert.equal(outgoing.participants[0]!.userId, "bob\ufffd");
  await bob.client.calls[0]!.decline({ reason: "no \udfff", ext: "\ud800" });
  await world.pass();
  assert.equal(outgoing.endReason, "remote-declined");
  assert.equal(world.exchange.received.find(({ type }) => type === "decline")!.reason, "no \ufffd");
});

test("users may be called __proto__, constructor or toString", async () => {
  for (const name of ["__proto__", "constructor", "toString"]) {
    const world = new World();
    world.exchange.names.set(name, "<img onerror=alert(1)>");
    const alice = await world.person("alice");
    const other = await world.person(name);
    const [outgoing] = await talking(world, alice, other);
    const [participant] = outgoing.participants;
    assert.equal(participant!.userId, name);
    assert.equal(participant!.profile.name, "<img onerror=alert(1)>", "text, as it is");
    await outgoing.hangUp();
  }
});
