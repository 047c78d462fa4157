// Whether the explorers and the simulator would notice: node tools/mutants.mjs [--only TEXT] [--calls N]
// Each tests/sim/mutants/*.patch is one fault in src/. It is applied to a copy, built, and run against the
// checkers until one of them objects. A patch that does not apply, does not build or survives is a failure.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const scratch = path.resolve("build/mutants");
const tree = path.join(scratch, "tree");
const build = path.join(scratch, "build");
const patches = path.resolve("tests/sim/mutants");
const explorers = ["link", "claims", "agreement"];

function option(name, otherwise) {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
}
const only = option("--only", "");
const calls = option("--calls", "4000");
const jobs = option("--jobs", "2");

function run(program, args, cwd = tree, timeout = 600_000) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    timeout,
    maxBuffer: 1 << 28,
  });
  return { ok: status === 0, text: `${stdout ?? ""}${stderr ?? ""}` };
}

function must(what, { ok, text }) {
  if (ok) return;
  process.stderr.write(`${what} failed\n${text}\n`);
  process.exit(1);
}

function freshTree() {
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  for (const entry of [
    "CMakeLists.txt",
    "CMakePresets.json",
    "cmake",
    "src",
    "tests/sim",
    "build/json-include",
  ]) {
    if (existsSync(entry)) cpSync(entry, path.join(tree, entry), { recursive: true, verbatimSymlinks: true });
  }
  const source = option("--source", ""); // another core, for trying things out
  if (source) cpSync(source, path.join(tree, "src"), { recursive: true, force: true });
  const launcher = run("sh", ["-c", "command -v ccache"]).ok ? ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] : [];
  must("configuring", run("cmake", ["--preset", "release", "-B", build, ...launcher]));
}

const buildAll = () => run("cmake", ["--build", build, "-j", jobs, "--target", ...targets]);

/** What the programs print of the first violation: where, and what. */
function explorerVerdict() {
  for (const explorer of explorers) {
    const { ok, text } = run(path.join(build, "ringline_explore"), [
      explorer,
      "--small",
      "--first",
      "--states",
      "400000",
    ]);
    if (ok) continue;
    const lines = text.split("\n");
    const line = lines.find((one) => one.includes("VIOLATION"));
    if (!line) continue;
    const what = lines.find((one) => one.includes("=>"))?.trim() ?? "";
    const states = /(\d+) states/.exec(line)?.[1];
    const scope = line.slice(10, 55).trim();
    return `explorer ${explorer} (${scope}) after ${states} states ${what}`;
  }
  return "";
}

function simulatorVerdict() {
  const program = path.join(build, "ringline_sim");
  if (!existsSync(program)) return "";
  const { ok, text } = run(program, ["--calls", calls]);
  if (ok) return "";
  const what = text.split("\n").find((one) => /inv\. \d+/.test(one));
  return `simulator: ${what?.trim() ?? "crash"}`;
}

freshTree();
const targets = ["ringline_explore"];
if (option("--simulator", "yes") === "yes") targets.push("ringline_sim");
must("building the unchanged core", buildAll());
const before = explorerVerdict();
if (before && !process.argv.includes("--anyway")) {
  process.stderr.write(`the unchanged core is at fault: ${before}\n`);
  process.exit(1);
}

let caught = 0;
const survivors = [];
const names = readdirSync(patches)
  .filter((name) => name.endsWith(".patch") && name.includes(only))
  .sort();
for (const name of names) {
  const patch = path.join(patches, name);
  must(`applying ${name}`, run("patch", ["-p1", "--fuzz=0", "--no-backup-if-mismatch", "-i", patch]));
  must(`building ${name}`, buildAll());
  const verdict = explorerVerdict() || simulatorVerdict();
  must(`taking back ${name}`, run("patch", ["-p1", "-R", "--no-backup-if-mismatch", "-i", patch]));
  if (verdict && verdict !== before) caught += 1;
  else survivors.push(name);
  process.stdout.write(`${name.replace(".patch", "").padEnd(38)} ${verdict || "SURVIVES"}\n`);
}
process.stdout.write(
  `mutants: ${caught} of ${names.length} caught${survivors.length ? `; survive: ${survivors.join(", ")}` : ""}\n`,
);
process.exit(survivors.length === 0 ? 0 : 1);
