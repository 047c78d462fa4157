/** Who of the contacts could be reached, for as long as somebody looks at them. */

import type { ClientPresence } from "../../index.ts";
import type { Contact } from "../desk.ts";

/** Asks for those of whom the app says nothing itself. */
export class ContactsPresence {
  readonly #changed: () => void;
  #presence: ClientPresence | undefined;
  #asked = "";
  #stop = (): void => {};

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** These contacts are shown now, instead of others. */
  show(presence: ClientPresence | undefined, contacts: readonly Contact[]): void {
    const userIds = contacts.filter((one) => one.presence === undefined).map(({ userId }) => userId);
    const asked = JSON.stringify(userIds);
    if (presence === this.#presence && asked === this.#asked) return;
    const before = this.#stop;
    const listening = new AbortController();
    const unwatch = presence?.watch(userIds);
    presence?.addEventListener("presencechange", this.#changed, { signal: listening.signal });
    [this.#presence, this.#asked] = [presence, asked];
    this.#stop = () => {
      listening.abort();
      unwatch?.();
    };
    // After the new ones, so that what is known of those in both stays known.
    before();
  }

  /** What the app says, or else the server; undefined where neither does. */
  of({ userId, presence }: Contact): Contact["presence"] {
    return presence ?? this.#presence?.get(userId);
  }
}
