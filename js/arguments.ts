/**
 * Checks what the app passes in, before the core sees it. Limits: docs/PROTOCOL.md. Everything here throws
 * `invalid-argument`.
 */

import { invalidArgument } from "./errors.ts";
import type { MediaKind } from "./types.ts";

const EXT_BYTES = 4096;
const USER_ID_BYTES = 128;
const REASON_BYTES = 128;
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

/** A user id. */
export function userIdOf(value: unknown): string {
  const id = text(value, "a user id", USER_ID_BYTES);
  if (CONTROL.test(id)) throw invalidArgument("a user id has no control characters");
  return id;
}

/** The users to call. Direct calls: one. */
export function inviteesOf(to: unknown): string[] {
  const ids = (Array.isArray(to) ? to : [to]).map(userIdOf);
  if (ids.length !== 1) throw invalidArgument("a direct call has one invitee");
  return ids;
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
export function ringTimeoutOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1000 || value > 600_000) {
    throw invalidArgument("ringTimeoutMs is an integer from 1000 to 600000");
  }
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
