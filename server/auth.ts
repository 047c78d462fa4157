// Tokens: JSON Web Tokens of type `call+jwt`, by RFC 8725: the algorithm is fixed by the key, and
// issuer, audience and end are always checked. Must not know sockets.

import { createPrivateKey, createPublicKey, createSecretKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { createRemoteJWKSet, errors, jwtVerify, SignJWT } from "jose";
import type { JWTPayload, JWTVerifyGetKey } from "jose";
import { identityOf, TokenError } from "./identity.ts";
import type { Identity } from "./identity.ts";

/** Checks tokens. An app may bring its own. */
export interface Auth {
  /** `now`: milliseconds of the Unix epoch. Rejects with TokenError. */
  verify(token: string, now: number): Promise<Identity>;
  /** A secret from which the seal key may be derived, if there is one that outlives restarts. */
  readonly secret?: Uint8Array;
}

/** Where the key comes from: exactly one of the three. */
export interface JwtAuthOptions {
  /** HS256: at least 32 random bytes, shared with the app's backend. */
  secret?: string | Uint8Array | undefined;
  /** PEM (SPKI) of an Ed25519, P-256 or RSA (2048 and up) key: EdDSA, ES256 or RS256. */
  publicKey?: string;
  /** Keys of the issuer; `https` unless it is this machine. */
  jwksUrl?: string;
  /** Must equal the claim `iss`. */
  issuer: string;
  /** Must be in the claim `aud`. */
  audience: string;
  /** How far clocks may differ, in seconds. Default 5. */
  clockToleranceS?: number;
}

/** The value of the header `typ`: a token made for another purpose is not taken. */
export const tokenType = "call+jwt";

const maxTokenLength = 8_192;
const jwksAlgorithms = ["EdDSA", "Ed25519", "ES256", "RS256"];

/**
 * Checks tokens that the app's backend signed.
 * Throws an Error with a sentence for people when the options do not make sense.
 */
export function jwtAuth(options: JwtAuthOptions): Auth {
  const { issuer, audience, clockToleranceS = 5 } = options;
  if (!issuer) throw new Error("jwtAuth needs an issuer, the value of the claim `iss`.");
  if (!audience) throw new Error("jwtAuth needs an audience, the value of the claim `aud`.");
  const source = keySource(options);
  const verify = async (token: string, now: number): Promise<Identity> => {
    if (typeof token !== "string" || token.length > maxTokenLength) {
      throw new TokenError("token-invalid", "not a token, or over 8192 characters");
    }
    const checks = {
      algorithms: source.algorithms,
      issuer,
      audience,
      typ: tokenType,
      clockTolerance: clockToleranceS,
      currentDate: new Date(now),
      requiredClaims: ["exp", "sub"],
    };
    try {
      const { payload } =
        typeof source.key === "function"
          ? await jwtVerify(token, source.key, checks)
          : await jwtVerify(token, source.key, checks);
      return identityOf(payload);
    } catch (error) {
      throw asTokenError(error);
    }
  };
  return source.secret === undefined ? { verify } : { verify, secret: source.secret };
}

interface KeySource {
  key: KeyObject | JWTVerifyGetKey;
  algorithms: string[];
  secret?: Uint8Array;
}

function keySource({ secret, publicKey, jwksUrl }: JwtAuthOptions): KeySource {
  const given = [secret, publicKey, jwksUrl].filter((option) => option !== undefined);
  if (given.length !== 1) {
    throw new Error("jwtAuth needs exactly one of `secret`, `publicKey` and `jwksUrl`.");
  }
  if (secret !== undefined) {
    const bytes = secretBytes(secret);
    return { key: createSecretKey(bytes), algorithms: ["HS256"], secret: bytes };
  }
  if (publicKey !== undefined) return publicKeySource(publicKey);
  return { key: remoteKeys(jwksUrl ?? ""), algorithms: jwksAlgorithms };
}

function secretBytes(secret: string | Uint8Array): Uint8Array {
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
  if (bytes.length < 32) {
    throw new Error(
      `The secret is ${bytes.length} bytes long; HS256 needs at least 32 random bytes, ` +
        "such as `openssl rand -base64 32` prints.",
    );
  }
  return bytes;
}

function publicKeySource(pem: string): KeySource {
  if (/PRIVATE KEY/.test(pem)) {
    throw new Error("This is a private key. The server needs only the public key; keep it away.");
  }
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new Error("The public key is not readable; it must be a PEM text (SPKI).");
  }
  return { key, algorithms: algorithmsOf(key) };
}

/** The one algorithm that goes with a key (EdDSA has two names). */
function algorithmsOf(key: KeyObject): string[] {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === "ed25519") return ["EdDSA", "Ed25519"];
  if (type === "ec" && details?.namedCurve === "prime256v1") return ["ES256"];
  if (type === "rsa" && (details?.modulusLength ?? 0) >= 2048) return ["RS256"];
  throw new Error("The key must be Ed25519, P-256 or RSA of at least 2048 bits.");
}

function remoteKeys(text: string): JWTVerifyGetKey {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url !== undefined && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url === undefined || (url.protocol !== "https:" && !(url.protocol === "http:" && local))) {
    throw new Error("The JWKS address must begin with https://.");
  }
  const times = { cacheMaxAge: 600_000, cooldownDuration: 30_000, timeoutDuration: 5_000 };
  return createRemoteJWKSet(url, times);
}

function asTokenError(error: unknown): TokenError {
  if (error instanceof TokenError) return error;
  if (error instanceof errors.JWTExpired) return new TokenError("token-expired", "expired");
  // jose's messages name the claim or check that failed, never the token.
  return new TokenError("token-invalid", error instanceof Error ? error.message : "invalid");
}

/** What goes into a new token. */
export interface MintOptions {
  /** HS256, or `privateKey` below. */
  secret?: string | Uint8Array | undefined;
  /** PEM (PKCS 8) of an Ed25519, P-256 or RSA key. */
  privateKey?: string;
  issuer: string;
  audience: string;
  userId: string;
  deviceId?: string;
  name?: string;
  avatar?: string;
  grants?: readonly string[];
  app?: string;
  /** Life of the token in seconds. Default 600. */
  ttlS?: number;
  /** Milliseconds of the Unix epoch. Default: now. */
  now?: number;
}

/**
 * Makes a token, for the app's own backend.
 * Rejects with an Error that says which option is wrong.
 */
export async function mintToken(options: MintOptions): Promise<string> {
  const { issuer, audience, userId, ttlS = 600, now = Date.now() } = options;
  const issuedAt = Math.floor(now / 1000);
  const claims: JWTPayload = { sub: userId, iat: issuedAt, exp: issuedAt + ttlS };
  const { deviceId: did, name, avatar, grants, app } = options;
  for (const [claim, value] of Object.entries({ did, name, avatar, grants, app })) {
    if (value !== undefined) claims[claim] = value;
  }
  identityOf(claims);
  const { key, algorithm } = signingKey(options);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: tokenType })
    .setIssuer(issuer)
    .setAudience(audience)
    .sign(key);
}

function signingKey({ secret, privateKey }: MintOptions): {
  key: Uint8Array | KeyObject;
  algorithm: string;
} {
  if (secret !== undefined && privateKey === undefined) {
    return { key: secretBytes(secret), algorithm: "HS256" };
  }
  if (privateKey !== undefined && secret === undefined) {
    const key = createPrivateKey(privateKey);
    return { key, algorithm: algorithmsOf(key)[0] ?? "" };
  }
  throw new Error("mintToken needs exactly one of `secret` and `privateKey`.");
}
