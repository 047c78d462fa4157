// An app of its own around the built package: its pages here, the signalling server elsewhere with a secret that both
// know. Tokens are minted here, as an app's backend does.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { mintToken } from "ringline/server";
import { startServer } from "./server.ts";
import type { Server } from "./server.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** What the app is like. */
export interface AppOptions {
  /** Contents by path; asked each time, because the server's address is known late. */
  readonly pages: Readonly<Record<string, (url: URL) => string>>;
  /** Where the package is, as the pages see it. Default: `/dist`. */
  readonly mount?: string;
  /** Content security policy of every answer. */
  readonly csp?: string;
  /** For `serve --policy`. */
  readonly policy?: object;
}

/** A running app and its signalling server. */
export class AppSite {
  readonly secret = randomBytes(32).toString("hex");
  readonly #options: AppOptions;
  #signalling: Server | null = null;
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.writeHead(404).end());
  });

  constructor(options: AppOptions) {
    this.#options = options;
  }

  static async start(options: AppOptions): Promise<AppSite> {
    const site = new AppSite(options);
    site.#server.listen(0, "127.0.0.1");
    await once(site.#server, "listening");
    const args = ["--origin", site.url.origin, "--policy", JSON.stringify(options.policy ?? {})];
    site.#signalling = await startServer({ args, secret: site.secret });
    return site;
  }

  get url(): URL {
    return new URL(`http://localhost:${(this.#server.address() as AddressInfo).port}`);
  }

  /** The signalling server. */
  get server(): Server {
    return this.#signalling!;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", this.url);
    const { pages, mount = "/dist", csp } = this.#options;
    const headers = csp === undefined ? {} : { "content-security-policy": csp };
    if (pathname === "/token") {
      const { user } = JSON.parse(await text(request)) as { user: string };
      const token = await this.#token(user);
      response
        .writeHead(200, { ...headers, "content-type": "application/json" })
        .end(JSON.stringify({ token }));
      return;
    }
    const page = pages[pathname];
    const asked = new URL(this.server.url);
    asked.search = searchParams.toString();
    const file = path.join(root, "dist", path.posix.normalize(pathname).slice(mount.length));
    const content = page ? page(asked) : await readFile(file);
    const type = types[path.extname(pathname)] ?? "text/html";
    response.writeHead(200, { ...headers, "content-type": type }).end(content);
  }

  #token(userId: string): Promise<string> {
    const claims = { issuer: "ringline", audience: "ringline", userId, name: userId };
    return mintToken({ secret: this.secret, ...claims, grants: ["place", "receive", "join:*"] });
  }
}
