// The demo as an app of its own would serve it: its pages here, the signalling server elsewhere with a secret that
// outlives it. Tokens are minted here, as an app's backend does.

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

const folder = fileURLToPath(new URL("../../../dist/demo/", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** A running site. */
export class Site {
  readonly secret = randomBytes(32).toString("hex");
  /** Sign tokens with a key that the server does not know. */
  mintWrongTokens = false;
  /** What the tokens allow beside calling and being called. */
  moreGrants: readonly string[] = [];
  /** Address of the signalling server, written into the page. */
  signalling = "";
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.writeHead(404).end());
  });

  static async start(): Promise<Site> {
    const site = new Site();
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
    if (pathname === "/demo/token") return this.#answerToken(request, response);
    const name = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    let content: string | Buffer = await readFile(path.join(folder, name));
    if (name === "/index.html") {
      content = content.toString().replace('content="ringline"', `content="${this.signalling}"`);
    }
    response.writeHead(200, { "content-type": types[path.extname(name)] ?? "text/plain" }).end(content);
  }

  async #answerToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { user } = JSON.parse(await text(request)) as { user: string };
    const grants = ["place", "receive", ...this.moreGrants];
    const claims = { issuer: "ringline", audience: "ringline", userId: user, name: user, grants };
    const secret = this.mintWrongTokens ? randomBytes(32) : this.secret;
    const token = await mintToken({ secret, ...claims });
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ token }));
  }
}
