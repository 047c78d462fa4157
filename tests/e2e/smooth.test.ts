// The screen stays smooth with nine moving tiles: a trace of the browser's own says how often it had to lay out, and
// whether a script made it do so.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Stage } from "../visual/stage.ts";
import { openBrowser } from "./support/world.ts";

const browser = await openBrowser();

/** A container that is made narrower in each of so many frames. */
const FRAMES = 60;

/** By the change, and once more by what a ResizeObserver finds (its loop is part of the frame). */
const LAYOUTS_A_FRAME = 2;

interface TraceEvent {
  readonly name: string;
  readonly args: { readonly beginData?: { readonly stackTrace?: readonly { readonly url: string }[] } };
}

test("nine moving tiles follow their container, and no script asks for a layout in between", async (t) => {
  const stage = await Stage.open(browser, { reducedMotion: "no-preference" });
  t.after(() => stage.close());
  const { page } = stage;
  await page.setViewportSize({ width: 1280, height: 800 });
  await stage.play("video9", async () => {
    await page.evaluate(() => window.show.settled());
    const categories = ["devtools.timeline", "disabled-by-default-devtools.timeline.stack"];
    await browser.startTracing(page, { categories });
    const moved = await page.evaluate(async (frames) => {
      const kit = document.querySelector("ringline-kit")!;
      const tiles = [
        ...kit.shadowRoot!.querySelector("ringline-call")!.shadowRoot!.querySelectorAll("ringline-stage"),
      ].flatMap((stage) => [...stage.shadowRoot!.querySelectorAll("ringline-tile")]);
      const videos = tiles.map((tile) => tile.shadowRoot!.querySelector("video"));
      for (let frame = 1; frame <= frames; frame += 1) {
        kit.style.maxWidth = `${1280 - frame * 12}px`;
        await new Promise(requestAnimationFrame);
      }
      const kept = tiles.every((tile, index) => tile.shadowRoot!.querySelector("video") === videos[index]);
      return { tiles: tiles.length, kept };
    }, FRAMES);
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    assert.deepEqual(moved, { tiles: 9, kept: true }, "all of them are there, with the pictures they had");
    const layouts = trace.traceEvents.filter(({ name }) => name === "Layout");
    assert.ok(layouts.length >= FRAMES / 4, `${layouts.length} layouts: it was laid out at all`);
    assert.ok(
      layouts.length <= FRAMES * LAYOUTS_A_FRAME + 10,
      `${layouts.length} layouts in ${FRAMES} frames`,
    );
    const forced = layouts.flatMap(({ args }) => args.beginData?.stackTrace ?? []).map(({ url }) => url);
    assert.deepEqual([...new Set(forced)], [], "no script asked for a layout");
  });
});
