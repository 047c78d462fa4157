// Every screen of the kit, in every state, in both colour schemes, on a phone and on a desktop: npm run sheet
//
//   npm run sheet -- NAME…   only the scenes whose names contain one of these
//
// Writes build/contact-sheet/: a picture of each, sheets of many, and index.html with all of them.
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { Stage } from "../tests/visual/stage.ts";
import { launchOptions } from "./chromium.mjs";

const folder = fileURLToPath(new URL("../build/contact-sheet/", import.meta.url));
const screens = {
  phone: { width: 360, height: 740 },
  desktop: { width: 1280, height: 800 },
};
const schemes = ["light", "dark"];

/** How many go on a sheet: columns, rows, and the width of each. */
const layouts = { phone: [6, 2, 238], desktop: [3, 4, 484] };

async function main(wanted) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch(launchOptions());
  const stage = await Stage.open(browser);
  const taken = [];
  const failed = [];
  for (const scene of await stage.scenes()) {
    if (wanted.length > 0 && !wanted.some((one) => scene.includes(one))) continue;
    try {
      await stage.play(scene, async (state) => {
        taken.push(state);
        await takeAll(stage, state);
      });
    } catch (error) {
      failed.push(scene);
      console.error(`${scene}: ${error.message.split("\n")[0]}`);
    }
  }
  await stage.close();
  await writeFile(path.join(folder, "index.html"), indexOf(taken));
  for (const screen of Object.keys(screens)) {
    for (const scheme of schemes) await montage(browser, taken, screen, scheme);
  }
  await browser.close();
  console.log(`${taken.length} states in ${path.relative(process.cwd(), folder)}`);
  if (failed.length > 0) throw new Error(`scenes that did not get to their end: ${failed.join(", ")}`);
}

async function takeAll(stage, state) {
  for (const [screen, viewport] of Object.entries(screens)) {
    for (const scheme of schemes) {
      await stage.dress(viewport, scheme);
      await stage.page.screenshot({ path: path.join(folder, `${state}.${screen}.${scheme}.png`) });
    }
  }
}

/** Sheets of many pictures, none larger than is good to look at. */
async function montage(browser, taken, screen, scheme) {
  const [columns, rows, width] = layouts[screen];
  const page = await browser.newPage({ viewport: { width: 1480, height: 400 } });
  for (let first = 0, sheet = 1; first < taken.length; first += columns * rows, sheet += 1) {
    const figures = taken.slice(first, first + columns * rows).map((state) => {
      const image = `<img width="${width}" src="${state}.${screen}.${scheme}.png">`;
      return `<figure>${image}<figcaption>${state}</figcaption></figure>`;
    });
    const source = path.join(folder, "sheet.html");
    await writeFile(source, `<!doctype html><meta charset="utf-8">${sheetStyle(columns)}${figures.join("")}`);
    await page.goto(pathToFileURL(source).href);
    const name = `sheet-${screen}-${scheme}-${String(sheet).padStart(2, "0")}.png`;
    await page.screenshot({ path: path.join(folder, name), fullPage: true });
    await rm(source);
  }
  await page.close();
}

function sheetStyle(columns) {
  return `<style>
    body { display: grid; grid-template-columns: repeat(${columns}, auto); justify-content: start; gap: 6px;
      margin: 6px; background: #999; font: 13px sans-serif; }
    figure { margin: 0; } img { display: block; }</style>`;
}

function indexOf(taken) {
  const rows = taken.map((state) => {
    const pictures = Object.keys(screens).flatMap((screen) =>
      schemes.map(
        (scheme) => `<img loading="lazy" alt="${screen}, ${scheme}" src="${state}.${screen}.${scheme}.png">`,
      ),
    );
    return `<h2 id="${state}">${state}</h2><p>${pictures.join("")}</p>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Contact sheet</title>
<style>body { font-family: sans-serif; background: #999 } img { height: 320px; margin: 4px }</style>
${rows.join("\n")}\n`;
}

await main(process.argv.slice(2));
