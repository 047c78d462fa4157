// Import to ready (import, compile, instantiate, first dispatch) in Chromium with a warm HTTP cache, beside the
// import of an empty module in the same page. Gate (design 8): median at most 60 ms.
//   npm run bench load        LOADS=25 is the default
import process from "node:process";
import { chromium } from "playwright-core";
import { launchOptions } from "../tools/chromium.mjs";
import { servePages } from "./setup/pages.mjs";
import { median } from "./support/statistics.mjs";

const gateMs = 60;
const loads = Number(process.env.LOADS ?? 25);

/** Runs in the page. `disconnect()` of a client that never connected is the cheapest way to a first dispatch. */
async function measure() {
  const before = performance.now();
  await import("/load/empty.js");
  const empty = performance.now() - before;
  const start = performance.now();
  const { CallClient } = await import("/dist/index.js");
  const client = await CallClient.create({ url: location.href, tokenProvider: () => "" });
  await client.call("bob", { media: "audio" }).catch(() => {}); // refused: not connected
  return { empty, ready: performance.now() - start };
}

const pages = await servePages();
const browser = await chromium.launch(launchOptions());
const context = await browser.newContext();
const figures = [];
try {
  for (let i = 0; i < loads + 2; i += 1) {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${pages.port}/load/page.html`);
    const one = await page.evaluate(measure);
    if (i >= 2) figures.push(one); // the first two fill the cache
    await page.close();
  }
} finally {
  await browser.close();
  pages.close();
}
const ready = median(figures.map((one) => one.ready));
const empty = median(figures.map((one) => one.empty));
console.log(
  `import to ready ${ready.toFixed(1)} ms, an empty module ${empty.toFixed(1)} ms (${loads} page loads)`,
);
console.log(ready > gateMs ? `load: ABOVE ${gateMs} ms` : `load: within the gate of ${gateMs} ms`);
process.exitCode = ready > gateMs ? 1 : 0;
