// Frames, names and sockets that are made to do harm (the catalogue in SECURITY.md): each is refused or
// ignored, and the server goes on.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile, readdir } from "node:fs/promises";
import { connect as tcpConnect } from "node:net";
import type { Socket } from "node:net";
import { after, test } from "node:test";
import { accept, invite, leave, linkOf, newCallId, party, ring, seen } from "./call_support.ts";
import { codeOf, connect, Device, field, startServer, tokenFor, until } from "./support.ts";

const server = await startServer({ limits: { commandBurst: 10_000, inviteBurst: 10_000 } });
after(() => server.close());
const port = server.address?.port ?? 0;

test("empty frames, one byte, and JSON that nests for ever are nonsense like any other (T5)", async () => {
  const device = await connect(server, { user: "shapes" });
  const deep = (open: string, close: string): string => open.repeat(10_000) + close.repeat(10_000);
  for (const text of ["", "{", "0", deep("[", "]"), deep('{"a":', "}"), "[".repeat(60_000)])
    device.socket.send(text);
  const huge = await connect(server, { user: "shapes2" });
  huge.socket.send("[".repeat(100_000));
  assert.equal((await huge.untilClosed()).code, 4413);
  assert.equal((await device.command({ type: "sync" }))["ok"], true);
  assert.equal(server.stats().traps, 0);
});

test("fields over their limit are refused, at the limit they are taken (T5, T9)", async () => {
  const alice = await party(server, { user: "long-alice" });
  const dial = (more: object): Promise<unknown> => {
    const callId = newCallId();
    return invite(alice, callId, ["long-bob"], more).then(async (reply) => {
      await leave(alice, callId);
      return codeOf(reply);
    });
  };
  const sdp = (length: number): object => ({ offer: { negotiation: 1, sdp: "s".repeat(length) } });
  assert.equal(await dial(sdp(32_768)), undefined);
  assert.equal(await dial(sdp(32_769)), "too-large");
  assert.equal(await dial({ ext: "e".repeat(4_096) }), undefined);
  assert.equal(await dial({ ext: "e".repeat(4_097) }), "too-large");
  assert.notEqual(
    await dial({ to: Array.from({ length: 26 }, (_, i) => `u${i}`), kind: "group" }),
    undefined,
  );
});

test("ids with line breaks, colons in the wrong place or control characters are no ids (T9)", async () => {
  const alice = await party(server, { user: "crlf" });
  for (const callId of ["a\r\nb", "a\u0000b", "a b", "", "x".repeat(65), "ü", "a/../b"]) {
    assert.notEqual(codeOf(await invite(alice, callId, ["bob"])), undefined, JSON.stringify(callId));
  }
  for (const user of ["a\r\nX: y", "\u0000", "", "x".repeat(129), "\ud800"]) {
    assert.notEqual(codeOf(await invite(alice, newCallId(), [user])), undefined, JSON.stringify(user));
  }
  assert.equal(server.stats().traps, 0);
});

test("keys that would change a prototype change nothing (S7)", async () => {
  const device = await connect(server, { user: "proto" });
  for (const key of ["__proto__", "constructor", "prototype"]) {
    device.socket.send(`{"type":"sync","id":"${key}","${key}":{"polluted":true},"calls":["${key}"]}`);
    const reply = await device.take("the reply", (frame) => frame["id"] === key);
    assert.deepEqual(field(reply, "snapshot", "unknown"), [key]);
  }
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
});

test("names are texts: control characters are refused, markup goes through as it is (S8)", async () => {
  for (const name of ["line\nbreak", "bell\u0007", "\u0000"]) await assert.rejects(tokenFor("x", { name }));
  const name = '<img src=x onerror="alert(1)">';
  const alice = await party(server, { user: "markup", token: await tokenFor("markup", { name }) });
  const bob = await party(server, { user: "reader" });
  const callId = newCallId();
  await invite(alice, callId, ["reader"], { name: "Mallory" });
  const rung = await seen(bob, callId, "the ring", (view) => view.state === "ringing");
  assert.equal(field(rung.call, "participants", 0, "name"), name);
  await leave(alice, callId);
});

test("an avatar is an address of the web, never a script (S9)", async () => {
  for (const avatar of [
    "javascript:alert(1)",
    "data:text/html,x",
    "data:image/svg+xml,<svg/>",
    "vbscript:x",
    "file:///x",
  ]) {
    await assert.rejects(tokenFor("x", { avatar }), avatar);
  }
  for (const avatar of ["https://a.example/x.png", "/faces/x.png", "data:image/png;base64,AAAA"]) {
    await tokenFor("x", { avatar });
  }
});

test("an address with a token or a call in it admits and joins nobody (S15)", async () => {
  const token = await tokenFor("deep-link");
  const device = await Device.open(`${server.url}?token=${token}&join=session:x&callId=x&accept=1`);
  device.send({ type: "join", id: "1", callId: "session:x" });
  assert.equal((await device.takeType("goodbye"))["code"], "unauthenticated");
  assert.equal((await device.untilClosed()).code, 4401);
});

test("before the accept no address of either side reaches the other (S4, S5, S16)", async () => {
  const [alice, bob] = [
    await party(server, { user: "quiet-alice" }),
    await party(server, { user: "quiet-bob" }),
  ];
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  const candidate = { candidate: "ADDRESS-MARKER", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "f" };
  const signal = {
    type: "signal",
    callId,
    link: linkOf(alice, bob),
    negotiation: 1,
    candidates: [candidate],
  };
  alice.device.send({ ...signal, to: "" });
  alice.device.send({ ...signal, to: bob.leg.legId });
  bob.device.send({ ...signal, to: alice.leg.legId });
  for (const { device } of [alice, bob]) assert.equal((await device.command({ type: "sync" }))["ok"], true);
  for (const { device } of [alice, bob]) assert.doesNotMatch(JSON.stringify(device.frames), /ADDRESS-MARKER/);
  const synced = await bob.device.command({ type: "sync" });
  assert.doesNotMatch(JSON.stringify(synced), /ADDRESS-MARKER/);
  assert.match(JSON.stringify(await accept(bob, callId)), /ADDRESS-MARKER/, "parked until now");
  await leave(alice, callId);
});

/** A socket upgraded by hand, to write WebSocket frames byte by byte. */
async function rawSocket(at: number): Promise<Socket> {
  const socket = tcpConnect(at, "127.0.0.1");
  await once(socket, "connect");
  const key = randomBytes(16).toString("base64");
  const lines = [
    "GET /ringline HTTP/1.1",
    `Host: 127.0.0.1:${at}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Protocol: ringline.v1",
    "Sec-WebSocket-Extensions: permessage-deflate",
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const [head] = (await once(socket, "data")) as [Buffer];
  const accepted = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  assert.ok(head.toString().includes(accepted));
  assert.doesNotMatch(head.toString(), /deflate/i, "no compression");
  return socket;
}

test("a frame that comes a byte at a time does not hold a socket beyond the time for hello (T6)", async () => {
  await using hasty = await startServer({ limits: { helloTimeoutMs: 50 } });
  const socket = await rawSocket(hasty.address?.port ?? 0);
  socket.on("error", () => {});
  // A masked text frame of 100 bytes that never gets there.
  socket.write(Buffer.from([0x81, 0xe4, 0, 0, 0, 0]));
  const dribble = setInterval(() => socket.write("x"), 5);
  await until("the server to give up", () => hasty.stats().helloTimeouts === 1);
  socket.resume();
  await once(socket, "close");
  clearInterval(dribble);
  await until("the socket to go", () => hasty.stats().open === 0);
});

test("a compressed frame is refused, because compression was not agreed to (T7)", async () => {
  const socket = await rawSocket(port);
  socket.on("error", () => {});
  // RSV1 set: "compressed".
  socket.end(Buffer.from([0xc1, 0x81, 0, 0, 0, 0, 0x41]));
  const [answer] = (await once(socket, "data")) as [Buffer];
  // 1002, after the goodbye of a socket that has not said hello or without one.
  assert.ok(answer.includes(Buffer.from([0x03, 0xea])));
});

test("every row of the catalogue that is the server's has a test that names it", async () => {
  const folder = new URL("./", import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith(".test.ts"));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")));
  const titles = texts.flatMap((text) =>
    [...text.matchAll(/\btest\(\s*(["'`])(.*?)\1,/gs)].map(([, , title]) => title),
  );
  const named = new Set(
    titles.flatMap((title) => [...(title ?? "").matchAll(/\b[ST]\d+\b/g)].map(([row]) => row)),
  );
  const rows = "S1 S2 S3 S4 S5 S6 S7 S8 S9 S13 S14 S15 S16 T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T13".split(" ");
  assert.deepEqual(
    rows.filter((row) => !named.has(row)),
    [],
  );
});
