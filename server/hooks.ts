// What the app is asked: who is in a group, who may join a session, and who may see whom online. A hook that is
// missing, fails or is late refuses; the app decides, this file only asks. Must not know what a call is.

import type { Log } from "./log.ts";

/** Functions of the app. */
export interface Hooks {
  /** The user ids of a group that `userId` wants to call; none, if that user may not or there is no such group. */
  expandGroup?: (about: {
    appId: string;
    userId: string;
    group: string;
  }) => Promise<readonly string[]> | readonly string[];
  /** Whether `userId` may join a session, if the token does not say so (grant `join:<sessionId>` or `join:*`). */
  authorizeJoin?: (about: { appId: string; userId: string; sessionId: string }) => Promise<boolean> | boolean;
  /**
   * Whom of `users` `userId` may see online or in a call; all others look offline to that user. Without this hook
   * everybody does; one that fails, is late or answers no list is asked again (`try-later`).
   */
  authorizePresence?: (about: {
    appId: string;
    userId: string;
    users: readonly string[];
  }) => Promise<readonly string[]> | readonly string[];
}

export class HookCaller {
  readonly #hooks: Hooks;
  readonly #timeoutMs: number;
  readonly #log: Log;

  constructor(hooks: Hooks, timeoutMs: number, log: Log) {
    this.#hooks = hooks;
    this.#timeoutMs = timeoutMs;
    this.#log = log;
  }

  /** The members as the app named them, unchecked; undefined if there is no hook. */
  async membersOf(appId: string, userId: string, group: string): Promise<unknown> {
    const hook = this.#hooks.expandGroup;
    return hook && this.#ask("expandGroup", () => hook({ appId, userId, group }));
  }

  async mayJoin(appId: string, userId: string, sessionId: string): Promise<boolean> {
    const hook = this.#hooks.authorizeJoin;
    // Only a clear yes is one: a hook in plain JavaScript may answer anything.
    return (
      hook !== undefined &&
      (await this.#ask("authorizeJoin", () => hook({ appId, userId, sessionId }))) === true
    );
  }

  /** Those of `users` whose presence that user may know; null if the hook did not say. */
  async whomToShow(
    appId: string,
    userId: string,
    users: readonly string[],
  ): Promise<readonly string[] | null> {
    const hook = this.#hooks.authorizePresence;
    if (!hook) return [];
    const shown = await this.#ask("authorizePresence", () => hook({ appId, userId, users }));
    return Array.isArray(shown) ? users.filter((user) => shown.includes(user)) : null;
  }

  async #ask(name: keyof Hooks, ask: () => unknown): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${this.#timeoutMs} ms`)), this.#timeoutMs);
      timer.unref();
    });
    try {
      return await Promise.race([Promise.resolve().then(ask), late]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : "failed";
      this.#log.warn("hook failed", { effect: name, reason });
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
