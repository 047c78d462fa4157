// A page of an app that takes elements of the kit one by one, from the built package: they are put where a test wants
// them. The signalling server stands elsewhere; the policy is as strict as that of the demo.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import type { CallClient } from "ringline";
import { mintToken } from "ringline/server";
import type { Desk } from "../../../js/ui/index.ts";
import type { Person } from "./person.ts";
import { startServer } from "./server.ts";
import { endsWith, World } from "./world.ts";

declare global {
  interface Window {
    panels: { readonly client: CallClient; readonly desk: Desk };
  }
}

const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

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

/** `signalling`: address of the server. */
const script = (signalling: string): string => `
import { CallClient } from "/dist/index.js";
import { Desk } from "/dist/ui.js";
import "/dist/panels.js";
const user = new URLSearchParams(location.search).get("user");
const tokenProvider = async () => (await fetch("/token?user=" + encodeURIComponent(user))).text();
const policy = { callWhileInCall: "hold" };
const client = await CallClient.create({ url: "${signalling}", userId: user, tokenProvider, policy });
window.panels = { client, desk: Desk.of(client) };
window.ringlineDemo = { client };
await client.connect();`;

const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
  "media-src 'self' blob:; connect-src 'self' http://localhost:* ws://localhost:* ws://127.0.0.1:*";

/** Serves the page, the package, and tokens. */
class AppSite {
  readonly secret = randomBytes(32).toString("hex");
  signalling = "";
  readonly #server: Server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.writeHead(404).end());
  });

  static async start(): Promise<AppSite> {
    const site = new AppSite();
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
    const { pathname, searchParams } = new URL(request.url ?? "/", this.url);
    const send = (type: string, content: string | Buffer): unknown =>
      response.writeHead(200, { "content-type": type, "content-security-policy": policy }).end(content);
    if (pathname === "/") return void send("text/html", page);
    if (pathname === "/page.css") return void send("text/css", style);
    if (pathname === "/page.js") return void send("text/javascript", script(this.signalling));
    if (pathname === "/token")
      return void send("text/plain", await this.#token(searchParams.get("user") ?? ""));
    const file = path.join(dist, path.posix.normalize(pathname).replace(/^\/dist\//, ""));
    send(types[path.extname(file)] ?? "text/plain", await readFile(file));
  }

  #token(userId: string): Promise<string> {
    const { secret } = this;
    const claims = { issuer: "ringline", audience: "ringline", userId, name: userId };
    return mintToken({ secret, ...claims, grants: ["place", "receive", "join"] });
  }
}

class KitWorld extends World {
  site: AppSite | null = null;

  override async close(): Promise<void> {
    await super.close();
    await this.site?.stop();
  }
}

/** People in front of that page; it ends with the test. */
export async function kitWorld(t: TestContext, browser: Browser): Promise<World> {
  const site = await AppSite.start();
  const server = await startServer({
    args: ["--origin", site.url.origin, "--policy", '{"busy":"call-waiting"}'],
    secret: site.secret,
  });
  site.signalling = server.url.href;
  const world = new KitWorld(browser, site.url, server);
  world.site = site;
  return endsWith(t, world);
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
