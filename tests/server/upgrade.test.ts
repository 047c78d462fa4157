// Who may open a socket: origin, host, path, subprotocol, and how many (S13, S14, T6, T7).

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as tcpConnect } from "node:net";
import { after, test } from "node:test";
import { connect, Device, startServer, until } from "./support.ts";

const server = await startServer();
after(() => server.close());
const port = server.address?.port ?? 0;

test("pages of the same origin, and clients without an origin, may connect", async () => {
  for (const options of [
    {},
    { origin: `http://127.0.0.1:${port}` },
    { origin: `https://127.0.0.1:${port}` },
  ]) {
    (await Device.open(server.url, options)).close();
  }
});

test("a page of another origin is refused, however similar (S14)", async () => {
  for (const origin of [
    "null",
    "http://evil.example",
    `http://127.0.0.1:${port}.evil.example`,
    `http://evil.127.0.0.1:${port}`,
    `http://127.0.0.1:${port + 1}`,
    "http://127.0.0.1",
    `http://127.0.0.1:${port}/`,
    `HTTP://127.0.0.1:${port}`,
    `http://user@127.0.0.1:${port}`,
    `ws://127.0.0.1:${port}`,
  ]) {
    assert.equal(await Device.refused(server.url, { origin }), 403, origin);
  }
});

test("an allow-list of origins is exact", async () => {
  await using strict = await startServer({ origins: ["https://calls.example"] });
  (await Device.open(strict.url, { origin: "https://calls.example" })).close();
  for (const origin of [
    "https://calls.example.evil",
    "https://evil-calls.example",
    "https://CALLS.example",
    "https://calls.example:443",
    "http://calls.example",
    "null",
  ]) {
    assert.equal(await Device.refused(strict.url, { origin }), 403, origin);
  }
  assert.equal(await Device.refused(strict.url), 403, "none");
});

test("an allow-list may admit clients without an origin, and is checked when it is made", async () => {
  await using strict = await startServer({ origins: ["none"] });
  (await Device.open(strict.url)).close();
  assert.equal(await Device.refused(strict.url, { origin: "https://calls.example" }), 403);
  await assert.rejects(startServer({ origins: ["https://calls.example/"] }), /not an origin/);
  await assert.rejects(startServer({ origins: ["*"] }), /not an origin/);
});

test("another path, subprotocol or host is refused", async () => {
  assert.equal(await Device.refused(server.url.replace("/ringline", "/other")), 404);
  assert.equal(await Device.refused(server.url, {}, "ringline.v2"), 400);
  await using named = await startServer({ hosts: () => ["calls.example"] });
  assert.equal(await Device.refused(named.url), 421);
  (await Device.open(named.url, { headers: { host: "calls.example" } })).close();
});

test("compression is not agreed to, even when it is offered (T7)", async () => {
  const device = await Device.open(server.url, { perMessageDeflate: true });
  assert.equal(device.socket.extensions, "");
  device.close();
});

test("half a request does not hold a socket for ever, nor do its headers fill the memory (T6, S13)", async () => {
  await using hasty = await startServer({ limits: { helloTimeoutMs: 30 } });
  const ask = async (text: string): Promise<string> => {
    const socket = tcpConnect(hasty.address?.port ?? 0, "127.0.0.1");
    await once(socket, "connect");
    socket.write(text);
    const [answer] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    return answer.toString();
  };
  assert.match(await ask("GET /ringline HTTP/1.1\r\nHost: x\r\n"), /^HTTP\/1\.1 408/);
  const headers = Array.from({ length: 400 }, (_, i) => `x-${i}: ${"y".repeat(60)}\r\n`).join("");
  assert.match(await ask(`GET /ringline HTTP/1.1\r\n${headers}`), /^HTTP\/1\.1 431/);
});

test("sockets that say nothing cannot take the place of everybody", async () => {
  await using small = await startServer({ limits: { pendingConnections: 2 } });
  const idle = [await Device.open(small.url), await Device.open(small.url)];
  assert.equal(await Device.refused(small.url), 503);
  for (const device of idle) device.close();
  await until("the sockets to go", () => small.stats().open === 0);
  (await connect(small, { user: "alice" })).close();
});
