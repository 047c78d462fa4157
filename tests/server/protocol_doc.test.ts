// docs/PROTOCOL.md says the whole truth: every frame, error and limit in it exists in the code, and the
// code knows none that is not in it.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { closeHelloTimeout, hostErrors } from "../../server/errors.ts";
import { defaultLimits } from "../../server/limits.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), "utf8");
const doc = await read("docs/PROTOCOL.md");

/** The part of the page under a heading, up to the next one. */
function section(heading: string): string {
  const from = doc.indexOf(`\n## ${heading}`);
  assert.ok(from >= 0, `docs/PROTOCOL.md has no section "${heading}"`);
  const to = doc.indexOf("\n## ", from + 4);
  return doc.slice(from, to < 0 ? undefined : to);
}

/** The cells of each row of the first table in a text. */
function rows(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  const cells = lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return cells.slice(2);
}

/** The first cell of each row, without its quotes. */
const firstCells = (text: string): string[] => rows(text).map(([first = ""]) => first.replaceAll("`", ""));

/** The words of `EnumNames<name>` in a header. */
async function enumNames(file: string, name: string): Promise<string[]> {
  const source = await read(file);
  const found = new RegExp(`EnumNames<(?:\\w+::)?${name}> \\{[^(]*names_table\\(([^)]*)\\)`).exec(source);
  assert.ok(found, `${file} has no names of ${name}`);
  return [...(found[1] ?? "").matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word);
}

const sorted = (words: Iterable<string>): string[] => [...words].sort();

test("every frame of a device stands in the table, and the core's decoder knows no other", async () => {
  const known = await enumNames("src/switchboard/command.h", "CommandType");
  assert.deepEqual(sorted(firstCells(section("Device to server"))), sorted(known));
});

test("every frame of the server stands in the table, and the client's decoder knows no other", async () => {
  const source = await read("src/wire/client_frames.cpp");
  const known = [...source.matchAll(/type == "([a-z-]+)"/g)].map(([, type = ""]) => type);
  assert.deepEqual(sorted(firstCells(section("Server to device"))), sorted(new Set(known)));
});

test("every frame of the page has an example, and no example is of anything else", async () => {
  const files = await readdir(new URL("tests/fixtures/wire/", root));
  for (const [heading, side] of [
    ["Device to server", "device"],
    ["Server to device", "server"],
  ] as const) {
    const types = firstCells(section(heading));
    const examples = files.filter((file) => file.startsWith(`${side}-`));
    for (const type of types) assert.ok(examples.includes(`${side}-${type}.json`), `${side}-${type}`);
    for (const file of examples) {
      const { type } = JSON.parse(await read(`tests/fixtures/wire/${file}`)) as { type: string };
      assert.ok(types.includes(type), file);
      assert.ok(file.startsWith(`${side}-${type}`), file);
    }
  }
});

test("every state and role that a view may name is on the page", async () => {
  for (const name of ["CallKind", "Media", "Role", "RecordState", "ParticipantState", "VideoRequestState"]) {
    for (const word of await enumNames("src/view.h", name)) {
      if (word !== "none") assert.match(section("Server to device"), new RegExp(`["\`]${word}["\`]`), word);
    }
  }
});

test("the table of errors is the one of src/error_code.h", async () => {
  const known = await enumNames("src/error_code.h", "ErrorCode");
  assert.deepEqual(sorted(firstCells(section("Errors"))), sorted(known));
});

test("the host's errors have the category and the retryability of the table", () => {
  const table = new Map(rows(section("Errors")).map((row) => [row[0]?.replaceAll("`", ""), row]));
  for (const [code, { category, retryable }] of hostErrors) {
    const row = table.get(code);
    assert.ok(row, code);
    assert.equal(row[1], category, code);
    assert.equal(row[2], retryable ? "yes" : "no", code);
  }
});

test("every close code that the host uses is explained", () => {
  const text = section("Errors");
  for (const close of [closeHelloTimeout, ...[...hostErrors.values()].map((error) => error.close)]) {
    assert.match(text, new RegExp(`\\b${close}\\b`));
  }
});

test("the host's limits are those of the page and of src/limits.h", async () => {
  const header = await read("src/limits.h");
  const limit = (name: string): number => {
    const found = new RegExp(`\\b${name} = ([\\d']+);`).exec(header);
    assert.ok(found, name);
    return Number((found[1] ?? "").replaceAll("'", ""));
  };
  assert.equal(defaultLimits.frameBytes, limit("kFrameBytes"));
  assert.equal(defaultLimits.frameDepth, limit("kJsonDepth"));
  const text = section("Limits").replaceAll(/(?<=\d) (?=\d{3}\b)/g, "");
  assert.match(text, new RegExp(`${defaultLimits.frameBytes} bytes, ${defaultLimits.frameDepth} levels`));
  const { commandsPerMinute, commandBurst, signalsPerMinute, signalBurst } = defaultLimits;
  assert.match(text, new RegExp(`${commandsPerMinute} a minute, burst ${commandBurst}`));
  assert.match(text, new RegExp(`${signalsPerMinute} a minute, burst ${signalBurst}`));
  const { presencesPerMinute, presenceBurst, presenceUsers } = defaultLimits;
  assert.match(text, new RegExp(`\`presence\` \\| ${presencesPerMinute} a minute, burst ${presenceBurst}`));
  assert.match(section("Device to server"), new RegExp(`at most ${presenceUsers} users`));
  for (const name of [
    "kSdpBytes",
    "kExtBytes",
    "kCandidateBytes",
    "kUserIdBytes",
    "kNameBytes",
    "kAvatarBytes",
  ]) {
    assert.match(text, new RegExp(`\\b${limit(name)} bytes`), name);
  }
});
