/** Plays a journal to fresh cores and compares what they answer. Knows no message, and no way to load a core. */

import type { EmbindCore } from "../embind_core.ts";
import { nodeOf } from "./format.ts";
import type { JournalPart } from "./format.ts";
import { answerDigest, messageOf } from "./redact.ts";
import type { CoreKind } from "./redact.ts";

/** Makes a fresh core. */
export type LoadCore = (kind: CoreKind) => Promise<EmbindCore>;

/** Where a core answered something else than the journal says. */
export interface Difference {
  /** From 1, within the part. */
  readonly entry: number;
  readonly node: string;
  readonly at: number;
  /** The first line of the message. */
  readonly message: string;
  /** What the core answered now; or how it died. */
  readonly answer: string;
}

/** How a replay went. */
export interface Replayed {
  /** Entries that were answered as the journal says, from the first one on. */
  readonly same: number;
  readonly of: number;
  readonly difference?: Difference;
  /** Why it was not played at all. */
  readonly notPlayed?: string;
}

/** Plays one part from its first entry to its last, or to the first difference. */
export async function replay(part: JournalPart, load: LoadCore): Promise<Replayed> {
  const { header, entries } = part;
  const { dropped = 0 } = header;
  const of = entries.length;
  if (dropped > 0) return { same: 0, of, notPlayed: `its first ${dropped} entries were dropped` };
  const cores = new Map<string, EmbindCore>();
  try {
    for (const [index, entry] of entries.entries()) {
      const node = nodeOf(entry, header);
      const core = cores.get(node) ?? (await load(header.nodes[node]!));
      cores.set(node, core);
      const answer = answerOf(core, messageOf(entry.in), entry.at);
      if (answer.digest === entry.digest) continue;
      const [message = ""] = messageOf(entry.in).split("\n");
      const difference = { entry: index + 1, node, at: entry.at, message, answer: answer.text };
      return { same: index, of, difference };
    }
  } finally {
    for (const core of cores.values()) release(core);
  }
  return { same: of, of };
}

function answerOf(core: EmbindCore, message: string, at: number): { text: string; digest: string } {
  try {
    const text = core.dispatch(message, at);
    return { text, digest: answerDigest(text) };
  } catch (error) {
    return { text: `the core died: ${error instanceof Error ? error.message : String(error)}`, digest: "" };
  }
}

function release(core: EmbindCore): void {
  try {
    core.delete();
  } catch {
    // A core that died cannot be asked to clean up.
  }
}
