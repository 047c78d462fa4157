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

  /** A call on hold, above the page. */
  onHold(user: string): Locator {
    return this.page.getByRole("group", { name: `On hold: \u2068${user}\u2069`, exact: true });
  }

  /** The question whether to turn an audio call into a video call. */
  get videoRequest(): Locator {
    return this.page.getByRole("dialog", { name: /asks for video/ });
  }

  /** Something in somebody's tile: where they stand, or why they are out. */
  async seesAt(user: string, text: string | RegExp): Promise<void> {
    await this.tile(user).getByText(text).waitFor();
  }

  /** The button in somebody's tile. */
  async pressAt(user: string, name: string): Promise<void> {
    await this.tile(user).getByRole("button", { name, exact: true }).click();
  }

  /** Presses a button of the dialog that rings. */
  async answer(name: "Accept" | "Accept as audio" | "End and accept" | "Decline" | "Ignore"): Promise<void> {
    await this.ring.getByRole("button", { name, exact: true }).click();
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

  /** There is a media path to each of them, in the call that is not on hold. */
  async connectedTo(users: readonly string[]): Promise<void> {
    await this.page.waitForFunction((users) => {
      const call = window.ringlineDemo?.client?.calls.find(({ held }) => !held);
      return users.every((user) =>
        call?.participants.some(({ userId, connection }) => userId === user && connection === "connected"),
      );
    }, users);
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
        [...window.spies.tracks, ...window.spies.clones].every((track) => track.readyState === "ended") &&
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

/** What a page showed and told since `watch` was called. */
export interface Watched {
  /** The heading of every page and dialog that was there, be it for a moment. */
  readonly headings: readonly string[];
  /** How many times it rang. */
  readonly rings: number;
  /** The statuses of the calls that ended. */
  readonly ended: readonly string[];
}

/** Keeps an eye on a page: what was there for a moment is not overlooked. */
export async function watch({ page }: Person): Promise<() => Promise<Watched>> {
  await page.evaluate(() => {
    const watched = { headings: [] as string[], rings: 0, ended: [] as string[] };
    Object.assign(window, { watched });
    // After every frame: what was never drawn was not there, and shadow roots come and go.
    const look = (): void => {
      for (const heading of window.spies.all("h1, h2")) {
        const text = heading.textContent ?? "";
        if (!watched.headings.includes(text)) watched.headings.push(text);
      }
      requestAnimationFrame(look);
    };
    look();
    window.ringlineDemo.client?.addListener("watch", {
      incoming: () => (watched.rings += 1),
      callended: ({ detail: { call } }) => watched.ended.push(call.status),
    });
  });
  return () => page.evaluate(() => (window as unknown as { watched: Watched }).watched);
}

/** A connected call of several people. */
export async function meet(
  caller: Person,
  callees: readonly Person[],
  media: "Audio call" | "Video call",
): Promise<void> {
  await caller.dial(callees.map(({ user }) => user).join(", "), media);
  for (const callee of callees) await callee.answer("Accept");
  const all = [caller, ...callees];
  for (const one of all) {
    await one.timer.waitFor();
    await one.connectedTo(all.filter((other) => other !== one).map(({ user }) => user));
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
