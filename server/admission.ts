// Who may come in: checks the token of `hello` and of `renew`, keeps to the device that the token
// names, and remembers who was thrown out. What a user may do with a call is the core's business.

import type { Auth } from "./auth.ts";
import type { HostErrorCode } from "./errors.ts";
import type { Frame } from "./frame.ts";
import { isMintedId, TokenError } from "./identity.ts";
import type { Identity } from "./identity.ts";

export type Admission =
  { ok: true; identity: Identity; deviceId: string } | { ok: false; code: HostErrorCode; reason: string };

const mostRevocations = 10_000;

export class Admissions {
  readonly #auth: Auth;
  readonly #now: () => number;
  /** When a user's tokens were last revoked; tokens made before are void. */
  readonly #revokedAt = new Map<string, number>();

  /** `now`: milliseconds of the Unix epoch. */
  constructor(auth: Auth, now: () => number) {
    this.#auth = auth;
    this.#now = now;
  }

  /** Checks a `hello`; never rejects. */
  async greet(frame: Frame): Promise<Admission> {
    const { token, deviceId } = frame;
    if (!isMintedId(deviceId)) return refusal("invalid-frame", "deviceId");
    return this.#check(token, deviceId);
  }

  /** Checks a `renew`: the same user, app and device as before; never rejects. */
  async renew(frame: Frame, before: Identity, deviceId: string): Promise<Admission> {
    const admission = await this.#check(frame["token"], deviceId);
    if (!admission.ok) return admission;
    const { app, userId } = admission.identity;
    if (app === before.app && userId === before.userId) return admission;
    return refusal("token-invalid", "another user");
  }

  /** Voids every token of the user that was made until now. */
  revoke(app: string, userId: string): void {
    const key = `${app}\n${userId}`;
    this.#revokedAt.delete(key);
    this.#revokedAt.set(key, this.#now());
    const oldest = this.#revokedAt.keys().next();
    if (this.#revokedAt.size > mostRevocations && oldest.done !== true) {
      this.#revokedAt.delete(oldest.value);
    }
  }

  async #check(token: unknown, deviceId: string): Promise<Admission> {
    if (typeof token !== "string") return refusal("token-invalid", "no token");
    try {
      const identity = await this.#auth.verify(token, this.#now());
      if (identity.deviceId !== undefined && identity.deviceId !== deviceId) {
        return refusal("token-invalid", "another device");
      }
      if (this.#isRevoked(identity)) return refusal("token-invalid", "revoked");
      return { ok: true, identity, deviceId };
    } catch (error) {
      if (error instanceof TokenError) return refusal(error.code, error.message);
      return refusal("try-later", "the check of tokens failed");
    }
  }

  #isRevoked({ app, userId, issuedAt }: Identity): boolean {
    const revokedAt = this.#revokedAt.get(`${app}\n${userId}`);
    if (revokedAt === undefined) return false;
    // `iat` has seconds only: a token of the very second of the revocation is void.
    return issuedAt === undefined || issuedAt <= revokedAt;
  }
}

function refusal(code: HostErrorCode, reason: string): Admission {
  return { ok: false, code, reason };
}
