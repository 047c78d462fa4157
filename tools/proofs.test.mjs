// docs/PROOFS.md and docs/REQUIREMENTS.md name tests; each must exist.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";

const cases = new Set(
  globSync("tests/core/**/*.cpp").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)/gm)].map(
      ([, suite, name]) => `${suite}.${name}`,
    ),
  ),
);

/** A title stands in quotes in its file; one that is put together by a template cannot be named. */
function hasTest(file, title) {
  if (globSync(file).length === 0) return false;
  return title === undefined || readFileSync(file, "utf8").includes(`"${title}"`);
}

for (const path of ["docs/PROOFS.md", "docs/REQUIREMENTS.md"]) {
  const page = readFileSync(path, "utf8");

  test(`every GoogleTest case that ${path} names exists`, () => {
    const named = [...page.matchAll(/`([A-Z]\w+\.[A-Z]\w+)`/g)].map(([, name]) => name);
    assert.ok(named.length > 50);
    assert.deepEqual(
      named.filter((name) => !cases.has(name) && name !== "Suite.Case"),
      [],
    );
  });

  test(`every Node test and file that ${path} names exists`, () => {
    const named = [...page.matchAll(/`(tests\/[\w/.]+)`(?:: "([^"]+)")?/g)];
    const missing = named.filter(([, file, title]) => file !== "tests/core" && !hasTest(file, title));
    assert.deepEqual(
      missing.map(([text]) => text),
      [],
    );
  });
}
