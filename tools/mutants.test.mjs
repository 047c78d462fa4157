// The planted faults (tests/sim/mutants) still fit the core: else `npm run sim:mutants` would find out at night only.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const patches = globSync("tests/sim/mutants/*.patch").sort();
const page = readFileSync("docs/SIMULATION.md", "utf8");

test("there are planted faults, one a number", () => {
  assert.ok(patches.length >= 25);
  const numbers = patches.map((file) => path.basename(file).slice(0, 2));
  assert.deepEqual(numbers, [...new Set(numbers)]);
});

for (const file of patches) {
  const name = path.basename(file, ".patch");
  test(`${name} applies, changes the core alone and has its row in docs/SIMULATION.md`, () => {
    const applied = spawnSync("patch", ["-p1", "--fuzz=0", "--dry-run", "-i", file], { encoding: "utf8" });
    assert.equal(applied.status, 0, applied.stdout);
    const changed = [...readFileSync(file, "utf8").matchAll(/^\+\+\+ b\/(\S+)/gm)].map(([, one]) => one);
    assert.ok(changed.length > 0 && changed.every((one) => one.startsWith("src/")), `${changed}`);
    assert.ok(page.includes(`| ${name} |`), "no row");
  });
}
