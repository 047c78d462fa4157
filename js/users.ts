/**
 * Names and pictures of users: what the server's tokens say, what the app's provider adds, and what the app sets
 * itself, which counts most (R108 to R111).
 */

import { invalidArgument } from "./errors.ts";

/** How a user is shown. */
export interface Profile {
  readonly name?: string;
  readonly avatar?: string;
}

/** A profile and whose it is. */
export interface UserProfile extends Profile {
  readonly userId: string;
}

/** Gets profiles of users from the app's own backend; whoever is missing in the answer is unknown there. */
export type UserProvider = (userIds: readonly string[]) => Promise<readonly UserProfile[]>;

/** What became of a query (R110). */
export interface UserQuery {
  readonly found: readonly UserProfile[];
  /** User ids that the provider does not know. */
  readonly missing: readonly string[];
}

/** What `Users` needs from its owner. */
export interface UsersOptions {
  readonly users?: Readonly<Record<string, Profile>> | undefined;
  readonly userProvider?: UserProvider | undefined;
  readonly changed: (userIds: readonly string[]) => void;
  readonly failed: (error: unknown) => void;
}

/** `client.users`. Made by the library. */
export class Users {
  readonly #own = new Map<string, Profile>();
  readonly #provided = new Map<string, Profile>();
  readonly #asked = new Set<string>();
  readonly #aliases = new Map<string, string>();
  readonly #options: UsersOptions;
  #waiting: string[] = [];

  constructor(options: UsersOptions) {
    this.#options = options;
    for (const [userId, profile] of Object.entries(options.users ?? {})) this.#own.set(userId, profile);
  }

  /** What the app and its provider say of a user; empty for one whom nobody has described. */
  get(userId: string): Profile {
    const ids = [this.#aliases.get(userId) ?? "", userId];
    const known = ids.flatMap((id) => [this.#provided.get(id), this.#own.get(id)]);
    return profileOf(Object.assign({}, ...known) as Profile);
  }

  /** Asks the provider, also for those whom it was asked for before. Rejects as the provider does. */
  async query(userIds: readonly string[]): Promise<UserQuery> {
    const provider = this.#options.userProvider;
    const found = provider ? await provider(userIds) : [];
    for (const userId of userIds) this.#asked.add(userId);
    for (const { userId, ...profile } of found) this.#provided.set(userId, profileOf(profile));
    if (found.length > 0) this.#options.changed(found.map(({ userId }) => userId));
    const known = new Set(found.map(({ userId }) => userId));
    return { found, missing: userIds.filter((userId) => !known.has(userId)) };
  }

  /** For the library: sets what the app says, instead of what it said before. */
  set(profiles: Readonly<Record<string, Profile>>): void {
    const entries = Object.entries(profiles).map(([id, profile]) => [id, checked(profile)] as const);
    for (const [userId, profile] of entries) this.#own.set(userId, profile);
    this.#options.changed(entries.map(([userId]) => userId));
  }

  /** For the library: who is meant by other ids, as by the numbers of a media service (R109). */
  setAliases(aliases: Readonly<Record<string, string>>): void {
    for (const [id, userId] of Object.entries(aliases)) {
      if (typeof userId !== "string" || userId === id) throw invalidArgument("an alias names another user");
    }
    for (const [id, userId] of Object.entries(aliases)) this.#aliases.set(id, userId);
    this.#options.changed(Object.keys(aliases));
  }

  /** For the library: how a participant is shown; the provider is asked for whoever has no name. */
  of({ userId, name, avatar }: Profile & { readonly userId: string }): Profile {
    const known = this.get(userId);
    if (name === undefined && known.name === undefined) this.#ask(userId);
    return profileOf({
      ...(name !== undefined && { name }),
      ...(avatar !== undefined && { avatar }),
      ...known,
    });
  }

  /** Once for each user, and together for all whom one look at the calls showed. */
  #ask(userId: string): void {
    if (!this.#options.userProvider || this.#asked.has(userId)) return;
    this.#asked.add(userId);
    this.#waiting.push(userId);
    if (this.#waiting.length > 1) return;
    queueMicrotask(() => {
      const asked = this.#waiting;
      this.#waiting = [];
      this.query(asked).catch(this.#options.failed);
    });
  }
}

function profileOf({ name, avatar }: Profile): Profile {
  return Object.freeze({
    ...(name === undefined ? {} : { name }),
    ...(avatar === undefined ? {} : { avatar }),
  });
}

function checked(profile: Profile): Profile {
  const { name, avatar } = Object(profile) as Profile;
  for (const value of [name, avatar]) {
    if (value !== undefined && typeof value !== "string")
      throw invalidArgument("a profile is { name, avatar }");
  }
  return profileOf({ ...(name !== undefined && { name }), ...(avatar !== undefined && { avatar }) });
}
