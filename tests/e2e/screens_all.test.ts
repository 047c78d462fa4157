// Every screen in every state, on a phone, on a desktop and zoomed: nothing that a rule for accessibility knows is
// wrong, nothing is cut, covered or out of reach, and everything is where it was. `GOLDEN_UPDATE=1` keeps where things
// are now; `npm run sheet` shows what that looks like.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import type axe from "axe-core";
import type { Place } from "../visual/page/look.ts";
import { Stage } from "../visual/stage.ts";
import { openBrowser } from "./support/world.ts";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

type Places = Readonly<Record<string, Place>>;

const phone = { width: 360, height: 740 };
const desktop = { width: 1280, height: 800 };
/** A desktop at 200 % (WCAG 1.4.4). */
const zoomed = { width: 640, height: 400 };

/** Fonts differ between machines. */
const TOLERANCE = { pixels: 12, share: 0.03 };

const axeFile = fileURLToPath(import.meta.resolve("axe-core/axe.min.js"));
const goldenFile = (screen: string): string =>
  fileURLToPath(new URL(`../visual/${screen}.json`, import.meta.url));
const isUpdate = process.env["GOLDEN_UPDATE"] === "1";
const golden: Record<string, Record<string, Places>> = { phone: {}, desktop: {} };

for (const screen of Object.keys(golden)) {
  golden[screen] = JSON.parse(await readFile(goldenFile(screen), "utf8"));
}

const stage = await Stage.open(await openBrowser());
await stage.page.addScriptTag({ path: axeFile });
after(async () => {
  await stage.close();
  if (!isUpdate) return;
  for (const [screen, states] of Object.entries(golden)) await writeFile(goldenFile(screen), written(states));
});

for (const scene of await stage.scenes()) {
  test(`screens: ${scene}`, async () => {
    const wrong: string[] = [];
    await stage.play(scene, async (state) => {
      const add = (found: readonly string[]): unknown =>
        wrong.push(...found.map((one) => `${state}, ${one}`));
      await stage.dress(phone, "light");
      add([...(await looks("phone", state)), ...(await violations())]);
      await stage.dress(zoomed, "light");
      add((await findings()).map((found) => `zoomed: ${found}`));
      await stage.dress(desktop, "dark");
      add([...(await looks("desktop", state)), ...(await violations())]);
    });
    assert.deepEqual(wrong, []);
  });
}

async function looks(screen: string, state: string): Promise<string[]> {
  const found = [...(await findings()), ...(await moved(screen, state))];
  return found.map((one) => `${screen}: ${one}`);
}

function findings(): Promise<string[]> {
  return stage.page.evaluate(() => window.show.findings());
}

/** What is not where it was. */
async function moved(screen: string, state: string): Promise<string[]> {
  const now = await stage.page.evaluate(() => window.show.places());
  if (isUpdate) {
    golden[screen]![state] = now;
    return [];
  }
  const before = golden[screen]![state] ?? {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names
    .filter((name) => !isNear(before[name], now[name]))
    .map((name) => `${name} was at ${before[name]?.join(" ")}, is at ${now[name]?.join(" ")}`);
}

function isNear(one: Place | undefined, other: Place | undefined): boolean {
  if (!one || !other) return false;
  return one.every((value, index) => {
    const most = Math.max(TOLERANCE.pixels, TOLERANCE.share * Math.abs(value));
    return Math.abs(value - other[index]!) <= most;
  });
}

/** WCAG 2 at A and AA, and what is good practice besides. */
function violations(): Promise<string[]> {
  return stage.page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], preload: false });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => `axe: ${id}: ${target.join(" ")} ${any[0]?.message ?? ""}`),
    );
  });
}

/** A line for each state, so that a change can be read. */
function written(states: Record<string, Places>): string {
  const lines = Object.entries(states).map(([state, places]) => {
    return `  ${JSON.stringify(state)}: ${JSON.stringify(places)}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}
