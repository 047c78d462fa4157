// Weighs what a page loads, compressed, against tools/size-budget.json. Fails above the budget.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const EVERY_IMPORT = /(?:from|import)\s*\(?\s*["'](\.\/[^"']+\.js)["']/g;
const STATIC_IMPORT = /(?:from|import)\s*["'](\.\/[^"']+\.js)["']/g;

/** A bundle and every chunk that it imports, statically or on demand. Modules in wasm/ are parts of their own. */
export function filesOf(entry, read = (file) => readFileSync(file, "utf8"), imports = EVERY_IMPORT) {
  const found = new Set();
  const visit = (file) => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, target] of read(file).matchAll(imports)) {
      visit(path.join(path.dirname(file), target));
    }
  };
  visit(entry);
  return [...found];
}

function weigh(file) {
  const bytes = readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

function add(a, b) {
  return { raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli };
}

function main() {
  const budget = JSON.parse(readFileSync("tools/size-budget.json", "utf8"));
  const nothing = { raw: 0, gzip: 0, brotli: 0 };
  let total = nothing;
  let over = 0;
  const line = (name, weight, limit) => {
    const isOver = weight.brotli > limit;
    if (isOver) over += 1;
    const numbers = [weight.raw, weight.gzip, weight.brotli, limit]
      .map((n) => String(n).padStart(8))
      .join("");
    console.log(`${name.padEnd(24)}${numbers}  ${isOver ? "OVER" : "ok"}`);
  };
  console.log(`${"bytes".padEnd(24)}     raw    gzip  brotli  budget`);
  const part = ([entry, limit]) => {
    if (!existsSync(entry)) throw new Error(`${entry} is missing: run npm run build`);
    const files = entry.endsWith(".js") ? filesOf(entry) : [entry];
    const weight = files.map(weigh).reduce(add, nothing);
    line(files.length > 1 ? `${entry} +${files.length - 1}` : entry, weight, limit);
    return weight;
  };
  for (const entry of Object.entries(budget.parts)) total = add(total, part(entry));
  line("total", total, budget.total);
  Object.entries(budget.optional ?? {}).forEach(part);
  for (const [entry, limit] of Object.entries(budget.screens ?? {})) {
    // What the page has already by the library is not weighed twice; what comes when it is shown is not there yet.
    const headless = Object.keys(budget.parts).flatMap((file) => (file.endsWith(".js") ? filesOf(file) : []));
    const files = filesOf(entry, undefined, STATIC_IMPORT).filter((file) => !headless.includes(file));
    line(`${entry} +${files.length - 1}`, files.map(weigh).reduce(add, nothing), limit);
  }
  for (const [file, limit] of Object.entries(budget.later ?? {})) line(file, weigh(file), limit);
  console.log(`size: ${over === 0 ? "within the budget" : `${over} over the budget`}`);
  return over === 0 ? 0 : 1;
}

if (import.meta.main ?? process.argv[1]?.endsWith("size.mjs")) {
  try {
    process.exitCode = main();
  } catch (error) {
    console.error(`size: ${error.message}`);
    process.exitCode = 1;
  }
}
