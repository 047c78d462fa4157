// Who is reachable, as far as the app lets a user know (inv. 40): asks the app whom, and the core how each of
// them is. Whoever is not allowed, not there, or not to be known is not named. Must not know sockets or calls.

import { EngineError } from "./engine.ts";
import type { Address } from "./engine.ts";
import type { HostErrorCode } from "./errors.ts";
import type { HookCaller } from "./hooks.ts";
import { isUserId } from "./identity.ts";
import { userKey } from "./switchboard.ts";
import type { Switchboard } from "./switchboard.ts";

/** In a `reply`: who of those asked about is online, and who is in a call. All others are offline. */
export interface Presence {
  online: string[];
  busy: string[];
}

export type PresenceAnswer = { ok: true; presence: Presence } | { ok: false; code: HostErrorCode };

export class Presences {
  readonly #hooks: HookCaller;
  readonly #switchboard: Switchboard;
  readonly #most: number;

  /** `most`: how many users one command may ask about. */
  constructor(hooks: HookCaller, switchboard: Switchboard, most: number) {
    this.#hooks = hooks;
    this.#switchboard = switchboard;
    this.#most = most;
  }

  /** What `viewer` may know of `users`, as they stand in its frame. */
  async of(viewer: Address, users: unknown): Promise<PresenceAnswer> {
    if (!Array.isArray(users)) return { ok: false, code: "invalid-argument" };
    if (users.length > this.#most) return { ok: false, code: "too-large" };
    const named = [...new Set(users.filter(isUserId))];
    const allowed = await this.#hooks.whomToShow(viewer.app, viewer.user, named);
    // "Nobody" would be news about everybody.
    if (!allowed) return { ok: false, code: "try-later" };
    const presence: Presence = { online: [], busy: [] };
    try {
      await Promise.all(allowed.map((user) => this.#look(viewer, user, presence)));
    } catch {
      return { ok: false, code: "try-later" };
    }
    return { ok: true, presence };
  }

  async #look({ app, user: viewer, device }: Address, user: string, seen: Presence): Promise<void> {
    const key = userKey(app, user);
    const header = { type: "view", key, user: viewer, device };
    const { presence, error } = await this.#switchboard.run({ key, header });
    if (error?.code === "try-later") throw new EngineError("a user could not be looked up");
    if (presence === "online" || presence === "busy") seen[presence].push(user);
  }
}
