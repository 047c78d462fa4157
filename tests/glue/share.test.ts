/**
 * One client per url, user and device in a page, counted: what React's StrictMode does to it (R1, pain 12).
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { nextIncoming, World } from "./support/people.ts";

test("two mounts of the same component share one client and one connection", async () => {
  const world = new World();
  const host = world.host();
  const options = { userId: "alice", deviceId: "phone" };
  // Mounted, unmounted and mounted again before the first create is done.
  const first = world.client("alice", host, options);
  const gone = first.then((client) => client.disconnect());
  const second = await world.client("alice", host, options);
  await gone;
  assert.equal(await first, second);
  await second.connect();
  assert.equal(second.connection, "online");
  assert.equal(host.openSockets, 1);
});

test("the client stays connected until its last user gives it up", async () => {
  const world = new World();
  const host = world.host();
  const tokenProvider = (): string => "alice";
  const first = await world.client("alice", host, { tokenProvider });
  const second = await world.client("alice", host, { tokenProvider });
  assert.equal(first, second);
  await Promise.all([first.connect(), second.connect()]);
  await first.disconnect();
  assert.equal(second.connection, "online");
  await second.disconnect();
  assert.equal(second.connection, "offline");
  assert.equal(host.openSockets, 0);
});

test("after the last user a new one gets a new client; the old one can still connect", async () => {
  const world = new World();
  const host = world.host();
  const options = { userId: "alice" };
  const first = await world.client("alice", host, options);
  await first.connect();
  await first.disconnect();
  const second = await world.client("alice", host, options);
  assert.notEqual(first, second);
  await first.connect();
  assert.equal(first.connection, "online");
  await first.disconnect();
});

test("another user, device or address is another client", async () => {
  const world = new World();
  const host = world.host();
  const clients = await Promise.all([
    world.client("alice", host, { userId: "alice" }),
    world.client("bob", host, { userId: "bob" }),
    world.client("alice", host, { userId: "alice", deviceId: "phone" }),
    world.client("alice", host, { userId: "alice", url: "ws://elsewhere.test/ringline" }),
    world.client("alice", host),
    world.client("alice", host),
  ]);
  assert.equal(new Set(clients).size, clients.length);
});

test("a create that failed does not stand in the way of the next", async () => {
  const world = new World();
  const host = world.host();
  const options = { userId: "alice" };
  const broken = { ...options, wasmBinary: Uint8Array.of(1, 2, 3) };
  await assert.rejects(world.client("alice", host, broken), WebAssembly.CompileError);
  const client = await world.client("alice", host, options);
  await client.connect();
  assert.equal(client.connection, "online");
});

test("await using ends a client for good, and a new create starts afresh", async () => {
  const world = new World();
  const host = world.host();
  const options = { userId: "alice" };
  const bob = await world.person("bob");
  const { client: ended } = await world.person("alice", host, options);
  const ring = nextIncoming(bob);
  const call = await ended.call("bob", { media: "audio" });
  await world.pass();
  await ring;
  await ended[Symbol.asyncDispose]();
  assert.equal(call.state, "ended");
  assert.equal(host.liveTracks + host.openPeers + host.openSockets + host.pageListeners, 0);
  await assert.rejects(ended.connect(), { code: "invalid-state" });
  await ended.disconnect();
  await ended[Symbol.asyncDispose]();
  const { client } = await world.person("alice", host, options);
  assert.notEqual(client, ended);
  assert.equal(client.connection, "online");
});
