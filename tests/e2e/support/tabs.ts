// Tabs that hide each other, as those of people do. Playwright emulates the focus in every page that it makes, which is
// always visible then; it leaves those of a browser's own profile alone when it is told to, and comes by a port.

import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { chromium } from "playwright-core";
import type { BrowserContext, Page } from "playwright-core";
import { launchOptions } from "../../../tools/chromium.mjs";
import type { Person } from "./person.ts";
import { installSpies } from "./spies.ts";

/** Playwright lets hidden pages do as visible ones. */
const asVisible = [
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

/** The profile of a browser of its own; it ends with the file. */
export async function openTabs(): Promise<BrowserContext> {
  const port = await freePort();
  const options = launchOptions([`--remote-debugging-port=${port}`]);
  const launched = await chromium.launch({ ...options, ignoreDefaultArgs: asVisible });
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  after(async () => {
    await browser.close();
    await launched.close();
  });
  const [tabs] = browser.contexts();
  if (!tabs) throw new Error("no profile");
  await tabs.addInitScript(installSpies);
  return tabs;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Another tab is in front of this one; answers it. */
export async function hide(person: Person): Promise<Page> {
  const other = await person.page.context().newPage();
  await other.bringToFront();
  await comes(person, () => document.visibilityState === "hidden");
  return other;
}

/** The tab in front is closed. */
export async function show(person: Person, other: Page): Promise<void> {
  await other.close();
  await person.page.bringToFront();
  await comes(person, () => document.visibilityState === "visible");
}

/** Waits in a page that may be hidden: pictures of the page, by which Playwright waits, stand still there. */
export function comes(person: Person, isSo: () => boolean): Promise<unknown>;
export function comes<T>(person: Person, isSo: (about: T) => boolean, about: T): Promise<unknown>;
export function comes({ page }: Person, isSo: (about: never) => boolean, about?: unknown): Promise<unknown> {
  return page.waitForFunction(isSo as (about: unknown) => boolean, about, { polling: 200 });
}
