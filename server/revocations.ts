// Who was thrown out. The engine knows for all nodes; each node also keeps what it heard itself, so that
// an engine which lost data can be told again, and lets nobody in meanwhile. Must not know sockets.

import type { Engine } from "./engine.ts";
import type { Identity } from "./identity.ts";

/** A user, or one device of theirs, whose tokens up to `at` (the engine's clock) are void. */
export interface Revocation {
  app: string;
  userId: string;
  deviceId?: string;
  at: number;
}

/** As long as an engine keeps them, and no more than that many. */
const keptMs = 86_400_000;
const most = 10_000;
/** A store that fails over loses what was written last. */
const recentMs = 60_000;

export class Revocations {
  readonly #engine: Engine;
  /** The oldest first. */
  readonly #heard = new Map<string, Revocation & { cameBack: boolean }>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Notes it for all nodes. Rejects with an EngineError when the engine fails; here it holds all the same. */
  async note(revocation: Revocation): Promise<void> {
    this.hear(revocation);
    await this.#engine.revoke(subjectOf(revocation), revocation.at);
  }

  /** Another node's. */
  hear(revocation: Revocation): void {
    const subject = subjectOf(revocation);
    this.#heard.delete(subject);
    this.#heard.set(subject, { ...revocation, cameBack: false });
    for (const [oldest, { at }] of this.#heard) {
      if (this.#heard.size <= most && at >= revocation.at - keptMs) return;
      this.#heard.delete(oldest);
    }
  }

  /** Whether a token on a device is void. Rejects with an EngineError. */
  async isVoid({ app, userId, issuedAt }: Identity, deviceId: string): Promise<boolean> {
    const voided = await Promise.all([
      this.#isBefore(subjectOf({ app, userId }), issuedAt),
      this.#isBefore(subjectOf({ app, userId, deviceId }), issuedAt),
    ]);
    return voided.includes(true);
  }

  /** Tells the engine what it may have lost. Rejects with an EngineError. */
  async sayAgain(): Promise<void> {
    for (const [subject, { at }] of this.#heard) await this.#engine.revoke(subject, at);
  }

  /** Those of the last minute whose calls the engine may have brought back. */
  recent(): Revocation[] {
    const since = this.#engine.now() - recentMs;
    return [...this.#heard.values()].filter(({ at, cameBack }) => at >= since && !cameBack);
  }

  async #isBefore(subject: string, issuedAt: number | undefined): Promise<boolean> {
    const heard = this.#heard.get(subject);
    const at = Math.max(heard?.at ?? 0, (await this.#engine.revokedAt(subject)) ?? 0);
    // `iat` has seconds only: a token of the very second of the revocation is void.
    if (at > 0 && (issuedAt === undefined || issuedAt <= at)) return true;
    if (heard !== undefined) heard.cameBack = true;
    return false;
  }
}

/** User ids hold no control characters, device ids neither: no two subjects look the same. */
function subjectOf({ app, userId, deviceId }: Omit<Revocation, "at">): string {
  return deviceId === undefined ? `${app}\n${userId}` : `${app}\n${userId}\n${deviceId}`;
}
