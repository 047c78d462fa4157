// TURN credentials: minted so that coturn takes them, the same for a while, without names, and renewed in time.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, test } from "node:test";
import { FakeClock } from "../../js/testing.ts";
import { createSignallingServer, jwtAuth, memoryEngine } from "../../server/index.ts";
import type { Engine, IceServer, TurnOptions } from "../../server/index.ts";
import { expiryOf, mintTurn } from "../../server/turn.ts";
import { connect, field, secret, startServer, tokenFor } from "./support.ts";

const turn = { urls: "turn:turn.example:3478", secret: "the secret of that server", ttlSeconds: 600 };
const alice = { app: "default", userId: "alice", deviceId: "phone" };
const at = 1_790_000_000_000;

function relayOf(servers: readonly IceServer[]): { name: string; expiresAt: number; credential: string } {
  const { username = "", credential = "" } = servers.at(-1) ?? { urls: "" };
  const [expiry, name = ""] = username.split(":");
  return { name, expiresAt: Number(expiry) * 1000, credential };
}

test("a credential is the HMAC that the TURN server computes, and names nobody", () => {
  const servers = mintTurn({ ...turn, stun: "stun:stun.example" }, alice, at);
  assert.deepEqual(servers[0], { urls: ["stun:stun.example"] });
  assert.deepEqual(servers[1]?.urls, ["turn:turn.example:3478"]);
  const { username = "", credential } = servers[1] ?? {};
  assert.match(username, /^\d{10}:[\w-]{16}$/);
  assert.equal(credential, createHmac("sha1", turn.secret).update(username).digest("base64"));
});

test("who asks again gets the same for half of its life, and never less than that half", () => {
  for (const userId of ["alice", "bob", "carol"]) {
    const names = new Set<string>();
    const ends = new Set<number>();
    for (let ms = at; ms < at + 3_600_000; ms += 7_000) {
      const { name, expiresAt } = relayOf(mintTurn(turn, { ...alice, userId }, ms));
      names.add(name);
      ends.add(expiresAt);
      assert.ok(expiresAt >= ms + 299_000 && expiresAt <= ms + 600_000, `${expiresAt - ms}`);
    }
    assert.equal(names.size, 1, "quotas go by the name");
    assert.ok(ends.size >= 12 && ends.size <= 13, `${ends.size}`);
  }
  const ends = ["a", "b", "c", "d"].map(
    (userId) => relayOf(mintTurn(turn, { ...alice, userId }, at)).expiresAt,
  );
  assert.equal(new Set(ends).size, 4, "not everybody asks at once");
});

test("the same user of two apps is two, and the devices of a user are one", () => {
  const name = (more: object): string => relayOf(mintTurn(turn, { ...alice, ...more }, at)).name;
  assert.equal(name({ deviceId: "laptop" }), name({}));
  assert.notEqual(name({ app: "other" }), name({}));
  assert.notEqual(
    relayOf(mintTurn({ ...turn, secret: "another secret, as long" }, alice, at)).name,
    name({}),
  );
});

test("when servers run out is read from the first of their names that says so", () => {
  const relay = (username: string): IceServer => ({ urls: "turn:x", username, credential: "c" });
  assert.equal(expiryOf([{ urls: "stun:x" }, relay("alice"), relay("12345:x")]), undefined);
  assert.equal(
    expiryOf([relay("1790000900:x"), relay("1790000600"), relay("u:1790000100")]),
    1_790_000_600_000,
  );
});

test("options that make no sense are refused with a sentence", () => {
  const refuse = (more: object, sentence: RegExp): void => {
    const options = { port: 0, auth: jwtAuth({ secret, issuer: "i", audience: "a" }), ...more };
    assert.throws(() => createSignallingServer(options), sentence);
  };
  const wrong = (more: Partial<TurnOptions>) => ({ turn: { ...turn, ...more } });
  refuse(wrong({ urls: [] }), /`turn.urls` must name TURN servers/);
  refuse(wrong({ urls: "stun:x" }), /`turn.urls`/);
  refuse(wrong({ secret: "short" }), /`turn.secret`/);
  refuse(wrong({ ttlSeconds: 3 }), /`turn.ttlSeconds`/);
  refuse(wrong({ stun: "turn:x" }), /`turn.stun`/);
  refuse({ policy: { icePolicy: "relay" } }, /`icePolicy: "relay"` needs TURN servers/);
  const iceServers = [{ urls: ["stun:x"] }];
  refuse({ policy: { icePolicy: "relay" }, iceServers }, /needs TURN servers/);
});

/** An engine whose time of day a test holds. */
function engineAt(clock: FakeClock): Engine {
  return memoryEngine({ now: () => at + clock.now() });
}

test("whoever may call gets them with the welcome, and others before they run out, while it is there", async () => {
  const clock = new FakeClock();
  const limits = { pingIntervalMs: 3_600_000, helloTimeoutMs: 3_600_000 };
  const server = await startServer({ turn, clock, engine: engineAt(clock), limits });
  after(() => server.close());
  const device = await connect(server, { user: "alice" });
  let last = relayOf(device.welcome["iceServers"] as IceServer[]);
  for (let renewals = 0; renewals < 3; renewals += 1) {
    await clock.advance((last.expiresAt - (at + clock.now())) / 2 + 1);
    const frame = await device.takeType("ice-servers");
    const next = relayOf(frame["iceServers"] as IceServer[]);
    assert.ok(next.expiresAt > last.expiresAt);
    assert.equal(next.name, last.name);
    last = next;
  }
});

test("who may only be called gets them with the ring", async () => {
  const server = await startServer({ turn });
  after(() => server.close());
  const token = await tokenFor("bob", { grants: ["receive"] });
  const device = await connect(server, { user: "bob" }, { token });
  assert.equal(field(device.welcome, "iceServers"), undefined);
});
