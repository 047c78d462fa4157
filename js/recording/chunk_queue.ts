/**
 * Hands the chunks of a recording to its sink, one after the other and in order. What waits is bounded: a sink
 * that does not keep up ends the recording rather than fill the memory. What the sink took is always a beginning
 * of the file, without a hole.
 */

import { TooMuch } from "./sinks.ts";
import type { Sink } from "./sinks.ts";

export interface ChunkQueueOptions {
  readonly sink: Sink;
  readonly maxWaitingBytes: number;
  /** How long `close()` waits for the sink. */
  readonly finishMs: number;
  /** Called once, with what the sink failed with, or a `TooMuch`: nothing more is written. */
  readonly failed: (cause: unknown) => void;
}

export class ChunkQueue {
  readonly #options: ChunkQueueOptions;
  #waiting: Blob[] = [];
  #waitingBytes = 0;
  #bytes = 0;
  #chunks = 0;
  #cut = false;
  #writing: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: ChunkQueueOptions) {
    this.#options = options;
  }

  /** Bytes that the sink has not taken yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }
  /** Bytes that the sink took. */
  get bytes(): number {
    return this.#bytes;
  }
  /** Chunks that the sink took. */
  get chunks(): number {
    return this.#chunks;
  }

  push(chunk: Blob): void {
    if (this.#cut || this.#closing || chunk.size === 0) return;
    const { maxWaitingBytes } = this.#options;
    if (this.#waitingBytes + chunk.size > maxWaitingBytes) {
      this.#fail(new TooMuch(`the sink is too slow: more than ${maxWaitingBytes} bytes wait`));
      return;
    }
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.size;
    this.#writing ??= this.#write();
  }

  /** Waits, for a limited time, until the sink took what waits, and closes it. Never rejects; idempotent. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** The page goes away: what waits is given up, so that what was written becomes a file. */
  abandon(): void {
    this.#cut = true;
    this.#drop();
    this.#closing ??= this.#options.sink.close().catch(() => {});
  }

  async #write(): Promise<void> {
    try {
      for (let chunk = this.#waiting[0]; chunk; chunk = this.#waiting[0]) {
        await this.#options.sink.write(chunk, this.#chunks);
        if (this.#waiting[0] !== chunk) return; // nobody waits for it any more
        this.#waiting.shift();
        this.#waitingBytes -= chunk.size;
        this.#chunks += 1;
        this.#bytes += chunk.size;
      }
    } catch (cause) {
      this.#drop();
      this.#fail(cause);
    } finally {
      this.#writing = null;
    }
  }

  async #close(): Promise<void> {
    const { sink, finishMs } = this.#options;
    const finished = (async () => {
      await this.#writing;
      await sink.close();
    })();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new TooMuch("the sink did not finish")), finishMs);
    try {
      await Promise.race([finished, late.promise]);
    } catch (cause) {
      this.#fail(cause);
    }
    clearTimeout(timer);
    this.#drop();
  }

  #drop(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** Only the first failure counts. */
  #fail(cause: unknown): void {
    if (this.#cut) return;
    this.#cut = true;
    this.#options.failed(cause);
  }
}
