// Runs the benches: node tools/bench.mjs [NAME...]. A bench is bench/NAME.bench.{ts,mjs}, a program that prints its
// figures and fails when a gate is missed.
import { globSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { loud } from "./programs.mjs";

const benches = new Map(
  globSync("bench/**/*.bench.{ts,mjs}")
    .sort()
    .map((file) => [path.basename(file).replace(/\.bench\..*/, ""), () => loud(process.execPath, [file])]),
);

const wanted = process.argv.length > 2 ? process.argv.slice(2) : [...benches.keys()];
const failed = wanted.filter((name) => {
  console.log(`\n== bench ${name}`);
  return !benches.get(name)?.();
});
console.log(`\nbench: ${wanted.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
