// The real signalling server, as a process of its own: `node dist/server/cli.js serve …` on a free port.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../../dist/server/cli.js", import.meta.url));

export interface ServerOptions {
  /** What stands behind `serve`. */
  readonly args: readonly string[];
  readonly secret?: string;
  /** That of the TURN server. */
  readonly turnSecret?: string;
  /** Default: a free one. */
  readonly port?: number;
}

/** A running server. */
export interface Server {
  /** What it says it listens on: http: with --demo, else ws:. */
  readonly url: URL;
  /** Ends it without a goodbye, as a crash would. */
  kill(): Promise<void>;
  /** Lets nothing of it run, as if the network swallowed everything; its sockets stay open. */
  pause(): void;
  /** Lets it run on. */
  resume(): void;
  /** Lets it say goodbye. */
  stop(): Promise<void>;
}

/** Starts a server and waits until it listens. */
export async function startServer({ args, secret, turnSecret, port = 0 }: ServerOptions): Promise<Server> {
  const { PATH = "" } = process.env;
  const env = {
    PATH,
    ...(secret === undefined ? {} : { RINGLINE_SECRET: secret }),
    ...(turnSecret === undefined ? {} : { RINGLINE_TURN_SECRET: turnSecret }),
  };
  const argv = [cli, "serve", "--port", String(port), "--log-level", "error", ...args];
  const child = spawn(process.execPath, argv, { env, stdio: ["ignore", "pipe", "inherit"] });
  const killWithUs = (): boolean => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  const end = async (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
    process.off("exit", killWithUs);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  return {
    url: await address(child),
    kill: () => end("SIGKILL"),
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    stop: () => (child.kill("SIGCONT"), end("SIGTERM")),
  };
}

/** The address in the first sentence that the server prints. */
function address(child: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (data: Buffer) => {
      said += data.toString();
      const found = /\b(?:http|ws):\S+/.exec(said)?.[0];
      if (found !== undefined && said.includes("\n")) resolve(new URL(found));
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}
