/** Sees that the page slept (design, 11.12). What follows from it is the core's business: input `woke`. */

import type { Host, PageEvent } from "./host.ts";

/** Clocks that drift apart by more than this, or a timer later than this, mean sleep. Milliseconds. */
const SLEEP_MS = 2000;

/** What `WakeDetector` needs from its owner. */
export interface WakeOptions {
  readonly host: Host;
  /** The page slept. */
  readonly woke: () => void;
  /** The browser says that there is a network, or another one. */
  readonly online: () => void;
}

/** Compares the two clocks whenever something happens, and listens to the page. */
export class WakeDetector {
  readonly #options: WakeOptions;
  readonly #stop: () => void;
  #offset: number;

  constructor(options: WakeOptions) {
    this.#options = options;
    this.#offset = this.#measure();
    this.#stop = options.host.onPageEvent((event) => this.#pageEvent(event));
  }

  /**
   * Whether performance.now stood still while Date.now went on (or the clock was set) since the last look.
   */
  slept(): boolean {
    const offset = this.#measure();
    const slept = Math.abs(offset - this.#offset) > SLEEP_MS;
    this.#offset = offset;
    return slept;
  }

  /** A timer came this much after its time. */
  timerFired(lateMs: number): void {
    if (lateMs > SLEEP_MS) this.#options.woke();
  }

  /** Listens to nothing any more. */
  close(): void {
    this.#stop();
  }

  #pageEvent(event: PageEvent): void {
    if (event === "online") this.#options.online();
    else if (event === "restored" || this.slept()) this.#options.woke();
  }

  #measure(): number {
    return this.#options.host.wallClock() - this.#options.host.now();
  }
}
