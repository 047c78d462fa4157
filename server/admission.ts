// Who may come in: checks the token of `hello` and of `renew`, keeps to the device that the token
// names, and to who was thrown out. What a user may do with a call is the core's business.

import type { Auth } from "./auth.ts";
import type { RecordStore } from "./engine.ts";
import type { HostErrorCode } from "./errors.ts";
import type { Frame } from "./frame.ts";
import { isMintedId, TokenError } from "./identity.ts";
import type { Identity } from "./identity.ts";
import type { Revocations } from "./revocations.ts";

export type Admission =
  { ok: true; identity: Identity; deviceId: string } | { ok: false; code: HostErrorCode; reason: string };

export class Admissions {
  readonly #auth: Auth;
  readonly #engine: Pick<RecordStore, "now">;
  readonly #revocations: Revocations;

  constructor(auth: Auth, engine: Pick<RecordStore, "now">, revocations: Revocations) {
    this.#auth = auth;
    this.#engine = engine;
    this.#revocations = revocations;
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

  async #check(token: unknown, deviceId: string): Promise<Admission> {
    if (typeof token !== "string") return refusal("token-invalid", "no token");
    try {
      const identity = await this.#auth.verify(token, this.#engine.now());
      if (identity.deviceId !== undefined && identity.deviceId !== deviceId) {
        return refusal("token-invalid", "another device");
      }
      if (await this.#revocations.isVoid(identity, deviceId)) return refusal("token-invalid", "revoked");
      return { ok: true, identity, deviceId };
    } catch (error) {
      if (error instanceof TokenError) return refusal(error.code, error.message);
      return refusal("try-later", "the check of tokens failed");
    }
  }
}

function refusal(code: HostErrorCode, reason: string): Admission {
  return { ok: false, code, reason };
}
