/**
 * The package's entry `ringline/journal`, which shares no line with `ringline`, so that a page without a journal
 * loads nothing of it: keeps what a client's core was told and what it answered, so that a call
 * that went wrong can be looked at, and played again, elsewhere. docs/journal.md has the format and says what is
 * hidden.
 *
 * ```ts
 * const client = await CallClient.create({ url, tokenProvider, journal: createJournal() });
 * await fetch("/bug-report", { method: "POST", body: client.exportJournal() });
 * ```
 */

import type { EmbindCore } from "../shared/embind_core.ts";
import { entryOf } from "../shared/journal/entry.ts";
import type { Dispatched } from "../shared/journal/entry.ts";
import { JournalError, journalLimits, libraryVersion, writeJournal } from "../shared/journal/format.ts";
import type { JournalHeader } from "../shared/journal/format.ts";
import { linesOf, objectOf, Redactor } from "../shared/journal/redact.ts";

export { JournalError, journalLimits, readJournal } from "../shared/journal/format.ts";
export type {
  JournalEntry,
  JournalHeader,
  JournalPart,
  JournalProblem,
  Told,
} from "../shared/journal/format.ts";

/** In the place of an entry that is forgotten. */
const GONE: Dispatched = { at: 0, message: "", answer: "" };

/** How much a journal keeps; at a limit it forgets its beginning, and then it can be read but not played again. */
export interface JournalOptions {
  /** Default 5 000. */
  readonly maxEntries?: number;
  /** Bytes in memory, about. Default 4 MiB. */
  readonly maxBytes?: number;
}

/** What a client needs of a journal. */
export interface ClientJournal {
  /** The same core, seen by the journal. */
  watch(core: EmbindCore): EmbindCore;
  /** See `Journal`. */
  export(callId?: string): string;
}

/** Makes a journal for one client: `CallClient.create({ journal })`. Throws a RangeError. */
export function createJournal(options: JournalOptions = {}): Journal {
  const { maxEntries = journalLimits.entries, maxBytes = journalLimits.bytes } = options;
  for (const [name, value] of Object.entries({ maxEntries, maxBytes })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a positive integer`);
  }
  return new Journal(maxEntries, maxBytes);
}

/** What one client's core was told and what it answered. In memory only; renamed when it is exported. */
export class Journal implements ClientJournal {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  readonly #kept: Dispatched[] = [];
  #first = 0;
  #bytes = 0;
  #dropped = 0;
  #watches = false;
  /** The first message to the core, which says who the page is. */
  #configured: string | undefined;
  #latestCall = "";

  /** Made by `createJournal()`. */
  constructor(maxEntries: number, maxBytes: number) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  /** Entries that are kept. */
  get size(): number {
    return this.#kept.length - this.#first;
  }

  /** For `CallClient`; throws a JournalError (`in-use`) the second time. */
  watch(core: EmbindCore): EmbindCore {
    if (this.#watches) throw new JournalError("in-use", "A journal is for one client; this one has one.");
    this.#watches = true;
    return {
      dispatch: (message, now) => {
        const answer = core.dispatch(message, now);
        this.#keep({ at: now, message, answer });
        return answer;
      },
      delete: () => core.delete(),
    };
  }

  /**
   * The journal as JSON lines, renamed by the id of `callId` (default: the call that changed last), so that it meets
   * the journals of the others in that call.
   */
  export(callId: string = this.#latestCall): string {
    const redactor = new Redactor(callId);
    const entries = this.#kept.slice(this.#first).map((kept) => entryOf("client", kept, redactor));
    return writeJournal(this.#header(callId, redactor), entries);
  }

  #keep(dispatched: Dispatched): void {
    // Ten a second, and no other answer depends on them.
    if (dispatched.message.startsWith('{"type":"levels"')) return;
    this.#configured ??= dispatched.message;
    const [, callId] = /"type":"call","call":\{"callId":"([^"\\]+)"/.exec(dispatched.answer) ?? [];
    if (callId !== undefined) this.#latestCall = callId;
    this.#kept.push(dispatched);
    this.#bytes += bytesIn(dispatched);
    while (this.size > this.#maxEntries || this.#bytes > this.#maxBytes) {
      this.#bytes -= bytesIn(this.#kept[this.#first]!);
      this.#kept[this.#first] = GONE;
      this.#first += 1;
      this.#dropped += 1;
    }
    // Seldom, because it moves all the others.
    if (this.#first * 2 <= this.#kept.length) return;
    this.#kept.splice(0, this.#first);
    this.#first = 0;
  }

  #header(callId: string, redactor: Redactor): JournalHeader {
    const { deviceId, incarnation } = objectOf(linesOf("client", this.#configured ?? "")[0] ?? "") ?? {};
    const device = redactor.text("device", String(deviceId ?? ""));
    return {
      journal: 1,
      side: "client",
      version: libraryVersion,
      nodes: { [device === "" ? "client" : device]: "client" },
      ...(callId === "" ? {} : { call: redactor.text("id", callId) }),
      ...(device === "" ? {} : { device }),
      ...(typeof incarnation === "string" ? { incarnation } : {}),
      dropped: this.#dropped,
    };
  }
}

/** Texts take two bytes a character at most, and nearly all of them one. */
function bytesIn({ message, answer }: Dispatched): number {
  return message.length + answer.length;
}
