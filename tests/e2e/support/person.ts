// Somebody in front of the demo: finds things by what they are called, as people do.

import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { CallClient, CallStateName, ConnectionState } from "ringline";
import type {} from "./spies.ts";

declare global {
  interface Window {
    ringlineDemo: { readonly client: CallClient | null };
  }
}

export class Person {
  readonly user: string;
  readonly page: Page;

  constructor(user: string, page: Page) {
    this.user = user;
    this.page = page;
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The page below the header; not what is only read out. */
  get main(): Locator {
    return this.page.getByRole("main");
  }

  get ring(): Locator {
    return this.page.getByRole("alertdialog");
  }

  /** Shown once media is connected. */
  get timer(): Locator {
    return this.page.getByRole("timer");
  }

  get field(): Locator {
    return this.page.getByLabel("Who do you want to call?");
  }

  /** The tile of somebody else. */
  tile(user: string): Locator {
    return this.page.getByRole("group", { name: user, exact: true });
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  async dial(to: string, media: "Audio call" | "Video call"): Promise<void> {
    await this.field.fill(to);
    await this.press(media);
  }

  async sees(text: string | RegExp): Promise<void> {
    await this.main.getByText(text).first().waitFor();
  }

  /** The page after a call, with its reason. */
  async seesEnd(title: string, text: string | RegExp): Promise<void> {
    await this.page.getByRole("heading", { name: title, exact: true }).waitFor();
    await this.main.getByText(text).waitFor();
  }

  async connection(state: ConnectionState): Promise<void> {
    await this.page.waitForFunction((wanted) => window.ringlineDemo?.client?.connection === wanted, state);
  }

  async state(state: CallStateName): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => window.ringlineDemo?.client?.calls.some((call) => call.state === wanted),
      state,
    );
  }

  /** Back to the page with the field. */
  async closeEnd(): Promise<void> {
    await this.press("Close");
    await this.field.waitFor();
  }

  /** After a call nothing is captured, and no peer connection is open. */
  async holdsNothing(): Promise<void> {
    await this.page.waitForFunction(
      () =>
        window.spies.tracks.every((track) => track.readyState === "ended") &&
        window.spies.peers.every((peer) => peer.signalingState === "closed"),
    );
    const counts = await this.page.evaluate(() => {
      const { client } = window.ringlineDemo;
      return [client?.liveTracks, client?.openPeers, client?.calls.length];
    });
    assert.deepEqual(counts, [0, 0, 0]);
  }

  /** What this page has asked for since it was loaded, as "audio" and "video". */
  captures(): Promise<string[]> {
    return this.page.evaluate(() => window.spies.captures.flatMap((asked) => Object.keys(asked)).sort());
  }
}

/** A connected call of two people. */
export async function talk(
  caller: Person,
  callee: Person,
  media: "Audio call" | "Video call",
): Promise<void> {
  await caller.dial(callee.user, media);
  await callee.press("Accept");
  await Promise.all([caller.timer.waitFor(), callee.timer.waitFor()]);
}
