// The reference of the elements says what the source says, of all of them.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { currentDocument, documentOf, elementsIn } from "./elements.mjs";

test("docs/elements.md is what the comments say", () => {
  assert.equal(readFileSync("docs/elements.md", "utf8"), currentDocument(), "npm run elements");
});

test("every element that is defined is in it", () => {
  const sources = globSync("js/ui/*.ts").map((file) => readFileSync(file, "utf8"));
  const defined = sources.flatMap((source) =>
    [...source.matchAll(/define\("(ringline-[a-z-]+)"/g)].map(([, name]) => name),
  );
  const written = elementsIn(sources).map(({ name }) => name);
  const partsOfOthers = ["announcer", "figures", "notices", "panel"].map((part) => `ringline-${part}`);
  assert.deepEqual(defined.filter((name) => !partsOfOthers.includes(name)).sort(), written);
});

test("tags become rows, over several lines too", () => {
  const source = `/**
 * A bell.
 *
 * @element ringline-bell
 * @attr {"a"|"b"} tone - how it
 *   sounds
 * @slot - what hangs on it
 * @fires ring - it rang
 */
export class Bell {}`;
  const text = documentOf(elementsIn([source]));
  for (const row of [
    '| `tone` | `"a"\\|"b"` | how it sounds |',
    "| (default) |  | what hangs on it |",
    "| `ring` |  | it rang |",
  ]) {
    assert.ok(text.includes(row), `${row}\n${text}`);
  }
});
