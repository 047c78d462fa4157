// Tells the core that the outbox of a record was delivered (`drained`): strictly in the order of
// versions, only when every input of it reached its record, and for several commits at once, because
// each time costs a commit. After a failure the core is asked for the whole outbox again. Must not
// know what the inputs are.

import type { Clock } from "./clock.ts";
import type { Outcome } from "./switchboard.ts";

const retryMs = 1_000;
// A delivered outbox waits for more of its record's to come, that long and that many.
const lingerMs = 10;
const mostCommits = 3;

type Header = { type: "drained" | "drain"; key: string; upTo?: number };

interface Delivered {
  upTo: number;
  commits: number;
  timer: unknown;
}

export class Drains {
  readonly #clock: Clock;
  readonly #dispatch: (header: Header) => Promise<Outcome>;
  readonly #tails = new Map<string, Promise<void>>();
  readonly #delivered = new Map<string, Delivered>();
  readonly #failed = new Map<string, unknown>();
  #closed = false;

  constructor(clock: Clock, dispatch: (header: Header) => Promise<Outcome>) {
    this.#clock = clock;
    this.#dispatch = dispatch;
  }

  /** The outbox of `key` up to `version` is on its way as `inputs`. */
  add(key: string, version: number, inputs: readonly Promise<Outcome>[]): void {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const tail = Promise.all([before, ...inputs]).then(([, ...outcomes]) => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
      if (outcomes.every(({ error }) => error?.retryable !== true)) this.#note(key, version);
      else this.#retry(key);
    });
    this.#tails.set(key, tail);
  }

  /** The records lost their last versions: what was delivered of those says nothing any more. */
  forget(): void {
    for (const { timer } of this.#delivered.values()) this.#clock.clearTimer(timer);
    this.#delivered.clear();
  }

  /** Tells the core what it was not told yet; nothing is tried again from now on. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#failed.values()) this.#clock.clearTimer(timer);
    for (const key of [...this.#delivered.keys()]) this.#tell(key);
  }

  #note(key: string, upTo: number): void {
    if (this.#closed) return;
    const delivered = this.#delivered.get(key);
    if (delivered === undefined) {
      const timer = this.#clock.setTimer(() => this.#tell(key), lingerMs);
      this.#delivered.set(key, { upTo, commits: 1, timer });
      return;
    }
    delivered.upTo = Math.max(delivered.upTo, upTo);
    delivered.commits += 1;
    if (delivered.commits >= mostCommits) this.#tell(key);
  }

  #tell(key: string): void {
    const delivered = this.#delivered.get(key);
    if (delivered === undefined) return;
    this.#clock.clearTimer(delivered.timer);
    this.#delivered.delete(key);
    if (this.#failed.has(key)) return;
    void this.#dispatch({ type: "drained", key, upTo: delivered.upTo });
  }

  #retry(key: string): void {
    if (this.#closed || this.#failed.has(key)) return;
    const timer = this.#clock.setTimer(() => {
      void this.#dispatch({ type: "drain", key }).then(({ error }) => {
        this.#failed.delete(key);
        if (error?.retryable === true) this.#retry(key);
      });
    }, retryMs);
    this.#failed.set(key, timer);
  }
}
