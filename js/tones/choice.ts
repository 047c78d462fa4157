/**
 * Which tone a client's public state asks for. The core says when it rings and when there is a ringback; what is
 * decided here is only what comes first where there is more than one.
 */

import type { Call } from "../call.ts";
import type { EndReason } from "../types.ts";

/**
 * `incoming`: somebody calls; `waiting`: somebody calls while another call is on; `ringback`: it rings at the other
 * side; `busy`: the other side is busy or declined; `ended`: a call is over.
 */
export type ToneName = "incoming" | "waiting" | "ringback" | "busy" | "ended";

/** What a call that this device was in leaves behind. Quiet: what this user did, here or on another device (R55). */
const AFTER: Readonly<Record<EndReason, "busy" | "ended" | null>> = {
  "remote-busy": "busy",
  "remote-declined": "busy",
  "remote-hangup": "ended",
  "no-response": "ended",
  unreachable: "ended",
  "connection-lost": "ended",
  failed: "ended",
  removed: "ended",
  "ended-by-host": "ended",
  "everyone-left": "ended",
  hangup: null,
  cancelled: null,
  declined: null,
  "answered-elsewhere": null,
  "declined-elsewhere": null,
  replaced: null,
  missed: null,
  "remote-cancelled": null,
  busy: null,
};

/** The call that rings here. */
export function ringingOf(calls: readonly Call[]): Call | undefined {
  return calls.find(({ ringing }) => ringing);
}

/** The tone for as long as the calls are like this: a ring comes before a ringback. */
export function toneOf(calls: readonly Call[]): ToneName | null {
  if (ringingOf(calls)) return calls.some(isOwn) ? "waiting" : "incoming";
  return calls.some(({ ringback }) => ringback) ? "ringback" : null;
}

/** The tone of an end; none while this user talks in another call. */
export function toneAfter({ endReason }: Call, others: readonly Call[]): ToneName | null {
  if (!endReason || others.some((call) => isOwn(call) && !call.held)) return null;
  return AFTER[endReason];
}

/** Whether this user has placed or answered it here, by the core's word: what one can hold, one is in. */
export function isOwn({ canHold, canResume }: Call): boolean {
  return canHold || canResume;
}
