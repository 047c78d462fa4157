// Several journals on one axis: whose clock shows what, and what a line of it says on a terminal. Reads
// journals, runs no core.

import type { JournalEntry, JournalHeader, JournalPart, Told } from "../js/shared/journal/format.ts";
import { nodeOf } from "../js/shared/journal/format.ts";
import type { Line } from "../js/shared/journal/redact.ts";

/** An entry in its place. */
export interface Moment {
  /** Server time; for a node that was never told one, its own, or in a simulation that of the moment before. */
  readonly time: number;
  readonly node: string;
  readonly entry: JournalEntry;
  readonly header: JournalHeader;
}

/** A clock that is this much further ahead than before stood still meanwhile, or the server's was set. */
const SLEPT_MS = 2_000;

/** The nodes of a part that were never told the server's time. */
export function untimed(part: JournalPart): string[] {
  const clocks = clocksOf(part);
  const clients = Object.keys(part.header.nodes).filter((node) => part.header.nodes[node] === "client");
  return inSteps([part]) ? [] : clients.filter((node) => !clocks.has(node));
}

/** Everything that the journals say: in the order of a simulation's steps, or else of the server's clock. */
export function timelineOf(parts: readonly JournalPart[]): Moment[] {
  const moments = parts.flatMap(momentsOf);
  // Stable: what happened in the same millisecond stays in the order of its journal.
  if (!inSteps(parts)) return moments.map(onOwnClock).sort((a, b) => a.time - b.time);
  moments.sort((a, b) => (a.entry.step ?? 0) - (b.entry.step ?? 0));
  let last = moments.find(({ time }) => time !== undefined)?.time ?? 0;
  return moments.map((moment) => ({ ...moment, time: (last = moment.time ?? last) }));
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

/** A stretch of a node's journal, and the server's clock minus the node's in it. */
interface Stretch {
  readonly from: number;
  offset: number;
}

type Untimed = Omit<Moment, "time"> & { readonly time: number | undefined };

function onOwnClock(moment: Untimed): Moment {
  return { ...moment, time: moment.time ?? moment.entry.at };
}

/** Whether these are the files of one simulation, which counts its entries. */
function inSteps(parts: readonly JournalPart[]): boolean {
  const seeds = new Set(parts.map(({ header }) => (header.side === "simulation" ? header.seed : undefined)));
  const counted = parts.every(({ entries }) => entries.every(({ step }) => step !== undefined));
  return seeds.size === 1 && !seeds.has(undefined) && counted;
}

function momentsOf(part: JournalPart): Untimed[] {
  const { header } = part;
  const clocks = clocksOf(part);
  return part.entries.map((entry, index) => {
    const node = nodeOf(entry, header);
    const stretches = clocks.get(node) ?? [];
    const offset = stretches.findLast(({ from }) => from <= index)?.offset;
    const own = header.nodes[node] === "switchboard" ? 0 : offset;
    return { time: own === undefined ? undefined : entry.at + own, node, entry, header };
  });
}

/** By node of a client. A frame is told after it was sent: the fastest one is the nearest to the truth. */
function clocksOf(part: JournalPart): Map<string, Stretch[]> {
  const clocks = new Map<string, Stretch[]>();
  const woken = new Map<string, number>();
  for (const [index, entry] of part.entries.entries()) {
    const node = nodeOf(entry, part.header);
    if (part.header.nodes[node] !== "client") continue;
    if (objectIn(entry.in, 0)["type"] === "woke") woken.set(node, index);
    const serverTime = timeIn(entry.in[1]);
    if (serverTime === undefined) continue;
    const offset = serverTime - entry.at;
    const stretches = clocks.get(node) ?? [];
    clocks.set(node, stretches);
    const last = stretches.at(-1);
    if (last === undefined) stretches.push({ from: 0, offset });
    else if (offset <= last.offset + SLEPT_MS) last.offset = Math.max(last.offset, offset);
    else stretches.push({ from: Math.max(last.from, woken.get(node) ?? index), offset });
  }
  return clocks;
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
