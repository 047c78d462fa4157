// The switchboard's journals, one a call: what the core was told about the call and about the records of
// its users, and what it answered; renamed under the call's own key (docs/journal.md). Sees messages as
// texts between the host and the core. Must not know what a message means beyond whose it is.

import type { EmbindCore } from "../js/shared/embind_core.ts";
import { entryOf } from "../js/shared/journal/entry.ts";
import type { Dispatched } from "../js/shared/journal/entry.ts";
import { cutLine, journalLimits, libraryVersion } from "../js/shared/journal/format.ts";
import type { JournalHeader } from "../js/shared/journal/format.ts";
import { linesOf, objectOf, Redactor } from "../js/shared/journal/redact.ts";
import { BoundedMap } from "./bounded_map.ts";
import { JournalFiles } from "./journal_files.ts";
import type { Log } from "./log.ts";

type Json = Readonly<Record<string, unknown>>;
type Load = () => Promise<EmbindCore>;

/** Where lines go. `name` is the call's id, renamed if people chose it; `text` is whole lines. */
export type JournalSink = (name: string, text: string) => void;

/** Option `journal` of `createSignallingServer`. */
export interface ServerJournalOptions {
  /** Made if it is missing. One file a call, `NAME.jsonl`; a server that starts anew goes on in it. */
  directory?: string;
  /** Instead of files. */
  sink?: JournalSink;
  /** Of one call; then its journal ends. Default 4 MiB. */
  maxBytes?: number;
  /** Of one call; then its journal ends. Default 5 000. */
  maxEntries?: number;
  /** Written by this process to all files together; then no journal goes on. Default 1 GiB. */
  maxTotalBytes?: number;
}

/** Calls whose journals go on at the same time; beyond it the longest untouched one starts anew. */
const maxOpen = 1_000;
const defaultTotalBytes = 1_073_741_824;
const node = "server";

interface Open {
  readonly name: string;
  readonly redactor: Redactor;
  /** The version of each record as the journal has it. */
  readonly versions: Map<string, number>;
  entries: number;
  bytes: number;
  cut: boolean;
}

/** The journals of one server; without options, nothing at all. Throws when an option makes no sense. */
export class ServerJournals {
  readonly #sink: JournalSink | undefined;
  readonly #files: JournalFiles | undefined;
  readonly #maxBytes: number;
  readonly #maxEntries: number;
  readonly #open = new BoundedMap<string, Open>(maxOpen);
  #configured: Dispatched | undefined;

  constructor(options: ServerJournalOptions | undefined, log: Log) {
    this.#maxBytes = options?.maxBytes ?? journalLimits.bytes;
    this.#maxEntries = options?.maxEntries ?? journalLimits.entries;
    if (options === undefined) return;
    const { directory, sink, maxTotalBytes = defaultTotalBytes } = options;
    if ((directory === undefined) === (sink === undefined)) {
      throw new Error("The option `journal` needs a `directory`, or a `sink`.");
    }
    if (directory !== undefined) this.#files = new JournalFiles(directory, maxTotalBytes, log);
    const files = this.#files;
    this.#sink = sink ?? ((name, text) => files?.append(name, text));
  }

  /** The same cores, seen by the journals. */
  watch(load: Load): Load {
    if (this.#sink === undefined) return load;
    return async () => {
      const core = await load();
      // Another instance knows no record: every journal starts anew with it.
      this.#open.clear();
      this.#configured = undefined;
      return {
        dispatch: (message, now) => this.#dispatch(core, message, now),
        delete: () => core.delete(),
      };
    };
  }

  /** Waits until everything is written. */
  async close(): Promise<void> {
    await this.#files?.close();
  }

  /**
   * A journal must be playable from its first entry, by a core that knows only what stands in it. So, where the
   * record that an answer builds on is not in the journal, the core's answer is dropped, the host is asked for the
   * record as if the core had, and the core is told again. The core does not mind: it is as after a conflict.
   */
  #dispatch(core: EmbindCore, message: string, at: number): string {
    const text = core.dispatch(message, at);
    const answer = objectOf(text) ?? {};
    if (answer["need"] !== undefined) return text;
    const header = objectOf(linesOf("switchboard", message)[0] ?? "") ?? {};
    const dispatched = { at, message, answer: text };
    if (header["type"] === "configure") this.#configured = dispatched;
    const { key } = answer;
    if (typeof key !== "string") return text;
    const calls = callsOf(key, header, answer).filter((call) => this.#wanted(call, key, answer));
    const attached = header["record"] !== undefined;
    if (!attached && calls.some((call) => !follows(this.#open.get(call), key, answer))) {
      return JSON.stringify({ need: key });
    }
    for (const call of calls) this.#write(call, key, { header, answer, dispatched });
    return text;
  }

  /** A journal begins when its call's record changes, and goes on with everything that concerns it. */
  #wanted(call: string, key: string, answer: Json): boolean {
    const open = this.#open.get(call);
    if (open !== undefined) return !open.cut;
    return key === call && isObject(answer["commit"]);
  }

  #write(
    call: string,
    key: string,
    { header, answer, dispatched }: { header: Json; answer: Json; dispatched: Dispatched },
  ): void {
    const open = this.#open.get(call) ?? this.#begin(call);
    this.#open.set(call, open);
    this.#entry(open, dispatched);
    const { commit, expect } = answer;
    const version = isObject(commit) ? commit["version"] : (expect ?? header["version"]);
    if (typeof version === "number") open.versions.set(key, version);
  }

  #begin(call: string): Open {
    const [app, callId] = partsOf(call);
    const redactor = new Redactor(callId);
    const id = redactor.text("id", callId);
    const name = app === "default" ? id : `${redactor.text("app", app)}-${id}`;
    const open = { name, redactor, versions: new Map<string, number>(), entries: 0, bytes: 0, cut: false };
    const epoch = objectOf(linesOf("switchboard", this.#configured?.message ?? "")[0] ?? "")?.["epoch"];
    const header: JournalHeader = {
      journal: 1,
      side: "server",
      version: libraryVersion,
      nodes: { [node]: "switchboard" },
      call: id,
      ...(typeof epoch === "string" ? { epoch } : {}),
    };
    this.#sink?.(name, `${JSON.stringify(header)}\n`);
    if (this.#configured !== undefined) this.#entry(open, this.#configured);
    return open;
  }

  #entry(open: Open, dispatched: Dispatched): void {
    const line = `${JSON.stringify(entryOf("switchboard", dispatched, open.redactor))}\n`;
    open.entries += 1;
    open.bytes += Buffer.byteLength(line);
    open.cut = open.entries > this.#maxEntries || open.bytes > this.#maxBytes;
    this.#sink?.(open.name, open.cut ? `${JSON.stringify(cutLine)}\n` : line);
  }
}

/** The keys of the call records that a message and its answer are about. */
function callsOf(key: string, header: Json, answer: Json): string[] {
  const calls = new Set<string>();
  const add = (found: unknown): void => {
    if (typeof found === "string" && found.startsWith("c:")) calls.add(found);
  };
  add(key);
  add(header["source"]);
  const [app] = partsOf(key);
  const effects = Array.isArray(answer["effects"]) ? (answer["effects"] as unknown[]) : [];
  for (const effect of effects.filter(isObject)) {
    add(effect["to"]);
    for (const callId of [effect["callId"], ...listOf(effect["calls"])]) {
      if (typeof callId === "string") add(`c:${app}:${callId}`);
    }
  }
  return [...calls];
}

/** Whether a core that played the journal so far has the record that this answer builds on. */
function follows(open: Open | undefined, key: string, answer: Json): boolean {
  const known = open?.versions.get(key);
  if (known === undefined) return false;
  return typeof answer["expect"] === "number" ? answer["expect"] === known : key.startsWith("c:");
}

/** App and id of a record's key. */
function partsOf(key: string): [app: string, id: string] {
  const [, app = "", ...id] = key.split(":");
  return [app, id.join(":")];
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
