/**
 * The demo of Ringline. It shows what the library says and does what the user asks for; it decides nothing
 * about calls.
 *
 * For tests, and for curious people at the console, `window.ringlineDemo.client` is the `CallClient`; there
 * is none before sign-in.
 */

import type { CallClient } from "ringline";
import { App } from "./app.ts";
import { readSettings } from "./settings.ts";

declare global {
  interface Window {
    ringlineDemo: { readonly client: CallClient | null };
  }
}

const app = new App(readSettings(), document.querySelector("#app")!, document.querySelector("#announcer")!);
window.ringlineDemo = {
  get client() {
    return app.client;
  },
};
await app.start();
