/** Which text says what the library's words mean to a person. `{name}` is the other side, or all of them. */

import type { Call, CallStateName } from "../index.ts";
import type { TextKey } from "./languages/english.ts";
import { sessionOf, everybodyIn } from "./people.ts";
import { isKey } from "./texts.ts";
import type { Shown, Texts } from "./texts.ts";

/** What a call is called on its pages. */
export function titleOf(texts: Texts, call: Call): Shown {
  if (call.kind === "session") return texts.show("call.session", sessionOf(call));
  return texts.list(call.kind === "group" && call.groupId !== undefined ? call.groupId : everybodyIn(call));
}

/** Why a call is over: the heading (docs/DESIGN.md, "End reasons"). */
export function endTitle({ endReason }: Call): TextKey {
  return `end.${endReason ?? "failed"}`;
}

/** And what that means. */
export function endText({ endReason, endCategory }: Call): TextKey {
  const failure = `failure.${endCategory ?? ""}`;
  if (endReason !== undefined && endReason !== "failed") return `end.${endReason}.text`;
  return isKey(failure) ? failure : "end.failed.text";
}

/** What there is to do about it (R52): nobody answered our call, or we missed theirs, or we have talked. */
export function againKey({ kind, direction, status }: Call): TextKey {
  if (kind === "session") return "button.join-again";
  const isUnanswered = status === "unanswered" || status === "busy" || status === "rejected";
  if (direction === "outgoing" && isUnanswered) return "button.redial";
  const wasMissed = direction === "incoming" && (status === "missed" || status === "busy");
  return wasMissed ? "button.call-back" : "button.call-again";
}

/** Where a call stands, in a sentence. */
export function callKey(call: Call): TextKey {
  if (call.held) return "call.held";
  const { state, kind, direction, answeredAt } = call;
  const keys: Readonly<Record<CallStateName, TextKey>> = {
    placing: kind === "session" ? "call.entering" : "call.placing",
    calling: isRinging(call) ? "call.rings" : "call.calling",
    ringing: "call.ringing",
    silenced: "call.silenced",
    accepting: "call.accepting",
    "accepting-connected": "call.accepting",
    connecting: isAlone(call) ? "call.alone" : "call.connecting",
    connected: isAlone(call) ? "call.alone" : "call.connected",
    reconnecting: "call.reconnecting",
    rejoinable:
      direction === "outgoing" && answeredAt === undefined ? "call.still-calling" : "call.rejoinable",
    rejoining: "call.rejoining",
    ended: endText(call),
  };
  return keys[state];
}

/** The same beside the name, where it has to be short. */
export function stateKey(call: Call): TextKey {
  const { state, kind } = call;
  if (state === "rejoining") return "short.rejoining";
  if (state === "accepting" || state === "accepting-connected") return "short.accepting";
  if (state === "placing" && kind === "session") return "short.entering";
  if (state !== "placing" && state !== "calling") return "short.connecting";
  return isRinging(call) ? "short.ringing" : "short.calling";
}

function isRinging({ participants }: Call): boolean {
  return participants.some(({ state }) => state === "ringing");
}

function isAlone({ kind, participants }: Call): boolean {
  return kind !== "direct" && !participants.some(({ state }) => state === "joined");
}

/** What became of the last request for video (R73), and whose it was; null when there is nothing to say. */
export function requestKey(call: Call): { readonly key: TextKey; readonly by: string } | null {
  const request = call.videoRequest;
  if (!request || request.state === "none") return null;
  const { state, by } = request;
  const isOurs = !call.participants.some(({ userId }) => userId === by);
  if (state === "requested") return isOurs ? { key: "video.asked", by } : null;
  return { key: isOurs ? `video.${state}-ours` : `video.${state}`, by };
}
