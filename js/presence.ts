/** What a client needs of presence: types only. `ringline/presence` has the one that asks the server. */

import type { CallClient } from "./client.ts";
import type { TypedEventTarget } from "./events.ts";
import type { Host } from "./host.ts";

/** Whether somebody could be reached now. `busy`: in a call. `offline`: or not for this user to know. */
export type PresenceState = "offline" | "online" | "busy";

/** Events of `client.presence` and their `event.detail`. */
export interface PresenceEvents {
  /** `get()` says something else of these users. */
  presencechange: { readonly userIds: readonly string[] };
}

/** The connection, for what is no part of a call: the core neither asks it nor hears of it. */
export interface PresenceWire {
  /** Sends a frame; only while the client is `online`. */
  send(text: string): void;
  /** Looks at every frame first; true keeps it from the core. */
  tap?: (text: string) => boolean;
}

/** `CallClientOptions.presence`, and `client.presence`. */
export interface ClientPresence extends TypedEventTarget<PresenceEvents> {
  /** Undefined while it is not known: nobody watches that user, or this client is not connected. */
  get(userId: string): PresenceState | undefined;
  /** Keeps asking about these users until the returned function is called. */
  watch(userIds: readonly string[]): () => void;
  /** For the library: called once, by the client that it was passed to. */
  attach(client: CallClient, host: Host, wire: PresenceWire): void;
}
