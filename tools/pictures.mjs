// The pictures of README and docs: npm run pictures. Calls in the demo, as it is served, between pages whose cameras
// are drawn; a group of nine in the page of tests/visual/stage.ts.
import { mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { startServer } from "../tests/e2e/support/server.ts";
import { Stage } from "../tests/visual/stage.ts";
import { launchOptions } from "./chromium.mjs";
import { withPalette } from "./palette_png.mjs";

const folder = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
const drawnCamera = fileURLToPath(new URL("../tests/visual/page/drawn_camera.ts", import.meta.url));
const mostBytes = 150_000;
const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 800 };

async function main() {
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch(launchOptions());
  const server = await startServer({ args: ["--demo"] });
  const { outputFiles } = await build({
    entryPoints: [drawnCamera],
    bundle: true,
    format: "iife",
    write: false,
  });
  const script = outputFiles[0].text;
  const person = async (user, options) => {
    const page = await browser.newPage({ reducedMotion: "reduce", ...options });
    await page.addInitScript(script);
    await page.goto(`${server.url.href}?user=${user}`);
    await page.getByText("Online", { exact: true }).waitFor();
    await page.evaluate(() => {
      const kit = globalThis.document.querySelector("ringline-kit");
      kit.settings = { ...kit.settings, figures: false };
    });
    return page;
  };
  try {
    const freya = await person("Freya", { viewport: desktop });
    await callsOf(freya, await person("Alex", { viewport: desktop }));
    await phoneOf(freya, await person("Jonas", { viewport: phone, hasTouch: true }));
    await groupOf(browser);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Two people on desktops, in both colour schemes. */
async function callsOf(freya, alex) {
  await dial(alex, "Freya");
  await press(freya, "Accept");
  await inCall(alex);
  for (const colorScheme of ["light", "dark"]) {
    await alex.emulateMedia({ colorScheme });
    await take(alex, `call-${colorScheme}`);
  }
  await press(alex, "Hang up");
  await alex.close();
}

/** A phone that rings, and its call. */
async function phoneOf(freya, jonas) {
  await press(freya, "Close");
  await dial(freya, "Jonas");
  await jonas.getByRole("alertdialog").waitFor();
  await take(jonas, "phone-incoming");
  await press(jonas, "Accept");
  await inCall(jonas);
  await take(jonas, "phone-call");
  await press(jonas, "Hang up");
}

async function groupOf(browser) {
  const stage = await Stage.open(browser, { viewport: desktop });
  await stage.play("video9", async () => {
    await stage.dress(desktop, "light");
    await take(stage.page, "group");
  });
  await stage.close();
}

async function dial(page, user) {
  await page.getByLabel("Who do you want to call?").fill(user);
  await press(page, "Video call");
}

function press(page, name) {
  return page.getByRole("button", { name, exact: true }).click();
}

/** For as long as it takes to find the bandwidth for a clear picture. */
async function inCall(page) {
  await page
    .getByRole("timer")
    .filter({ hasText: /:[1-5]\d/ })
    .waitFor();
}

/** Small enough for a repository: in few colours. */
async function take(page, name) {
  const file = path.join(folder, `${name}.png`);
  await writeFile(file, withPalette(await page.screenshot()));
  const { size } = await stat(file);
  console.log(`${path.basename(file)}: ${(size / 1000).toFixed(0)} kB`);
  if (size > mostBytes) throw new Error(`${name}.png is over ${mostBytes} bytes`);
}

await main();
