// Tokens (T1 of the security catalogue): what is taken, and above all what is not.

import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { exportJWK, SignJWT } from "jose";
import { jwtAuth, mintToken, TokenError } from "../../server/index.ts";
import { audience, issuer, secret, tokenFor } from "./support.ts";

const names = { issuer, audience };
const auth = jwtAuth({ secret, ...names });
const key = new TextEncoder().encode(secret);
const now = (): number => Date.now();

interface Header {
  alg: string;
  typ?: string;
  kid?: string;
}

/** A token by hand: any header, any claims, signed with any HMAC key. */
function forge(header: Header, claims: object, hmacKey: string | Uint8Array = key): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${createHmac("sha256", hmacKey).update(text).digest("base64url")}`;
}

function claims(more: object = {}): object {
  const seconds = Math.floor(now() / 1000);
  return { sub: "alice", iss: issuer, aud: audience, iat: seconds, exp: seconds + 60, ...more };
}

async function refused(token: string, code: string, checker = auth): Promise<void> {
  await assert.rejects(checker.verify(token, now()), (error) => {
    assert.ok(error instanceof TokenError);
    assert.equal(error.code, code);
    if (token.length > 8) assert.ok(!error.message.includes(token));
    return true;
  });
}

const good: Header = { alg: "HS256", typ: "call+jwt" };

test("a token by hand with everything right is taken", async () => {
  const identity = await auth.verify(forge(good, claims({ name: "Alice", did: "d1" })), now());
  assert.equal(identity.userId, "alice");
  assert.equal(identity.deviceId, "d1");
  assert.equal(identity.name, "Alice");
  assert.equal(identity.app, "default");
  assert.deepEqual(identity.grants, ["place", "receive"]);
});

test("algorithm none is refused, with and without a signature (T1)", async () => {
  const token = forge({ ...good, alg: "none" }, claims());
  await refused(token, "token-invalid");
  await refused(`${token.split(".").slice(0, 2).join(".")}.`, "token-invalid");
});

test("a wrong audience, issuer or type is refused", async () => {
  await refused(forge(good, claims({ aud: "another" })), "token-invalid");
  await refused(forge(good, claims({ iss: "another" })), "token-invalid");
  await refused(forge({ alg: "HS256", typ: "JWT" }, claims()), "token-invalid");
  await refused(forge({ alg: "HS256" }, claims()), "token-invalid");
});

test("a token without sub, exp, iss or aud is refused", async () => {
  for (const claim of ["sub", "exp", "iss", "aud"]) {
    await refused(forge(good, claims({ [claim]: undefined })), "token-invalid");
  }
});

test("an expired token is told apart, past the tolerance of five seconds", async () => {
  const seconds = Math.floor(now() / 1000);
  await refused(forge(good, claims({ exp: seconds - 7 })), "token-expired");
  await auth.verify(forge(good, claims({ exp: seconds - 2 })), now());
});

test("a token of the future is refused", async () => {
  await refused(forge(good, claims({ nbf: Math.floor(now() / 1000) + 60 })), "token-invalid");
});

test("another secret's signature, and a broken one, are refused", async () => {
  await refused(forge(good, claims(), "another secret of thirty-two bytes!!"), "token-invalid");
  const token = await tokenFor("alice");
  await refused(`${token.slice(0, -4)}AAAA`, "token-invalid");
});

test("texts that are no tokens are refused", async () => {
  for (const text of ["", "x", "a.b.c", "....", "\u0000", "x".repeat(100_000)]) {
    await refused(text, "token-invalid");
  }
});

test("HS256 signed with the public key is refused where the key is public (T1)", async () => {
  for (const [type, options] of [
    ["ed25519", undefined],
    ["ec", { namedCurve: "P-256" }],
    ["rsa", { modulusLength: 2048 }],
  ] as const) {
    const { publicKey, privateKey } = generateKeyPairSync(
      type as "rsa",
      options as { modulusLength: number },
    );
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    const checker = jwtAuth({ publicKey: pem, ...names });
    await refused(forge(good, claims(), pem), "token-invalid", checker);
    const secretPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const token = await mintToken({ privateKey: secretPem, ...names, userId: "alice" });
    assert.equal((await checker.verify(token, now())).userId, "alice");
    await refused(token, "token-invalid");
  }
});

test("the algorithm is fixed by the key: RS512 with an RSA key is refused", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const checker = jwtAuth({
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    ...names,
  });
  const token = await new SignJWT({ ...claims() })
    .setProtectedHeader({ alg: "RS512", typ: "call+jwt" })
    .sign(privateKey);
  await refused(token, "token-invalid", checker);
});

test("keys by JWKS: the right kid is taken; an unknown one, or one that is a path, is not (T1)", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "EdDSA", use: "sig" };
  const paths: string[] = [];
  const http = createServer((request, response) => {
    paths.push(request.url ?? "");
    response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: [jwk] }));
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const checker = jwtAuth({ jwksUrl: `http://127.0.0.1:${port}/keys`, ...names });
  const sign = (kid: string): Promise<string> =>
    new SignJWT({ ...claims() }).setProtectedHeader({ alg: "EdDSA", typ: "call+jwt", kid }).sign(privateKey);
  assert.equal((await checker.verify(await sign("k1"), now())).userId, "alice");
  await refused(await sign("../../etc/passwd"), "token-invalid", checker);
  await refused(await sign("http://127.0.0.1:1/evil"), "token-invalid", checker);
  assert.ok(paths.every((path) => path === "/keys"));
  http.close();
});

test("claims out of shape are refused", async () => {
  const wrong: object[] = [
    { sub: "" },
    { sub: 7 },
    { sub: "a".repeat(129) },
    { sub: "new\nline" },
    { sub: "\ud800" },
    { did: "no spaces" },
    { did: "d".repeat(65) },
    { name: "n".repeat(129) },
    { name: "bell\u0007" },
    { avatar: "a".repeat(2049) },
    { grants: "place" },
    { grants: [7] },
    { app: "a:b" },
    { app: "" },
  ];
  for (const more of wrong) await refused(forge(good, claims(more)), "token-invalid");
});

test("ids such as __proto__ are ids like any other", async () => {
  for (const userId of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    const identity = await auth.verify(await tokenFor(userId), now());
    assert.equal(identity.userId, userId);
  }
});

test("weak or contradictory options are refused with a sentence", () => {
  assert.throws(() => jwtAuth({ secret: "short", ...names }), /5 bytes long; HS256 needs at least 32/);
  assert.throws(() => jwtAuth({ ...names }), /exactly one of/);
  assert.throws(() => jwtAuth({ secret, jwksUrl: "https://keys.example", ...names }), /exactly one of/);
  assert.throws(() => jwtAuth({ secret, issuer: "", audience }), /issuer/);
  assert.throws(() => jwtAuth({ secret, issuer, audience: "" }), /audience/);
  assert.throws(() => jwtAuth({ jwksUrl: "http://keys.example/jwks", ...names }), /https/);
  assert.throws(() => jwtAuth({ publicKey: "nonsense", ...names }), /not readable/);
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  assert.throws(() => jwtAuth({ publicKey: pem, ...names }), /private key/);
  const small = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
  const smallPem = small.export({ type: "spki", format: "pem" }).toString();
  assert.throws(() => jwtAuth({ publicKey: smallPem, ...names }), /2048/);
});

test("minting refuses what the server would not take", async () => {
  await assert.rejects(tokenFor(""), /user id/);
  await assert.rejects(tokenFor("alice", { deviceId: "no spaces" }), /device id/);
  await assert.rejects(mintToken({ ...names, userId: "alice" }), /exactly one of/);
});
