// A page of an app that takes elements of the kit one by one, from the built package: they are put where a test wants
// them. The content security policy is as strict as that of the demo.

import type { TestContext } from "node:test";
import type { Browser } from "playwright-core";
import type { CallClient } from "ringline";
import type { Desk } from "../../../js/ui/index.ts";
import { AppWorld } from "./app_site.ts";
import type { Person } from "./person.ts";
import type { World } from "./world.ts";

declare global {
  interface Window {
    panels: { readonly client: CallClient; readonly desk: Desk };
  }
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>An app</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/page.css" />
    <script type="module" src="/page.js"></script>
  </head>
  <body>
    <main></main>
  </body>
</html>`;

const style = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 1rem; background: light-dark(#f4f6f8, #0e1518); }
main { max-width: 60rem; margin-inline: auto; }`;

const script = `
import { CallClient } from "/dist/index.js";
import { Desk } from "/dist/ui.js";
import "/dist/panels.js";
const user = new URLSearchParams(location.search).get("user");
const body = JSON.stringify({ user });
const tokenProvider = async () => (await (await fetch("/token", { method: "POST", body })).json()).token;
const policy = { callWhileInCall: "hold" };
const client = await CallClient.create({ url: "/ringline", userId: user, tokenProvider, policy });
window.panels = { client, desk: Desk.of(client) };
window.ringlineDemo = { client };
await client.connect();`;

const csp =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
  "media-src 'self' blob:";

/** People in front of that page; it ends with the test. */
export function kitWorld(t: TestContext, browser: Browser): Promise<World> {
  const pages = { "/": page, "/page.css": style, "/page.js": script };
  return AppWorld.open(t, browser, { pages, csp, policy: { busy: "call-waiting" } });
}

/** Puts an element into the page, with the client and maybe the call that is on. */
export async function put({ page }: Person, name: string, withCall = false): Promise<void> {
  await page.evaluate(
    ({ name, withCall }) => {
      const { client, desk } = window.panels;
      const element = Object.assign(document.createElement(name), { client });
      if (withCall) Object.assign(element, { call: desk.current });
      document.querySelector("main")!.replaceChildren(element);
    },
    { name, withCall },
  );
}
