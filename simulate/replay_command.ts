// `ringline replay FILE...`: shows the journals of one call as one story, plays each to fresh cores, and says
// whether the devices agree. Exit codes: 0 same and agreed, 1 a difference, 2 not a journal.

import { readFile, stat } from "node:fs/promises";
import { JournalError, journalLimits, readJournal, tooManyEntries } from "../js/shared/journal/format.ts";
import type { JournalPart } from "../js/shared/journal/format.ts";
import { replay } from "../js/shared/journal/replay.ts";
import type { Replayed } from "../js/shared/journal/replay.ts";
import { loadCore } from "./cores.ts";
import { disagreements, outcomesOf } from "./outcome.ts";
import type { CallOutcome } from "./outcome.ts";
import { harmless, printed, short, timelineOf, untimed } from "./timeline.ts";

const maxFileBytes = 268_435_456;

/** What the command line says. */
export interface ReplayOptions {
  readonly files: readonly string[];
  /** Without the timeline. */
  readonly quiet: boolean;
}

/** Where the lines go. */
export type Print = (line: string) => void;

/** Answers the exit code. Rejects with a JournalError. */
export async function replayFiles({ files, quiet }: ReplayOptions, print: Print): Promise<number> {
  const named: { name: string; part: JournalPart }[] = [];
  let entries = 0;
  for (const file of files) {
    const parts = readJournal(await textOf(file), file);
    for (const part of parts) entries += 1 + part.entries.length;
    if (entries > journalLimits.readEntries) throw tooManyEntries(file);
    parts.forEach((part, index) => {
      named.push({ name: parts.length === 1 ? file : `${file}, part ${index + 1}`, part });
    });
  }
  const parts = named.map(({ part }) => part);
  if (!quiet) printTimeline(parts, print);
  let different = false;
  for (const { name, part } of named) {
    const replayed = await replay(part, loadCore);
    different ||= replayed.difference !== undefined;
    printReplayed(name, part, replayed, print);
  }
  const outcomes = outcomesOf(parts);
  // A journal of a whole simulation has more calls than anybody reads; those that agree are counted.
  for (const call of outcomes)
    if (outcomes.length <= 20 || disagreements(call).length > 0) printCall(call, print);
  const odd = outcomes.filter((call) => disagreements(call).length > 0).length;
  print(
    `${outcomes.length} calls, ${odd === 0 ? "the devices agree" : `${odd} on which the devices do not agree`}`,
  );
  return different || odd > 0 ? 1 : 0;
}

async function textOf(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > maxFileBytes) throw new JournalError("too-large", `${file} has over ${maxFileBytes} bytes.`);
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof JournalError) throw error;
    if (error instanceof TypeError)
      throw new JournalError("not-a-journal", `${file} is not a journal (not text).`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new JournalError("unreadable", `${file} cannot be read: ${reason}`, error);
  }
}

function printTimeline(parts: readonly JournalPart[], print: Print): void {
  for (const part of parts) {
    for (const node of untimed(part))
      print(harmless(`${short(node)} was never told the server's time: its own clock is shown`));
  }
  const moments = timelineOf(parts);
  const start = moments[0]?.time ?? 0;
  if (moments.length > 0) print(`+0 s is ${dateText(start)}`);
  for (const moment of moments) print(printed(moment, start));
}

/** What a device was told is the server's time may be any number. */
function dateText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? `${time} ms` : date.toISOString();
}

function printReplayed(name: string, part: JournalPart, replayed: Replayed, print: Print): void {
  const { same, of, difference, notPlayed } = replayed;
  const cut = part.cut ? " (it ends at its limit)" : "";
  const side = `${name} (${part.header.side})`;
  if (notPlayed !== undefined) return print(harmless(`${side}: shown only, ${notPlayed}${cut}`));
  if (difference === undefined)
    return print(harmless(`${side}: replayed ${same} of ${of} entries, same${cut}`));
  const { entry, node, at, message, answer } = difference;
  print(harmless(`${side}: replayed ${same} of ${of} entries, then a difference${cut}`));
  print(harmless(`  entry ${entry}, node ${node}, at ${at}: ${message.slice(0, 400)}`));
  print(harmless(`  the core now answers: ${answer.slice(0, 2_000)}`));
}

function printCall(call: CallOutcome, print: Print): void {
  print(harmless(`call ${call.callId}`));
  const nodes = new Set([...call.devices.keys(), ...call.record.keys()]);
  for (const node of [...nodes].sort()) {
    const said = call.devices.get(node);
    const told = call.record.get(node);
    const doubt = said?.endReason !== undefined && !said.confirmed ? " (unconfirmed)" : "";
    const gone = said?.gone === true ? " (and was closed)" : "";
    const own = said === undefined ? "" : `  it says ${said.endReason ?? said.state}${doubt}${gone}`;
    const server = told === undefined ? "" : `  the record says ${told.endReason ?? told.state}`;
    print(harmless(`  ${node}${own}${server}`));
  }
  for (const problem of disagreements(call)) print(harmless(`  NOT AGREED: ${problem}`));
}
