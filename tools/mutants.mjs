// Whether the simulator would notice a fault of the core: node tools/mutants.mjs [--only PART,PART] [--calls N]
// [--explorers]. Each tests/sim/mutants/*.patch is one fault in src/. It is applied to a copy, what includes it is
// rebuilt and linked in place of the original, and the simulator looks; with --explorers they look, too. A patch that
// does not apply, does not build or survives is a failure, as is an unchanged core in which the same seeds find any.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { buildNative } from "./programs.mjs";

const patches = path.resolve("tests/sim/mutants");
const source = path.resolve("src");
const build = path.resolve("build/release"); // the unchanged core; nothing is written there
const copy = path.resolve("build/mutants/src");
const objects = path.resolve("build/mutants/objects");

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const only = option("--only", "").split(","); // parts of names
const calls = option("--calls", "20000");
const withExplorers = process.argv.includes("--explorers");
const programs = withExplorers ? ["ringline_sim", "ringline_explore"] : ["ringline_sim"];

function run(program, args, timeout = 1_800_000) {
  const found = spawnSync(program, args, { cwd: build, encoding: "utf8", timeout, maxBuffer: 1 << 28 });
  return { ok: found.status === 0, signal: found.signal, text: `${found.stdout ?? ""}${found.stderr ?? ""}` };
}

function must(what, { ok, text }) {
  if (!ok) {
    process.stderr.write(`${what} failed\n${text}\n`);
    process.exit(1);
  }
  return text;
}

/** By object: which files it is made from. */
function dependencies() {
  const blocks = must("asking for dependencies", run("ninja", ["-t", "deps"])).split("\n\n");
  return new Map(
    blocks.map((block) => [block.split(":")[0].trim(), block.split("\n").map((line) => line.trim())]),
  );
}

/** By object: how it is compiled. */
function compileCommands() {
  const commands = JSON.parse(readFileSync(path.join(build, "compile_commands.json"), "utf8"));
  return new Map(commands.map(({ command }) => [/ -o (\S+)/.exec(command)[1], command]));
}

/** Builds the programs with everything that includes one of the changed files; all else is that of build/release. */
function buildMutant(changed) {
  rmSync(objects, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  const rebuilt = [...compile].filter(
    ([object]) =>
      /ringline_(core|world|sim|explore)\.dir/.test(object) &&
      deps.get(object)?.some((file) => changed.some((one) => file.endsWith(`/${one}`))),
  );
  const made = new Map(rebuilt.map(([object], at) => [object, path.join(objects, `${at}.o`)]));
  for (const [object, command] of rebuilt) {
    const own = command.replaceAll(source, copy).replaceAll(object, made.get(object));
    must(`compiling ${object}`, run("sh", ["-c", `${own} -Wno-error`]));
  }
  for (const program of programs) {
    let link = must("asking how to link", run("ninja", ["-t", "commands", program]))
      .trim()
      .split("\n")
      .pop();
    link = link.replace(`-o ${program}`, `-o ${path.join(objects, program)}`);
    for (const [object, own] of made) {
      // What stands in a library comes before it: then the library's is not taken.
      if (link.includes(object)) link = link.replace(object, own);
      else if (!/(sim|explore)\.dir/.test(object)) link = link.replace(" -o ", ` ${own} -o `);
    }
    must(`linking ${program}`, run("sh", ["-c", link]));
  }
}

/** The first violation and where it was; one job, so that it is the same each time. Empty: there was none. */
function simulatorVerdict(folder) {
  const { ok, signal, text } = run(path.join(folder, "ringline_sim"), ["--calls", calls, "--shrink", "0"]);
  if (ok) return "";
  const found = /VIOLATION seed (\d+) .*?: (inv\. \d+ [\w-]+): /.exec(text);
  if (!found) return `the simulator does not come to its end (${signal ?? "crash"})`;
  return `${found[2]}, seed ${found[1]}, after ${/histories, (\d+) calls/.exec(text)[1]} calls`;
}

function explorerVerdict(folder) {
  if (!withExplorers) return "";
  for (const explorer of ["link", "claims", "agreement"]) {
    const args = [explorer, "--small", "--first", "--let-cut", "--states", "400000"];
    const { ok, text } = run(path.join(folder, "ringline_explore"), args);
    if (!ok) return `${explorer}, after ${/(\d+) states .*VIOLATION/.exec(text)?.[1] ?? "?"} states`;
  }
  return "";
}

/** Puts the fault into the copy and answers which files it changed. */
function plant(name) {
  rmSync(copy, { recursive: true, force: true });
  cpSync(source, copy, { recursive: true });
  const patch = path.join(patches, name);
  const args = ["-p1", "--fuzz=0", "--no-backup-if-mismatch", "-d", path.dirname(copy), "-i", patch];
  must(`applying ${name}`, run("patch", args));
  return [...readFileSync(patch, "utf8").matchAll(/^\+\+\+ b\/(\S+)/gm)].map(([, file]) => file);
}

if (!buildNative("release", ...programs)) process.exit(1);
const deps = dependencies();
const compile = compileCommands();
const before = simulatorVerdict(build) || explorerVerdict(build);
must("the unchanged core", { ok: before === "", text: before });

const names = readdirSync(patches).filter(
  (name) => name.endsWith(".patch") && only.some((part) => name.includes(part)),
);
const survivors = [];
let explored = 0;
for (const name of names.sort()) {
  buildMutant(plant(name));
  const simulated = simulatorVerdict(objects);
  const searched = explorerVerdict(objects);
  if (!simulated) survivors.push(name.replace(".patch", ""));
  explored += searched ? 1 : 0;
  const also = searched ? `; explorer ${searched}` : "";
  process.stdout.write(`${name.replace(".patch", "").padEnd(42)} ${simulated || "SURVIVES"}${also}\n`);
}
if (survivors.length > 0) process.stdout.write(`survive: ${survivors.join(", ")}\n`);
const also = withExplorers ? `, ${explored} also by the explorers` : "";
const caught = names.length - survivors.length;
process.stdout.write(`mutants: ${caught} of ${names.length} caught by the simulator${also}\n`);
process.exit(survivors.length === 0 && names.length > 0 ? 0 : 1);
