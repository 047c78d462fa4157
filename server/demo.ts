// `--demo`: serves the built demo page and makes tokens for whoever asks by name. That is only safe
// for trying out, so: a key of this process alone, an audience of its own, exact `Host` and `Origin`
// (DNS rebinding, cross-site requests). Must not know calls.

import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { jwtAuth, mintToken } from "./auth.ts";
import type { Auth } from "./auth.ts";
import { isUserId } from "./identity.ts";
import { hostAllowed } from "./origin.ts";
import { answerFile } from "./static_files.ts";
import { pathOf } from "./upgrade.ts";

const issuer = "ringline-demo";
const audience = "ringline-demo";
const maxBodyBytes = 4_096;
const tokenLifeS = 900;
/** What anybody may do at a demo: call and invite (both are `place`), be called, enter sessions. Nobody moderates. */
const grants = ["place", "receive", "join:*"];
/** People that the group `everyone` holds; the one who signed in longest ago makes room. */
const mostPeople = 26;

export interface DemoOptions {
  /** Folder of the built page. */
  folder: string;
  /** Values of `Host` that are served; asked each time, because the port may be chosen late. */
  hosts: () => readonly string[];
}

export class Demo {
  readonly auth: Auth;
  readonly #secret = randomBytes(32);
  readonly #people = new Set<string>();
  readonly #options: DemoOptions;

  constructor(options: DemoOptions) {
    this.#options = options;
    this.auth = jwtAuth({ secret: this.#secret, issuer, audience });
  }

  /** Who the group `everyone` is: those who signed in here last, but for the one who asks. */
  membersOf(userId: string, group: string): string[] {
    return group === "everyone" ? [...this.#people].filter((other) => other !== userId) : [];
  }

  #seen(user: string): void {
    this.#people.delete(user);
    this.#people.add(user);
    for (const oldest of this.#people) {
      if (this.#people.size <= mostPeople) return;
      this.#people.delete(oldest);
    }
  }

  /** Answers any request. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = securityHeaders(request.headers.host ?? "");
    if (!hostAllowed(request, this.#options.hosts())) {
      response.writeHead(421, securityHeaders("")).end();
    } else if (pathOf(request) === "/demo/token") {
      await this.#answerToken(request, response, headers);
    } else {
      await answerFile(this.#options.folder, request, response, headers);
    }
  }

  async #answerToken(
    request: IncomingMessage,
    response: ServerResponse,
    headers: Record<string, string>,
  ): Promise<void> {
    const answer = (status: number, body: object): void => {
      const type = { "content-type": "application/json", "cache-control": "no-store" };
      response.writeHead(status, { ...headers, ...type }).end(JSON.stringify(body));
    };
    if (request.method !== "POST") return answer(405, { error: "POST only" });
    const { host, origin } = request.headers;
    const own = origin === `http://${host}` || origin === `https://${host}`;
    if (!own) return answer(403, { error: "ask from the demo page" });
    if (request.headers["content-type"]?.split(";", 1)[0] !== "application/json") {
      return answer(415, { error: "send JSON" });
    }
    const user = userOf(await readBody(request));
    if (user === undefined) return answer(400, { error: "user must be 1 to 128 bytes of text" });
    const name = user;
    const secret = this.#secret;
    this.#seen(user);
    const ttlS = tokenLifeS;
    const token = await mintToken({ secret, issuer, audience, userId: user, name, grants, ttlS });
    answer(200, { token });
  }
}

/** The host names under which a server on this machine may be asked for. */
export function loopbackHosts(port: number): string[] {
  return ["localhost", "127.0.0.1", "[::1]"].flatMap((name) =>
    port === 80 ? [name, `${name}:80`] : [`${name}:${port}`],
  );
}

/** `host` is one of those allowed, or "". */
function securityHeaders(host: string): Record<string, string> {
  const sockets = host === "" ? "" : ` ws://${host} wss://${host}`;
  const policy = [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob: data:",
    `connect-src 'self'${sockets}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "permissions-policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };
}

/** The body as text; "" if it is longer than a name can be. */
async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= maxBodyBytes) parts.push(part);
  }
  return length <= maxBodyBytes ? Buffer.concat(parts).toString("utf8") : "";
}

function userOf(body: string): string | undefined {
  try {
    const value = JSON.parse(body) as { user?: unknown } | null;
    return isUserId(value?.user) ? value.user : undefined;
  } catch {
    return undefined;
  }
}
