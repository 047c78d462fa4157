// Every check that needs no run of the code: node tools/lint.mjs [--fix]
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import process from "node:process";
import { loud as run, quiet } from "./programs.mjs";

const fix = process.argv.includes("--fix");
const cpp = globSync("{src,wasm,tests,bench}/**/*.{cpp,h}").sort();
const clangFormat = firstOf("clang-format-19", "clang-format");
const clangTidy = firstOf("clang-tidy-19", "clang-tidy");

const checks = [
  [
    "clang-format",
    () => cpp.length === 0 || run(clangFormat, fix ? ["-i", ...cpp] : ["--dry-run", "-Werror", ...cpp]),
  ],
  ["prettier", () => run("prettier", [fix ? "--write" : "--check", "--log-level=warn", "."])],
  ["eslint", () => run("eslint", ["--max-warnings=0", "--no-warn-ignored", ...(fix ? ["--fix"] : []), "."])],
  ["tidy", () => run(process.execPath, ["tools/tidy.mjs"])],
  ["tsc", () => run("tsc", ["-p", "tsconfig.json"])],
  ["clang-tidy", () => fix || runClangTidy()],
];

function firstOf(...programs) {
  return programs.find((program) => spawnSync(program, ["--version"]).status === 0) ?? programs.at(-1);
}

/** The slow one: a file is looked at again only if it, any header or the rules changed since it was clean. */
function runClangTidy() {
  if (!quiet("cmake", ["--preset", "debug"])) return false;
  const headers = globSync(["src/**/*.h", ".clang-tidy", "build/debug/CMakeCache.txt"]);
  const newest = Math.max(0, ...headers.map((file) => statSync(file).mtimeMs));
  const stampOf = (file) => `build/stamps/clang-tidy/${file.replaceAll("/", "_")}`;
  const isClean = (file) => {
    const stamp = stampOf(file);
    return (
      existsSync(stamp) && Number(readFileSync(stamp, "utf8")) >= Math.max(newest, statSync(file).mtimeMs)
    );
  };
  mkdirSync("build/stamps/clang-tidy", { recursive: true });
  const results = globSync("src/**/*.cpp").map((file) => {
    if (isClean(file)) return true;
    const started = Date.now();
    const ok = quiet(clangTidy, ["--quiet", "-p", "build/debug", file]);
    if (ok) writeFileSync(stampOf(file), String(started));
    return ok;
  });
  return results.every(Boolean);
}

const failed = checks.filter(([name, check]) => {
  const start = performance.now();
  const ok = check();
  console.log(`lint: ${name} ${ok ? "ok" : "FAILED"} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return !ok;
});
console.log(`lint: ${checks.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
