// What a test does to a page that must not count as a gesture of its user. Playwright's own ways would.

import assert from "node:assert/strict";
import type { CDPSession } from "playwright-core";

/** Waits in the page for an expression to be true. */
export async function waitQuietly(page: CDPSession, condition: string): Promise<void> {
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

/** A click on a button or heading, with nothing before it that the page would take for a gesture. */
export async function clickQuietly(page: CDPSession, words: string): Promise<void> {
  const { result } = await page.send("Runtime.evaluate", {
    expression: `(() => {
      const words = ${JSON.stringify(words)};
      const button = window.spies.all("button, h2").find((one) => one.innerText.includes(words));
      const { x, y, width, height } = button.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    })()`,
    returnByValue: true,
  });
  for (const type of ["mousePressed", "mouseReleased"] as const) {
    await page.send("Input.dispatchMouseEvent", { type, ...result.value, button: "left", clickCount: 1 });
  }
}
