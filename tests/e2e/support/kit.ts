// A page of its own for the elements of the kit, as an app without a bundler would write it: the built package, and
// nothing else.

import type { TestContext } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { CallClient } from "ringline";
import type { Desk } from "ringline/ui";
import { AppSite, AppWorld } from "./app_site.ts";
import { endsWith } from "./world.ts";
import type { ProfileOptions } from "./world.ts";

const page = `<!doctype html>
<html lang="en">
  <meta name="viewport" content="width=device-width" />
  <title>Kit</title>
  <style>
    :root { color-scheme: light dark; }
    body { display: flex; flex-direction: column; height: 100dvh; margin: 0; padding: 12px; box-sizing: border-box; }
  </style>
  <body>
    <script type="module">
      import { CallClient } from "/dist/index.js";
      import { Desk } from "/dist/ui.js";
      window.kit = {
        clients: {},
        deskOf: (user) => Desk.of(window.kit.clients[user]),
        async client(user) {
          const body = JSON.stringify({ user });
          const tokenProvider = async () => (await (await fetch("/token", { method: "POST", body })).json()).token;
          const deviceId = user.replaceAll(/\\W/g, "-");
          const client = await CallClient.create({ url: "/ringline", tokenProvider, userId: user, deviceId });
          await client.connect();
          return (window.kit.clients[user] = client);
        },
      };
    </script>
  </body>
</html>`;

/** What the page offers. */
export interface Kit {
  readonly clients: Readonly<Record<string, CallClient>>;
  /** Signs a user in. */
  client(user: string): Promise<CallClient>;
  /** What the screens of that user know. */
  deskOf(user: string): Desk;
}

declare global {
  interface Window {
    kit: Kit;
  }
}

/** People in front of that page. */
export class KitWorld extends AppWorld {
  static async openKit(t: TestContext, browser: Browser, policy: object = {}): Promise<KitWorld> {
    return endsWith(
      t,
      new KitWorld(browser, await AppSite.start({ pages: { "/": page }, policy: { ...policy } })),
    );
  }

  /** The page, in a browser profile of its own. */
  async page(options: ProfileOptions = {}): Promise<Page> {
    const tab = await (await this.profile(options)).newPage();
    tab.on("pageerror", (error) => this.note(`${error.stack}`));
    await tab.goto(this.url.href);
    await tab.waitForFunction(() => "kit" in window);
    return tab;
  }
}

/** Signs several users in, all in one page: those who have only to be there. */
export async function crowd(tab: Page, users: readonly string[]): Promise<void> {
  await tab.evaluate((users) => Promise.all(users.map((user) => window.kit.client(user))), users);
}
