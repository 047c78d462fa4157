// Which pages may open a socket (cross-site WebSocket hijacking, S14) and by which host name
// (DNS rebinding). Exact comparison only: no suffixes, no patterns, no case folding, because a
// browser always sends the one canonical form. Must not know about tokens.

import type { IncomingMessage } from "node:http";

/** In `origins`: admits clients that send no `Origin` at all (native apps, servers). */
export const noOrigin = "none";

/**
 * True if the request's `Origin` may connect.
 * With a list: exactly the listed origins. Without: the page's own origin (`Host` with http or
 * https), and clients without `Origin`, which are not browsers and hold a token of their own.
 */
export function originAllowed(
  request: Pick<IncomingMessage, "headers">,
  origins: readonly string[] | undefined,
): boolean {
  const { origin, host } = request.headers;
  if (origins !== undefined) return origins.includes(origin ?? noOrigin);
  if (origin === undefined) return true;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

/** True if the request's `Host` is one of `hosts`; without a list every host will do. */
export function hostAllowed(
  request: Pick<IncomingMessage, "headers">,
  hosts: readonly string[] | undefined,
): boolean {
  return hosts === undefined || hosts.includes(request.headers.host ?? "");
}

/**
 * Checks an allow-list at start, so that a typing error is not found by users.
 * Throws an Error that names the entry: an origin is scheme, host and port, nothing behind it.
 */
export function checkOrigins(origins: readonly string[]): void {
  for (const entry of origins) {
    if (entry === noOrigin) continue;
    const url = URL.canParse(entry) ? new URL(entry) : undefined;
    if (url === undefined || url.origin !== entry) {
      throw new Error(
        `"${entry}" is not an origin. Write it as a browser sends it, such as ` +
          `https://calls.example or http://localhost:8080, without a path or a final slash.`,
      );
    }
  }
}
