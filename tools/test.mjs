// Runs every test: node tools/test.mjs [core] [sim] [glue] [e2e] [tools] (no argument: all). Each runner prints its own
// closing line. A failure does not stop the next runner: one run tells everything.
import { globSync } from "node:fs";
import process from "node:process";
import { buildNative, loud } from "./programs.mjs";

const suites = {
  core: () => buildNative("debug") && loud("ctest", ["--preset", "debug"]),
  // Optimised: the point is how many calls and states there are. A search that its budget cuts has failed.
  sim: () =>
    buildNative("release", "ringline_sim", "ringline_explore") &&
    loud("build/release/ringline_sim", ["--calls", "20000"]) &&
    nodeTests("tests/sim/*.test.ts") &&
    loud("build/release/ringline_explore", ["--jobs", "2"]),
  // The differential test compares WebAssembly with the native trace driver, so it comes after `core`.
  glue: () => nodeTests("tests/{glue,server,differential}/**/*.test.{ts,mjs}"),
  // Two files at a time: while people of one listen for a beep, those of the other come in.
  e2e: () => nodeTests("tests/e2e/**/*.test.{ts,mjs}", "--test-concurrency=2"),
  tools: () => nodeTests("tools/*.test.mjs") && loud(process.execPath, ["tools/tidy.mjs"]),
};

function nodeTests(pattern, ...options) {
  const files = globSync(pattern).sort();
  const all = ["--test", "--test-reporter=spec", "--enable-source-maps", ...options, ...files];
  return files.length === 0 || loud(process.execPath, all);
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(suites);
const unknown = wanted.filter((name) => !suites[name]);
if (unknown.length > 0) {
  console.error(`no such suite: ${unknown}; there are ${Object.keys(suites).join(", ")}`);
  process.exit(2);
}
const failed = wanted.filter((name) => {
  console.log(`\n== ${name}`);
  return !suites[name]();
});
console.log(
  failed.length > 0 ? `\nfailed: ${failed.join(", ")}` : `\nall suites passed: ${wanted.join(", ")}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
