/** Who is in a call, how they are called, and where each of them stands. */

import type { Call, Participant } from "../index.ts";
import type { TextKey } from "./languages/english.ts";
import type { Names } from "./texts.ts";

/** How a participant is called. */
export function nameOf({ profile, userId }: Pick<Participant, "profile" | "userId">): string {
  return profile.name || userId;
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

/** Those whose screen is to be seen here. */
export function sharersOf(call: Call): Participant[] {
  if (call.held) return [];
  return call.participants.filter(({ state, screen }) => state === "joined" && screen === "on");
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

/** Who calls: whoever invited this user first, then those who are in the call already (R93). */
export function callersOf(call: Call): string[] {
  const inviter = call.invitedBy ?? call.inviter;
  const others = call.participants.filter(({ state, userId }) => state === "joined" && userId !== inviter);
  return [nameOfUser(call, inviter), ...others.map(nameOf)];
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

/** Whose face stands for a call: a name, and a picture where there is one. */
export function faceOf(call: Call): { readonly name: string; readonly avatar?: string } {
  if (call.kind === "session") return { name: sessionOf(call) };
  const who = whoOf(call);
  const name = typeof who === "string" ? who : (who[0] ?? call.inviter);
  return call.participants.map(profileOf).find((one) => one.name === name) ?? { name };
}

/** How a participant is shown. */
export function profileOf(participant: Participant): { readonly name: string; readonly avatar?: string } {
  const { avatar } = participant.profile;
  return { name: nameOf(participant), ...(avatar === undefined ? {} : { avatar }) };
}

/** Where somebody stands, in few words. */
export function placeKey({ state, endReason }: Participant): TextKey {
  if (state === "invited" || state === "rung") return "person.calling";
  if (state !== "left") return `person.${state}`;
  if (endReason === "connection-lost") return "person.lost";
  if (endReason === "removed") return "person.removed";
  return endReason === "failed" ? "person.failed" : "person.left";
}

/** The same as a sentence that is read out; null while somebody is rung. */
export function placeSentence(call: Call, participant: Participant): TextKey | null {
  const { state, endReason, hold } = participant;
  if (state === "joined") {
    if (hold) return "said.held";
    if (isMuted(participant)) return "said.muted";
    return call.kind === "direct" ? null : "said.joined";
  }
  if (call.kind === "direct" || isWaitedFor(participant) || state === "cancelled") return null;
  if (state === "declined" || state === "busy" || state === "timed-out" || state === "unreachable") {
    return `said.${state}`;
  }
  if (endReason === "connection-lost") return "said.lost";
  return endReason === "removed" ? "said.removed" : "said.left";
}
