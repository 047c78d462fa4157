/** Sockets and tokens: performed here, decided in the core. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../../js/index.ts";
import { FakeHost, FakeProfile, settled } from "../../js/testing.ts";
import type { FakeConnection } from "../../js/testing.ts";
import { Signalling } from "../../js/signalling.ts";
import type { TokenProvider } from "../../js/signalling.ts";
import type { CoreInput } from "../../js/types.ts";
import { assertMesh, ringing, two, World } from "./support/people.ts";

function scene(tokenProvider: TokenProvider = () => "token") {
  const connections: FakeConnection[] = [];
  const host = new FakeHost({ server: (connection) => void connections.push(connection) });
  const inputs: CoreInput[] = [];
  const bodies: (string | undefined)[] = [];
  const signalling = new Signalling({
    ...{ host, url: "ws://test/ringline", tokenProvider, logger: {} },
    post: (input, body) => {
      inputs.push(input);
      bodies.push(body);
    },
  });
  return { connections, host, inputs, bodies, signalling };
}

test("frames are passed on as they came, with the generation of their socket", async () => {
  const { connections, inputs, bodies, signalling } = scene();
  const sent: string[] = [];
  signalling.open(3);
  signalling.send("too early");
  connections[0]!.onmessage = (text) => sent.push(text);
  await settled();
  signalling.send("hello");
  connections[0]!.send('{"a":\n1}');
  await settled();
  assert.deepEqual(sent, ["hello"]);
  assert.deepEqual(inputs, [
    { type: "socket-opened", generation: 3 },
    { type: "frame", generation: 3 },
  ]);
  assert.equal(bodies[1], '{"a":\n1}');
});

test("a socket that is told to close is closed at once, and silent", async () => {
  const { connections, inputs, signalling, host } = scene();
  signalling.open(1);
  await settled();
  const codes: number[] = [];
  connections[0]!.onclose = (code) => codes.push(code);
  signalling.close(1, 4000);
  assert.deepEqual(inputs.map(({ type, code }) => [type, code]).at(-1), ["socket-closed", 4000]);
  const heard = inputs.length;
  connections[0]!.send("late");
  await settled();
  assert.equal(inputs.length, heard);
  assert.deepEqual(codes, [4000]);
  assert.equal(host.openSockets, 0);
  signalling.close(1, 1000);
  assert.equal(inputs.length, heard);
});

test("a code that a page may not use becomes 1000", async () => {
  const { connections, signalling } = scene();
  signalling.open(1);
  await settled();
  const codes: number[] = [];
  connections[0]!.onclose = (code) => codes.push(code);
  signalling.close(1, 1006);
  await settled();
  assert.deepEqual(codes, [1000]);
});

test("a lost socket says so once, with a chance for the back-off", async () => {
  const { inputs, signalling, host } = scene();
  signalling.open(1);
  await settled();
  host.dropSockets(1006);
  const closed = inputs.filter(({ type }) => type === "socket-closed");
  assert.equal(closed.length, 1);
  const random = closed[0]!.random as number;
  assert.ok(random >= 0 && random < 1);
});

test("an address that cannot be opened is a socket that closed", () => {
  const { inputs, signalling, host } = scene();
  host.openSocket = () => {
    throw new DOMException("", "SyntaxError");
  };
  signalling.open(1);
  assert.deepEqual(
    inputs.map(({ type, code }) => [type, code]),
    [["socket-closed", 1006]],
  );
});

test("whatever the token provider does comes back as one input", async () => {
  const cases: [TokenProvider, object][] = [
    [() => "sync", { type: "token", generation: 1, token: "sync" }],
    [async () => "async", { type: "token", generation: 1, token: "async" }],
    [() => undefined as never, { type: "token-failed", generation: 1, code: "token-invalid" }],
    [() => Promise.reject(new Error("500")), { type: "token-failed", generation: 1, code: "try-later" }],
    [
      () => Promise.reject(new CallError("forbidden")),
      { type: "token-failed", generation: 1, code: "forbidden" },
    ],
    [
      () => {
        throw new Error("sync");
      },
      { type: "token-failed", generation: 1, code: "try-later" },
    ],
  ];
  for (const [provider, expected] of cases) {
    const { inputs, signalling } = scene(provider);
    signalling.getToken({ type: "get-token", generation: 1, purpose: "connect" });
    await settled();
    assert.deepEqual(inputs, [expected]);
  }
});

test("a token provider that fails once is asked again, and the app hears of it", async () => {
  const world = new World();
  let asked = 0;
  const host = world.host();
  const client = await world.client("alice", host, {
    tokenProvider: () => {
      asked += 1;
      if (asked === 1) throw new Error("backend down");
      return "alice";
    },
  });
  const errors: string[] = [];
  client.addEventListener("error", ({ detail }) => errors.push(detail.error.code));
  const connecting = client.connect();
  await world.pass(5000);
  await connecting;
  assert.equal(asked, 2);
  assert.equal(errors.length, 1);
});

test("a token that ends soon is asked for anew, to renew it over the open connection", async () => {
  const world = new World();
  const purposes: string[] = [];
  const client = await world.client("alice", world.host(), {
    tokenProvider: ({ purpose }) => (purposes.push(purpose), "alice"),
  });
  const connecting = client.connect();
  await world.pass();
  await connecting;
  const expiresAt = world.clock.wallClock() + 30_000;
  world.exchange.connections
    .get(client.deviceId!)!
    .send(JSON.stringify({ type: "token-expiring", expiresAt }));
  await world.pass();
  assert.deepEqual(purposes, ["connect", "renew"]);
  assert.equal(world.exchange.received.filter(({ type }) => type === "renew").length, 1);
});

test("a lost connection comes back by itself, and calls go on meanwhile", async () => {
  const world = new World();
  const host = world.host();
  const { client } = await world.person("alice", host);
  const states: string[] = [];
  client.addEventListener("connectionchange", ({ detail }) => states.push(detail.state));
  host.dropSockets();
  await world.pass(10_000);
  assert.deepEqual(states, ["waiting", "connecting", "online"]);
});

test("a page that is refused because another one is connected can take over", async () => {
  const world = new World();
  const profile = new FakeProfile();
  const first = await world.person("alice", world.host({ profile }));
  const client = await world.client("alice", world.host({ profile }));
  const refused = assert.rejects(client.connect(), { code: "device-in-use", category: "device" });
  await world.pass();
  await refused;
  assert.equal(client.connection, "in-use");
  assert.equal(first.client.connection, "online");
  await world.pass(60_000);
  assert.equal(client.connection, "in-use", "it does not come back by itself");
  const connected = client.takeOver();
  await world.pass();
  await connected;
  assert.equal(client.connection, "online");
  assert.equal(first.client.connection, "fenced");
  assert.equal(world.exchange.received.findLast(({ type }) => type === "hello")!.takeOver, true);
});

// Sound and pictures must come to their own places: the first offer of a link is never given up for another.
for (const media of ["audio", "video"] as const) {
  for (const reconnects of ["the callee", "the caller", "nobody"] as const) {
    test(`the answer to a ring (${media}) is lost, ${reconnects} reconnects: it is said again`, async () => {
      const world = new World();
      const [alice, bob] = await two(world);
      const [atAlice, atBob] = await ringing(world, alice, bob, media);
      world.exchange.held.add("signal");
      await atBob.accept();
      await world.pass();
      assert.equal(atAlice.state, "connecting", "the accept came through");
      world.exchange.lose();
      const { client } = reconnects === "the callee" ? bob : alice;
      if (reconnects !== "nobody") world.exchange.connections.get(client.deviceId!)!.close(1006);
      await world.pass(reconnects === "nobody" ? 10_000 : 3_000);
      assertMesh([alice, bob], [atAlice, atBob]);
    });
  }

  test(`the answer to a ring (${media}) is made while the socket is away`, async () => {
    const world = new World();
    const [alice, bob] = await two(world);
    const [atAlice, atBob] = await ringing(world, alice, bob, media);
    world.exchange.closed = true;
    const accepted = atBob.accept();
    world.exchange.connections.get(bob.client.deviceId!)!.close(1006);
    await world.pass(2_000);
    world.exchange.closed = false;
    await world.pass(5_000);
    await accepted;
    assertMesh([alice, bob], [atAlice, atBob]);
  });
}
