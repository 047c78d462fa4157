// What the host sees to before somebody is invited or joins: how often (T4 of the security catalogue), who
// is in a group, whether the app lets a user into a session. Counts frames and entries of the call log;
// whether a call can be placed is the core's to say. Must not know sockets.

import type { Counts } from "./counts.ts";
import type { Engine, LogEntry } from "./engine.ts";
import type { HostErrorCode } from "./errors.ts";
import type { Frame } from "./frame.ts";
import type { HookCaller } from "./hooks.ts";
import { isUserId } from "./identity.ts";
import type { Identity } from "./identity.ts";
import type { HostLimits, Rates } from "./limits.ts";

export interface InvitationsOptions {
  engine: Engine;
  hooks: HookCaller;
  limits: HostLimits;
  rates: Rates;
  counts: Counts;
}

/** What goes into the header of the frame, or why the frame does not reach the core. */
export type Prepared =
  { ok: true; header: { members?: string[]; mayJoin?: boolean } } | { ok: false; code: HostErrorCode };

/** What is read of an entry of the call log (docs/CORE.md, effect `log`). */
interface Logged {
  role: string;
  others: readonly string[];
  status: string;
  /** Only in the entries of those who joined. */
  answeredAt: number;
}

/** Frames that make somebody ring. */
const inviting: ReadonlySet<string> = new Set(["invite", "add"]);

/** Whether a frame of that type has to be prepared. */
export const isPrepared = (type: string): boolean => type === "join" || inviting.has(type);

const sessionPrefix = "session:";
const longestGroup = 128;

export class Invitations {
  readonly #options: InvitationsOptions;

  constructor(options: InvitationsOptions) {
    this.#options = options;
  }

  /** For frames that `isPrepared` names. Rejects with an EngineError. */
  async prepare({ app, userId, grants }: Identity, frame: Frame): Promise<Prepared> {
    if (frame.type === "join") {
      const mayJoin = await this.#mayJoin(app, userId, grants, frame["callId"]);
      return { ok: true, header: { mayJoin } };
    }
    const { engine, rates } = this.#options;
    if (!(await engine.take(`invite\n${app}\n${userId}`, rates.invites))) return this.#tooMany();
    if (frame["group"] === undefined) return this.#count(app, userId, namesIn(frame["to"]), {});
    const members = await this.#members(app, userId, frame);
    if (members.length === 0) return { ok: false, code: "invalid-argument" };
    return this.#count(app, userId, members, { members });
  }

  /**
   * A user's entry of the call log was written. That somebody answered stands in their own, and only there: it
   * frees the others of the call, whoever of them invited. That all declined stands in the inviter's.
   */
  async logged({ app, user, entry }: LogEntry): Promise<void> {
    const { role, others, status, answeredAt } = entry as Partial<Logged>;
    const { engine, rates, limits } = this.#options;
    const credit = (key: string, tokens: number): Promise<void> =>
      engine.credit(key, rates.unanswered, tokens);
    for (const other of namesIn(others)) {
      if (role === "invitee" && answeredAt !== undefined) {
        await credit(pair(app, other, user), rates.unanswered.burst);
      } else if (role === "inviter" && status === "rejected") {
        await credit(pair(app, user, other), -limits.declineCost);
      }
    }
  }

  async #count(
    app: string,
    userId: string,
    invited: readonly string[],
    header: { members?: string[] },
  ): Promise<Prepared> {
    const { engine, rates } = this.#options;
    for (const other of invited) {
      if (!(await engine.take(pair(app, userId, other), rates.unanswered))) return this.#tooMany();
    }
    return { ok: true, header };
  }

  #tooMany(): Prepared {
    this.#options.counts.limitedInvites += 1;
    return { ok: false, code: "rate-limited" };
  }

  /** The members of the group, each once, without the inviter, as many as a frame may invite. */
  async #members(app: string, userId: string, frame: Frame): Promise<string[]> {
    const { hooks, limits } = this.#options;
    const { group, to } = frame;
    // Both would leave open who is meant.
    if (!isGroup(group) || to !== undefined) return [];
    const named = await hooks.membersOf(app, userId, group);
    if (!Array.isArray(named)) return [];
    const others = new Set(named.filter(isUserId));
    others.delete(userId);
    return [...others].slice(0, limits.groupMembers);
  }

  async #mayJoin(app: string, userId: string, grants: readonly string[], callId: unknown): Promise<boolean> {
    if (typeof callId !== "string" || !callId.startsWith(sessionPrefix)) return false;
    const sessionId = callId.slice(sessionPrefix.length);
    if (sessionId === "") return false;
    if (grants.includes("join:*") || grants.includes(`join:${sessionId}`)) return true;
    return this.#options.hooks.mayJoin(app, userId, sessionId);
  }
}

function isGroup(value: unknown): value is string {
  return isUserId(value) && value.length <= longestGroup;
}

/** Only as many as the core would look at; what is no user id, it refuses. */
function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? [...new Set(value.slice(0, 25).filter(isUserId))] : [];
}

function pair(app: string, inviter: string, invited: string): string {
  return `unanswered\n${app}\n${inviter}\n${invited}`;
}
