#!/usr/bin/env node
// The command line of Ringline: `ringline serve` and `ringline token`. Sentences for people go to
// standard output and standard error, log lines to standard error. Must not know calls.

import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { libraryVersion } from "../js/shared/journal/format.ts";
import { jwtAuth, mintToken } from "./auth.ts";
import type { Auth } from "./auth.ts";
import { file, help, json, logLevel, policyOf, readFlags, UsageError } from "./cli_options.ts";
import { wholeNumber } from "./cli_options.ts";
import type { CliFlags } from "./cli_options.ts";
import { isJournalProblem, replayJournals, simulateCalls } from "./cli_journal.ts";
import { Demo, loopbackHosts } from "./demo.ts";
import type { Hooks } from "./hooks.ts";
import { ownServer } from "./http_server.ts";
import type { IceServer } from "./ice.ts";
import { defaultLimits } from "./limits.ts";
import { stderrLogger } from "./log.ts";
import type { SignallingServerOptions } from "./options.ts";
import { turnProblem } from "./turn.ts";
import type { TurnOptions } from "./turn.ts";
import { createSignallingServer } from "./signalling_server.ts";
import type { SignallingServer } from "./signalling_server.ts";

const defaultPort = 8080;
const loopback = ["127.0.0.1", "::1", "localhost"];
const goodbyeMs = 2_000;
const longestStopMs = 8_000;

async function main(args: string[]): Promise<void> {
  const { command, rest, values } = readFlags(args, process.env);
  if (values.help === true || command === "help") {
    process.stdout.write(help);
  } else if (values.version === true) {
    process.stdout.write(`ringline ${libraryVersion}\n`);
  } else if (command === undefined) {
    throw new UsageError("Say what to do: serve, token, replay or simulate. --help shows everything.");
  } else if (command === "replay") {
    process.exitCode = await replayJournals(rest, values);
  } else if (rest.length > 0) {
    throw new UsageError(`"${rest.join(" ")}" is more than was expected. --help shows everything.`);
  } else if (command === "serve") {
    await serve(values);
  } else if (command === "token") {
    await token(values);
  } else if (command === "simulate") {
    process.exitCode = await simulateCalls(values);
  } else {
    throw new UsageError(`There is no command "${command}". --help shows everything.`);
  }
}

async function token(values: CliFlags): Promise<void> {
  const { user, secret, device, name, grant } = values;
  if (user === undefined) throw new UsageError("Say whom the token is for: --user alice.");
  const privateKey = values["private-key"];
  if (secret === undefined && privateKey === undefined) {
    throw new UsageError("Set RINGLINE_SECRET, or give --secret or --private-key.");
  }
  const minted = await mintToken({
    ...(privateKey === undefined ? { secret: secret ?? "" } : {}),
    ...(privateKey === undefined ? {} : { privateKey: file("private-key", privateKey) }),
    issuer: values.issuer ?? "ringline",
    audience: values.audience ?? "ringline",
    userId: user,
    ...(device === undefined ? {} : { deviceId: device }),
    ...(name === undefined ? {} : { name }),
    ...(grant === undefined ? {} : { grants: grant }),
    ttlS: wholeNumber("ttl", values.ttl, 600, [1, 86_400]),
  });
  process.stdout.write(`${minted}\n`);
}

async function serve(values: CliFlags): Promise<void> {
  const hosts = (): readonly string[] => demoHosts(http, values);
  const demo = values.demo === true ? demoOf(values, hosts) : undefined;
  const auth = demo?.auth ?? authOf(values);
  const port = wholeNumber("port", values.port, defaultPort, [0, 65_535]);
  const host = values.host ?? "127.0.0.1";
  const level = logLevel(values["log-level"], demo === undefined ? "info" : "warn");
  const http = ownServer((request, response) => {
    if (server.answerHealth(request, response)) return;
    if (demo === undefined) response.writeHead(404, { "content-length": 0 }).end();
    else void demo.answer(request, response).catch(() => response.destroy());
  }, defaultLimits.helloTimeoutMs);
  const server = createSignallingServer({
    ...optionsOf(values),
    auth,
    server: http,
    logger: stderrLogger(level),
    ...(demo === undefined ? {} : { hosts, hooks: hooksOf(demo) }),
  });
  await server.listen();
  await listen(http, port, host);
  const address = server.address;
  const at = `${loopback.includes(host) ? "localhost" : host}:${address?.port ?? port}`;
  process.stdout.write(
    demo === undefined
      ? `Ringline listens on ws://${at}${address?.path ?? ""}\n`
      : `Ringline demo: http://${at}\n`,
  );
  stopOnSignal(server, http);
}

function hooksOf(demo: Demo): Hooks {
  return {
    expandGroup: ({ userId, group }) => demo.membersOf(userId, group),
    // Everybody is told everybody's name here.
    authorizePresence: ({ users }) => users,
  };
}

function optionsOf(values: CliFlags): Omit<SignallingServerOptions, "auth"> {
  const policy = policyOf(values.policy);
  const ice = values["ice-servers"];
  return {
    ...(values.path === undefined ? {} : { path: values.path }),
    ...(values.origin === undefined ? {} : { origins: values.origin }),
    ...(policy === undefined ? {} : { policy }),
    ...(values.journal === undefined ? {} : { journal: { directory: values.journal } }),
    ...(ice === undefined ? {} : { iceServers: iceServersOf(ice) }),
    ...turnOf(values),
  };
}

function iceServersOf(text: string): IceServer[] {
  const value = json("ice-servers", text);
  if (Array.isArray(value)) return value as IceServer[];
  throw new UsageError('--ice-servers must be a JSON list, such as [{"urls":"stun:stun.example"}].');
}

/** The secret comes by the environment alone: others on the machine can read a command line. */
function turnOf(values: CliFlags): { turn?: TurnOptions } {
  const { turn: urls, stun, turnSecret: secret } = values;
  if (urls === undefined) {
    if (stun === undefined && values["turn-ttl"] === undefined && values["turn-secret-env"] === undefined)
      return {};
    throw new UsageError(
      "--stun, --turn-ttl and --turn-secret-env go with --turn. For STUN alone: --ice-servers.",
    );
  }
  if (secret === undefined) {
    const name = values["turn-secret-env"] ?? "RINGLINE_TURN_SECRET";
    throw new UsageError(`--turn needs the secret of the TURN server in the variable ${name}.`);
  }
  const ttlSeconds = wholeNumber("turn-ttl", values["turn-ttl"], 3_600, [4, 604_800]);
  const turn = { urls, secret, ttlSeconds, ...(stun === undefined ? {} : { stun }) };
  const problem = turnProblem(turn);
  if (problem !== undefined) throw new UsageError(problem);
  return { turn };
}

function authOf(values: CliFlags): Auth {
  const { secret, issuer, audience } = values;
  const publicKey = values["public-key"];
  const jwksUrl = values["jwks-url"];
  const given = [secret, publicKey, jwksUrl].filter((value) => value !== undefined).length;
  if (given === 0) {
    throw new UsageError(
      "The server needs a key to check tokens: set RINGLINE_SECRET (at least 32 random bytes), " +
        "or give --public-key or --jwks-url. To try it out: ringline serve --demo",
    );
  }
  if (given > 1) {
    throw new UsageError("Give one key only: --secret, --public-key or --jwks-url.");
  }
  if (secret !== undefined) {
    return jwtAuth({ secret, issuer: issuer ?? "ringline", audience: audience ?? "ringline" });
  }
  if (issuer === undefined || audience === undefined) {
    throw new UsageError("With --public-key or --jwks-url, give --issuer and --audience too.");
  }
  const names = { issuer, audience };
  return publicKey === undefined
    ? jwtAuth({ ...names, jwksUrl: jwksUrl ?? "" })
    : jwtAuth({ ...names, publicKey: file("public-key", publicKey) });
}

function demoOf(values: CliFlags, hosts: () => readonly string[]): Demo {
  const keys = ["secret", "public-key", "jwks-url"] as const;
  if (keys.some((key) => values[key] !== undefined)) {
    throw new UsageError(
      "--demo makes tokens for anybody who asks, with a key of its own; it does not go together " +
        "with a configured key (--secret, RINGLINE_SECRET, --public-key, --jwks-url).",
    );
  }
  // This file is server/cli.ts, or dist/server/cli.js when built.
  const folder = import.meta.url.endsWith(".ts") ? "../dist/demo" : "../demo";
  return new Demo({ folder: fileURLToPath(new URL(folder, import.meta.url)), hosts });
}

/** Exact values of `Host`: this machine, the address listened on, and what was said to be right. */
function demoHosts(http: Server, values: CliFlags): readonly string[] {
  const bound = http.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : defaultPort;
  const named = values.host === undefined ? [] : [`${values.host}:${port}`];
  return [...loopbackHosts(port), ...named, ...(values["demo-host"] ?? [])];
}

async function listen(http: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, host, () => {
      http.off("error", reject);
      resolve();
    });
  });
}

function stopOnSignal(server: SignallingServer, http: Server): void {
  const stop = async (): Promise<void> => {
    setTimeout(() => process.exit(1), longestStopMs).unref();
    http.close();
    await server.close({ graceMs: goodbyeMs });
    http.closeAllConnections();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void stop().then(() => process.exit(0)));
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const sentence = error instanceof Error ? error.message : String(error);
  process.stderr.write(`ringline: ${sentence}\n`);
  process.exitCode = error instanceof UsageError || isJournalProblem(error) ? 2 : 1;
});
