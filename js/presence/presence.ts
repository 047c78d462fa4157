/**
 * The package's entry `ringline/presence`, which shares no line with `ringline`: who could be reached now, where the
 * server's app allows this user to know (`hooks.authorizePresence`). It asks the server now and then, for as long as
 * somebody watches; nothing of it concerns a call, so the core is not asked.
 *
 * ```ts
 * const client = await CallClient.create({ url, tokenProvider, presence: createPresence() });
 * const stop = client.presence.watch(["bob", "carol"]);
 * client.presence.addEventListener("presencechange", () => show(client.presence.get("bob")));
 * ```
 */

import type { CallClient } from "../client.ts";
import type { TypedEventTarget } from "../events.ts";
import type { Host } from "../host.ts";
import type { ClientPresence, PresenceEvents, PresenceState, PresenceWire } from "../presence.ts";

export type { ClientPresence, PresenceEvents, PresenceState } from "../presence.ts";

/** What bounds it. Times in milliseconds. */
export const presenceLimits = {
  /** Users that are asked about: those who were watched first. Of all others nothing is known. */
  users: 100,
  /** Between two questions. */
  everyMs: 10_000,
  /** The same, where there is news: a connection, a page that is seen again, somebody else to watch. */
  leastMs: 2_000,
} as const;

/** For `CallClient.create({ presence })`. */
export function createPresence(): Presence {
  return new Presence();
}

/** As in events.ts; a chunk in common with `ringline` would cost every page a request. */
const Emitter = EventTarget as unknown as new () => TypedEventTarget<PresenceEvents>;

/** Questions without an answer that are remembered, so that none of their answers is taken for something else. */
const MOST_OPEN = 16;

/** What `attach()` was given. */
interface Attached {
  readonly client: CallClient;
  readonly host: Host;
  readonly wire: PresenceWire;
}

/** A question under way. */
interface Question {
  readonly id: string;
  readonly users: readonly string[];
}

/** The part of a `reply` that is read (docs/PROTOCOL.md). */
interface Reply {
  readonly presence?: Readonly<Record<"online" | "busy", readonly string[]>>;
  readonly error?: { readonly retryable: boolean };
}

/** Made by `createPresence()`. Events: see `PresenceEvents`. */
export class Presence extends Emitter implements ClientPresence {
  #attached: Attached | null = null;
  /** One entry for each `watch()`. */
  readonly #watches = new Set<readonly string[]>();
  #known: ReadonlyMap<string, PresenceState> = new Map();
  /** Those without an answer, the newest last; no answer to an older one says anything. */
  readonly #questions: Question[] = [];
  #timer: unknown = null;
  #askedAt = -Infinity;
  #stopListening = (): void => {};

  get(userId: string): PresenceState | undefined {
    return this.#known.get(userId);
  }

  watch(userIds: readonly string[]): () => void {
    const watch = [...userIds];
    this.#watches.add(watch);
    if (this.#users().some((userId) => !this.#known.has(userId))) this.#askSoon();
    return () => {
      this.#watches.delete(watch);
      const users = new Set(this.#users());
      this.#learn([...this.#known].filter(([userId]) => users.has(userId)));
    };
  }

  attach(client: CallClient, host: Host, wire: PresenceWire): void {
    this.#attached = { client, host, wire };
    wire.tap = (text) => this.#take(text);
    client.addEventListener("connectionchange", () => {
      this.#stopListening();
      if (client.connection === "online") {
        this.#stopListening = host.onPageEvent((event) => event === "shown" && this.#askSoon());
        this.#askedAt = -Infinity;
        return this.#askSoon();
      }
      // What was true before may not be true any more, and nobody says so.
      this.#questions.length = 0;
      this.#arm(null);
      this.#learn([]);
    });
  }

  /** Who is asked about. */
  #users(): readonly string[] {
    return [...new Set([...this.#watches].flat())].slice(0, presenceLimits.users);
  }

  #askSoon(): void {
    if (!this.#attached) return;
    this.#arm(Math.max(0, this.#askedAt + presenceLimits.leastMs - this.#attached.host.now()));
  }

  /** An answer that never comes is asked for again; the server hears of nobody whom nobody watches. */
  #ask(): void {
    const users = this.#users();
    if (!this.#attached || users.length === 0 || this.#attached.client.connection !== "online") return;
    const { host, wire } = this.#attached;
    // Random, so that no other frame has it in it: the answer is found by it.
    const id = host.randomBytes(16).join(".");
    if (this.#questions.push({ id, users }) > MOST_OPEN) this.#questions.shift();
    this.#askedAt = host.now();
    wire.send(JSON.stringify({ type: "presence", id, users }));
    this.#arm(presenceLimits.everyMs);
  }

  #arm(delayMs: number | null): void {
    if (!this.#attached) return;
    const { host } = this.#attached;
    host.clearTimer(this.#timer);
    this.#timer = delayMs === null ? null : host.setTimer(() => this.#ask(), delayMs);
  }

  /**
   * Whether that was the answer. A refusal says nothing of anybody: what was known stands until the next one; one
   * that would come again is not asked for again.
   */
  #take(text: string): boolean {
    const index = this.#questions.findIndex(({ id }) => text.includes(id));
    const [question] = index < 0 ? [] : this.#questions.splice(index, 1);
    if (!question) return false;
    if (index < this.#questions.length) return true;
    const { presence, error } = JSON.parse(text) as Reply;
    if (error?.retryable === false) this.#arm(null);
    if (!presence) return true;
    const watched = new Set(this.#users());
    const stateOf = (userId: string): PresenceState =>
      presence.busy.includes(userId) ? "busy" : presence.online.includes(userId) ? "online" : "offline";
    const asked = question.users.filter((userId) => watched.has(userId));
    this.#learn(asked.map((userId) => [userId, stateOf(userId)]));
    return true;
  }

  #learn(known: readonly (readonly [string, PresenceState])[]): void {
    const before = this.#known;
    const now = new Map(known);
    this.#known = now;
    const userIds = [...new Set([...before.keys(), ...now.keys()])].filter(
      (userId) => before.get(userId) !== now.get(userId),
    );
    if (userIds.length === 0) return;
    this.dispatchEvent(new CustomEvent("presencechange", { detail: { userIds } }));
  }
}
