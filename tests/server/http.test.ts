// Plain HTTP: health, and the demo page with its token maker (Host and Origin checks, headers, files).

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, Server } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { Demo, loopbackHosts } from "../../server/demo.ts";
import { connect, Device, startServer } from "./support.ts";

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** fetch() sets Host by itself; these tests need to lie. */
async function ask(
  port: number,
  target: string,
  { method = "GET", headers = {}, body = "" }: { method?: string; headers?: object; body?: string } = {},
): Promise<Answer> {
  const asked = request({ host: "127.0.0.1", port, path: target, method, headers: { ...headers } });
  asked.end(body);
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  let text = "";
  for await (const part of response as AsyncIterable<Buffer>) text += part.toString("latin1");
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

const folder = await mkdtemp(path.join(tmpdir(), "ringline-demo-"));
await mkdir(path.join(folder, "page", "assets"), { recursive: true });
await writeFile(path.join(folder, "page", "index.html"), "<!doctype html><title>demo</title>");
await writeFile(path.join(folder, "page", "assets", "core.wasm"), Buffer.from([0, 0x61, 0x73, 0x6d]));
await writeFile(path.join(folder, "page", "assets", "app.js"), "export {};");
await writeFile(path.join(folder, "page", ".hidden"), "no");
await writeFile(path.join(folder, "secret.txt"), "outside");
await symlink(path.join(folder, "secret.txt"), path.join(folder, "page", "link.txt"));

let hosts: readonly string[] = [];
const demo = new Demo({ folder: path.join(folder, "page"), hosts: () => hosts });
const http: Server = createServer((incoming, response) => {
  if (!signalling.answerHealth(incoming, response)) void demo.answer(incoming, response);
});
const signalling = await startServerOn(http);
const { port } = http.address() as AddressInfo;
hosts = loopbackHosts(port);
after(async () => {
  await signalling.close();
  http.close();
  http.closeAllConnections();
  await rm(folder, { recursive: true });
});

async function startServerOn(server: Server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return startServer({ server, auth: demo.auth, hosts: () => hosts });
}

test("healthz says whether the server takes calls, and nothing else", async () => {
  const { status, text } = await ask(port, "/healthz");
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(text), { ok: true });
  assert.equal((await ask(port, "/healthz", { method: "HEAD" })).text, "");
  assert.equal((await ask(port, "/healthz", { method: "POST" })).status, 405);
});

test("healthz says 503 once the server stops", async () => {
  const own = createServer((incoming, response) => {
    if (!stopping.answerHealth(incoming, response)) response.end();
  });
  const stopping = await startServerOn(own);
  await stopping.close();
  const { port: ownPort } = own.address() as AddressInfo;
  assert.equal((await ask(ownPort, "/healthz")).status, 503);
  own.close();
  own.closeAllConnections();
});

test("a server of its own answers healthz, and 404 for everything else", async () => {
  await using own = await startServer();
  const ownPort = own.address?.port ?? 0;
  assert.equal((await ask(ownPort, "/healthz")).status, 200);
  assert.equal((await ask(ownPort, "/")).status, 404);
  assert.equal((await ask(ownPort, "/ringline")).status, 404);
});

test("files come with their types and the headers of a careful page", async () => {
  const page = await ask(port, "/?user=alice");
  assert.equal(page.status, 200);
  assert.match(page.headers["content-type"] ?? "", /^text\/html/);
  const policy = String(page.headers["content-security-policy"]);
  assert.match(policy, /default-src 'self'/);
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*/);
  assert.match(String(page.headers["permissions-policy"]), /camera=\(self\), microphone=\(self\)/);
  assert.equal(page.headers["x-content-type-options"], "nosniff");
  assert.equal(page.headers["referrer-policy"], "no-referrer");
  assert.equal((await ask(port, "/assets/core.wasm")).headers["content-type"], "application/wasm");
  assert.match((await ask(port, "/assets/app.js")).headers["content-type"] ?? "", /^text\/javascript/);
  assert.equal((await ask(port, "/", { method: "HEAD" })).text, "");
});

test("nothing outside the page's folder is served, and nothing hidden", async () => {
  for (const target of [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/link.txt",
    "/.hidden",
    "/%00",
    "/%ff",
    "/assets",
    "/none.txt",
  ]) {
    assert.equal((await ask(port, target)).status, 404, target);
  }
  assert.equal((await ask(port, "/", { method: "PUT" })).status, 405);
});

const json = { "content-type": "application/json" };

function askToken(headers: object, body = '{"user":"alice"}', method = "POST"): Promise<Answer> {
  return ask(port, "/demo/token", { method, headers: { ...json, ...headers }, body });
}

test("the demo page gets a token with which one can connect", async () => {
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
    const { status, text } = await askToken({ host, origin: `http://${host}` });
    assert.equal(status, 200);
    const { token } = JSON.parse(text) as { token: string };
    const device = await connect(signalling, { user: "alice" }, { token });
    assert.equal(device.welcome["userId"], "alice");
    device.close();
    await device.untilClosed();
  }
});

test("another Host is refused everywhere: DNS rebinding", async () => {
  for (const host of [
    `evil.example:${port}`,
    "localhost",
    `localhost:${port + 1}`,
    `localhost.evil.example:${port}`,
    `LOCALHOST:${port}`,
    `127.0.0.1.:${port}`,
  ]) {
    assert.equal((await askToken({ host, origin: `http://${host}` })).status, 421, host);
    assert.equal((await ask(port, "/", { headers: { host } })).status, 421, host);
    assert.equal(await Device.refused(signalling.url, { headers: { host } }), 421, host);
  }
});

test("another Origin, or none, gets no token", async () => {
  const host = `localhost:${port}`;
  for (const origin of [
    undefined,
    "null",
    "http://evil.example",
    `http://localhost:${port}.evil.example`,
    `http://127.0.0.1:${port}`,
    `http://localhost:${port}/`,
    `HTTP://localhost:${port}`,
    "http://localhost",
  ]) {
    const headers = origin === undefined ? { host } : { host, origin };
    assert.equal((await askToken(headers)).status, 403, origin);
  }
});

test("a token is made by POST of JSON with a user, and nothing else", async () => {
  const own = { host: `localhost:${port}`, origin: `http://localhost:${port}` };
  assert.equal((await askToken(own, "", "GET")).status, 405);
  assert.equal((await askToken({ ...own, "content-type": "text/plain" })).status, 415);
  for (const body of [
    "",
    "{}",
    "null",
    '{"user":7}',
    '{"user":""}',
    `{"user":"${"x".repeat(200)}"}`,
    "x".repeat(9_999),
  ]) {
    assert.equal((await askToken(own, body)).status, 400, body.slice(0, 20));
  }
});

test("a demo's token is good for that process only", async () => {
  const other = new Demo({ folder, hosts: () => hosts });
  const own = { host: `localhost:${port}`, origin: `http://localhost:${port}` };
  const { token } = JSON.parse((await askToken(own)).text) as { token: string };
  assert.equal((await demo.auth.verify(token, Date.now())).userId, "alice");
  await assert.rejects(other.auth.verify(token, Date.now()), /signature/);
});
