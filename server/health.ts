// `/healthz`: whether this process takes calls. No numbers, because anybody may ask.

import type { IncomingMessage, ServerResponse } from "node:http";
import { pathOf } from "./upgrade.ts";

/** Answers `/healthz` with 200, or 503 once the server stops; false if it is another path. */
export function answerHealth(request: IncomingMessage, response: ServerResponse, running: boolean): boolean {
  if (pathOf(request) !== "/healthz") return false;
  const read = request.method === "GET" || request.method === "HEAD";
  const status = !read ? 405 : running ? 200 : 503;
  const text = JSON.stringify({ ok: status === 200 });
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(request.method === "HEAD" ? undefined : text);
  return true;
}
