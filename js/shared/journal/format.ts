/** The file format of journals: docs/journal.md says it in words. JSON lines: a header, then entries. */

import type { CoreKind, Line } from "./redact.ts";

/** The version of the format. */
export const journalVersion = 1;
/** Of the package; a test compares it with package.json. */
export const libraryVersion = "0.1.0";

/** Limits of what is written, and of what is read. */
export const journalLimits = {
  /** Entries that a client or one call of a server keeps. */
  entries: 5_000,
  /** Bytes of them: for a client as they are in memory, for a server as they are in the file. */
  bytes: 4_194_304,
  /** One line of a file that is read. */
  lineBytes: 4_194_304,
  /** Entries of all files that are read; a header counts as one. */
  readEntries: 1_000_000,
  /** The latest time of an entry: the last one that has a date. */
  at: 8_640_000_000_000_000,
} as const;

/** Line 1. */
export interface JournalHeader {
  readonly journal: 1;
  readonly side: "client" | "server" | "simulation";
  /** Of the library. */
  readonly version: string;
  /** Which core each node is. */
  readonly nodes: Readonly<Record<string, CoreKind>>;
  /** The call by whose id everything is renamed. */
  readonly call?: string;
  readonly epoch?: string;
  /** Renamed. */
  readonly user?: string;
  /** Renamed. */
  readonly device?: string;
  readonly incarnation?: string;
  /** Of a simulation. */
  readonly seed?: number;
  /** Of a simulation: cores that did not live to its end. What they said last may be out of date. */
  readonly gone?: readonly string[];
  /** Entries that were there before the first one: more than 0, and no core can replay it. */
  readonly dropped?: number;
}

/** What an answer was about, for people; the digest has all of it. */
export interface Told {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Lines 2 and on. */
export interface JournalEntry {
  /** What the core was told the time is. */
  readonly at: number;
  /** Which node; may be left out when there is but one. */
  readonly node?: string;
  /** Of a simulation in several files: its place among all their entries. */
  readonly step?: number;
  /** The lines of the message. */
  readonly in: readonly Line[];
  readonly out: readonly Told[];
  /** 64 bits of FNV-1a over the renamed answer, as hex. */
  readonly digest: string;
}

/** One header and the entries behind it. A file may hold several, one after the other. */
export interface JournalPart {
  readonly header: JournalHeader;
  readonly entries: readonly JournalEntry[];
  /** The end is missing: the journal had reached its limit. */
  readonly cut: boolean;
}

/** What is wrong with a journal. */
export type JournalProblem =
  | "unreadable"
  | "not-a-journal"
  | "wrong-version"
  | "broken-line"
  | "truncated-line"
  | "too-large"
  | "in-use";

/** A journal that cannot be read; the message is for people. */
export class JournalError extends Error {
  override readonly name = "JournalError";
  readonly problem: JournalProblem;

  constructor(problem: JournalProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.problem = problem;
  }
}

/** The last line of a journal that reached its limit. */
export const cutLine = { cut: true } as const;

/** The text of journals. */
export function writeJournal(header: JournalHeader, entries: readonly JournalEntry[]): string {
  return [header, ...entries].map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** Reads a file; `name` is how the errors call it. Throws a JournalError. */
export function readJournal(text: string, name: string): JournalPart[] {
  const parts: { header: JournalHeader; entries: JournalEntry[]; cut: boolean }[] = [];
  const whole = text === "" || text.endsWith("\n");
  const lines = text.split("\n", journalLimits.readEntries + 2);
  if (whole && lines.at(-1) === "") lines.pop();
  if (lines.length > journalLimits.readEntries) throw tooManyEntries(name);
  lines.forEach((line, index) => {
    const where = `${name}, line ${index + 1}`;
    const value = valueOf(line, where, index === lines.length - 1 && !whole, index === 0);
    const part = parts.at(-1);
    if ("journal" in value || part === undefined) {
      parts.push({ header: headerOf(value, where), entries: [], cut: false });
    } else if (value["cut"] === true) {
      part.cut = true;
    } else {
      part.entries.push(entryOf(value, part.header, where));
    }
  });
  if (parts.length === 0) throw new JournalError("not-a-journal", `${name} is empty: not a journal.`);
  return parts;
}

/** What is read, and `name` with it, has more entries than anybody looks at. */
export function tooManyEntries(name: string): JournalError {
  return new JournalError("too-large", `${name}: over ${journalLimits.readEntries} entries.`);
}

/** The node of an entry. */
export function nodeOf(entry: JournalEntry, header: JournalHeader): string {
  return entry.node ?? Object.keys(header.nodes)[0] ?? "";
}

function valueOf(line: string, where: string, last: boolean, first: boolean): Record<string, unknown> {
  if (line.length > journalLimits.lineBytes) {
    throw new JournalError("too-large", `${where}: longer than ${journalLimits.lineBytes} bytes.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    if (first) throw new JournalError("not-a-journal", `${where}: not a journal (not JSON).`, cause);
    if (last) throw new JournalError("truncated-line", `${where}: the line breaks off.`, cause);
    throw new JournalError("broken-line", `${where}: not JSON.`, cause);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new JournalError(first ? "not-a-journal" : "broken-line", `${where}: not a JSON object.`);
}

function headerOf(value: Record<string, unknown>, where: string): JournalHeader {
  const { journal, side, nodes, gone = [] } = value;
  if (journal === undefined) {
    throw new JournalError("not-a-journal", `${where}: not a journal (no field "journal").`);
  }
  if (journal !== journalVersion) {
    const said = JSON.stringify(journal);
    throw new JournalError("wrong-version", `${where}: journal version ${said}; this program reads 1.`);
  }
  const sides: unknown[] = ["client", "server", "simulation"];
  const kinds = typeof nodes === "object" && nodes !== null ? Object.values(nodes) : [];
  const known = kinds.length > 0 && kinds.every((kind) => kind === "client" || kind === "switchboard");
  if (!sides.includes(side) || !known || !Array.isArray(gone)) {
    throw new JournalError(
      "broken-line",
      `${where}: the header has a "side", "nodes" or "gone" that is none.`,
    );
  }
  return value as unknown as JournalHeader;
}

function entryOf(value: Record<string, unknown>, header: JournalHeader, where: string): JournalEntry {
  const { at, in: lines, out, digest, node, step } = value;
  const isLine = (line: unknown): boolean =>
    typeof line === "string" || (typeof line === "object" && line !== null && !Array.isArray(line));
  const isTold = (told: unknown): boolean => typeof (told as Partial<Told> | null)?.type === "string";
  const right =
    Number.isSafeInteger(at) &&
    Math.abs(Number(at)) <= journalLimits.at &&
    Array.isArray(lines) &&
    lines.length > 0 &&
    lines.every(isLine) &&
    Array.isArray(out) &&
    out.every(isTold) &&
    typeof digest === "string" &&
    (node === undefined || typeof node === "string") &&
    (step === undefined || Number.isSafeInteger(step));
  const entry = value as unknown as JournalEntry;
  if (right && Object.hasOwn(header.nodes, nodeOf(entry, header))) return entry;
  throw new JournalError("broken-line", `${where}: not an entry of a journal.`);
}
