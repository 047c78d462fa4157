// The journal of a whole simulation: every core of it in one file, in the order of what happened. Nobody in it
// is real, so nothing is renamed but the ids that the server mints at random, which would differ each time.

import type { ClientJournal } from "../js/journal/journal.ts";
import type { EmbindCore } from "../js/shared/embind_core.ts";
import { entryOf } from "../js/shared/journal/entry.ts";
import { libraryVersion, writeJournal } from "../js/shared/journal/format.ts";
import type { JournalEntry } from "../js/shared/journal/format.ts";
import { plain } from "../js/shared/journal/redact.ts";
import type { CoreKind } from "../js/shared/journal/redact.ts";

/** As `randomUUID` writes them, for a connection behind the id of its node; the ids of pages have no hyphens. */
const uuid = /(?:[A-Za-z0-9_-]{12}\.)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** What a seal is sealed with follows from those ids. */
const mac = /(mac\\?":\\?")[A-Za-z0-9_-]{43}/g;

export class Recorder {
  readonly #seed: number;
  readonly #nodes: Record<string, CoreKind> = {};
  readonly #entries: JournalEntry[] = [];
  readonly #numbered = new Map<string, string>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The journal of one client; its core is called `node`. */
  client(node: string): ClientJournal {
    return { watch: (core) => this.watch("client", node, core), export: () => this.text() };
  }

  /** The same core, recorded. */
  watch(kind: CoreKind, node: string, core: EmbindCore): EmbindCore {
    this.#nodes[node] = kind;
    return {
      dispatch: (message, at) => {
        const answer = core.dispatch(message, at);
        // The host attaches what is missing and asks again; a replay has no host.
        if (!answer.startsWith('{"need"')) this.#record(kind, node, { at, message, answer });
        return answer;
      },
      delete: () => core.delete(),
    };
  }

  /** JSON lines. */
  text(): string {
    const header = {
      journal: 1,
      side: "simulation",
      version: libraryVersion,
      seed: this.#seed,
      nodes: this.#nodes,
    } as const;
    return writeJournal(header, this.#entries);
  }

  #record(
    kind: CoreKind,
    node: string,
    { at, message, answer }: { at: number; message: string; answer: string },
  ): void {
    const dispatched = { at, message: this.#number(message), answer: this.#number(answer) };
    this.#entries.push(entryOf(kind, dispatched, plain, node));
  }

  #number(text: string): string {
    return text.replace(mac, "$1hidden").replace(uuid, (id) => {
      const known = this.#numbered.get(id) ?? `random-${this.#numbered.size + 1}`;
      this.#numbered.set(id, known);
      return known;
    });
  }
}
