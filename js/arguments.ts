/**
 * Checks what the app passes in, before the core sees it. Limits: docs/PROTOCOL.md. Everything here throws
 * `invalid-argument`.
 */

import { invalidArgument } from "./errors.ts";
import { isMintedId } from "./identity.ts";
import type { CallPolicy, MediaKind, OutputRoute } from "./types.ts";

const EXT_BYTES = 4096;
const ID_BYTES = 128;
const MAX_USERS = 25;
const REASON_BYTES = 64;
const MEDIA_DEVICE_ID_BYTES = 512;
const CONTROL = /\p{Cc}/u;

/** Bytes of `text` in UTF-8. */
function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Text of a person: a lone surrogate would make a whole frame unreadable (style: wasm-notes 4.4). */
function text(value: unknown, name: string, maxBytes: number): string {
  if (typeof value !== "string" || value === "") throw invalidArgument(`${name} must be a string`);
  const wellFormed = value.toWellFormed();
  if (bytes(wellFormed) > maxBytes) throw invalidArgument(`${name} is longer than ${maxBytes} bytes`);
  return wellFormed;
}

/** An id that the app gave: of a user or of a group. */
function appIdOf(value: unknown, name: string): string {
  const id = text(value, name, ID_BYTES);
  if (CONTROL.test(id)) throw invalidArgument(`${name} has no control characters`);
  return id;
}

/** One user or several, each once; 25 at most in one command. */
export function usersOf(value: unknown): string[] {
  const all = Array.isArray(value) ? value : [value];
  const ids = [...new Set(all.map((id) => appIdOf(id, "a user id")))];
  if (ids.length < 1 || ids.length > MAX_USERS) throw invalidArgument(`1 to ${MAX_USERS} users`);
  return ids;
}

/** Whom to ring: users, or a group whose members the server knows. */
export function ringOf(value: unknown): { to: string[] } | { group: string } {
  const group = (value as { group?: unknown } | null | undefined)?.group;
  return group === undefined ? { to: usersOf(value) } : { group: appIdOf(group, "group") };
}

/** The app's name of a group. */
export function groupIdOf(value: unknown): string | undefined {
  return value === undefined ? undefined : appIdOf(value, "groupId");
}

/** The call id of a session; sessions have their own space of ids (design, 11.10). */
export function sessionIdOf(value: unknown): string {
  if (typeof value !== "string" || !/^[\w.:-]{1,56}$/.test(value)) {
    throw invalidArgument("a session id is 1 to 56 of A-Z a-z 0-9 . _ : -");
  }
  return `session:${value}`;
}

/** `audio` or `video`. */
export function mediaOf(value: unknown): MediaKind {
  if (value !== "audio" && value !== "video") throw invalidArgument('media is "audio" or "video"');
  return value;
}

/** Free JSON from the app as the text that travels. Undefined stays undefined. */
export function extOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw invalidArgument("ext must be JSON", cause);
  }
  if (json === undefined) throw invalidArgument("ext must be JSON");
  if (bytes(json) > EXT_BYTES) throw invalidArgument(`ext is longer than ${EXT_BYTES} bytes`);
  return json;
}

/** Why somebody declines, in words of the app. */
export function reasonOf(value: unknown): string | undefined {
  return value === undefined ? undefined : text(value, "reason", REASON_BYTES);
}

/** How long to ring, in milliseconds (design, section 5). */
function ringTimeoutOf(value: unknown): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || Number(value) < 1000 || Number(value) > 600_000) {
    throw invalidArgument("ringTimeoutMs is an integer from 1000 to 600000");
  }
}

const CHOICES = [
  "groupEnd no-one-left",
  "groupEnd local-hangup",
  "whoCanInvite anyone",
  "whoCanInvite inviter",
  "whoCanEnd anyone",
  "whoCanEnd inviter",
  "whoCanEnd nobody",
];

/** What an inviter may set for a call (design, 11.8); somebody else's policy is refused here already. */
export function policyOf(value: unknown, ringTimeoutMs: unknown): CallPolicy {
  const { ringTimeoutMs: own = ringTimeoutMs, ...choices } = { ...(value as Record<string, unknown>) };
  ringTimeoutOf(own);
  for (const [key, set] of Object.entries(choices)) {
    if (set === undefined) continue;
    if (typeof set !== "string" || !CHOICES.includes(`${key} ${set}`)) {
      throw invalidArgument(`policy.${key} cannot be ${String(set)}`);
    }
  }
  return { ...choices, ringTimeoutMs: own } as CallPolicy;
}

/** What a device decides itself: the options of `create()` that the core is configured with. */
export function checkDeviceOptions(options: {
  readonly deviceId?: unknown;
  readonly policy?: unknown;
  readonly resumeAfterReload?: unknown;
  readonly maxSubscribedPixels?: unknown;
  readonly codecs?: unknown;
  readonly playback?: unknown;
  readonly iceTransportPolicy?: unknown;
}): void {
  const {
    deviceId,
    policy,
    resumeAfterReload,
    maxSubscribedPixels: pixels,
    codecs,
    playback,
    iceTransportPolicy,
  } = options;
  if (deviceId !== undefined && !isMintedId(deviceId)) {
    throw invalidArgument("deviceId is 1 to 64 of A-Z a-z 0-9 . _ : -");
  }
  if (policy !== undefined && Object(policy) !== policy) throw invalidArgument("policy must be an object");
  oneOf("policy.callWhileInCall", Object(policy).callWhileInCall, ["refuse", "add", "hold"]);
  oneOf("policy.muteRequests", Object(policy).muteRequests, ["obey", "ask"]);
  oneOf("resumeAfterReload", resumeAfterReload, ["ask", "auto"]);
  if (pixels !== undefined && (!Number.isSafeInteger(pixels) || (pixels as number) < 0)) {
    throw invalidArgument("maxSubscribedPixels is a whole number, 0 or more");
  }
  for (const names of Object.values(Object(codecs))) {
    const isList = Array.isArray(names) && names.every((name) => typeof name === "string");
    if (!isList) throw invalidArgument("codecs are lists of names");
  }
  oneOf("playback", playback, ["auto", "manual"]);
  oneOf("iceTransportPolicy", iceTransportPolicy, ["all", "relay"]);
}

function oneOf(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  throw invalidArgument(`${name} is one of ${choices.join(", ")}`);
}

/** The kinds of devices in the browser's words (W3C mediacapture-streams, MediaDeviceKind). */
export const deviceKinds = {
  microphone: "audioinput",
  camera: "videoinput",
  speaker: "audiooutput",
} as const;

/** `microphone`, `camera` or `speaker`, in the browser's word. */
export function deviceKindOf(value: unknown): string {
  oneOf("kind", value ?? null, Object.keys(deviceKinds));
  return deviceKinds[value as keyof typeof deviceKinds];
}

/** The id of a microphone, camera or speaker, as the browser gave it; empty for the default. */
export function mediaDeviceIdOf(value: unknown): string {
  return value === "" ? "" : text(value, "deviceId", MEDIA_DEVICE_ID_BYTES);
}

const ROUTES = ["default", "speaker", "earpiece", "bluetooth", "headphones"];

/** Whether it is a word for a way that sound comes out. */
export function isRoute(value: unknown): value is OutputRoute {
  return ROUTES.includes(value as string);
}

/** How sound shall come out. */
export function routeOf(value: unknown): OutputRoute {
  if (!isRoute(value)) throw invalidArgument(`route is one of ${ROUTES.join(", ")}`);
  return value;
}

/** How loud: 0 to 1. */
export function volumeOf(value: unknown): number {
  if (typeof value !== "number" || !(value >= 0 && value <= 1)) throw invalidArgument("volume is 0 to 1");
  return value;
}

/** A switch. */
export function booleanOf(value: unknown): boolean {
  if (typeof value !== "boolean") throw invalidArgument("expected true or false");
  return value;
}

/** The JSON value of an `ext` that arrived; undefined for none, and for one that is not JSON. */
export function parseExt(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
