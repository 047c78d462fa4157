// The command line, as a process of its own: help, refusals in clear sentences, tokens, the demo, and
// an orderly end.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, test } from "node:test";
import { mintToken } from "../../server/index.ts";
import { connect, Device, secret, until } from "./support.ts";

const cli = fileURLToPath(new URL("../../server/cli.ts", import.meta.url));

interface Run {
  process: ChildProcessWithoutNullStreams;
  out: () => string;
  err: () => string;
  ended: Promise<number | null>;
}

const children = new Set<ChildProcessWithoutNullStreams>();

// A test that failed leaves no server behind: this file would never end.
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});

function run(args: string[], env: Record<string, string> = {}): Run {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [cli, ...args], { env: { PATH, ...env } });
  children.add(child);
  let out = "";
  let err = "";
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (err += data.toString()));
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { process: child, out: () => out, err: () => err, ended };
}

async function refused(args: string[], sentence: RegExp, env: Record<string, string> = {}): Promise<void> {
  const { ended, err, out } = run(args, env);
  assert.notEqual(await ended, 0, args.join(" "));
  assert.match(err(), sentence);
  assert.doesNotMatch(err(), /\n\s+at /, "a sentence, not a stack");
  assert.equal(out(), "");
}

test("--help shows both commands", async () => {
  const { ended, out } = run(["--help"]);
  assert.equal(await ended, 0);
  assert.match(out(), /ringline serve/);
  assert.match(out(), /ringline token/);
});

test("--version is that of the package", async () => {
  const { version } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  ) as Record<string, string>;
  const { ended, out } = run(["--version"]);
  assert.equal(await ended, 0);
  assert.equal(out(), `ringline ${version}\n`);
});

test("a flag of another command is refused, and whose it is is said", async () => {
  await refused(["serve", "--users", "3"], /--users belongs to simulate, not to serve/);
  await refused(["replay", "x.jsonl", "--seed", "3"], /--seed belongs to simulate, not to replay/);
  await refused(["simulate", "--secret", "x"], /--secret belongs to serve and token, not to simulate/);
  await refused(["token", "--port", "1"], /--port belongs to serve, not to token/);
});

test("without a key the server does not start, and says what to do", async () => {
  await refused(["serve"], /needs a key to check tokens: set RINGLINE_SECRET/);
});

test("a short secret is refused", async () => {
  await refused(["serve", "--port", "0"], /5 bytes long; HS256 needs at least 32/, {
    RINGLINE_SECRET: "short",
  });
});

test("--demo does not go together with a configured key", async () => {
  const sentence = /--demo makes tokens for anybody who asks.*does not go together/;
  await refused(["serve", "--demo"], sentence, { RINGLINE_SECRET: secret });
  await refused(["serve", "--demo", "--jwks-url", "https://keys.example"], sentence);
});

test("contradictions and typing errors are refused with a sentence", async () => {
  const env = { RINGLINE_SECRET: secret };
  await refused([], /Say what to do/);
  await refused(["ring"], /no command "ring"/);
  await refused(["serve", "--prot", "1"], /--prot/);
  await refused(["serve", "--port", "x"], /--port must be a whole number/, env);
  await refused(["serve", "--port", "70000"], /--port must be a whole number/, env);
  await refused(["serve", "--jwks-url", "https://keys.example"], /one key only/, env);
  await refused(["serve", "--jwks-url", "https://keys.example"], /--issuer and --audience/);
  await refused(
    ["serve", "--public-key", "/no/such/file", "--issuer", "i", "--audience", "a"],
    /cannot be read/,
  );
  await refused(["serve", "--port", "0", "--origin", "calls.example"], /not an origin/, env);
  await refused(["serve", "--port", "0", "--policy", "{"], /--policy is not valid JSON/, env);
  await refused(["serve", "--policy", '{"ringTimeoutMS":9000}'], /no field "ringTimeoutMS"; there are/, env);
  await refused(["serve", "--port", "0", "--policy", '{"ringTimeoutMs":1}'], /policy|configuration/i, env);
  await refused(["serve", "--log-level", "loud"], /--log-level must be one of/, env);
  await refused(["serve", "--turn", "turn:t.example"], /in the variable RINGLINE_TURN_SECRET/, env);
  const turn = ["serve", "--turn", "turn:t.example", "--turn-secret-env", "TURN_KEY"];
  await refused(turn, /in the variable TURN_KEY/, { ...env, RINGLINE_TURN_SECRET: secret });
  await refused(turn, /`turn.secret`/, { ...env, TURN_KEY: "short" });
  await refused([...turn, "--turn-ttl", "1"], /--turn-ttl must be/, { ...env, TURN_KEY: secret });
  await refused(["serve", "--turn", "stun:t"], /`turn.urls`/, { ...env, RINGLINE_TURN_SECRET: secret });
  await refused(["serve", "--stun", "stun:t"], /go with --turn/, env);
  await refused(["serve", "--policy", '{"icePolicy":"relay"}'], /needs TURN servers/, env);
  await refused(["token", "--user", "alice"], /RINGLINE_SECRET/);
  await refused(["token"], /--user alice/, env);
});

test("a token of the command line opens a server of the command line, which ends in order", async () => {
  const env = { RINGLINE_SECRET: secret };
  const server = run(["serve", "--port", "0", "--log-level", "silent"], env);
  const address = await until("the address", () => /listens on (ws:\S+)/.exec(server.out()) ?? undefined);
  const url = (address[1] ?? "").replace("localhost", "127.0.0.1");
  const minted = run(["token", "--user", "alice", "--name", "Alice"], env);
  assert.equal(await minted.ended, 0);
  const device = await connect({ url }, { user: "alice" }, { token: minted.out().trim() });
  server.process.kill("SIGTERM");
  assert.equal((await device.takeType("goodbye"))["code"], "try-later");
  assert.equal((await device.untilClosed()).code, 4503);
  assert.equal(await server.ended, 0);
});

test("--turn mints credentials by the secret in the environment, and --stun needs none", async () => {
  const env = { RINGLINE_SECRET: secret, TURN_KEY: "the secret of that server" };
  const server = run(
    [
      ...["serve", "--port", "0", "--log-level", "silent", "--turn-secret-env", "TURN_KEY"],
      ...["--turn", "turn:a.example", "--turn", "turns:b.example", "--stun", "stun:c.example"],
    ],
    env,
  );
  const address = await until("the address", () => /listens on (ws:\S+)/.exec(server.out()) ?? undefined);
  const token = await mintToken({ secret, issuer: "ringline", audience: "ringline", userId: "alice" });
  const url = (address[1] ?? "").replace("localhost", "127.0.0.1");
  const { welcome } = await connect({ url }, { user: "alice" }, { token });
  const [stun, turn] = welcome["iceServers"] as { urls: string[]; username?: string; credential?: string }[];
  assert.deepEqual(stun, { urls: ["stun:c.example"] });
  assert.deepEqual(turn?.urls, ["turn:a.example", "turns:b.example"]);
  const credential = createHmac("sha1", env.TURN_KEY).update(turn?.username ?? "");
  assert.equal(turn?.credential, credential.digest("base64"));
  server.process.kill("SIGTERM");
  assert.equal(await server.ended, 0);
});

test("--policy names a preset, or says each rule; the welcome tells the devices what differs", async () => {
  const env = { RINGLINE_SECRET: secret };
  const rules: [string, object][] = [
    ["agora", { groupEnd: "local-hangup" }],
    ["cometchat", { ringTimeoutMs: 45_000 }],
    ["zego", { ringTimeoutMs: 60_000, callWhileInCall: "add" }],
    ["stream", {}],
    [
      '{"preset":"zego","ringTimeoutMs":5000,"earlyOffer":false}',
      { ringTimeoutMs: 5_000, callWhileInCall: "add", earlyOffer: false },
    ],
  ];
  const minted = run(["token", "--user", "alice"], env);
  assert.equal(await minted.ended, 0);
  for (const [policy, expected] of rules) {
    const server = run(["serve", "--port", "0", "--policy", policy, "--log-level", "silent"], env);
    const address = await until("the address", () => /listens on (ws:\S+)/.exec(server.out()) ?? undefined);
    const url = (address[1] ?? "").replace("localhost", "127.0.0.1");
    const device = await connect({ url }, { user: "alice" }, { token: minted.out().trim() });
    assert.deepEqual(device.welcome["policy"], expected);
    server.process.kill("SIGTERM");
    assert.equal(await server.ended, 0);
  }
  await refused(["serve", "--port", "0", "--policy", "skype"], /the preset is none of/, env);
});

test("a port that is taken is said so", async () => {
  const env = { RINGLINE_SECRET: secret };
  const first = run(["serve", "--port", "0", "--log-level", "silent"], env);
  const address = await until("the address", () => /:(\d+)\/ringline/.exec(first.out()) ?? undefined);
  await refused(["serve", "--port", address[1] ?? ""], /EADDRINUSE|in use/, env);
  first.process.kill("SIGINT");
  assert.equal(await first.ended, 0);
});

test("the demo prints its address when it is ready, and makes tokens", async () => {
  const server = run(["serve", "--demo"], { PORT: "0" });
  const ready = /^Ringline demo: http:\/\/localhost:(\d+)\n$/;
  const address = await until("the address", () => ready.exec(server.out()) ?? undefined);
  const port = address[1] ?? "";
  const base = `http://127.0.0.1:${port}`;
  const response = await fetch(`${base}/demo/token`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: base },
    body: '{"user":"alice"}',
  });
  const { token } = (await response.json()) as { token: string };
  const device = await connect({ url: `ws://127.0.0.1:${port}/ringline` }, { user: "alice" }, { token });
  const evil = { headers: { host: `evil.example:${port}` } };
  assert.equal(await Device.refused(`ws://127.0.0.1:${port}/ringline`, evil), 421);
  device.close();
  server.process.kill("SIGTERM");
  assert.equal(await server.ended, 0);
});
