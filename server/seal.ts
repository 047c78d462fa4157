// Seals: an HMAC-SHA256 over what the core claims about a call, so that a device can bring the
// claims back after the server lost its memory. The text is opaque here. The key must be the same
// on every node and survive restarts. Must not know what the claims say.

import type { KeyObject } from "node:crypto";
import { createHmac, createSecretKey, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

/** Claims as the core wrote them, and the proof that this server issued them. */
export interface Seal {
  claims: string;
  /** base64url of HMAC-SHA256. */
  mac: string;
}

const domain = "ringline.seal.v1\n";

export class Sealer {
  /** Made once: an HMAC with a key of bytes takes five times as long. */
  readonly #key: KeyObject;

  /** `key`: at least 32 bytes. */
  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key);
  }

  seal(claims: string): Seal {
    return { claims, mac: this.#mac(claims).toString("base64url") };
  }

  /** True only for a seal of this key. Takes anything, because it reads what a device sent. */
  verify(seal: unknown): boolean {
    if (typeof seal !== "object" || seal === null) return false;
    const { claims, mac } = seal as Record<string, unknown>;
    if (typeof claims !== "string" || typeof mac !== "string") return false;
    const given = Buffer.from(mac, "base64url");
    const right = this.#mac(claims);
    return given.length === right.length && timingSafeEqual(given, right);
  }

  #mac(claims: string): Buffer {
    return createHmac("sha256", this.#key).update(domain).update(claims, "utf8").digest();
  }
}

/**
 * Chooses the seal key: `sealSecret` if given, else one derived from the token secret, else a
 * random one (`ephemeral`: calls cannot be re-asserted after a restart).
 * Throws an Error when `sealSecret` is shorter than 32 bytes.
 */
export function sealKey(
  sealSecret: string | Uint8Array | undefined,
  tokenSecret: Uint8Array | undefined,
): { key: Uint8Array; ephemeral: boolean } {
  if (sealSecret !== undefined) {
    const bytes = typeof sealSecret === "string" ? Buffer.from(sealSecret, "utf8") : sealSecret;
    if (bytes.length < 32) {
      throw new Error(`sealSecret is ${bytes.length} bytes long; it needs at least 32 random bytes.`);
    }
    return { key: bytes, ephemeral: false };
  }
  if (tokenSecret !== undefined) {
    const derived = hkdfSync("sha256", tokenSecret, new Uint8Array(0), "ringline seal v1", 32);
    return { key: new Uint8Array(derived), ephemeral: false };
  }
  return { key: randomBytes(32), ephemeral: true };
}
