import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ClientCore } from "../../js/core/core.ts";
import { loadClientCore } from "../../js/core/load.ts";
import type { LoadOptions } from "../../js/core/load.ts";
import { wasmModule, wasmUrl } from "./support/people.ts";

const ids = { deviceId: "d", pageId: "p", incarnation: "i", random: 0.5 };

/** Loads, works, closes. */
async function works(options: LoadOptions): Promise<void> {
  using core = new ClientCore(await loadClientCore(options));
  const answer = core.dispatch({ type: "configure", ...ids }, undefined, 0);
  assert.deepEqual(answer.effects, []);
  assert.equal(answer.fault, undefined);
}

/** Runs an ES module text in a fresh Node, prints what it printed. */
function fresh(script: string, ...flags: string[]): string {
  const args = [...flags, "--input-type=module", "--eval", script];
  const root = fileURLToPath(new URL("../..", import.meta.url));
  return execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }).trim();
}

test("from bytes, from a view of bytes, and from a compiled module", async () => {
  const bytes = readFileSync(wasmUrl);
  await works({ wasmBinary: bytes });
  await works({ wasmBinary: new Uint8Array(bytes).buffer });
  await works({ wasmBinary: wasmModule });
});

test("from a file in Node", async () => {
  await works({ wasmUrl });
  await works({ wasmUrl: wasmUrl.href });
});

test("over http it is fetched and compiled once, with or without its MIME type", async () => {
  const bytes = readFileSync(wasmUrl);
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url ?? "");
    if (url === "/gone" && asked.filter((path) => path === "/gone").length === 1) {
      response.writeHead(503).end();
      return;
    }
    const type = url === "/octets" ? "application/octet-stream" : "application/wasm";
    response.writeHead(200, { "content-type": type }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await Promise.all([works({ wasmUrl: `${origin}/wasm` }), works({ wasmUrl: `${origin}/wasm` })]);
    await works({ wasmUrl: new URL(`${origin}/wasm`) });
    await works({ wasmUrl: `${origin}/octets` });
    assert.deepEqual(asked, ["/wasm", "/octets"]);
    await assert.rejects(works({ wasmUrl: `${origin}/gone` }), /HTTP 503/);
    await works({ wasmUrl: `${origin}/gone` });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("what is no WebAssembly rejects", async () => {
  await assert.rejects(
    works({ wasmBinary: new TextEncoder().encode("<!doctype html>") }),
    WebAssembly.CompileError,
  );
  await assert.rejects(works({ wasmUrl: new URL("nowhere.wasm", wasmUrl) }), { code: "ENOENT" });
  const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  await assert.rejects(works({ wasmBinary: empty }));
});

test("the built package finds its module by itself, and runs where no text may become code", () => {
  const script = `
    import { CallClient } from "./dist/index.js";
    import { FakeHost } from "./dist/testing.js";
    try { new Function("return 1")(); console.log("evaluates"); } catch (error) { console.log(error.name); }
    const host = new FakeHost();
    const client = await CallClient.create({ url: "ws://test/ringline", tokenProvider: () => "t", host });
    const connecting = client.connect().catch((error) => console.log(error.code));
    await host.advance(60_000);
    await connecting;
  `;
  assert.equal(fresh(script, "--disallow-code-generation-from-strings"), "EvalError\ntimeout");
});

test("importing does nothing: no window, no handle, no global", () => {
  const script = `
    const before = new Set(Reflect.ownKeys(globalThis));
    const { CallClient, Call, CallError } = await import("./dist/index.js");
    const { FakeHost } = await import("./dist/testing.js");
    console.log(typeof window, typeof CallClient.create, typeof Call, typeof CallError, typeof FakeHost);
    console.log(Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).length);
    console.log(process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY|Close|FS/.test(kind)).length);
  `;
  assert.equal(fresh(script), "undefined function function function function\n0\n0");
});
