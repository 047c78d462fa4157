/** Who is in a call, how they are called, and where each of them stands. */

import type { Call, Participant } from "ringline";
import type { Names } from "./phrases.ts";

/** How a participant is called. */
export function nameOf(participant: Participant): string {
  return participant.profile.name || participant.userId;
}

/** Whether somebody is being rung and can still answer. */
export function isWaitedFor({ state }: Participant): boolean {
  return state === "invited" || state === "rung" || state === "ringing";
}

/** Whether somebody is neither in the call nor being rung. */
export function isOut(participant: Participant): boolean {
  return participant.state !== "joined" && !isWaitedFor(participant);
}

/** Whether a participant says that nothing can be heard. */
export function isMuted({ microphone, state }: Participant): boolean {
  return state === "joined" && (microphone === "off" || microphone === "failed");
}

/** The name of whoever has that user id. */
export function nameOfUser(call: Call, userId: string): string {
  const found = call.participants.find((one) => one.userId === userId);
  return found ? nameOf(found) : userId;
}

/** Whether this user was in a call that is over: others may have talked in it. */
export function wasIn({ status, answeredAt }: Call): boolean {
  return answeredAt !== undefined && (status === "ended" || status === "failed");
}

/** Whom a sentence about the call is about. */
export function whoOf(call: Call): Names {
  const isRing = call.state === "ringing" || call.state === "silenced";
  if (isRing || (call.state === "ended" && call.direction === "incoming" && !wasIn(call))) {
    return nameOfUser(call, call.invitedBy ?? call.inviter);
  }
  if (call.kind === "direct") return call.participants[0] ? nameOf(call.participants[0]) : call.inviter;
  const { participants } = call;
  const joined = participants.filter(({ state }) => state === "joined");
  const waitedFor = participants.filter(isWaitedFor);
  const first = [joined, waitedFor, participants].find((some) => some.length > 0) ?? [];
  return first.map(nameOf);
}

/** Whom the heading of a call names: everybody who is in it or rung. */
export function everybodyIn(call: Call): Names {
  if (call.kind === "direct") return whoOf(call);
  const inIt = call.participants.filter((one) => !isOut(one));
  return (inIt.length > 0 ? inIt : call.participants).map(nameOf);
}

/** The id of a session, as people typed it. */
export function sessionOf(call: Call): string {
  return call.id.replace(/^session:/, "");
}

/** Whose face stands for a call. */
export function faceOf(call: Call): string {
  if (call.kind === "session") return sessionOf(call);
  const who = whoOf(call);
  return typeof who === "string" ? who : (who[0] ?? call.inviter);
}

/** Where somebody stands who is not in the call, in few words. */
export function placeWords(participant: Participant): string {
  switch (participant.state) {
    case "invited":
    case "rung":
      return "Calling…";
    case "ringing":
      return "Ringing…";
    case "joined":
      return "In the call";
    case "declined":
      return "Declined";
    case "busy":
      return "Busy";
    case "timed-out":
      return "No answer";
    case "unreachable":
      return "Not reachable";
    case "cancelled":
      return "Not called any more";
    case "left":
      return leftWords(participant);
  }
}

function leftWords({ endReason }: Participant): string {
  if (endReason === "connection-lost") return "Connection lost";
  if (endReason === "removed") return "Taken out";
  return endReason === "failed" ? "Left, it did not work" : "Left";
}

/** The same as a sentence that is read out; nothing while somebody is rung. */
export function placeSentence(call: Call, participant: Participant): string {
  const { state, endReason, hold } = participant;
  if (state === "joined") {
    if (hold) return "{name} has put the call on hold.";
    if (isMuted(participant)) return "{name} is muted.";
    return call.kind === "direct" ? "" : "{name} is in the call.";
  }
  if (call.kind === "direct" || isWaitedFor(participant) || state === "cancelled") return "";
  if (state === "declined") return "{name} declined.";
  if (state === "busy") return "{name} is in another call.";
  if (state === "timed-out") return "{name} did not answer.";
  if (state === "unreachable") return "{name} cannot be reached.";
  if (endReason === "connection-lost") return "The connection to {name} was lost.";
  return endReason === "removed" ? "{name} was taken out of the call." : "{name} has left.";
}
