// One socket: how it has to begin, what may be sent over it, and how it ends.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { after, test } from "node:test";
import { WebSocket } from "ws";
import { party, ring } from "./call_support.ts";
import { codeOf, connect, Device, field, greet, HandClock, startServer, tokenFor, until } from "./support.ts";
import { memoryEngine } from "../../server/index.ts";

const server = await startServer({ limits: { commandBurst: 10_000 } });
after(() => server.close());

test("a socket that does not say hello in time is closed", async () => {
  await using hasty = await startServer({ limits: { helloTimeoutMs: 30 } });
  const device = await Device.open(hasty.url);
  assert.equal((await device.takeType("goodbye"))["code"], "unauthenticated");
  assert.equal((await device.untilClosed()).code, 4408);
  assert.equal(hasty.stats().helloTimeouts, 1);
});

test("anything but a hello first is refused", async () => {
  for (const frame of [{ type: "sync", id: "1" }, { type: "pong", at: 1 }, { type: "unknown" }]) {
    const device = await Device.open(server.url);
    device.send(frame);
    assert.equal((await device.takeType("goodbye"))["code"], "unauthenticated");
    assert.equal((await device.untilClosed()).code, 4401);
  }
  const device = await Device.open(server.url);
  device.socket.send("not JSON");
  assert.equal((await device.takeType("goodbye"))["code"], "invalid-frame");
  assert.equal((await device.untilClosed()).code, 4400);
});

test("a hello without a good token is refused, and says which kind", async () => {
  const now = Date.now();
  const cases: [unknown, string][] = [
    [undefined, "token-invalid"],
    [7, "token-invalid"],
    ["nonsense", "token-invalid"],
    [await tokenFor("alice", { audience: "another" }), "token-invalid"],
    [await tokenFor("alice", { deviceId: "another" }), "token-invalid"],
    [await tokenFor("alice", { now: now - 3_600_000 }), "token-expired"],
  ];
  for (const [token, code] of cases) {
    const device = await greet(server, { user: "alice" }, { token: token as string, hello: { token } });
    assert.equal((await device.takeType("goodbye"))["code"], code);
    assert.equal((await device.untilClosed()).code, 4401);
  }
});

test("a hello with a device id out of shape is refused", async () => {
  for (const deviceId of [undefined, 7, "", "no spaces", "x".repeat(65)]) {
    const device = await greet(server, { user: "alice" }, { hello: { deviceId } });
    assert.equal((await device.takeType("goodbye"))["code"], "invalid-frame");
    assert.equal((await device.untilClosed()).code, 4400);
  }
});

test("another version of the protocol is told so", async () => {
  const device = await greet(server, { user: "alice" }, { hello: { v: 2 } });
  assert.equal((await device.takeType("goodbye"))["code"], "unsupported-version");
  await device.untilClosed();
});

test("welcome says who and where one is", async () => {
  const before = Date.now();
  const device = await connect(server, { user: "alice", device: "d-welcome" });
  const { welcome } = device;
  assert.equal(welcome["v"], 1);
  assert.equal(welcome["userId"], "alice");
  assert.equal(welcome["deviceId"], "d-welcome");
  assert.equal(welcome["epoch"], server.stats().epoch);
  assert.equal(typeof welcome["connection"], "string");
  assert.equal(welcome["seq"], 0);
  assert.deepEqual(welcome["snapshot"], { calls: [], unknown: [] });
  assert.deepEqual(welcome["policy"], {});
  assert.ok((welcome["serverTime"] as number) >= before);
  device.close();
});

test("user ids such as __proto__ are users like any other (S7)", async () => {
  for (const user of ["__proto__", "constructor", "toString"]) {
    const device = await connect(server, { user, device: `d-${user}` });
    assert.equal(device.welcome["userId"], user);
    assert.equal((await device.command({ type: "sync" }))["ok"], true);
    device.close();
  }
});

/** A sync frame of exactly that many bytes. */
function frameOf(bytes: number, id: string): string {
  const empty = JSON.stringify({ type: "sync", id, pad: "" });
  return JSON.stringify({ type: "sync", id, pad: "x".repeat(bytes - empty.length) });
}

test("frames of up to 65 536 bytes are taken; one byte more is too large (T5)", async () => {
  const device = await connect(server, { user: "sizes" });
  device.socket.send(frameOf(65_536, "max"));
  assert.equal((await device.take("reply", (f) => f["id"] === "max"))["ok"], true);
  device.socket.send(frameOf(65_537, "over"));
  assert.equal((await device.takeType("goodbye"))["code"], "too-large");
  assert.equal((await device.untilClosed()).code, 4413);
});

test("a frame far above the limit is not even read (T5)", async () => {
  const device = await connect(server, { user: "huge" });
  device.socket.send("x".repeat(64 * 1024 * 1024));
  const { code } = await device.untilClosed();
  assert.ok(code === 1009 || code === 1006, String(code));
});

test("a frame in fragments counts as a whole", async () => {
  const device = await connect(server, { user: "fragments" });
  for (let i = 0; i < 200; i++) device.socket.send("x".repeat(1024), { fin: false });
  const { code } = await device.untilClosed();
  assert.ok(code === 1009 || code === 1006, String(code));
});

test("binary frames are refused", async () => {
  const device = await connect(server, { user: "binary" });
  device.socket.send(Buffer.from(JSON.stringify({ type: "sync", id: "1" })), { binary: true });
  assert.equal((await device.untilClosed()).code, 4400);
});

test("text that is not UTF-8 ends the connection (T5)", async () => {
  const device = await connect(server, { user: "utf8" });
  device.socket.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { binary: false });
  assert.equal((await device.untilClosed()).code, 1007);
});

test("frames that make no sense are answered if they have an id, and change nothing", async () => {
  const device = await connect(server, { user: "nonsense" });
  const deep = `{"type":"sync","id":"deep","a":${"[".repeat(20)}${"]".repeat(20)}}`;
  const wrong: [string, string][] = [
    [deep, "too-large"],
    ['{"id":"typeless"}', "invalid-frame"],
    ['{"type":"no-such-type","id":"unknown"}', "invalid-frame"],
    ['{"type":"sync","id":"twice","type":"sync"}', "invalid-frame"],
    ['{"type":"hello","id":"again","v":1}', "invalid-frame"],
    ['{"type":"ringing","id":"no-call"}', "invalid-frame"],
    ['{"type":"ringing","id":"number","callId":7}', "invalid-frame"],
    ['{"type":"state","id":"word","callId":"c1","microphone":"loud","camera":"on"}', "invalid-frame"],
  ];
  for (const [text, code] of wrong) {
    const { id } = JSON.parse(text) as { id: string };
    device.socket.send(text);
    const reply = await device.take(`a reply to ${id}`, (f) => f["id"] === id);
    assert.equal(codeOf(reply), code, text);
  }
  for (const text of ["", "null", "[]", "{", "7"]) device.socket.send(text);
  assert.equal((await device.command({ type: "sync" }))["ok"], true);
  device.close();
});

test("numbers and texts at the edge of JSON are answered, never a trap (T5, S7)", async () => {
  const device = await connect(server, { user: "edges" });
  const texts = [
    '{"type":"ack","callId":"c1","version":1e999}',
    '{"type":"invite","id":"a","callId":"c1","to":["\\ud800"],"ext":"\\udfff"}',
    '{"type":"state","id":"b","callId":"c1","microphone":1e999}',
    '{"type":"signal","callId":"c1","to":"","link":"x","negotiation":9007199254740993}',
    '{"type":"sync","id":"c","calls":[{"__proto__":{"x":1}}]}',
    `{"type":"sync","id":"d","calls":[${Array(5000).fill('"c"').join(",")}]}`,
    '{"type":"leave","id":"e","callId":"__proto__"}',
    `{"type":"sync","id":"f","x":"${"\\u0000".repeat(100)}"}`,
  ];
  for (const text of texts) device.socket.send(text);
  for (const id of ["a", "b", "c", "d", "e", "f"]) {
    await device.take(`a reply to ${id}`, (f) => f["id"] === id);
  }
  assert.equal((await device.command({ type: "sync" }))["ok"], true);
  assert.equal(server.stats().traps, 0);
  device.close();
});

test("random bytes get an error or nothing, never a trap (inv. 39)", async () => {
  const device = await connect(server, { user: "random" });
  for (let i = 0; i < 15; i++) device.socket.send(randomBytes(100).toString("latin1"));
  assert.equal((await device.command({ type: "sync" }))["ok"], true);
  assert.equal(server.stats().traps, 0);
  device.close();
});

test("twenty frames that make no sense end the connection", async () => {
  const device = await connect(server, { user: "abuse" });
  for (let i = 0; i < 20; i++) device.socket.send("nonsense");
  assert.equal((await device.takeType("goodbye"))["code"], "invalid-frame");
  assert.equal((await device.untilClosed()).code, 4400);
});

test("commands over their rate are refused with rate-limited; later ones are taken again", async () => {
  await using limited = await startServer({ limits: { commandBurst: 5, commandsPerMinute: 6_000 } });
  const device = await connect(limited, { user: "alice" });
  const replies = await Promise.all(Array.from({ length: 30 }, () => device.command({ type: "sync" })));
  const refused = replies.filter((reply) => codeOf(reply) === "rate-limited");
  assert.ok(refused.length > 0 && refused.length <= 25, String(refused.length));
  assert.equal(field(refused[0], "error", "retryable"), true);
  let taken = false;
  while (!taken) taken = (await device.command({ type: "sync" }))["ok"] === true;
  device.close();
});

test("signals have a rate of their own; both rates are as documented", async () => {
  await using plain = await startServer();
  const device = await connect(plain, { user: "alice" });
  for (let i = 0; i < 210; i++) device.send({ type: "ack", callId: "c1", version: i });
  const replies = await Promise.all(Array.from({ length: 61 }, () => device.command({ type: "sync" })));
  assert.equal(replies.filter((reply) => reply["ok"]).length, 60);
  const { limitedFrames } = plain.stats();
  assert.ok(limitedFrames >= 2 && limitedFrames <= 11, String(limitedFrames));
  device.close();
});

test("a flood over the rate ends the connection", async () => {
  await using limited = await startServer({ limits: { limitedFrames: 50 } });
  const device = await connect(limited, { user: "alice" });
  for (let i = 0; i < 300; i++) device.send({ type: "pong", at: i });
  assert.equal((await device.untilClosed()).code, 4429);
  const pinger = await connect(limited, { user: "bob" });
  for (let i = 0; i < 300; i++) pinger.socket.ping();
  // Many at once are cut off by `ws` itself, before they can be answered.
  assert.ok([4429, 1006].includes((await pinger.untilClosed()).code));
});

test("a client that never reads is cut off at the bound of its queue (T8)", async () => {
  await using bounded = await startServer({
    limits: { sendQueueBytes: 100_000, commandBurst: 1e6, limitedFrames: 1e6 },
    iceServers: [{ urls: "turn:turn.example", username: "u", credential: "c".repeat(60_000) }],
  });
  const alice = await party(bounded, { user: "alice" });
  const bob = await party(bounded, { user: "bob" });
  await ring(alice, "call", [bob]);
  bob.device.socket.pause();
  // Each answer is large, so that few are needed to fill the buffers of the operating system.
  const send = (): boolean => {
    bob.device.send({ type: "sync", id: "s" });
    return bounded.stats().sendQueueOverflows > 0;
  };
  await until("the server to cut it off", send);
  await until("the socket to go", () => bounded.stats().open === 1);
});

test("ping carries the time and the last number; who answers stays, who is silent goes", async () => {
  await using quick = await startServer({ limits: { pingIntervalMs: 150 } });
  const alive = await connect(quick, { user: "alice" });
  const silent = await connect(quick, { user: "bob" });
  silent.answersPings = false;
  const ping = await alive.takeType("ping");
  assert.equal(ping["seq"], 0);
  assert.ok(Math.abs((ping["serverTime"] as number) - Date.now()) < 5_000);
  assert.equal(typeof ping["at"], "number");
  assert.equal((await silent.untilClosed()).code, 1006);
  assert.equal(quick.stats().silentConnections, 1);
  for (let i = 0; i < 3; i++) await alive.takeType("ping");
  assert.equal(alive.closed, undefined);
  alive.close();
});

test("a token that ends soon is announced, and renewed over the open connection", async () => {
  const token = await tokenFor("alice", { ttlS: 60 });
  const device = await connect(server, { user: "alice", device: "d-renew" }, { token });
  const expiring = await device.takeType("token-expiring");
  assert.ok((expiring["expiresAt"] as number) > Date.now());
  const renewed = await device.command({ type: "renew", token: await tokenFor("alice") });
  assert.equal(renewed["ok"], true);
  device.close();
});

test("renew takes only a good token of the same user and device", async () => {
  const device = await connect(server, { user: "alice", device: "d-renew2" });
  const wrong = [
    await tokenFor("mallory"),
    await tokenFor("alice", { deviceId: "another" }),
    await tokenFor("alice", { app: "another" }),
    "nonsense",
    7,
    undefined,
  ];
  for (const token of wrong) {
    assert.equal(codeOf(await device.command({ type: "renew", token })), "token-invalid");
  }
  const right = await tokenFor("alice", { deviceId: "d-renew2" });
  assert.equal((await device.command({ type: "renew", token: right }))["ok"], true);
  device.close();
});

test("after its token's end a device may keep and leave calls, but begin nothing (inv. 34)", async () => {
  const clock = new HandClock();
  await using timed = await startServer({ engine: memoryEngine({ now: clock.now }) });
  const token = await tokenFor("alice", { ttlS: 600 });
  const device = await connect(timed, { user: "alice" }, { token });
  clock.advance(601_000);
  const leg = { legId: "l1", incarnation: "alice-inc" };
  const invite = { type: "invite", callId: "c1", kind: "direct", media: "audio", to: ["bob"], leg };
  assert.equal(codeOf(await device.command(invite)), "token-expired");
  assert.equal(
    codeOf(await device.command({ type: "accept", callId: "c1", leg, media: "audio" })),
    "token-expired",
  );
  assert.equal((await device.command({ type: "sync" }))["ok"], true);
  assert.notEqual(codeOf(await device.command({ type: "leave", callId: "c9" })), "token-expired");
  const fresh = await tokenFor("alice", { now: clock.now() });
  assert.equal((await device.command({ type: "renew", token: fresh }))["ok"], true);
  assert.notEqual(codeOf(await device.command(invite)), "token-expired");
  device.close();
});

test("a revoked user is thrown out, and does not come back with the same token", async () => {
  const token = await tokenFor("alice");
  const device = await connect(server, { user: "alice", device: "d-revoked" }, { token });
  const other = await connect(server, { user: "bob", device: "d-stays" });
  await server.revoke("alice");
  assert.equal((await device.takeType("goodbye"))["code"], "token-invalid");
  assert.equal((await device.untilClosed()).code, 4401);
  const again = await greet(server, { user: "alice", device: "d-revoked" }, { token });
  assert.equal((await again.takeType("goodbye"))["code"], "token-invalid");
  assert.equal(server.stats().revoked, 1);
  const later = await tokenFor("alice", { now: Date.now() + 2_000 });
  (await connect(server, { user: "alice", device: "d-revoked" }, { token: later })).close();
  assert.equal((await other.command({ type: "sync" }))["ok"], true);
  other.close();
});

test("closing says goodbye with 4503 and takes nobody new", async () => {
  const stopping = await startServer();
  const device = await connect(stopping, { user: "alice" });
  const closed = stopping.close({ graceMs: 5_000 });
  assert.equal((await device.takeType("goodbye"))["code"], "try-later");
  assert.equal((await device.untilClosed()).code, 4503);
  await closed;
  const late = new WebSocket(stopping.url, "ringline.v1");
  const [error] = (await once(late, "error")) as [Error];
  assert.match(error.message, /ECONNREFUSED/);
});

test("closing waits no longer than its grace for a client that does not close", async () => {
  const stopping = await startServer({ limits: { closeTimeoutMs: 60_000 } });
  const device = await connect(stopping, { user: "alice" });
  device.socket.pause();
  await stopping.close({ graceMs: 20 });
  device.close();
});
