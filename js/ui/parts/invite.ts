/** What the button "Invite people" does. */

import type { Call } from "../../index.ts";
import type { RinglineElement } from "../element.ts";
import { isOut } from "../people.ts";

/** `event.detail` of `inviterequest`. */
export interface InviteRequest {
  readonly call: Call;
  /** Who need not be offered: this user, and those who are in the call or rung. */
  readonly exclude: readonly string[];
}

/** This user, and those who are in the call or rung. */
export function excluded(userId: string | null, call: Call | null): readonly string[] {
  const inIt = call?.participants.filter((one) => !isOut(one)) ?? [];
  return [...(userId === null ? [] : [userId]), ...inIt.map((one) => one.userId)];
}

/**
 * What "Invite people" does: tells the app, which may show a picker of its own, and else opens the kit's. `host` is
 * where event `inviterequest` comes from; its `preventDefault()` keeps the panel closed.
 */
export function openInvite(host: RinglineElement, call: Call): void {
  const detail: InviteRequest = { call, exclude: excluded(host.client?.userId ?? null, call) };
  const event = { detail, bubbles: true, composed: true, cancelable: true };
  if (host.dispatchEvent(new CustomEvent("inviterequest", event)))
    host.desk?.change({ panel: "invite", problem: null });
}
