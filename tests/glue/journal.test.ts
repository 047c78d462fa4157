// Journals of real calls: played again they give the same, they name nobody, and those of one call meet.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { createJournal, readJournal } from "../../js/journal/journal.ts";
import type { JournalPart } from "../../js/journal/journal.ts";
import { libraryVersion, writeJournal } from "../../js/shared/journal/format.ts";
import { replay } from "../../js/shared/journal/replay.ts";
import { loadCore } from "../../simulate/cores.ts";
import { replayFiles } from "../../simulate/replay_command.ts";
import { talking, World } from "./support/people.ts";
import type { Person } from "./support/people.ts";
import manifest from "../../package.json" with { type: "json" };

/** Everything that must not be in a journal, as it is said in these tests. */
const personal = {
  alice: "alice.liddell@example.com",
  bob: "bob-the-builder",
  nameA: "Alice Liddell",
  nameB: "Bób Builder",
  deviceA: "alices-phone",
  deviceB: "bobs-laptop",
  ext: "the secret of the call",
};
const addresses = ["192.0.2.1", "candidate:1", "ice-pwd", "a=setup", "00:00:00", "IN IP4"];

interface Story {
  readonly alice: Person;
  readonly bob: Person;
  readonly callId: string;
  /** By name, as the server writes them. */
  readonly server: Map<string, string>;
  readonly world: World;
}

/** A video call with names, `ext`, a mute and a lost connection. */
async function story(): Promise<Story> {
  const server = new Map<string, string>();
  const sink = (name: string, text: string): unknown => server.set(name, (server.get(name) ?? "") + text);
  const world = new World({ journal: { sink } });
  world.exchange.names.set(personal.alice, personal.nameA);
  world.exchange.names.set(personal.bob, personal.nameB);
  const alice = await world.person(personal.alice, world.host(), {
    deviceId: personal.deviceA,
    journal: createJournal(),
  });
  const bob = await world.person(personal.bob, world.host(), {
    deviceId: personal.deviceB,
    journal: createJournal(),
  });
  const callId = await callOnce(world, alice, bob);
  return { alice, bob, callId, server, world };
}

async function callOnce(world: World, alice: Person, bob: Person): Promise<string> {
  const [call, other] = await talking(world, alice, bob, "video");
  await other.setMicrophoneEnabled(false);
  await world.pass(12_000);
  alice.host.dropSockets();
  await world.pass(5_000);
  await call.hangUp({ ext: { why: personal.ext } });
  await world.pass(5_000);
  assert.equal(other.endReason, "remote-hangup");
  return call.id;
}

function onlyPart(text: string): JournalPart {
  const [part, ...more] = readJournal(text, "test");
  assert.ok(part);
  assert.equal(more.length, 0);
  return part;
}

async function folder(context: TestContext): Promise<string> {
  const name = await mkdtemp(path.join(tmpdir(), "ringline-journal-"));
  context.after(() => rm(name, { recursive: true }));
  return name;
}

function renamed(text: string): Set<string> {
  return new Set(text.match(/\b(user|device|name|ext|ufrag|sdp)-[0-9a-f]{16}\b/g) ?? []);
}

test("the journals of a real call play again with the same answers", async () => {
  const { alice, bob, server } = await story();
  const texts = [alice.client.exportJournal(), bob.client.exportJournal(), ...server.values()];
  assert.equal(texts.length, 3);
  for (const text of texts) {
    const part = onlyPart(text);
    assert.ok(part.entries.length > 20);
    const count = part.entries.length;
    assert.deepEqual(await replay(part, loadCore), { same: count, of: count });
  }
});

test("a journal names nobody, and has no address, key or token", async () => {
  const { alice, bob, server } = await story();
  for (const text of [alice.client.exportJournal(), bob.client.exportJournal(), ...server.values()]) {
    for (const hidden of [...Object.values(personal), ...addresses]) {
      assert.ok(!text.includes(hidden), `${hidden} is in the journal`);
    }
    assert.match(text, /a=ice-ufrag:ufrag-/);
    assert.doesNotMatch(text, /"(token|mac|credential|username)":"(?!hidden)/);
  }
});

test("the journals of one call meet: the same people under the same names, on one axis, and they agree", async (t) => {
  const { alice, bob, callId, server } = await story();
  const directory = await folder(t);
  const texts = [alice.client.exportJournal(), bob.client.exportJournal(), ...server.values()];
  const users = texts.map((text) => new Set(text.match(/\buser-[0-9a-f]{16}\b/g)));
  assert.equal(users[0]?.size, 2);
  assert.deepEqual(users[1] && [...users[1]].sort(), [...users[0]!].sort());
  assert.deepEqual(users[2] && [...users[2]].sort(), [...users[0]!].sort());
  assert.deepEqual([...server.keys()], [callId]);
  const files = texts.map((_, index) => path.join(directory, `${index}.jsonl`));
  await Promise.all(files.map((file, index) => writeFile(file, texts[index]!)));
  const lines: string[] = [];
  assert.equal(await replayFiles({ files, quiet: false }, (line) => lines.push(line)), 0);
  const print = lines.join("\n");
  assert.equal(print.match(/replayed (\d+) of \1 entries, same/g)?.length, 3);
  assert.match(print, /device-\w+ {2}it says hangup {2}the record says hangup/);
  assert.match(print, /device-\w+ {2}it says remote-hangup {2}the record says remote-hangup/);
  assert.match(print, /1 calls, the devices agree/);
  // One axis: what one side sends, the server hears before the other side does.
  const order = ["offer-created -> send", "frame invite", "set-track", "incoming", "frame accept"];
  const found = order.map((what) => lines.findIndex((line) => line.includes(what)));
  assert.ok(found[0]! >= 0 && found[1]! > found[0]! && found[4]! > found[3]!, found.join());
  assert.match(lines[0] ?? "", /^\+0 s is 2026-01-01T00:00:01/);
});

test("two calls share no renamed id", async () => {
  const { alice, bob, callId, world, server } = await story();
  const second = await callOnce(world, alice, bob);
  assert.notEqual(second, callId);
  const one = renamed(alice.client.exportJournal(callId));
  const two = renamed(alice.client.exportJournal(second));
  assert.ok(one.size > 4);
  assert.deepEqual(
    [...one].filter((id) => two.has(id)),
    [],
  );
  const [first, last] = [renamed(server.get(callId) ?? ""), renamed(server.get(second) ?? "")];
  assert.deepEqual(
    [...first].filter((id) => last.has(id)),
    [],
  );
  // Without a word, it is the journal of the last call.
  assert.equal(alice.client.exportJournal(), alice.client.exportJournal(second));
  for (const text of [...server.values(), alice.client.exportJournal(callId)]) {
    const part = onlyPart(text);
    const count = part.entries.length;
    assert.deepEqual(await replay(part, loadCore), { same: count, of: count });
  }
});

test("a journal at its limit forgets its beginning, says so, and is shown but not played", async (t) => {
  const world = new World();
  const alice = await world.person("alice", world.host(), { journal: createJournal({ maxEntries: 10 }) });
  const journal = createJournal({ maxBytes: 20_000 });
  const bob = await world.person("bob", world.host(), { journal });
  await callOnce(world, alice, bob);
  const part = onlyPart(alice.client.exportJournal());
  assert.equal(part.entries.length, 10);
  assert.ok((part.header.dropped ?? 0) > 10);
  assert.ok(journal.size > 0 && journal.size < 25, `${journal.size}`);
  const file = path.join(await folder(t), "short.jsonl");
  await writeFile(file, bob.client.exportJournal());
  const lines: string[] = [];
  assert.equal(await replayFiles({ files: [file], quiet: false }, (line) => lines.push(line)), 0);
  assert.match(lines.join("\n"), /shown only, its first \d+ entries were dropped/);
});

test("an altered journal is found out, at the entry that was altered", async () => {
  const { alice } = await story();
  const { header, entries } = onlyPart(alice.client.exportJournal());
  const at = entries.findIndex(({ in: [line] }) => typeof line === "object" && line["type"] === "call");
  const alterations = [
    { ...entries[at]!, digest: "0123456789abcdef" },
    { ...entries[at]!, in: [{ ...(entries[at]!.in[0] as object), media: "audio" }] },
    { ...entries[at]!, in: ["not a message"] },
  ];
  for (const altered of alterations) {
    const text = writeJournal(header, entries.with(at, altered));
    const replayed = await replay(onlyPart(text), loadCore);
    assert.equal(replayed.same, at);
    assert.equal(replayed.difference?.entry, at + 1);
  }
});

test("without a journal there is nothing to export; and a journal is for one client", async () => {
  const world = new World();
  const journal = createJournal();
  const alice = await world.person("alice", world.host(), { journal });
  const bob = await world.person("bob");
  assert.throws(() => bob.client.exportJournal(), { name: "CallError", code: "invalid-state" });
  await assert.rejects(world.client("carol", world.host(), { journal }), {
    name: "JournalError",
    problem: "in-use",
  });
  assert.ok(onlyPart(alice.client.exportJournal()).entries.length > 0, "also before the first call");
  for (const maxEntries of [0, -1, 1.5, NaN, Infinity]) {
    assert.throws(() => createJournal({ maxEntries }), RangeError);
  }
});

test("a journal says which version of the library wrote it", () => {
  assert.equal(libraryVersion, manifest.version);
});
