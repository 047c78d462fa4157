/**
 * The renaming that makes a journal out of what was said: consistent, so that a fresh core that is told the
 * renamed messages answers exactly the renamed answers (design, 11.19). Knows fields by their names
 * (`fields.ts`) and no message at all.
 */

import { digestOf } from "./digest.ts";
import { grants, kindOf, labelWords, maxBytes, reasons } from "./fields.ts";
import type { Kind } from "./fields.ts";
import { bytesOf, hmac } from "./sha256.ts";

/** Which core: their messages have different lines (docs/CORE.md). */
export type CoreKind = "client" | "switchboard";

/** A line of a message: an object stands for its JSON; a text is the line itself. */
export type Line = string | Readonly<Record<string, unknown>>;

type TextOf = (kind: Kind, value: string) => string;

const FRAME_BYTES = 65_536;
const word = /^[A-Za-z][A-Za-z-]{0,63}$/;
const minted = /^[A-Za-z0-9._:-]{1,64}$/;
/** `LEG/INCARNATION~LEG/INCARNATION` (docs/PROTOCOL.md, "Links and negotiations"). */
const link = /^(?:[A-Za-z0-9._:-]{1,64}\/[A-Za-z0-9._:-]{1,64}~?){2}$/;
/** The number of a link within a call. */
const linkNumber = /#\d+$/;
const fieldName = /^[a-z][A-Za-z0-9]{0,31}$/;
const control = /\p{Cc}/u;

/** How messages and answers become what a journal says. */
export interface Renaming {
  /** A message to a core, as its lines. */
  message(core: CoreKind, message: string): Line[];
  /** A core's answer, as JSON. */
  answer(text: string): string;
}

/** Nothing is renamed: for simulations, in which nobody is real. */
export const plain: Renaming = {
  message(core, message) {
    return linesOf(core, message).map((line) => {
      const value = objectOf(line);
      return value !== undefined && JSON.stringify(value) === line ? value : line;
    });
  },
  answer: (text) => canonical(text, asItIs),
};

/** Renames under one key. Journals with the same key meet, others do not. */
export class Redactor implements Renaming {
  readonly #key: Uint8Array;
  readonly #known = new Map<string, string>();

  /** `scope`: the id of the call whose journal it is, or what else the journals share. */
  constructor(scope: string) {
    this.#key = hmac(bytesOf("ringline journal 1"), scope);
  }

  message(core: CoreKind, message: string): Line[] {
    return linesOf(core, message).map((line) => this.#line(line));
  }

  answer(text: string): string {
    return canonical(text, (kind, value) => this.text(kind, value));
  }

  /** One value of a field of that kind. */
  text(kind: Kind, value: string): string {
    if (value === "") return "";
    const known = `${kind}\n${value}`;
    const before = this.#known.get(known);
    if (before !== undefined) return before;
    const renamed = sameFaults(kind, value, this.#rename(kind, value));
    this.#known.set(known, renamed);
    return renamed;
  }

  #line(line: string): Line {
    const value = objectOf(line);
    if (value === undefined) return line === "" ? "" : "not JSON".padEnd(overLimit(line));
    const renamed = walk(value, (kind, text) => this.text(kind, text)) as Record<string, unknown>;
    return "type" in value && overLimit(line) > 0 ? JSON.stringify(renamed).padEnd(FRAME_BYTES + 1) : renamed;
  }

  #rename(kind: Kind, value: string): string {
    switch (kind) {
      case "word":
        return word.test(value) ? value : this.#hidden("text", value);
      case "own":
        return value;
      case "reason":
        return reasons.has(value) ? value : this.#hidden(kind, value);
      case "grant":
        return this.#grant(value);
      case "app":
        return value === "default" ? value : this.#hidden(kind, value);
      case "id":
        return this.#id(value);
      case "key":
        return this.#recordKey(value);
      case "json":
        return jsonText(value, (inner, text) => this.text(inner, text)) ?? this.#hidden("text", value);
      case "ext":
        return JSON.stringify(this.#hidden(kind, value));
      case "sdp":
        return this.#description(value);
      case "candidate":
        return `candidate${value.replace(/^.*?(?: ufrag (\S+).*)?$/s, (_, ufrag?: string) =>
          ufrag === undefined ? "" : ` ufrag ${this.text("ufrag", ufrag)}`,
        )}`;
      case "url":
        return `${/^[a-z]+(?=:)/.exec(value)?.[0] ?? "url"}:${this.#hidden(kind, value)}`;
      case "constant":
        return "hidden";
      case "device": // Chromium's entries that stand for another device are not anybody's
        return value === "default" || value === "communications" ? value : this.#hidden(kind, value);
      case "label":
        return [this.#hidden(kind, value), ...wordsOf(value)].join(" ");
      case "user":
      case "name":
      case "avatar":
      case "group":
      case "ufrag":
      case "text":
        return this.#hidden(kind, value);
    }
  }

  #hidden(kind: string, value: string): string {
    let hex = "";
    for (const byte of hmac(this.#key, `${kind}\n${value}`).subarray(0, 8)) {
      hex += byte.toString(16).padStart(2, "0");
    }
    return `${kind}-${hex}`;
  }

  #grant(value: string): string {
    if (grants.has(value)) return value;
    const [what = "", ...of] = value.split(":");
    if (!grants.has(what)) return this.#hidden("grant", value);
    return `${what}:${this.#hidden("session", of.join(":"))}`;
  }

  /** Random ids stay; the id of a session was chosen by people. */
  #id(value: string): string {
    const number = linkNumber.exec(value)?.[0] ?? "";
    const id = value.slice(0, value.length - number.length);
    if (id.startsWith("session:")) {
      return `session:${this.#hidden("session", id.slice("session:".length))}${number}`;
    }
    return minted.test(id) || link.test(id) ? value : this.#hidden("id", value);
  }

  #recordKey(value: string): string {
    const [, type = "", app = "", id = ""] = /^([cu]):([^:]*):(.*)$/s.exec(value) ?? [];
    if (type === "") return this.#hidden("key", value);
    return `${type}:${this.text("app", app)}:${this.text(type === "c" ? "id" : "user", id)}`;
  }

  /** What the core looks at, and nothing else: different ufrags and fingerprints stay different. */
  #description(sdp: string): string {
    const lines = ["v=0", `s=${this.#hidden("sdp", sdp)}`];
    const ufrag = /a=ice-ufrag:([^\r\n]*)/.exec(sdp)?.[1];
    if (ufrag !== undefined) lines.push(`a=ice-ufrag:${this.text("ufrag", ufrag)}`);
    for (const [, print = ""] of sdp.matchAll(/a=fingerprint:([^\r\n]+)/g)) {
      const [hash = ""] = /^[A-Za-z0-9-]+ /.exec(print) ?? [];
      lines.push(`a=fingerprint:${hash}${this.#hidden("print", print.slice(hash.length))}`);
    }
    for (const [start] of sdp.matchAll(/^(?:m=|a=crypto:)/gm)) lines.push(start);
    return `${lines.join("\r\n")}\r\n`;
  }
}

/** The digest of an answer as it is: what a core that was told redacted messages answers. */
export function answerDigest(answer: string): string {
  return digestOf(canonical(answer, asItIs));
}

/** The message that a core is told, from its lines. */
export function messageOf(lines: readonly Line[]): string {
  return lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
}

/** The parts of a message: a client's has one or two lines, the switchboard's three; the last may hold newlines. */
export function linesOf(core: CoreKind, message: string): string[] {
  const most = core === "client" ? 2 : 3;
  const lines = message.split("\n");
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), lines.slice(most - 1).join("\n")];
}

/** A JSON object, or undefined. */
export function objectOf(text: string): Record<string, unknown> | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function asItIs(kind: Kind, value: string): string {
  return kind === "json" ? (jsonText(value, asItIs) ?? value) : value;
}

function canonical(answer: string, textOf: TextOf): string {
  return JSON.stringify(walk(JSON.parse(answer) as object, textOf));
}

function jsonText(text: string, textOf: TextOf): string | undefined {
  const value = objectOf(text);
  return value === undefined ? undefined : JSON.stringify(walk(value, textOf));
}

/** A copy of `value` with every text of it renamed; numbers and booleans stay, and so does the order. */
function walk(value: object, textOf: TextOf): unknown {
  const item = (name: string, inner: unknown, within: "list" | "object", owner: object): unknown => {
    if (typeof inner === "string") return textOf(kindOf(name, inner, within, owner), inner);
    if (Array.isArray(inner)) return inner.map((one) => item(name, one, "list", owner));
    return typeof inner === "object" && inner !== null ? walk(inner, textOf) : inner;
  };
  const entries = Object.entries(value).map(([name, inner]) => [
    // No message has an object with keys that people chose; if one had, they would not stay.
    fieldName.test(name) ? name : textOf("text", name),
    item(name, inner, "object", value),
  ]);
  return Object.fromEntries(entries);
}

/** A core goes by some words in the label of a microphone, camera or speaker; letters other than A-Z as they are. */
function wordsOf(label: string): string[] {
  const lower = label.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return labelWords.filter((word) => lower.includes(word));
}

/** What a core refuses, it must refuse renamed as well, for the same reason. */
function sameFaults(kind: Kind, value: string, renamed: string): string {
  const most = maxBytes[kind];
  if (most !== undefined && bytesOf(value).length > most) return renamed.padEnd(most + 1, "-");
  if (!value.isWellFormed()) return `${renamed}\ud800`;
  if (kind === "user" && control.test(value)) return `${renamed}\u0001`;
  if (kind === "app" || kind === "device") return minted.test(value) ? renamed : `${renamed} `;
  if (kind === "id" && renamed !== value && !value.startsWith("session:")) return `${renamed} `;
  return renamed;
}

/** How long a line over the limit has to stay; 0 within it. */
function overLimit(line: string): number {
  return line.length > FRAME_BYTES / 4 && bytesOf(line).length > FRAME_BYTES ? FRAME_BYTES + 1 : 0;
}
