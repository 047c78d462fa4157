// A page on which every screen of the kit can be had: the real kit, clients, cores and server; only devices and the
// network between peers are fakes, since nobody has a machine for twenty-five people in one call.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createSignallingServer, TokenError } from "ringline/server";
import type { SignallingServer } from "ringline/server";
import type { Show } from "./page/main.ts";
import { names } from "./page/people.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const entry = fileURLToPath(new URL("page/main.ts", import.meta.url));
const OFTEN = 1_000_000;
const TOKEN_LIFE_MS = 86_400_000;

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const document = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Calls</title>
    <link rel="icon" href="data:," />
    <style>
      :root { color-scheme: light dark; }
      body { margin: 0; background: light-dark(#f4f6f8, #0e1518); color: light-dark(#14202a, #e9eff2); }
      main { display: flex; min-height: 100dvh; }
    </style>
  </head>
  <body><main></main><script type="module" src="/page.js"></script></body>
</html>`;

/** The page, and the server behind it. */
export class Stage {
  readonly page: Page;
  readonly #http: Server;
  readonly #signalling: SignallingServer;

  private constructor(page: Page, http: Server, signalling: SignallingServer) {
    this.page = page;
    this.#http = http;
    this.#signalling = signalling;
  }

  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<Stage> {
    const script = await bundle();
    const http = createServer((request, response) => {
      answer(request, response, script).catch(() => response.writeHead(404).end());
    });
    const signalling = await serve(http);
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const page = await browser.newPage({ reducedMotion: "reduce", ...options });
    page.on("pageerror", (error) => console.error(error.stack));
    await page.goto(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "show" in window);
    return new Stage(page, http, signalling);
  }

  /** The names of the scenes. */
  scenes(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.show.scenes);
  }

  /** Plays a scene, and has each of its states looked at. */
  async play(scene: string, look: (state: string) => Promise<void>): Promise<void> {
    await this.page.evaluate((scene) => window.show.begin(scene), scene);
    const next = (): Promise<string | null> => this.page.evaluate(() => window.show.next());
    for (let state = await next(); state; state = await next()) await look(state);
  }

  /** In that size and those colours, with everything in its place. */
  async dress(viewport: { readonly width: number; readonly height: number }, colorScheme: "light" | "dark") {
    if (this.page.viewportSize()?.width !== viewport.width) await this.page.setViewportSize(viewport);
    await this.page.emulateMedia({ colorScheme });
    await this.page.evaluate(() => window.show.settled());
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await this.#signalling.close({ graceMs: 0 });
    this.#http.close();
    this.#http.closeAllConnections();
  }
}

/** The page's script. The library stays what the build made of it. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    plugins: [
      {
        name: "the built package",
        setup: (esbuild) =>
          esbuild.onResolve({ filter: /^ringline(\/|$)/ }, ({ path: name }) => ({
            path: `/dist/${name === "ringline" ? "index" : name.slice("ringline/".length)}.js`,
            external: true,
          })),
      },
    ],
  });
  return outputFiles[0]!.text;
}

async function serve(server: Server): Promise<SignallingServer> {
  const signalling = createSignallingServer({
    server,
    auth: {
      // The token is the user id.
      verify: async (userId, now) => {
        if (userId === "nobody") throw new TokenError("token-invalid", "nobody is not admitted");
        const name = names[userId] ?? userId;
        const grants = ["place", "receive", "join:standup"];
        return { app: "default", userId, name, grants, issuedAt: now, expiresAt: now + TOKEN_LIFE_MS };
      },
    },
    policy: {
      meshLimit: 26,
      ringTimeoutMs: 120_000,
      connectTimeoutMs: 60_000,
      busy: "call-waiting",
      recordingConsent: "required",
    },
    limits: {
      commandBurst: OFTEN,
      signalBurst: OFTEN,
      userHelloBurst: OFTEN,
      inviteBurst: OFTEN,
      unansweredBurst: OFTEN,
    },
    logger: { debug() {}, info() {}, warn() {}, error: (...said) => console.error(...said) },
  });
  await signalling.listen();
  return signalling;
}

async function answer(request: IncomingMessage, response: ServerResponse, script: string): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (pathname === "/") return void response.writeHead(200, { "content-type": "text/html" }).end(document);
  const content = pathname === "/page.js" ? script : await readFile(path.join(root, pathname));
  response.writeHead(200, { "content-type": types[path.extname(pathname)] ?? "text/plain" }).end(content);
}

export type { Show };
