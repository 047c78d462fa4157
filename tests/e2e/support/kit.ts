// A page of its own for the elements of the kit, as an app without a bundler would write it: the built package, and
// nothing else. Tokens are minted here, the signalling server is a process of its own.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { TestContext } from "node:test";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { CallClient } from "ringline";
import type { Desk } from "ringline/ui";
import { mintToken } from "ringline/server";
import { startServer } from "./server.ts";
import type { Server } from "./server.ts";
import { endsWith, World } from "./world.ts";
import type { ProfileOptions } from "./world.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const page = (signalling: string): string => `<!doctype html>
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
      const url = "${signalling}";
      window.kit = {
        clients: {},
        deskOf: (user) => Desk.of(window.kit.clients[user]),
        async client(user) {
          const tokenProvider = async () => (await fetch("/token", { method: "POST", body: user })).text();
          const deviceId = user.replaceAll(/\\W/g, "-");
          const client = await CallClient.create({ url, tokenProvider, userId: user, deviceId });
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

/** A server with pages of the kit; `policy` is for `serve --policy`. */
export class KitWorld extends World {
  readonly #site;

  constructor(browser: Browser, site: KitSite, server: Server) {
    super(browser, site.url, server);
    this.#site = site;
  }

  static async open(t: TestContext, browser: Browser, policy: object = {}): Promise<KitWorld> {
    const site = await KitSite.start();
    const args = ["--origin", site.url.origin, "--policy", JSON.stringify(policy)];
    const server = await startServer({ args, secret: site.secret });
    site.signalling = server.url.href;
    return endsWith(t, new KitWorld(browser, site, server));
  }

  /** The page, in a browser profile of its own. */
  async page(options: ProfileOptions = {}): Promise<Page> {
    const tab = await (await this.profile(options)).newPage();
    tab.on("pageerror", (error) => this.note(`${error.stack}`));
    await tab.goto(this.url.href);
    await tab.waitForFunction(() => "kit" in window);
    return tab;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#site.stop();
  }
}

class KitSite {
  readonly secret = randomBytes(32).toString("hex");
  signalling = "";
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.writeHead(404).end());
  });

  static async start(): Promise<KitSite> {
    const site = new KitSite();
    site.#server.listen(0, "127.0.0.1");
    await once(site.#server, "listening");
    return site;
  }

  get url(): URL {
    return new URL(`http://localhost:${(this.#server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", this.url);
    if (pathname === "/token") return this.#answerToken(request, response);
    const content = pathname === "/" ? page(this.signalling) : await readFile(path.join(root, pathname));
    const type = types[path.extname(pathname)] ?? "text/html";
    response.writeHead(200, { "content-type": type }).end(content);
  }

  async #answerToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const user = await text(request);
    const grants = ["place", "receive", "join:lobby"];
    const { secret } = this;
    const claims = { issuer: "ringline", audience: "ringline", userId: user, name: user, grants };
    response.writeHead(200, { "content-type": "text/plain" }).end(await mintToken({ secret, ...claims }));
  }
}

/** Signs several users in, all in one page: those who have only to be there. */
export async function crowd(tab: Page, users: readonly string[]): Promise<void> {
  await tab.evaluate((users) => Promise.all(users.map((user) => window.kit.client(user))), users);
}
