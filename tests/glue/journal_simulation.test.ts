// The simulation that app developers run: it repeats by its seed, sees what it should see, and its journal plays again.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { FakeConnection } from "../../js/testing.ts";
import { replayFiles, runSimulation } from "../../simulate/commands.ts";
import { lossy } from "../../simulate/loss.ts";
import { agree } from "../../simulate/outcome.ts";
import { simulate } from "../../simulate/simulation.ts";

async function told(seed: number, journal?: string): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const people = { users: 4, devices: 2, loss: 0.15, calls: 12 };
  const code = await runSimulation({ ...people, seed, journal }, (line) => lines.push(line));
  // The throughput is the machine's.
  return { code, lines: lines.map((line) => line.replace(/; [\d.]+ calls a second$/, "")) };
}

test("the same seed tells the same story, another one another", async () => {
  const [one, two, three] = [await told(1), await told(1), await told(2)];
  assert.equal(one.code, 0, one.lines.join("\n"));
  assert.deepEqual(two, one);
  assert.notDeepEqual(three.lines, one.lines);
});

test("a journal of everything plays again: every client and the server", async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), "ringline-simulation-"));
  t.after(() => rm(directory, { recursive: true }));
  const file = path.join(directory, "all.jsonl");
  assert.equal((await told(5, file)).code, 0);
  const lines: string[] = [];
  assert.equal(
    await replayFiles({ files: [file], quiet: true }, (line) => lines.push(line)),
    0,
    lines.join("\n"),
  );
  assert.match(lines[0] ?? "", /replayed (\d+) of \1 entries, same$/);
  const [header] = (await readFile(file, "utf8")).split("\n");
  const { nodes, side, seed } = JSON.parse(header ?? "") as Record<string, object>;
  assert.equal(Object.keys(nodes ?? {}).length, 9);
  assert.deepEqual([side, seed], ["simulation", 5]);
});

test("without loss nobody is refused anything, and every call ends", async () => {
  const result = await simulate({ users: 3, devices: 1, loss: 0, seed: 4, calls: 10 });
  assert.deepEqual(result.violations, []);
  assert.equal(result.lostConnections, 0);
  assert.equal(result.calls.length, 10);
  for (const { reasons, to } of result.calls) assert.ok(reasons.size >= 1 && reasons.size <= to.length + 1);
  assert.ok(result.calls.some(({ talkedMs }) => talkedMs > 0));
});

test("a lost message takes its connection with it, and what came before arrives", () => {
  const heard: string[] = [];
  let server: FakeConnection | undefined;
  let closed = 0;
  const losing = lossy(
    (connection) => {
      server = connection;
      connection.onmessage = (text) => void heard.push(text);
      connection.onclose = (code) => (closed = code);
    },
    () => heard.length === 3,
  );
  const page: string[] = [];
  const inner: FakeConnection = {
    ...{ url: "", protocol: "", onmessage: null, onclose: null },
    send: (text) => void page.push(text),
    close: (code) => inner.onclose?.(code ?? 1000),
  };
  losing(inner);
  for (const text of ["1", "2", '{"type":"hello"}', "3", "4"]) inner.onmessage?.(text);
  server?.send("late");
  assert.deepEqual(heard, ["1", "2", '{"type":"hello"}']);
  assert.deepEqual(page, []);
  assert.equal(closed, 1006);
});

test("end reasons go together when one thing can have happened that explains them all", () => {
  const together = [
    ["hangup", "remote-hangup", "answered-elsewhere"],
    ["cancelled", "remote-cancelled"],
    ["cancelled", "missed"],
    ["no-response", "missed"],
    ["busy", "remote-busy"],
    ["declined", "remote-declined", "declined-elsewhere"],
    [],
  ];
  for (const reasons of together) assert.ok(agree(reasons), reasons.join());
  for (const reasons of [
    ["hangup", "declined"],
    ["busy", "remote-hangup"],
    ["cancelled", "no-response"],
  ]) {
    assert.ok(!agree(reasons), reasons.join());
  }
});
