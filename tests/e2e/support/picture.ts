// What is seen beside the page.

import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { PictureInPictureMode } from "ringline";
import type { Person } from "./person.ts";

/** The API is missing, as in other browsers. Runs in the page before its scripts. */
export function withoutDocumentWindows(): void {
  delete (window as { documentPictureInPicture?: unknown }).documentPictureInPicture;
}

/** No window but the page's own. */
export function withoutWindows(): void {
  delete (window as { documentPictureInPicture?: unknown }).documentPictureInPicture;
  Object.defineProperty(Document.prototype, "pictureInPictureEnabled", { value: false });
}

/** Presses the button, and waits for the window of the browser. */
export async function openWindow(person: Person): Promise<Page> {
  const opened = person.page.context().waitForEvent("page");
  await person.press("Picture in picture");
  const window = await opened;
  await isShown(person, "document");
  return window;
}

export async function isShown({ page }: Person, mode: PictureInPictureMode): Promise<void> {
  await page.waitForFunction((mode) => {
    const [call] = window.ringlineDemo.client?.calls ?? [];
    return (call?.pictureInPicture ?? "none") === mode;
  }, mode);
}

/** The decoded pixels of a video are not black, and change: from one look to the next, and the next. */
export async function moves(video: Locator): Promise<void> {
  await video.waitFor({ state: "attached" });
  await video.evaluate(async (element: HTMLVideoElement) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    let last: Uint8ClampedArray | null = null;
    for (let changes = 0; changes < 3;) {
      // The clock of its own window: that is the one that is seen.
      await new Promise((resolve) => element.ownerDocument.defaultView!.requestAnimationFrame(resolve));
      context.drawImage(element, 0, 0, canvas.width, canvas.height);
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
      const isBlack = pixels.every((value, index) => index % 4 === 3 || value < 20);
      if (isBlack) continue;
      if (last?.some((value, index) => Math.abs(value - pixels[index]!) > 40)) changes += 1;
      last = pixels;
    }
  });
}

/** Where an element lies, within what is seen. */
export async function boxOf(
  element: Locator,
): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  assert.ok(box);
  return box;
}
