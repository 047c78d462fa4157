// docs/BROWSERS.md is true of the browsers that we test with.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { askBrowsers, documentOf, file, withoutVersions } from "../../tools/capabilities.mjs";

test("the browsers can do what docs/BROWSERS.md says (if not: npm run capabilities)", async () => {
  const written = await readFile(file, "utf8");
  const found = documentOf(await askBrowsers());
  assert.deepEqual(withoutVersions(found).split("\n"), withoutVersions(written).split("\n"));
});
