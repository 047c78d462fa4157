// Every rule of tools/tidy.mjs, fed with what it must refuse and with the nearest thing that it must let pass.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "./tidy.mjs";

const refused = (file, text, message) => {
  const problems = inspect(file, text);
  assert.ok(
    problems.some((problem) => message.test(problem.message)),
    `${file} should be refused with ${message}, got ${JSON.stringify(problems)}\n${text.slice(0, 200)}`,
  );
};
const passed = (file, text) => assert.deepEqual(inspect(file, text), []);

test("the core has no clock, randomness, IO, threads, exceptions, inheritance, Emscripten", () => {
  const bad = [
    ["#include <chrono>", /clock/],
    ["auto t = std::chrono::steady_clock::now();", /clock/],
    ["auto t = time(nullptr);", /clock/],
    ["int r = rand();", /randomness/],
    ["std::random_device device;", /randomness/],
    ["#include <iostream>", /IO/],
    ["#include <sstream>", /IO/],
    ["#include <emscripten/bind.h>", /Emscripten/],
    ["#include <thread>", /threads/],
    ["#include <mutex>", /threads/],
    ["struct A { virtual void f(); };", /virtual/],
    ['throw "x";', /exceptions/],
    ["try { f(); } catch (...) {}", /exceptions/],
    ["auto* b = dynamic_cast<B*>(a);", /RTTI/],
  ];
  for (const [code, message] of bad) {
    refused("src/client/call.cpp", `${code}\n`, message);
    passed("tests/core/call_test.cpp", `${code}\n`);
  }
});

test("words in comments, strings and longer names are not code", () => {
  passed("src/a.cpp", "// we never throw, try { or use virtual\n/* rand() */\nint operand(int a);\n");
  passed("src/a.cpp", "const char* text = \"throw\";\nlong n = 1'000'000;\nvoid end_time(int ring_time);\n");
});

test("JSON stays in one file and is read without aborting", () => {
  refused("src/wire/frame.cpp", "#include <nlohmann/json.hpp>\n", /nlohmann/);
  passed("src/wire/json.cpp", "#include <nlohmann/json.hpp>\n");
  refused("src/wire/frame.cpp", 'auto x = object.at("type");\n', /aborts/);
  refused("src/wire/frame.cpp", "auto x = value.get<int>();\n", /aborts/);
});

test("imports point one way", () => {
  refused("js/client.ts", 'import { x } from "../server/auth.ts";\n', /js\/ imports only/);
  refused("js/client.ts", 'import { readFile } from "node:fs";\n', /js\/ imports only/);
  refused("js/client.ts", 'const x = await import("../web-demo/main.ts");\n', /js\/ imports only/);
  refused("js/client.ts", 'export * from "./ui/tile.ts";\n', /js\/ imports only/);
  refused("js/ui/tile.ts", 'import { Peer } from "../peer.ts";\n', /only what the package exports/);
  refused("server/index.ts", 'import type {\n  Call,\n} from "../js/call.ts";\n', /server\/ imports only/);
  refused("server/index.ts", 'import "../js/call.ts";\n', /server\/ imports only/);
  refused("web-demo/main.ts", 'import { Peer } from "../js/peer.ts";\n', /only what the package exports/);
  refused("web-demo/main.ts", 'import { h } from "preact";\n', /only what the package exports/);
  passed("js/client.ts", 'import { Call } from "./call.ts";\n');
  passed("js/ui/tile.ts", 'import { html } from "lit";\nimport type { Call } from "../index.ts";\n');
  passed(
    "server/index.ts",
    'import { WebSocketServer } from "ws";\nimport { a } from "../js/shared/a.ts";\n',
  );
  passed("web-demo/main.ts", 'import { CallClient } from "ringline";\nimport "./style.css";\n');
});

test("each WebAssembly module is loaded in one file", () => {
  refused("js/client.ts", 'import make from "#wasm/client.mjs";\n', /may load WebAssembly/);
  refused("server/host.ts", 'import("#wasm/switchboard.mjs");\n', /may load WebAssembly/);
  passed("js/core/load.ts", 'import make from "#wasm/client.mjs";\n');
  refused("js/ui/grid.ts", 'import text from "#wasm/layout.mjs";\n', /only js\/ui\/layout.ts may load/);
  refused("js/ui/layout.ts", 'import make from "#wasm/client.mjs";\n', /only js\/core\/load.ts may load/);
  refused("js/core/load.ts", 'import make from "#wasm/switchboard.mjs";\n', /may load WebAssembly/);
  refused("js/core/load.ts", 'import make from "#wasm/another.mjs";\n', /only nobody may load/);
  passed("js/ui/layout.ts", 'import text from "#wasm/layout.mjs";\n');
  passed("server/core_loader.ts", 'const url = import.meta.resolve("#wasm/switchboard.mjs");\n');
  passed("tests/glue/core.test.ts", 'import make from "#wasm/client.mjs";\n');
});

test("files, lines and functions fit on a screen", () => {
  refused("js/a.ts", "a;\n".repeat(501), /more than 500 lines/);
  passed("js/a.ts", "a;\n".repeat(500));
  refused("js/a.ts", `${"x".repeat(121)}\n`, /longer than 120/);
  passed("js/a.ts", `${"x".repeat(120)}\n`);
  refused("src/a.cpp", `${"x".repeat(101)}\n`, /longer than 100/);
  const body = (lines) => `namespace a {\nint step(int now) {\n${"  now++;\n".repeat(lines)}}\n}\n`;
  refused("src/a.cpp", body(69), /function step has 71 lines/);
  passed("src/a.cpp", body(68));
  passed("src/a.cpp", `constexpr int table[] = {\n${"  1,\n".repeat(100)}};\n`);
  passed("src/a.h", `struct A {\n${"  int f() { return 1; }\n".repeat(90)}};\n`);
});

test("no shortcut stays in", () => {
  const bad = [
    ["// TODO later", /issue number/],
    ["test.only('x', f);", /always run/],
    ["describe.skip('x', f);", /always run/],
    ["test('x', { skip: true }, f);", /always run/],
    ["await page.waitForTimeout(100);", /time to pass/],
    ["// eslint-disable-next-line", /fix the code/],
    ["// @ts-ignore", /fix the type/],
    ["// @ts-nocheck", /fix the type/],
  ];
  for (const [code, message] of bad) refused("tests/glue/a.test.ts", `${code}\n`, message);
  refused("tests/core/a_test.cpp", "TEST(Call, DISABLED_Rings) {}\n", /always run/);
  passed("js/a.ts", "// TODO(#12): later\niterator.skip(1);\n");
});

test("no address of a registry or mirror", () => {
  refused("README.md", `see https://registry${".npmjs.org"}/x\n`, /registry/);
  refused("tools/x.sh", `curl http://deb${".debian.org"}/debian\n`, /registry/);
  refused("package-lock.json", '  "resolved": "https://example.org/a.tgz"\n', /registry/);
});
