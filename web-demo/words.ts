/** What the library's words mean to a person. `{name}` is the other side, or all of them. */

import type { Call, CallError, CallStateName, CaptureError, ConnectionState, EndReason } from "ringline";

/** A heading and what it means. */
export interface Words {
  readonly title: string;
  readonly text: string;
}

/** Why a call is over, as this side sees it (docs/DESIGN.md, "End reasons"). */
const ENDS: Readonly<Record<Exclude<EndReason, "failed">, Words>> = {
  hangup: { title: "Call ended", text: "You hung up." },
  "remote-hangup": { title: "Call ended", text: "{name} hung up." },
  cancelled: { title: "Call cancelled", text: "You cancelled the call to {name}." },
  "remote-cancelled": { title: "Missed call", text: "{name} called and stopped before you answered." },
  declined: { title: "Call declined", text: "You declined the call from {name}." },
  "remote-declined": { title: "Call declined", text: "{name} declined the call." },
  busy: { title: "Missed call", text: "{name} called while you were in another call." },
  "remote-busy": { title: "Busy", text: "{name} is in another call." },
  "no-response": { title: "No answer", text: "{name} did not answer." },
  missed: { title: "Missed call", text: "{name} called, and nobody answered." },
  "answered-elsewhere": {
    title: "Answered elsewhere",
    text: "You took the call from {name} on another device.",
  },
  "declined-elsewhere": {
    title: "Declined elsewhere",
    text: "You declined the call from {name} on another device.",
  },
  unreachable: { title: "Not reachable", text: "{name} cannot be reached at the moment." },
  replaced: { title: "Call replaced", text: "Another call with {name} took the place of this one." },
  "connection-lost": {
    title: "Connection lost",
    text: "The connection to {name} was lost and did not come back.",
  },
  removed: { title: "Call ended", text: "You were taken out of the call." },
  "ended-by-host": { title: "Call ended", text: "The call was ended for everybody." },
  "everyone-left": { title: "Call ended", text: "Everybody else has left." },
};

const FAILURES: Readonly<Record<string, string>> = {
  media: "No sound or picture could be sent or received.",
  ice: "No way was found between the two devices. A firewall may be in between.",
  permission: "The microphone or camera may not be used.",
  signalling: "The server could not be reached.",
  auth: "The server did not allow it.",
  device: "Another page of this device has taken over.",
  process: "Something broke in this page. Reload it, then call again.",
};

/** Why `call` is over. */
export function endWords({ endReason, endCategory }: Call): Words {
  if (endReason !== undefined && endReason !== "failed") return ENDS[endReason];
  return { title: "Call failed", text: FAILURES[endCategory ?? ""] ?? "The call with {name} did not work." };
}

/** Where `call` stands, in a sentence. */
export function callWords(call: Call): string {
  const rings = call.participants.some(({ state }) => state === "ringing");
  const sentences: Readonly<Record<CallStateName, string>> = {
    placing: call.kind === "session" ? "Entering the session…" : "Calling {name}…",
    calling: rings ? "Ringing at {name}…" : "Calling {name}…",
    ringing: "{name} is calling.",
    silenced: "{name} is calling. The ring is off here.",
    accepting: "Answering…",
    "accepting-connected": "Answering…",
    connecting: isAlone(call) ? ALONE : "Connecting with {name}…",
    connected: isAlone(call) ? ALONE : "Connected with {name}.",
    reconnecting: "The connection to {name} is interrupted. Reconnecting…",
    rejoinable: isUnanswered(call) ? "You are still calling {name}." : "You are still in a call with {name}.",
    rejoining: "Going back to {name}…",
    ended: endWords(call).text,
  };
  return call.held ? "Your call with {name} is on hold." : sentences[call.state];
}

function isUnanswered({ direction, answeredAt }: Call): boolean {
  return direction === "outgoing" && answeredAt === undefined;
}

/** Nobody else is in the call now. */
export const ALONE = "Nobody else is in the call now.";

function isAlone({ kind, participants }: Call): boolean {
  return kind !== "direct" && !participants.some(({ state }) => state === "joined");
}

/** The same beside the name, where it has to be short. */
export function stateWords({ state, kind, participants }: Call): string {
  if (state === "rejoining") return "Going back…";
  if (state === "accepting" || state === "accepting-connected") return "Answering…";
  if (state === "placing" && kind === "session") return "Entering…";
  if (state !== "placing" && state !== "calling") return "Connecting…";
  return participants.some((one) => one.state === "ringing") ? "Ringing…" : "Calling…";
}

/** The connection to the server, in few words. */
export const CONNECTION: Readonly<Record<ConnectionState, string>> = {
  offline: "Offline",
  connecting: "Connecting…",
  online: "Online",
  waiting: "Reconnecting…",
  "in-use": "In use in another tab",
  fenced: "In use in another tab",
  refused: "Not signed in",
};

const ERRORS: Readonly<Record<string, string>> = {
  "already-in-call": "You are in a call already. End it first.",
  "invalid-argument": "This cannot be called. A name has 1 to 128 letters, and it is not your own.",
  offline: "There is no connection to the server. Try again in a moment.",
  timeout: "The server did not answer. Try again in a moment.",
  "try-later": "The server is overloaded. Try again in a moment.",
  "rate-limited": "Too many calls in a short time. Try again in a minute.",
  "limit-reached": "Too many calls or devices. Try again later.",
  forbidden: "You are not allowed to do this.",
  "no-relay": "Only calls through a relay are allowed, and there is none.",
  "already-invited": "You are being called by them already: answer that call.",
  "invalid-state": "That is not possible now.",
  "media-failed":
    "This device cannot be used: it is not there, another program has it, or it may not be used.",
  "too-large": "These are too many people for one call.",
  "token-invalid": "The server did not accept who you are.",
  "token-expired": "The sign-in has expired.",
  unauthenticated: "The server does not know who you are.",
  "core-died": "Something broke in this page. Reload it.",
};

/** What went wrong. */
export function errorWords({ code }: Pick<CallError, "code">): string {
  return ERRORS[code] ?? `It did not work (${code}).`;
}

/** What can be missing. */
export type Device = "microphone" | "camera";

const CAPTURE_TITLES: Readonly<Record<CaptureError, string>> = {
  denied: "This page may not use your {device}",
  "not-found": "There is no {device}",
  "in-use": "Another program uses your {device}",
  overconstrained: "Your {device} cannot do what was asked",
  failed: "Your {device} did not start",
};

const CAPTURE_ADVICE: Readonly<Record<CaptureError, string>> = {
  denied: "To change that, allow it in the settings beside the address.",
  "not-found": "To change that, connect one.",
  "in-use": "To change that, close the other program.",
  overconstrained: "To change that, connect another one.",
  failed: "To change that, unplug it and plug it in, or restart the browser.",
};

const CAPTURE_EFFECT: Readonly<Record<string, string>> = {
  microphone: "You can listen, but nobody hears you.",
  camera: "The call goes on without your picture.",
  "microphone and camera": "You can watch and listen, but nobody hears or sees you.",
};

/** Why microphone or camera are missing, what goes on without them, and what to do about it. */
export function captureWords(devices: readonly Device[], error: CaptureError): Words {
  const both = devices.join(" and ");
  return {
    title: CAPTURE_TITLES[error].replace("{device}", both),
    text: `${CAPTURE_EFFECT[both]} ${CAPTURE_ADVICE[error]}`,
  };
}
