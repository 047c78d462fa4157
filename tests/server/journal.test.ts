// The switchboard's journals: one a call, playable from the first entry, bounded, in files or a sink.

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { JournalError, journalLimits, readJournal } from "../../js/shared/journal/format.ts";
import type { JournalProblem } from "../../js/shared/journal/format.ts";
import { replay } from "../../js/shared/journal/replay.ts";
import { loadSwitchboardCore } from "../../server/core_loader.ts";
import type { ServerJournalOptions } from "../../server/index.ts";
import { loadCore } from "../../simulate/cores.ts";
import { invite, joined, leave, newCallId, party, sdpOffer, seen, youEnd } from "./call_support.ts";
import { silent, startServer } from "./support.ts";
import type { TestServer } from "./support.ts";

async function folder(context: TestContext): Promise<string> {
  const name = await mkdtemp(path.join(tmpdir(), "ringline-journal-"));
  context.after(() => rm(name, { recursive: true }));
  return name;
}

/** A call from invite to hang-up, over real sockets. */
async function callOn(server: TestServer, users: [string, string] = ["alice", "bob"]): Promise<string> {
  const [from, to] = users;
  const [alice, bob] = [await party(server, { user: from }), await party(server, { user: to })];
  const callId = newCallId();
  await joined(alice, callId, bob);
  await leave(alice, callId, { ext: '"until tomorrow"' });
  await seen(bob, callId, "the end", (view) => youEnd(view) === "remote-hangup");
  for (const { device } of [alice, bob]) device.close();
  return callId;
}

function sinkInto(texts: Map<string, string>): ServerJournalOptions {
  return { sink: (name, text) => void texts.set(name, (texts.get(name) ?? "") + text) };
}

test("each call has its journal in a file of its own, and each plays again", async (t) => {
  const directory = path.join(await folder(t), "made", "when", "needed");
  await using server = await startServer({ journal: { directory } });
  const calls = [await callOn(server), await callOn(server, ["bob", "carol"]), await callOn(server)];
  await server.close();
  const files = await readdir(directory);
  assert.deepEqual(files.sort(), calls.map((callId) => `${callId}.jsonl`).sort());
  for (const file of files) {
    const name = path.join(directory, file);
    assert.equal((await stat(name)).mode & 0o077, 0, "for nobody else on this machine");
    const text = await readFile(name, "utf8");
    const hiddenTexts = ["alice", "bob", "carol", "until tomorrow", "MARKER", sdpOffer];
    for (const hidden of hiddenTexts) assert.ok(!text.includes(hidden), hidden);
    const [part, ...more] = readJournal(text, file);
    assert.ok(part);
    assert.equal(more.length, 0);
    assert.equal(`${part.header.call}.jsonl`, file);
    assert.deepEqual(await replay(part, loadCore), { same: part.entries.length, of: part.entries.length });
    const types = part.entries.map(({ in: [header] }) => (header as { type: string }).type);
    assert.equal(types[0], "configure");
    for (const type of ["frame", "input", "drained"]) assert.ok(types.includes(type), type);
  }
});

test("a journal goes on with a new core after a trap, as a second part that plays as well", async () => {
  const texts = new Map<string, string>();
  let dies = false;
  const loadDying = async () => {
    const core = await loadSwitchboardCore();
    return {
      dispatch: (message: string, now: number) => {
        // Not at what else is still under way, such as an acknowledgement.
        if (!dies || !message.includes('"type":"leave"')) return core.dispatch(message, now);
        dies = false;
        throw new WebAssembly.RuntimeError("unreachable");
      },
      delete: () => core.delete(),
    };
  };
  await using server = await startServer({ journal: sinkInto(texts), loadCore: loadDying, logger: silent });
  const [alice, bob] = [await party(server, { user: "alice" }), await party(server, { user: "bob" })];
  const callId = newCallId();
  await joined(alice, callId, bob);
  dies = true;
  assert.equal((await leave(alice, callId))["ok"], false);
  assert.equal((await leave(alice, callId))["ok"], true);
  for (const { device } of [alice, bob]) device.close();
  await server.close();
  const parts = readJournal(texts.get(callId) ?? "", "sink");
  assert.equal(parts.length, 2);
  for (const part of parts) {
    assert.deepEqual(await replay(part, loadCore), { same: part.entries.length, of: part.entries.length });
  }
});

test("a journal at its limit ends, says so, and plays as far as it goes", async () => {
  for (const limit of [{ maxEntries: 6 }, { maxBytes: 8_000 }]) {
    const texts = new Map<string, string>();
    await using server = await startServer({ journal: { ...sinkInto(texts), ...limit } });
    const callId = await callOn(server);
    await server.close();
    const text = texts.get(callId) ?? "";
    assert.ok(Buffer.byteLength(text) < 8_500);
    const [part] = readJournal(text, "sink");
    assert.ok(part?.cut);
    assert.ok(part.entries.length > 1 && part.entries.length < 12);
    assert.deepEqual(await replay(part, loadCore), { same: part.entries.length, of: part.entries.length });
  }
});

test("the journals together are bounded, and what cannot be written stops nothing else", async (t) => {
  const directory = await folder(t);
  const warnings: string[] = [];
  const logger = { ...silent, warn: (_: object, message: string) => void warnings.push(message) };
  await using bounded = await startServer({ journal: { directory, maxTotalBytes: 4_000 }, logger });
  await callOn(bounded);
  await callOn(bounded);
  await bounded.close();
  let bytes = 0;
  for (const file of await readdir(directory)) bytes += (await stat(path.join(directory, file))).size;
  assert.ok(bytes <= 4_000, String(bytes));
  assert.deepEqual(
    warnings.filter((message) => message.startsWith("journals")),
    ["journals have reached maxTotalBytes; none goes on"],
  );
  warnings.length = 0;
  const file = path.join(directory, "a file");
  await writeFile(file, "");
  await using server = await startServer({ journal: { directory: file }, logger });
  await callOn(server);
  await server.close();
  const said = warnings.filter((message) => message.startsWith("journals"));
  assert.deepEqual(said, ["journals cannot be written; none goes on"]);
});

test("a call id cannot lead out of the folder, nor into the file of another call", async (t) => {
  const directory = await folder(t);
  await using server = await startServer({ journal: { directory } });
  const alice = await party(server, { user: "alice" });
  await invite(alice, "..", ["bob"]);
  await invite(alice, "a:b.c", ["bob"]);
  await invite(alice, "a.b:c", ["bob"]);
  alice.device.close();
  await server.close();
  assert.deepEqual((await readdir(directory)).sort(), ["%2e%2e.jsonl", "a%2eb%3ac.jsonl", "a%3ab%2ec.jsonl"]);
});

test("an option that makes no sense is refused with a sentence", async () => {
  const sentence = /`journal` needs a `directory`, or a `sink`/;
  await assert.rejects(startServer({ journal: {} }), sentence);
  await assert.rejects(startServer({ journal: { directory: "x", sink: () => {} } }), sentence);
});

test("what is no journal is refused, with what is wrong and where", () => {
  const header = '{"journal":1,"side":"client","version":"0.1.0","nodes":{"x":"client"}}';
  const entry = '{"at":1,"in":[{"type":"time"}],"out":[],"digest":"00"}';
  const cases: [text: string, problem: JournalProblem, sentence: RegExp][] = [
    ["", "not-a-journal", /^f is empty: not a journal/],
    ["hello\n", "not-a-journal", /f, line 1: not a journal \(not JSON\)/],
    ["[1]\n", "not-a-journal", /line 1/],
    ['{"a":1}\n', "not-a-journal", /no field "journal"/],
    ['{"journal":2}\n', "wrong-version", /journal version 2; this program reads 1/],
    ['{"journal":1,"side":"client"}\n', "broken-line", /header/],
    ['{"journal":1,"side":"moon","nodes":{"x":"client"}}\n', "broken-line", /header/],
    ['{"journal":1,"side":"client","nodes":{"x":"toaster"}}\n', "broken-line", /header/],
    [`${header}\n${entry}\n{"at":2,"in":[{"ty`, "truncated-line", /f, line 3: the line breaks off/],
    [`${header}\nnonsense\n${entry}\n`, "broken-line", /f, line 2: not JSON/],
    [`${header}\n[]\n`, "broken-line", /f, line 2/],
    [`${header}\n{"at":1}\n`, "broken-line", /f, line 2: not an entry/],
    [`${header}\n${entry.replace('"at":1', '"at":1.5')}\n`, "broken-line", /not an entry/],
    [`${header}\n${entry.replace('"at":1', '"at":8640000000000001')}\n`, "broken-line", /not an entry/],
    [`${header}\n`.repeat(journalLimits.readEntries + 1), "too-large", /f: over 1000000 entries/],
    [`${header}\n${entry.replace("{", '{"node":"y",')}\n`, "broken-line", /not an entry/],
  ];
  for (const [text, problem, sentence] of cases) {
    const check = (error: unknown): boolean => {
      assert.ok(error instanceof JournalError, String(error));
      assert.equal(error.problem, problem, text);
      assert.match(error.message, sentence);
      return true;
    };
    assert.throws(() => readJournal(text, "f"), check, text);
  }
  assert.equal(readJournal(`${header}\n${entry}\n${header}\n${entry}\n{"cut":true}\n`, "f").length, 2);
});
