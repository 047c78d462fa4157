/** An app's bundler keeps what importing an entry is for: it defines the elements (package.json, `sideEffects`). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";

async function bundleOf(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    format: "esm",
    splitting: true,
    outdir: "unused",
    write: false,
    logLevel: "silent",
  });
  return outputFiles.map(({ text }) => text).join("");
}

for (const [entry, element] of [
  ["ui", "ringline-kit"],
  ["panels", "ringline-prejoin"],
]) {
  test(`import "ringline/${entry}" defines <${element}> in a bundle, too`, async () => {
    assert.match(await bundleOf(`import "ringline/${entry}";`), new RegExp(`\\("${element}"`));
  });
}
