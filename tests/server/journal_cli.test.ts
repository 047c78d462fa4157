// `ringline replay` and `ringline simulate`, as processes of their own: what they print, and their exit codes.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../server/cli.ts", import.meta.url));

interface Ran {
  code: number;
  out: string;
  err: string;
}

function run(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env["PATH"] ?? "" }, maxBuffer: 2 ** 28 };
    const child = execFile(process.execPath, [cli, ...args], options, (_, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

async function folder(context: TestContext): Promise<string> {
  const name = await mkdtemp(path.join(tmpdir(), "ringline-journal-"));
  context.after(() => rm(name, { recursive: true }));
  return name;
}

/** The closing line without its throughput, which is the machine's. */
function steady(out: string): string {
  return out.replace(/[\d.]+ calls a second/, "").replace(/^journal: .*$/m, "");
}

test("--help shows both commands and their exit codes", async () => {
  for (const args of [["--help"], ["replay", "--help"], ["simulate", "--help"]]) {
    const { code, out } = await run(...args);
    assert.equal(code, 0);
    assert.match(out, /ringline replay FILE\.\.\./);
    assert.match(out, /ringline simulate/);
    assert.match(out, /2 not a journal/);
  }
});

test("a simulation is told to its end, repeats by its seed, and its journal plays again", async (t) => {
  const journals = [1, 2].map((number) => `${number}.jsonl`);
  const directory = await folder(t);
  const [one = "", two = ""] = journals.map((name) => path.join(directory, name));
  const flags = ["--users", "3", "--devices", "2", "--loss", "0.1", "--seed", "7", "--calls", "6"];
  const first = await run("simulate", ...flags, "--journal", one);
  assert.equal(first.code, 0, first.out + first.err);
  assert.match(first.out, /^3 users with 2 devices each, loss 0\.1, seed 7\n/);
  assert.equal(
    first.out.match(/^#\d+ \+[\d.]+ s user-\d calls user-\d( and user-\d)? \((audio|video)\): .*$/gm)?.length,
    6,
  );
  assert.match(first.out, /\n6 calls; [a-z-]+ \d+.*; no violation; [\d.]+ calls a second\n$/);
  const again = await run("simulate", ...flags, "--journal", two);
  assert.equal(steady(again.out), steady(first.out));
  assert.ok(
    (await readFile(two, "utf8")) === (await readFile(one, "utf8")),
    "the same journal, byte for byte",
  );
  const other = await run("simulate", ...flags.with(7, "8"));
  assert.notEqual(steady(other.out), steady(first.out));
  const replayed = await run("replay", one);
  assert.equal(replayed.code, 0, replayed.out.slice(-2000));
  assert.match(replayed.out, /\(simulation\): replayed (\d+) of \1 entries, same/);
  assert.match(replayed.out, /\n\d+ calls, the devices agree\n$/);
  assert.match(replayed.out, /\n +\+\d+\.\d{3} s {2}server +frame invite user-\d/);
  const quiet = await run("replay", "--quiet", one);
  assert.ok(quiet.code === 0 && quiet.out.length < replayed.out.length / 2);
});

test("a difference is shown with its entry, and gives 1", async (t) => {
  const file = path.join(await folder(t), "altered.jsonl");
  await run("simulate", "--users", "2", "--devices", "1", "--calls", "1", "--loss", "0", "--journal", file);
  const lines = (await readFile(file, "utf8")).split("\n");
  const at = lines.findIndex((line) => line.includes('"type":"call","to"'));
  lines[at] = lines[at]!.replace(/"media":"\w+"/, (media) =>
    media.includes("audio") ? '"media":"video"' : '"media":"audio"',
  );
  await writeFile(file, lines.join("\n"));
  const { code, out } = await run("replay", "--quiet", file);
  assert.equal(code, 1);
  assert.match(out, /replayed \d+ of \d+ entries, then a difference/);
  assert.ok(out.includes(`entry ${at}, node user-`), out.slice(0, 500));
  assert.match(out, /the core now answers: \{"effects":/);
});

test("nothing in a journal speaks to the terminal", async (t) => {
  const file = path.join(await folder(t), "odd.jsonl");
  const header = { journal: 1, side: "client", version: "0.1.0", nodes: { "\u001b[2Jnode": "client" } };
  const entry = {
    at: 1,
    in: [{ type: "time\u001b]0;title\u0007" }],
    out: [{ type: "x\u202e\n" }],
    digest: "0",
  };
  await writeFile(file, `${JSON.stringify(header)}\n${JSON.stringify(entry)}\n`);
  const { code, out } = await run("replay", file);
  assert.equal(code, 1);
  assert.doesNotMatch(out.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
});

test("an end that nobody knows, and a time that no calendar has, are shown as they are", async (t) => {
  const header = { journal: 1, side: "client", version: "0.1.0", nodes: { node: "client" } };
  const call = { type: "call", callId: "c", state: "ended", endReason: "constructor", kind: "direct" };
  const entry = { at: 1, in: [{ type: "frame" }, { serverTime: 1e300 }], out: [call], digest: "0" };
  const file = path.join(await folder(t), "odd.jsonl");
  await writeFile(file, `${JSON.stringify(header)}\n${JSON.stringify(entry)}\n`);
  const { code, out, err } = await run("replay", file);
  assert.equal(code, 1, err);
  assert.match(out, /1 calls/);
});

test("entries are counted over all files", async (t) => {
  const file = path.join(await folder(t), "many.jsonl");
  const header = '{"journal":1,"side":"client","nodes":{"x":"client"}}\n';
  await writeFile(file, header.repeat(400_000));
  const { code, err } = await run("replay", file, file, file);
  assert.equal(code, 2);
  assert.match(err, /many\.jsonl: over 1000000 entries/);
});

test("what is no journal, and what makes no sense, gives a sentence and 2", async (t) => {
  const directory = await folder(t);
  const make = async (name: string, text: string | Uint8Array): Promise<string> => {
    const file = path.join(directory, name);
    await writeFile(file, text);
    return file;
  };
  const header = '{"journal":1,"side":"client","version":"0.1.0","nodes":{"x":"client"}}\n';
  const cases: [args: string[], sentence: RegExp][] = [
    [["replay", path.join(directory, "missing")], /missing cannot be read: ENOENT/],
    [["replay", directory], /cannot be read: EISDIR/],
    [["replay", await make("text", "Dear diary\n")], /text, line 1: not a journal/],
    [["replay", await make("bytes", Uint8Array.of(0xff, 0xfe, 0))], /is not a journal \(not text\)/],
    [["replay", await make("later", '{"journal":9}\n')], /journal version 9; this program reads 1/],
    [["replay", await make("torn", `${header}{"at":1,"in"`)], /torn, line 2: the line breaks off/],
    [["replay"], /Say which journal/],
    [["simulate", "--loss", "2"], /--loss must be a number from 0 to 0\.5/],
    [["simulate", "--users", "1"], /--users must be a whole number from 2 to/],
    [["simulate", "--users", "many"], /--users must be a whole number/],
    [["simulate", "more"], /is more than was expected/],
  ];
  for (const [args, sentence] of cases) {
    const { code, out, err } = await run(...args);
    assert.equal(code, 2, args.join(" "));
    assert.match(err, sentence);
    assert.doesNotMatch(err, /\n\s+at /, "a sentence, not a stack");
    assert.equal(out, "");
  }
});
