// What a recording costs while it goes on: CPU, pictures a second, and memory, which must not grow with its length.
//   npm run bench recording        SECONDS=60 PEOPLE=3 are the defaults; SECONDS=3600 is the hour of the issue
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import process from "node:process";
import { chromium } from "playwright-core";
import { launchOptions } from "../tools/chromium.mjs";

const seconds = Number(process.env.SECONDS ?? 60);
const people = Number(process.env.PEOPLE ?? 3);
const sampleMs = 5000;
/** Gates: growth of the heap from the first third to the last one, and what may wait for a sink that keeps up. */
const maxGrowthBytes = 2 * 1024 * 1024;
const maxHeldBytes = 4 * 1024 * 1024;

const files = {
  "/": ["text/html", '<!doctype html><script src="people.js"></script>'],
  "/people.js": ["text/javascript", readFileSync("bench/recording/people.js")],
  "/recording.js": ["text/javascript", readFileSync("dist/recording.js")],
};

function serve() {
  const server = createServer(({ url }, response) => {
    const [type, body] = files[url] ?? ["text/plain", ""];
    response.writeHead(200, { "content-type": type }).end(body);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** CPU seconds of all processes of the browser so far. */
async function cpuOf(session) {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Bytes that are really in use. */
async function heapOf(session) {
  await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}

function mean(numbers) {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

async function main() {
  const server = await serve();
  const browser = await chromium.launch(launchOptions());
  const page = await browser.newPage();
  const ofPage = await page.context().newCDPSession(page);
  const ofBrowser = await browser.newBrowserCDPSession();
  await page.goto(`http://localhost:${server.address().port}/`);
  await page.evaluate(([count]) => window.begin(count, {}), [people]);
  const [cpuBefore, start] = [await cpuOf(ofBrowser), performance.now()];
  const samples = [];
  while (performance.now() - start < seconds * 1000) {
    await new Promise((resolve) => setTimeout(resolve, sampleMs));
    const held = await page.evaluate(() => window.recorder.heldBytes);
    samples.push({ heap: await heapOf(ofPage), held });
  }
  const lasted = (performance.now() - start) / 1000;
  const cpu = (await cpuOf(ofBrowser)) - cpuBefore;
  const { frames, durationMs, pixelsPerSecond, type } = await page.evaluate(() => window.finish());
  const written = await page.evaluate(() => window.written);
  await browser.close();
  server.close();

  const third = Math.max(1, Math.floor(samples.length / 3));
  const heaps = samples.map(({ heap }) => heap);
  const growth = mean(heaps.slice(-third)) - mean(heaps.slice(0, third));
  const most = Math.max(...samples.map(({ held }) => held));
  const figures = {
    type,
    people,
    seconds: lasted.toFixed(0),
    "pictures a second": ((frames * 1000) / durationMs).toFixed(2),
    "pixels a second": pixelsPerSecond,
    "CPU of the browser, with the bench's own cameras (cores)": (cpu / lasted).toFixed(2),
    "written (MB)": (written / 1e6).toFixed(2),
    "heap in use (MB)": (mean(heaps) / 1e6).toFixed(2),
    "heap grew by (MB)": (growth / 1e6).toFixed(3),
    "most that waited (bytes)": most,
  };
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(58)} ${value}`);
  return growth > maxGrowthBytes || most > maxHeldBytes ? 1 : 0;
}

process.exitCode = await main();
