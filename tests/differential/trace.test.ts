// One trace, two builds of the same source: byte-identical answers (inv. 38).
// The generator is seeded; a failure prints its seed, and
// `SEED=123 node --test tests/differential/trace.test.ts` plays that one again.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import type { EmbindCore } from "../../js/shared/embind_core.ts";
import { clientTrace, switchboardTrace, type TraceLine } from "./traces.ts";

const root = new URL("../../", import.meta.url);
const driver = [
  process.env["TRACE_DRIVER"],
  new URL("build/debug/trace_driver", root).pathname,
  new URL("build/release/trace_driver", root).pathname,
].find((file) => file !== undefined && existsSync(file));

async function wasmCore(core: TraceLine["core"]): Promise<EmbindCore> {
  const file = new URL(`dist/wasm/${core}`, root);
  const { default: create } = (await import(`${file.href}.mjs`)) as {
    default: (options: object) => Promise<{
      readonly dispatch?: EmbindCore["dispatch"];
      readonly SwitchboardCore?: new () => EmbindCore;
    }>;
  };
  const wasm = await WebAssembly.compile(readFileSync(new URL(`${file.href}.wasm`)));
  const module = await create({
    wasmBinary: readFileSync(new URL(`${file.href}.wasm`)),
    instantiate: async (imports: WebAssembly.Imports) => ({
      instance: await WebAssembly.instantiate(wasm, imports),
    }),
  });
  const { dispatch, SwitchboardCore } = module;
  if (SwitchboardCore) return new SwitchboardCore();
  assert.ok(dispatch, `${core}.mjs exports its core`);
  return { dispatch, delete: () => {} };
}

function native(lines: readonly TraceLine[]): string[] {
  assert.ok(driver, "build the native programs first: trace_driver is missing");
  const input = lines.map((line) => JSON.stringify(line)).join("\n") + "\n";
  const run = spawnSync(driver, { input, encoding: "utf8", maxBuffer: 2 ** 30 });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.split("\n").slice(0, -1);
}

async function compare(lines: readonly TraceLine[], name: string): Promise<void> {
  const expected = native(lines);
  assert.equal(expected.length, lines.length);
  const core = await wasmCore(lines[0]!.core);
  for (const [i, line] of lines.entries()) {
    assert.equal(
      core.dispatch(line.message, line.now),
      expected[i],
      `${name}, line ${i + 1}: ${line.message}`,
    );
  }
  core.delete();
}

const seeds = process.env["SEED"]
  ? [Number(process.env["SEED"])]
  : Array.from({ length: 25 }, (_, i) => i + 1);

/** The answers drive the trace, so the traces are made with the WebAssembly and then played to both. */
for (const [core, generate] of [
  ["client", clientTrace],
  ["switchboard", switchboardTrace],
] as const) {
  test(`${core}: generated traces give the same bytes natively and in WebAssembly`, async () => {
    for (const seed of seeds) {
      const guide = await wasmCore(core);
      const lines = generate(seed, (message, now) => guide.dispatch(message, now));
      guide.delete();
      await compare(lines, `SEED=${seed}`);
    }
  });
}

test("recorded traces give the same bytes natively and in WebAssembly", async () => {
  const files = globSync("tests/fixtures/traces/*.jsonl", { cwd: root }).sort();
  assert.notEqual(files.length, 0);
  for (const file of files) {
    const lines = readFileSync(new URL(file, root), "utf8").trim().split("\n");
    await compare(
      lines.map((line) => JSON.parse(line) as TraceLine),
      file,
    );
  }
});
