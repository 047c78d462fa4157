// Serves the files of one folder, and nothing outside it. Must not know what the files are for.

import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { pathOf } from "./upgrade.ts";

const types: ReadonlyMap<string, string> = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".mjs", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".json", "application/json"],
  [".map", "application/json"],
  [".webmanifest", "application/manifest+json"],
  [".wasm", "application/wasm"],
  [".svg", "image/svg+xml"],
  [".png", "image/png"],
  [".ico", "image/x-icon"],
  [".mp3", "audio/mpeg"],
  [".ogg", "audio/ogg"],
  [".wav", "audio/wav"],
  [".woff2", "font/woff2"],
  [".txt", "text/plain; charset=utf-8"],
]);

/** The file of `folder` that a URL path names, or undefined: not there, hidden, or outside. */
async function fileOf(folder: string, urlPath: string): Promise<string | undefined> {
  let name: string;
  try {
    name = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (/[\\\0]|(^|\/)\./.test(name)) return undefined;
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, name.endsWith("/") ? `${name}index.html` : name));
    if (!file.startsWith(root + path.sep)) return undefined;
    return (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Answers a GET or HEAD with the file and the headers given, or with 404 or 405. */
export async function answerFile(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { ...headers, allow: "GET, HEAD" }).end();
    return;
  }
  const file = await fileOf(folder, pathOf(request));
  if (file === undefined) {
    response.writeHead(404, headers).end();
    return;
  }
  const type = types.get(path.extname(file)) ?? "application/octet-stream";
  response.writeHead(200, { ...headers, "content-type": type, "cache-control": "no-cache" });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  // A client that goes away in the middle is no fault of ours.
  await pipeline(createReadStream(file), response).catch(() => response.destroy());
}
