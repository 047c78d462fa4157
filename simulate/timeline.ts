// Several journals on one axis: whose clock shows what, and what a line of it says on a terminal. Reads
// journals, runs no core.

import type { JournalEntry, JournalPart, Told } from "../js/shared/journal/format.ts";
import { nodeOf } from "../js/shared/journal/format.ts";
import type { Line } from "../js/shared/journal/redact.ts";

/** An entry in its place. */
export interface Moment {
  /** Server time; for a node that was never told one, its own. */
  readonly time: number;
  readonly node: string;
  readonly entry: JournalEntry;
}

/** The server's clock minus a node's, or null where the node was never told the server's time. */
export function clockOffsets(part: JournalPart): Map<string, number | null> {
  const offsets = new Map<string, number | null>();
  for (const [node, kind] of Object.entries(part.header.nodes)) {
    offsets.set(node, kind === "switchboard" ? 0 : null);
  }
  for (const entry of part.entries) {
    const node = nodeOf(entry, part.header);
    if (part.header.nodes[node] !== "client") continue;
    const serverTime = timeIn(entry.in[1]);
    if (serverTime === undefined) continue;
    // A frame is told after it was sent: the fastest one is the nearest to the truth.
    offsets.set(node, Math.max(offsets.get(node) ?? -Infinity, serverTime - entry.at));
  }
  return offsets;
}

/** Everything that the journals say, in the order of the server's clock. */
export function timelineOf(parts: readonly JournalPart[]): Moment[] {
  const moments: Moment[] = [];
  for (const part of parts) {
    const offsets = clockOffsets(part);
    for (const entry of part.entries) {
      const node = nodeOf(entry, part.header);
      moments.push({ time: entry.at + (offsets.get(node) ?? 0), node, entry });
    }
  }
  // Stable: what happened in the same millisecond stays in the order of its journal.
  return moments.sort((a, b) => a.time - b.time);
}

/** One moment for a terminal: `+12.345 s  node  message -> what came of it`. */
export function printed({ time, node, entry }: Moment, start: number): string {
  const at = `+${((time - start) / 1000).toFixed(3)} s`.padStart(13);
  const told = entry.out.map(toldText).join(", ");
  return harmless(
    `${at}  ${short(node).padEnd(12)} ${messageText(entry.in)}${told === "" ? "" : ` -> ${told}`}`,
  );
}

/** Long ids say enough by their beginning. */
export function short(id: string): string {
  const [, kind = "", rest = id] = /^([a-z]+-)?(.*)$/s.exec(id) ?? [];
  return rest.length <= 12 ? id : `${kind}${rest.slice(0, 8)}`;
}

/** Journals come from elsewhere: nothing in them may speak to the terminal. */
export function harmless(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}/gu, "?");
}

function timeIn(line: Line | undefined): number | undefined {
  if (typeof line !== "object") return undefined;
  const { serverTime } = line;
  return typeof serverTime === "number" ? serverTime : undefined;
}

function messageText(lines: readonly Line[]): string {
  const header = objectIn(lines, 0);
  const body = objectIn(lines, lines.length - 1);
  const ofFrame = header === body ? {} : body;
  const type = String(header["type"]);
  const what = [type, ...(typeof ofFrame["type"] === "string" ? [ofFrame["type"]] : [])];
  const about = [header, ofFrame].flatMap(({ callId, kind, state, key, user, on }) =>
    [callId, kind, state, key, user, on].filter((value) => ["string", "boolean"].includes(typeof value)),
  );
  return [...what, ...about.map((value) => keyText(String(value)))].join(" ");
}

function toldText(told: Told): string {
  const { type, ...about } = told;
  const values = Object.values(about).filter((value) => typeof value === "string" && value !== type);
  const flag = about["ok"] === false ? ["refused"] : about["confirmed"] === true ? ["confirmed"] : [];
  return [type, ...values.map((value) => keyText(String(value))), ...flag].join(" ");
}

/** Keys of records and ids of links are long by what is in them. */
function keyText(value: string): string {
  const [, type = "", id = ""] = /^([cu]:[^:]*:)(.*)$/s.exec(value) ?? [];
  if (type !== "") return `${type}${short(id)}`;
  const [, call = "", link = ""] = /^(.*)(#\d+)$/s.exec(value) ?? [];
  return link === "" ? short(value) : `${short(call)}${link}`;
}

function objectIn(lines: readonly Line[], index: number): Readonly<Record<string, unknown>> {
  const line = lines[index];
  return typeof line === "object" ? line : {};
}
