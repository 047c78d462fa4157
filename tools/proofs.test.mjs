// docs/PROOFS.md names tests; each must exist.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";

const page = readFileSync("docs/PROOFS.md", "utf8");
const cases = new Set(
  globSync("tests/core/**/*.cpp").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)/gm)].map(
      ([, suite, name]) => `${suite}.${name}`,
    ),
  ),
);

test("every GoogleTest case that docs/PROOFS.md names exists", () => {
  const named = [...page.matchAll(/`([A-Z]\w+\.[A-Z]\w+)`/g)].map(([, name]) => name);
  assert.ok(named.length > 50);
  assert.deepEqual(
    named.filter((name) => !cases.has(name) && name !== "Suite.Case"),
    [],
  );
});

test("every Node test and file that docs/PROOFS.md names exists", () => {
  const missing = [...page.matchAll(/`(tests\/[\w/.]+)`(?:: "([^"]+)")?/g)].filter(([, file, title]) => {
    if (file === "tests/core") return false;
    const found = globSync(file);
    return found.length === 0 || (title !== undefined && !readFileSync(file, "utf8").includes(title));
  });
  assert.deepEqual(
    missing.map(([text]) => text),
    [],
  );
});
