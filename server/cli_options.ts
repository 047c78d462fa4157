// The command line: flags, their help, and what is refused with a sentence before anything starts.
// Must not know how a server is made.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { LogLevel } from "./log.ts";
import { policyProblem } from "./policy.ts";

/** The command line makes no sense; the message is for people. */
export class UsageError extends Error {
  override name = "UsageError";
}

export const help = `ringline: calls for web pages

  ringline serve [options]    runs the signalling server
  ringline token [options]    prints a token for a user
  ringline replay FILE...     shows journals of a call, and plays them again
  ringline simulate [options] lets simulated people call each other
  ringline --version          prints the version

serve:
  --port N             TCP port (default: $PORT, else 8080; 0 takes a free one)
  --host ADDRESS       address to listen on (default: 127.0.0.1, this machine only)
  --path PATH          path of the WebSocket (default: /ringline)
  --secret TEXT        key of HS256 tokens, at least 32 bytes; better: $RINGLINE_SECRET
  --public-key FILE    PEM of the key that signs tokens (Ed25519, P-256 or RSA)
  --jwks-url URL       keys of the issuer of tokens
  --issuer TEXT        claim iss of tokens (default with a secret: ringline)
  --audience TEXT      claim aud of tokens (default with a secret: ringline)
  --origin ORIGIN      page that may connect, such as https://calls.example; repeatable
                       (default: pages of the same host)
  --policy TEXT        agora, cometchat, zego, stream, or JSON such as {"ringTimeoutMs":45000}
  --ice-servers JSON   STUN and TURN servers, a list as in RTCPeerConnection
  --turn URL           TURN server that shares $RINGLINE_TURN_SECRET with us (docs/turn.md); repeatable
  --turn-secret-env NAME  the secret stands in this variable instead
  --turn-ttl SECONDS   life of TURN credentials (default: 3600)
  --stun URL           STUN server, beside --turn; repeatable
  --demo               serves the demo page and makes tokens for it; for trying out only
  --demo-host HOST     a further Host under which the demo may be asked for; repeatable
  --journal DIR        writes a journal of each call into this folder (docs/journal.md)
  --log-level LEVEL    debug, info, warn, error or silent (default: info; --demo: warn)

token:
  --user ID            whom the token is for
  --secret TEXT        as above; better: $RINGLINE_SECRET
  --private-key FILE   PEM (PKCS 8) instead of a secret
  --issuer, --audience as above
  --device ID          good for this device only
  --name TEXT          display name
  --grant WORD         what it allows, repeatable (default: place, receive)
  --ttl SECONDS        life (default: 600)

replay: merges journals of clients, servers and simulations by time, plays each to the core, and compares
  --quiet              without the timeline
  Exit code: 0 the same and the devices agree, 1 a difference, 2 not a journal

simulate: real clients and a real server in one process, on a virtual clock; the same seed, the same calls
  --users N            people (default: 4)
  --devices N          devices of each (default: 2)
  --loss P             chance of a message to take its connection with it, 0 to 0.5 (default: 0.05)
  --seed N             (default: 1)
  --calls N            calls to place (default: 20)
  --journal FILE       writes a journal of everything, for ringline replay
  Exit code: 0 nothing wrong, 1 something that must not happen
`;

const flags = {
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
  port: { type: "string" },
  host: { type: "string" },
  path: { type: "string" },
  secret: { type: "string" },
  "public-key": { type: "string" },
  "private-key": { type: "string" },
  "jwks-url": { type: "string" },
  issuer: { type: "string" },
  audience: { type: "string" },
  origin: { type: "string", multiple: true },
  policy: { type: "string" },
  "ice-servers": { type: "string" },
  turn: { type: "string", multiple: true },
  "turn-secret-env": { type: "string" },
  "turn-ttl": { type: "string" },
  stun: { type: "string", multiple: true },
  demo: { type: "boolean" },
  "demo-host": { type: "string", multiple: true },
  "log-level": { type: "string" },
  user: { type: "string" },
  device: { type: "string" },
  name: { type: "string" },
  grant: { type: "string", multiple: true },
  ttl: { type: "string" },
  quiet: { type: "boolean" },
  users: { type: "string" },
  devices: { type: "string" },
  loss: { type: "string" },
  seed: { type: "string" },
  calls: { type: "string" },
  journal: { type: "string" },
} as const;

type Flag = keyof typeof flags;

/** Which command takes which flags. */
const flagsOf: Readonly<Record<string, readonly Flag[]>> = {
  serve: [
    ...(["port", "host", "path", "secret", "public-key", "jwks-url", "issuer", "audience"] as const),
    ...(["origin", "policy", "ice-servers", "turn", "turn-secret-env", "turn-ttl", "stun"] as const),
    ...(["demo", "demo-host", "journal", "log-level"] as const),
  ],
  token: ["user", "secret", "private-key", "issuer", "audience", "device", "name", "grant", "ttl"],
  replay: ["quiet"],
  simulate: ["users", "devices", "loss", "seed", "calls", "journal"],
};

const logLevels = ["debug", "info", "warn", "error", "silent"];

/** What stands on the command line, with the environment's secret and port in it. */
export type CliFlags = ReturnType<typeof readFlags>["values"];

/** Throws UsageError. */
export function readFlags(args: string[], env: NodeJS.ProcessEnv) {
  try {
    const { values, positionals } = parseArgs({ args, options: flags, allowPositionals: true });
    refuseOthers(positionals[0], Object.keys(values));
    // Set but empty is as good as not set.
    const secret = values.secret ?? (env["RINGLINE_SECRET"] || undefined);
    const port = values.port ?? env["PORT"];
    const turnSecret = env[values["turn-secret-env"] ?? "RINGLINE_TURN_SECRET"] || undefined;
    return {
      command: positionals[0],
      rest: positionals.slice(1),
      values: {
        ...values,
        ...(secret === undefined ? {} : { secret }),
        ...(port === undefined ? {} : { port }),
        ...(turnSecret === undefined ? {} : { turnSecret }),
      },
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "The command line is not clear.");
  }
}

/** A flag that would be without effect is a misunderstanding. */
function refuseOthers(command: string | undefined, given: readonly string[]): void {
  const known = flagsOf[command ?? ""];
  if (known === undefined) return;
  const takes = (flag: string): boolean => ["help", "version", ...known].includes(flag);
  const other = given.find((flag) => !takes(flag));
  if (other === undefined) return;
  const owners = Object.keys(flagsOf).filter((name) => flagsOf[name]?.includes(other as Flag));
  throw new UsageError(
    `--${other} belongs to ${owners.join(" and ")}, not to ${command}. --help shows everything.`,
  );
}

/** A whole number within a range, or the default. */
export function wholeNumber(
  flag: string,
  text: string | undefined,
  fallback: number,
  [least, most]: readonly [number, number],
): number {
  if (text === undefined) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${flag} must be a whole number from ${least} to ${most}, not "${text}".`);
}

export function logLevel(text: string | undefined, fallback: LogLevel): LogLevel | "silent" {
  if (text === undefined) return fallback;
  if (logLevels.includes(text)) return text as LogLevel | "silent";
  throw new UsageError(`--log-level must be one of ${logLevels.join(", ")}, not "${text}".`);
}

/** The policy for the core: a preset by name, or an object as JSON. */
export function policyOf(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  if (/^[a-z]+$/.test(text)) return { preset: text };
  const value = json("policy", text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const problem = policyProblem(value as Record<string, unknown>);
    if (problem !== undefined) throw new UsageError(`--policy: ${problem}`);
    return value as Record<string, unknown>;
  }
  throw new UsageError("--policy must be the name of a preset or a JSON object.");
}

export function json(flag: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UsageError(`--${flag} is not valid JSON.`);
  }
}

export function file(flag: string, name: string): string {
  try {
    return readFileSync(name, "utf8");
  } catch {
    throw new UsageError(`--${flag}: the file "${name}" cannot be read.`);
  }
}
