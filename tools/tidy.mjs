// The rules of the house that a script can check: node tools/tidy.mjs
// What a formatter, a compiler or a linter already checks is not here.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { longFunctions, withoutComments } from "./tidy-cpp.mjs";

const maxFileLines = 500;
const maxFunctionLines = 70;
const source = /\.(cpp|h|ts|mjs|css|html|sh)$|^tools\/(setup|run|start)$/;
const cpp = /\.(cpp|h)$/;
const script = /\.(ts|mjs)$/;
// This file and its test have to name what they forbid.
const self = /^tools\/tidy/;

/** The only file that may import each WebAssembly module, besides tests and benches. */
const wasmLoaders = {
  "client.mjs": "js/core/load.ts",
  "switchboard.mjs": "server/core_loader.ts",
  "layout.mjs": "js/ui/layout.ts",
};

/** Forbidden in src/ outside comments: the core has no clock, IO, randomness, threads, exceptions or inheritance. */
const bannedInCore = [
  [/#include\s*<(chrono|ctime|time\.h)>|\bchrono::|\b(clock_)?gettime(ofday)?\(/, "a clock"],
  [/\bstd::time\(|(?<![\w.:>])time\(/, "a clock"],
  [/#include\s*<random>|\brandom_device\b|(?<!\w)s?rand\(/, "randomness"],
  [
    /#include\s*<(iostream|sstream|fstream|cstdio|stdio\.h)>|\bstd::(cout|cerr)\b|(?<!\w)printf\(/,
    "IO or streams",
  ],
  [/#include\s*<emscripten|\bEMSCRIPTEN|\bemscripten::/, "Emscripten"],
  [/#include\s*<(thread|mutex|atomic|future)>|\bstd::(thread|jthread|mutex|async)\b/, "threads"],
  [/\bvirtual\b/, "inheritance (virtual)"],
  [/\bthrow\b|\btry\s*\{|\bcatch\s*\(/, "exceptions"],
  [/\bdynamic_cast\b|\btypeid\b/, "RTTI"],
];

/** Forbidden wherever people write code, comments included. */
const bannedWords = [
  [/\b(TODO|FIXME|XXX)\b(?!.*#\d+)/, "a TODO needs an issue number, as in TODO(#12)"],
  [/(\b(test|it|describe|suite|t)|\))\.(only|skip|todo)\(/, "a test that does not always run"],
  [/\b(DISABLED_\w+|GTEST_SKIP)\b/, "a test that does not always run"],
  [/\b(skip|only|todo):\s*(true|["'`])/, "a test that does not always run"],
  [/waitForTimeout/, "wait for what has to happen, not for time to pass"],
  [/eslint-disable/, "fix the code or the rule"],
  [/@ts-(ignore|nocheck)/, "fix the type"],
];

/** Addresses of package registries and mirrors: the machine's configuration knows them. */
const registryHost =
  /\bregistry\.[a-z]|\.pkg\.dev\b|\bdeb\.debian\.org|\bsnapshot\.debian\.org|\bregistry\.yarnpkg/;

/** What the package exports beside the headless library. */
const OTHER_ENTRIES = /^js\/(picture_in_picture|presence|recording|stats|tones)\/\1\.ts$/;

/** Who may import whom. `from`: whose rule; `allows`: which targets, relative ones resolved to project paths. */
const directions = [
  {
    from: /^js\/(?!ui\/)/,
    allows: (target) => /^js\/(?!ui\/)|^#wasm\//.test(target),
    says: "js/ imports only js/ (and its loader the WebAssembly module)",
  },
  {
    from: /^js\/ui\//,
    allows: (target) =>
      /^js\/(ui\/|index\.ts$)|^lit($|\/)|^#wasm\/layout\.mjs$/.test(target) || OTHER_ENTRIES.test(target),
    says: "js/ui knows only what the package exports, Lit and its own WebAssembly module",
  },
  {
    from: /^server\//,
    allows: (target) => /^(server|js\/shared)\/|^#wasm\//.test(target) || isPackage(target),
    says: "server/ imports only server/, js/shared/ and npm packages",
  },
  {
    from: /^web-demo\//,
    allows: (target) => /^web-demo\/|^ringline($|\/)|^lit($|\/)/.test(target),
    says: "web-demo/ imports only what the package exports, and Lit",
  },
];

function isPackage(target) {
  const isOurs = /^(js|server|web-demo|tests|bench|src|wasm|dist|build|tools)\/|^#|^ringline\b/.test(target);
  return !isOurs;
}

/** All problems of one file, each as {line, message}. */
export function inspect(file, text) {
  const lines = text.split("\n");
  const problems = [];
  const report = (line, message) => problems.push({ line, message });
  if (source.test(file)) {
    if (lines.length - 1 > maxFileLines) report(lines.length - 1, `more than ${maxFileLines} lines`);
    if (!self.test(file)) eachMatch(lines, bannedWords, report);
    const limit = cpp.test(file) ? 100 : script.test(file) ? 120 : Infinity;
    lines.forEach((line, i) => line.length > limit && report(i + 1, `longer than ${limit} characters`));
  }
  if (!self.test(file)) eachMatch(lines, [[registryHost, "the address of a registry or mirror"]], report);
  if (path.basename(file) === "package-lock.json") {
    eachMatch(lines, [[/"resolved":/, "an address of this machine's registry"]], report);
  }
  if (cpp.test(file)) inspectCpp(file, withoutComments(text), report);
  if (/\.ts$/.test(file)) inspectImports(file, text, report);
  return problems;
}

function eachMatch(lines, rules, report) {
  lines.forEach((line, i) => {
    for (const [pattern, message] of rules) if (pattern.test(line)) report(i + 1, message);
  });
}

function inspectCpp(file, code, report) {
  const lines = code.split("\n");
  for (const { line, name, length } of longFunctions(code, maxFunctionLines)) {
    report(line, `function ${name} has ${length} lines, more than ${maxFunctionLines}`);
  }
  if (!file.startsWith("src/")) return;
  const inCore = bannedInCore.map(([pattern, what]) => [pattern, `the core knows nothing of ${what}`]);
  eachMatch(lines, inCore, report);
  if (file !== "src/wire/json.cpp") {
    eachMatch(lines, [[/nlohmann/, "nlohmann/json is for src/wire/json.cpp alone"]], report);
  }
  if (file.startsWith("src/wire/")) {
    eachMatch(lines, [[/\.at\(|\.get</, "aborts on a bad input; use find and get_ptr"]], report);
  }
}

function inspectImports(file, text, report) {
  const rule = directions.find(({ from }) => from.test(file));
  for (const { 1: specifier, index } of importsOf(text)) {
    const target = specifier.startsWith(".")
      ? path.posix.join(path.posix.dirname(file), specifier)
      : specifier;
    const line = text.slice(0, index).split("\n").length;
    if (rule && !rule.allows(target)) report(line, `import of ${specifier}: ${rule.says}`);
    const wasm = /^(?:#|dist\/)wasm\/(.+)$/.exec(target)?.[1];
    if (rule && wasm && wasmLoaders[wasm] !== file)
      report(line, `only ${wasmLoaders[wasm] ?? "nobody"} may load WebAssembly from ${wasm}`);
  }
}

function importsOf(text) {
  const patterns = [
    /\b(?:import|export)\s[^"'`;]*?\bfrom\s*["']([^"']+)["']/g,
    /\bimport\s*["']([^"']+)["']/g,
    /\b(?:import(?:\.meta\.resolve)?|require)\(\s*["']([^"']+)["']/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)]);
}

function main() {
  // What git knows or would add: never build output, never node_modules.
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { encoding: "utf8" });
  const files = listed
    .split("\0")
    .filter((file) => file && existsSync(file) && !file.startsWith("tests/fixtures/"));
  let bad = 0;
  for (const file of files) {
    const problems = inspect(file, readFileSync(file, "utf8"));
    for (const { line, message } of problems) console.error(`${file}:${line}: ${message}`);
    if (problems.length > 0) bad += 1;
  }
  console.log(`tidy: ${files.length - bad} passed, ${bad} failed`);
  return bad === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = main();
