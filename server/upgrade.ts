// The HTTP request that asks for a WebSocket: path, subprotocol, origin, host and how many there
// are already. Answers with a status before anything is spent on the client. Must not know tokens.

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { hostAllowed, originAllowed } from "./origin.ts";

/** The WebSocket subprotocol; its number is the version of docs/PROTOCOL.md. */
export const subprotocol = "ringline.v1";

export interface UpgradeRules {
  /** Path of the socket, without a query. */
  path: string;
  origins: readonly string[] | undefined;
  hosts: (() => readonly string[]) | undefined;
  /** True while another connection may come from where this one does. */
  roomLeft: (request: IncomingMessage) => boolean;
}

/** A request that is not upgraded: the status that says why. */
export interface Refusal {
  status: number;
  text: string;
}

/** The path of a request without its query; "" if it is none. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}

/** What speaks against the upgrade, or undefined. */
export function refusalOf(request: IncomingMessage, rules: UpgradeRules): Refusal | undefined {
  if (pathOf(request) !== rules.path) return { status: 404, text: "Not Found" };
  if (!hostAllowed(request, rules.hosts?.())) return { status: 421, text: "Misdirected Request" };
  if (!originAllowed(request, rules.origins)) return { status: 403, text: "Forbidden" };
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",");
  if (!offered.some((name) => name.trim() === subprotocol)) {
    return { status: 400, text: "Bad Request" };
  }
  if (!rules.roomLeft(request)) return { status: 503, text: "Service Unavailable" };
  return undefined;
}

/** Sends the refusal and closes. */
export function refuseUpgrade(socket: Duplex, { status, text }: Refusal): void {
  const lines = [`HTTP/1.1 ${status} ${text}`, "Connection: close", "Content-Length: 0"];
  socket.on("error", () => {});
  socket.end(`${lines.join("\r\n")}\r\n\r\n`, () => socket.destroy());
}
