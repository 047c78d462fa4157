// A real TURN server: coturn with the configuration that we ship (docs/coturn.conf), and the few lines that
// loopback needs.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const shipped = fileURLToPath(new URL("../../../docs/coturn.conf", import.meta.url));
const host = "127.0.0.1";
const patienceMs = 10_000;

/** A TURN server of this test's own. */
export class Coturn {
  readonly secret = randomBytes(32).toString("hex");
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess | null = null;
  #log = "";
  readonly #killWithUs = (): void => void this.#child?.kill("SIGKILL");

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
    process.once("exit", this.#killWithUs);
  }

  static async start(): Promise<Coturn> {
    const coturn = new Coturn(await freePort(), await mkdtemp(path.join(tmpdir(), "ringline-coturn-")));
    await coturn.start();
    return coturn;
  }

  get url(): string {
    return `turn:${host}:${this.port}?transport=udp`;
  }

  /** Starts it on the same port, with nothing left of what it knew. */
  async start(): Promise<void> {
    const file = path.join(this.#folder, "turnserver.conf");
    await writeFile(file, (await readFile(shipped, "utf8")).replace(/^log-file=.*$/m, "") + this.#ownLines());
    this.#child = spawn("turnserver", ["-c", file], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (data: Buffer) => (this.#log = (this.#log + data.toString()).slice(-20_000)));
    }
    const failed = new Promise<never>((_, reject) => {
      const missing = "turnserver is missing: run tools/setup, or install coturn";
      this.#child?.once("error", () => reject(new Error(missing)));
      this.#child?.once("exit", (code) => reject(new Error(`turnserver ended with ${code}: ${this.#log}`)));
    });
    failed.catch(() => {});
    await Promise.race([this.#answers(), failed]);
  }

  /** Ends it without a word, as a crash would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    process.off("exit", this.#killWithUs);
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What it wrote last. */
  get log(): string {
    return this.#log;
  }

  #ownLines(): string {
    const inFolder = (name: string): string => path.join(this.#folder, name);
    return [
      "",
      `static-auth-secret=${this.secret}`,
      `listening-ip=${host}`,
      `relay-ip=${host}`,
      "allow-loopback-peers",
      `allowed-peer-ip=${host}`,
      `listening-port=${this.port}`,
      `userdb=${inFolder("turndb")}`,
      `pidfile=${inFolder("pid")}`,
      "log-file=stdout",
      "no-tls",
      "no-dtls",
      "relay-threads=1",
      "",
    ].join("\n");
  }

  /** Resolves when it answers a STUN binding request (RFC 8489). */
  async #answers(): Promise<void> {
    const socket = createSocket("udp4");
    const answered = once(socket, "message");
    const request = Buffer.concat([Buffer.from("000100002112a442", "hex"), randomBytes(12)]);
    const ask = setInterval(() => socket.send(request, this.port, host), 50);
    const late = setTimeout(
      () => socket.emit("error", new Error(`turnserver is silent: ${this.#log}`)),
      patienceMs,
    );
    try {
      await answered;
    } finally {
      clearInterval(ask);
      clearTimeout(late);
      socket.close();
    }
  }
}

/** A UDP port that nobody has, and the next one (coturn looks at it) neither. */
export async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, host);
  await once(socket, "listening");
  const { port } = socket.address();
  assert.ok(port > 0);
  socket.close();
  await once(socket, "close");
  return port;
}
