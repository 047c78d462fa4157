/**
 * The demo of Ringline: a small contacts app around `<ringline-kit>`, which shows and does everything about calls.
 *
 * For tests, and for curious people at the console, `window.ringlineDemo.client` is the `CallClient`; there is none
 * before sign-in.
 */

import type { CallClient } from "ringline";
import type { RinglineKit } from "ringline/ui";
import "ringline/ui";
import { readAddress } from "./address.ts";
import { Contacts } from "./contacts.ts";
import { showHeader } from "./header.ts";
import { SettingsPanel } from "./settings_panel.ts";
import { showSignIn } from "./sign_in.ts";
import { followTitle } from "./title.ts";

declare global {
  interface Window {
    ringlineDemo: { readonly client: CallClient | null };
  }
}

const address = readAddress();
const main = document.querySelector<HTMLElement>("main")!;
const header = document.querySelector<HTMLElement>("#header")!;
let kit: RinglineKit | null = null;
window.ringlineDemo = {
  get client() {
    return kit?.client ?? null;
  },
};

if (address.user === null) {
  showHeader(header, { user: null, client: null });
  showSignIn(main, address.session);
} else {
  kit = start(address.user);
}

function start(user: string): RinglineKit {
  const made = document.createElement("ringline-kit");
  made.url = address.server.href;
  made.tokenUrl = address.tokens.href;
  made.user = user;
  made.session = address.session ?? "";
  const budget = address.maxPixels === null ? {} : { maxSubscribedPixels: address.maxPixels };
  made.options = { policy: { callWhileInCall: address.whileInCall }, ...budget };
  const panel = new SettingsPanel(document.querySelector("#settings")!, made);
  // Where another call is refused, there is no button for it.
  panel.set({ figures: true, ...(address.whileInCall === "refuse" && { buttons: { newCall: false } }) });
  const contacts = new Contacts(made, user);
  const show = (): void => showHeader(header, { user, client: made.client });
  made.addEventListener("ringline-ready", () => {
    made.client!.subscribe(show);
    followTitle(made);
    show();
  });
  made.append(contacts.element);
  main.append(made);
  show();
  return made;
}
