// An app of its own around the built package: its pages, its tokens and the signalling server, all at one address, as
// somebody writes it who takes `ringline/server` into a server of their own.

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
import type { Browser } from "playwright-core";
import { createSignallingServer, jwtAuth, mintToken } from "ringline/server";
import type { HostLimits, PolicyFields } from "ringline/server";
import { endsWith, World } from "./world.ts";

const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Whom the tokens are from and for. */
const app = { issuer: "an app", audience: "its calls" };

/** What the app is like. */
export interface AppOptions {
  /** Contents by path; `asked` is the address that the browser asked for. */
  readonly pages: Readonly<Record<string, string | ((asked: URL) => string)>>;
  /** Where the package is, as the pages see it. Default: `/dist`. */
  readonly mount?: string;
  /** Content security policy of every answer. */
  readonly csp?: string;
  readonly policy?: PolicyFields;
  readonly limits?: Partial<HostLimits>;
}

/** A running app. */
export class AppSite {
  readonly #secret = randomBytes(32).toString("hex");
  readonly #options: AppOptions;
  readonly #http = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.writeHead(404).end());
  });
  readonly #signalling;

  private constructor(options: AppOptions) {
    this.#options = options;
    const { policy = {}, limits = {} } = options;
    const auth = jwtAuth({ secret: this.#secret, ...app });
    this.#signalling = createSignallingServer({ server: this.#http, auth, policy, limits });
  }

  static async start(options: AppOptions): Promise<AppSite> {
    const site = new AppSite(options);
    await site.#signalling.listen();
    site.#http.listen(0, "127.0.0.1");
    await once(site.#http, "listening");
    return site;
  }

  get url(): URL {
    return new URL(`http://localhost:${(this.#http.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    await this.#signalling.close();
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? "/", this.url);
    const { csp } = this.#options;
    const content = await this.#contentOf(asked, request);
    response
      .setHeader("content-type", types[path.extname(asked.pathname)] ?? "text/html")
      .writeHead(200, csp === undefined ? {} : { "content-security-policy": csp })
      .end(content);
  }

  async #contentOf(asked: URL, request: IncomingMessage): Promise<string | Buffer> {
    const { pages, mount = "/dist" } = this.#options;
    const { pathname } = asked;
    if (pathname === "/token") {
      const { user } = JSON.parse(await text(request)) as { user: string };
      return JSON.stringify({ token: await this.#tokenOf(user) });
    }
    const page = pages[pathname];
    if (page !== undefined) return typeof page === "string" ? page : page(asked);
    return readFile(path.join(dist, path.posix.normalize(pathname).slice(mount.length)));
  }

  #tokenOf(userId: string): Promise<string> {
    const grants = ["place", "receive", "join:*"];
    return mintToken({ secret: this.#secret, ...app, userId, name: userId, grants });
  }
}

/** The app and people in front of it. */
export class AppWorld extends World {
  readonly #site: AppSite;

  constructor(browser: Browser, site: AppSite) {
    super(browser, site.url);
    this.#site = site;
  }

  static async open(t: TestContext, browser: Browser, options: AppOptions): Promise<AppWorld> {
    return endsWith(t, new AppWorld(browser, await AppSite.start(options)));
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#site.stop();
  }
}
