// Appends to the files of a directory, one after the other, without keeping anybody waiting. Bounded by
// what it may write in all. Must not know what is written.

import { appendFile, mkdir } from "node:fs/promises";
import path from "node:path";
import type { Log } from "./log.ts";

/** What may wait to be written, in bytes; a disk that does not keep up loses the journals. */
const maxWaiting = 16_777_216;

export class JournalFiles {
  readonly #directory: string;
  readonly #log: Log;
  readonly #waiting = new Map<string, string>();
  #waitingBytes = 0;
  #left: number;
  #stopped = false;
  #writing: Promise<void> | undefined;

  constructor(directory: string, maxTotalBytes: number, log: Log) {
    this.#directory = directory;
    this.#left = maxTotalBytes;
    this.#log = log;
  }

  /** Appends whole lines to the file of that name. */
  append(name: string, text: string): void {
    if (this.#stopped) return;
    const bytes = Buffer.byteLength(text);
    this.#left -= bytes;
    this.#waitingBytes += bytes;
    if (this.#left < 0) return this.#stop("journals have reached maxTotalBytes; none goes on");
    if (this.#waitingBytes > maxWaiting)
      return this.#stop("journals are not written fast enough; none goes on");
    this.#waiting.set(name, (this.#waiting.get(name) ?? "") + text);
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    this.#stopped = true;
  }

  async #write(): Promise<void> {
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      while (this.#waiting.size > 0) {
        const texts = [...this.#waiting];
        this.#waiting.clear();
        this.#waitingBytes = 0;
        for (const [name, text] of texts) await appendFile(this.#fileOf(name), text, { mode: 0o600 });
      }
    } catch (error) {
      this.#stop("journals cannot be written; none goes on", error);
    }
  }

  #fileOf(name: string): string {
    return path.join(this.#directory, `${fileNameOf(name)}.jsonl`);
  }

  #stop(message: string, error?: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#waiting.clear();
    this.#log.warn(message, error instanceof Error ? { reason: error.message } : {});
  }
}

/** Ids may hold characters that a file name must not; they become `%` and their bytes, so that no two names meet. */
function fileNameOf(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/gu, (character) =>
    Buffer.from(character).toString("hex").replace(/../g, "%$&"),
  );
}
