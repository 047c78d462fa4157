/** One dispatch, made an entry. */

import { digestOf } from "./digest.ts";
import type { JournalEntry } from "./format.ts";
import type { CoreKind, Renaming } from "./redact.ts";
import { toldBy } from "./told.ts";

/** What a core was told and what it answered, as it was. */
export interface Dispatched {
  readonly at: number;
  readonly message: string;
  readonly answer: string;
}

/** The entry of a dispatch, renamed. */
export function entryOf(
  core: CoreKind,
  { at, message, answer }: Dispatched,
  renaming: Renaming,
  node?: string,
): JournalEntry {
  const renamed = renaming.answer(answer);
  return {
    at,
    ...(node === undefined ? {} : { node }),
    in: renaming.message(core, message),
    out: toldBy(JSON.parse(renamed) as Record<string, unknown>),
    digest: digestOf(renamed),
  };
}
