/**
 * Who this page is: a device (browser profile), a page (tab) and an incarnation (page load). See design, 11.4
 * and 11.5.
 */

import { newId } from "./host.ts";
import type { Host } from "./host.ts";

/** The three ids of the core's input `configure`. */
export interface Identity {
  readonly deviceId: string;
  readonly pageId: string;
  readonly incarnation: string;
}

const DEVICE_KEY = "ringline.device";
const PAGE_KEY = "ringline.page";
const ID = /^[\w.:-]{1,64}$/;

/** Whether it is an id as devices mint them (docs/PROTOCOL.md). */
export function isMintedId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value);
}

/** A loaded page has one incarnation and holds one page id, however many clients it makes. */
const pages = new WeakMap<Host, Promise<{ pageId: string; incarnation: string }>>();

/** Reads or mints the ids. Where storage is missing they last as long as the page. */
export async function identify(host: Host, deviceId?: string): Promise<Identity> {
  let page = pages.get(host);
  if (!page) pages.set(host, (page = claimPage(host)));
  return { deviceId: deviceId ?? stored(host, "local", DEVICE_KEY), ...(await page) };
}

/** A duplicated tab has a copy of sessionStorage; the lock tells the copy from the original. */
async function claimPage(host: Host): Promise<{ pageId: string; incarnation: string }> {
  const incarnation = newId(host);
  let pageId = stored(host, "session", PAGE_KEY);
  if ((await host.holdLock(`ringline.page.${pageId}`)) === "taken") {
    pageId = newId(host);
    write(host, "session", PAGE_KEY, pageId);
    await host.holdLock(`ringline.page.${pageId}`);
  }
  return { pageId, incarnation };
}

function stored(host: Host, area: "local" | "session", key: string): string {
  let id: string | null = null;
  try {
    id = host.storage(area)?.getItem(key) ?? null;
  } catch {
    // Forbidden: as good as empty.
  }
  if (isMintedId(id)) return id;
  id = newId(host);
  write(host, area, key, id);
  return id;
}

function write(host: Host, area: "local" | "session", key: string, value: string): void {
  try {
    host.storage(area)?.setItem(key, value);
  } catch {
    // Full or forbidden: the id lasts as long as the page.
  }
}
