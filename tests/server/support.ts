// What the server's tests share: a real server on a free port of this machine, a device that speaks
// the wire protocol by hand, and waiting for what has to happen (never for time to pass).

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import type { ClientOptions } from "ws";
import { createSignallingServer, jwtAuth, memoryEngine, mintToken } from "../../server/index.ts";
import type { Logger, MintOptions, SignallingServer } from "../../server/index.ts";
import type { SignallingServerOptions } from "../../server/options.ts";

export const secret = "0123456789abcdef0123456789abcdef-test";
export const issuer = "test-app";
export const audience = "test-calls";
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Longer than anything here takes; only a failing test waits for it. */
const patienceMs = 20_000;

// The fields of a frame are what a test asks about, so they are not typed further.
export interface Frame {
  type: string;
  [field: string]: unknown;
}

export type TestServer = SignallingServer & { url: string };

/** A clock that a test moves by hand; it begins at the real time. */
export class HandClock {
  #ms = Date.now();
  now = (): number => this.#ms;
  advance(ms: number): void {
    this.#ms += ms;
  }
}

export async function startServer(options: Partial<SignallingServerOptions> = {}): Promise<TestServer> {
  const server = createSignallingServer({
    port: 0,
    auth: jwtAuth({ secret, issuer, audience }),
    engine: memoryEngine(),
    logger: silent,
    ...options,
  });
  await server.listen();
  const { address } = server;
  assert.ok(address);
  return Object.assign(server, { url: `ws://127.0.0.1:${address.port}${address.path}` });
}

export function tokenFor(userId: string, more: Partial<MintOptions> = {}): Promise<string> {
  return mintToken({ secret, issuer, audience, userId, ...more });
}

/** Waits until `happened` gives something; looks again after every turn of the event loop. */
export async function until<T>(what: string, happened: () => T | undefined | false): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const value = happened();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error(`waited too long for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** One socket, spoken to by hand. Frames that came are kept until somebody takes them. */
export class Device {
  readonly socket: WebSocket;
  readonly frames: Frame[] = [];
  /** Answers `ping`s. */
  answersPings = true;
  closed: { code: number; reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => this.#received(JSON.parse(data.toString()) as Frame));
    socket.on("close", (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on("error", () => {});
  }

  static async open(url: string, options: ClientOptions = {}): Promise<Device> {
    const socket = new WebSocket(url, "ringline.v1", { perMessageDeflate: false, ...options });
    const device = new Device(socket);
    await once(socket, "open");
    return device;
  }

  /** The status with which the server refuses the upgrade. */
  static async refused(url: string, options: ClientOptions = {}, protocol = "ringline.v1"): Promise<number> {
    const socket = new WebSocket(url, protocol, options);
    socket.on("error", () => {});
    const response = await new Promise<number>((resolve, reject) => {
      socket.on("unexpected-response", (_request, answer) => resolve(answer.statusCode ?? 0));
      socket.on("open", () => reject(new Error("the server let it in")));
    });
    socket.terminate();
    return response;
  }

  send(frame: Record<string, unknown>): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Takes the first frame that fits, now or when it comes. */
  async take(what: string, fits: (frame: Frame) => boolean): Promise<Frame> {
    const found = (): Frame | undefined => {
      const at = this.frames.findIndex(fits);
      return at < 0 ? undefined : this.frames.splice(at, 1)[0];
    };
    return until(`${what}; came: ${JSON.stringify(this.frames).slice(0, 2000)}`, found);
  }

  takeType(type: string): Promise<Frame> {
    return this.take(type, (frame) => frame.type === type);
  }

  /** Sends a command and gives its reply. */
  async command(frame: Record<string, unknown>): Promise<Frame> {
    const id = (frame["id"] as string | undefined) ?? randomUUID();
    this.send({ id, ...frame });
    return this.take(`a reply to ${String(frame["type"])}`, (f) => f.type === "reply" && f["id"] === id);
  }

  async untilClosed(): Promise<{ code: number; reason: string }> {
    return until("the socket to close", () => this.closed);
  }

  close(): void {
    this.socket.terminate();
  }

  #received(frame: Frame): void {
    if (frame.type === "ping" && this.answersPings) {
      if (this.socket.readyState === WebSocket.OPEN) this.send({ type: "pong", at: frame["at"] });
    }
    this.frames.push(frame);
  }
}

/** Who is calling: a user's page on a device. */
export interface Who {
  user: string;
  device?: string;
  page?: string;
  incarnation?: string;
}

/** Opens a socket and says hello; `welcome` is still to be taken. */
export async function greet(
  server: { url: string },
  who: Who,
  more: { token?: string; hello?: Record<string, unknown> } = {},
): Promise<Device> {
  const device = await Device.open(server.url);
  const token = more.token ?? (await tokenFor(who.user));
  device.send({
    type: "hello",
    v: 1,
    token,
    deviceId: who.device ?? `${who.user}-device`,
    pageId: who.page ?? `${who.user}-page`,
    incarnation: who.incarnation ?? `${who.user}-inc`,
    ...more.hello,
  });
  return device;
}

/** The same, and takes the `welcome`. */
export async function connect(
  server: { url: string },
  who: Who,
  more: { token?: string; hello?: Record<string, unknown> } = {},
): Promise<Device & { welcome: Frame }> {
  const device = await greet(server, who, more);
  const welcome = await device.takeType("welcome");
  return Object.assign(device, { welcome });
}

/** The fields of an object inside a frame. */
export function field(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string | number, unknown>)?.[name], value);
}

/** The error code of a refused reply. */
export function codeOf(reply: Frame): unknown {
  return field(reply, "error", "code");
}
