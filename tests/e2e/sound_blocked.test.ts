// A browser that plays no sound before the user has done something on the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CDPSession } from "playwright-core";
import { hears } from "./support/media.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

// Neither autoplay by argument, nor by capturing: there is no microphone permission.
const browser = await openBrowser({ without: ["--autoplay-policy", "--use-fake-ui-for-media-stream"] });

/** Waits in the page for an expression to be true. Playwright's own ways would count as a user's gesture. */
async function waitQuietly(page: CDPSession, condition: string): Promise<void> {
  const script = `new Promise((resolve) => {
    const look = () => ((${condition}) ? resolve() : requestAnimationFrame(look));
    look();
  })`;
  const { exceptionDetails } = await page.send("Runtime.evaluate", {
    expression: script,
    awaitPromise: true,
  });
  assert.equal(exceptionDetails, undefined);
}

/** A click with nothing before it that the page would take for a gesture: the sound must wait for this one. */
async function clickQuietly(page: CDPSession, words: string): Promise<void> {
  const { result } = await page.send("Runtime.evaluate", {
    expression: `(() => {
      const words = ${JSON.stringify(words)};
      const button = [...document.querySelectorAll("button")].find((one) => one.innerText.includes(words));
      const { x, y, width, height } = button.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    })()`,
    returnByValue: true,
  });
  for (const type of ["mousePressed", "mouseReleased"] as const) {
    await page.send("Input.dispatchMouseEvent", { type, ...result.value, button: "left", clickCount: 1 });
  }
}

test("a blocked sound is turned on by a button", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice", { permissions: ["microphone"] });
  const bob = await world.tab(await world.profile(), "bob");
  const quiet = await bob.page.context().newCDPSession(bob.page);
  await waitQuietly(quiet, "window.ringlineDemo?.client?.connection === 'online'");
  await alice.dial("bob", "Audio call");
  await waitQuietly(quiet, "ringlineDemo.client.calls[0]?.canAccept");
  await quiet.send("Runtime.evaluate", { expression: "void ringlineDemo.client.calls[0].accept()" });
  await waitQuietly(quiet, "/Turn sound on/.test(document.body.innerText)");
  await waitQuietly(quiet, "document.querySelector('.remote audio').paused");
  await clickQuietly(quiet, "Turn sound on");
  await bob.button("Turn sound on").waitFor({ state: "detached" });
  assert.equal(await bob.page.evaluate(() => document.querySelector("audio")?.paused), false);
  await hears(bob);
});
