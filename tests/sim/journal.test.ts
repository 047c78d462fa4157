// What the native simulator writes down plays again on the WebAssembly cores, answer by answer (inv. 38), and tells
// the same ends of calls as its own trace. `npm test sim` builds the program first.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const simulator = path.join(root, "build/release/ringline_sim");
const cli = path.join(root, "server/cli.ts");

/** How each call ended, or stands, by device: `CALL DEVICE` to a reason or a state. */
type Ends = Map<string, string>;

interface History {
  readonly trace: string;
  readonly files: string[];
}

function record(context: TestContext, seed: number, weather: string): History {
  const folder = mkdtempSync(path.join(tmpdir(), "ringline-sim-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const options = ["--one", "--seed", `${seed}`, "--weather", weather, "--trace", "--journal", folder];
  const trace = execFileSync(simulator, options, { encoding: "utf8" });
  assert.ok(trace.includes(`replay: ringline replay ${folder}/*.jsonl\n`), trace);
  return { trace, files: globSync(`${folder}/*.jsonl`).sort() };
}

function replay(files: readonly string[], ...options: string[]): { status: number | null; out: string } {
  const run = spawnSync(process.execPath, [cli, "replay", ...options, ...files], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return { status: run.status, out: run.stdout + run.stderr };
}

function endOf(reason: string, confirmed: boolean): string {
  return confirmed ? reason : `${reason} (unconfirmed)`;
}

/** `[1234] d0.1'/2: c1 ended (hangup, confirmed)`; a call that goes on under another id is told under that one. */
function endsInTrace(trace: string): Ends {
  const ends: Ends = new Map();
  for (const line of trace.split("\n")) {
    const [, device, call = "", what = ""] = /^\[\d+\] (d\d+\.\d+)\S*: (\S+) (.*)$/.exec(line) ?? [];
    if (device === undefined) continue;
    const [, reason, sure] = /^ended \((\S+), (\w+)\)$/.exec(what) ?? [];
    if (what.startsWith("goes on as ")) ends.delete(`${call} ${device}`);
    else ends.set(`${call} ${device}`, reason === undefined ? what : endOf(reason, sure === "confirmed"));
  }
  return ends;
}

/** `call c1`, then for each device `  d0.1  it says hangup (unconfirmed)  the record says hangup`. */
function endsInReplay(out: string): Ends {
  const ends: Ends = new Map();
  let call = "";
  for (const line of out.split("\n")) {
    call = /^call (\S+)$/.exec(line)?.[1] ?? call;
    const [, device, says, doubt] = /^ {2}(d\S+) {2}it says (\S+)( \(unconfirmed\))?/.exec(line) ?? [];
    if (device === undefined || says === undefined) continue;
    ends.set(`${call} ${device}`, endOf(says, doubt === undefined));
  }
  return ends;
}

const histories = [
  [1, "calm"],
  [7, "calm"],
  [4, "mixed"],
  [9, "mixed"], // a lost page, and the same call dialled anew
  [18, "mixed"],
  [6, "storm"],
  [11, "storm"],
  [22, "storm"],
] as const;

for (const [seed, weather] of histories) {
  test(`seed ${seed}, ${weather}: the journals play again and end as the trace does`, (t) => {
    const { trace, files } = record(t, seed, weather);
    const { status, out } = replay(files);
    assert.equal(status, 0, out);
    assert.equal(out.match(/ \(simulation\): replayed (\d+) of \1 entries, same$/gm)?.length, files.length);
    const ends = endsInTrace(trace);
    assert.ok(ends.size > 0);
    assert.deepEqual(endsInReplay(out), ends);
  });
}

test("a journal is read as it was written: version, seed, one node after the other", (t) => {
  const { files } = record(t, 6, "storm");
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    version: string;
  };
  for (const file of files) {
    const header = JSON.parse(readFileSync(file, "utf8").split("\n", 1)[0] ?? "") as Record<string, unknown>;
    assert.deepEqual([header["version"], header["seed"], header["side"]], [version, 6, "simulation"]);
  }
  assert.ok(files.some((file) => readFileSync(file, "utf8").includes('"d0.0@2":"client"')));
});

test("one answer that is another is found", (t) => {
  const { files } = record(t, 1, "calm");
  const [file = ""] = files;
  const text = readFileSync(file, "utf8");
  const at = text.lastIndexOf('"digest":"') + '"digest":"'.length;
  writeFileSync(file, text.slice(0, at) + (text[at] === "0" ? "1" : "0") + text.slice(at + 1));
  const { status, out } = replay(files, "--quiet");
  assert.equal(status, 1);
  assert.match(out, /entries, then a difference$/m);
});
