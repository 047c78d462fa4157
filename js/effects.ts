/**
 * The turn: one input into the core, its effects performed in order, one timer armed. Inputs that arrive
 * while a turn runs wait for their own turn, so no effect ever sees a half-performed one. It must not know
 * what an input or effect means.
 */

import type { ClientCore } from "./core/core.ts";
import { invalidArgument } from "./errors.ts";
import type { CallError } from "./errors.ts";
import type { Host } from "./host.ts";
import type { CoreEffect, CoreInput } from "./types.ts";

/** What the runner needs from its owner. */
export interface RunnerOptions {
  readonly host: Host;
  readonly core: ClientCore;
  /** Before each input: the time of the input, so that a sleep is seen before what woke us is told. */
  readonly before: () => void;
  readonly perform: (effect: CoreEffect) => void;
  /** After the effects of one input. */
  readonly turnEnded: () => void;
  /** `header` is no message, or the core refused it: a bug of the host. */
  readonly faulted: (error: CallError, header: CoreInput) => void;
  /** The module trapped; called once. */
  readonly died: (error: CallError) => void;
  /** The timer came `lateMs` after its deadline. */
  readonly timerFired: (lateMs: number) => void;
}

/** Runs turns until closed. */
export class EffectRunner {
  readonly #options: RunnerOptions;
  readonly #queue: { header: CoreInput; body: string | undefined }[] = [];
  #running = false;
  #closed = false;
  #timer: { handle: unknown; deadline: number } | null = null;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Feeds an input: now, or after the running turn. Dropped once closed. */
  post(header: CoreInput, body?: string): void {
    if (this.#closed) return;
    this.#queue.push({ header, body });
    if (this.#running) return;
    this.#running = true;
    try {
      this.#options.before();
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        this.#turn(next.header, next.body);
      }
    } finally {
      this.#running = false;
    }
  }

  /** Puts an input in front of those that wait. */
  postFirst(header: CoreInput): void {
    if (!this.#closed) this.#queue.unshift({ header, body: undefined });
  }

  /** No turn and no timer from here on. */
  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
    this.#arm(null);
  }

  #turn(header: CoreInput, body: string | undefined): void {
    const { core, host } = this.#options;
    let answer;
    try {
      answer = core.dispatch(header, body, Math.floor(host.now()));
    } catch (error) {
      if (!core.dead) return this.#options.faulted(error as CallError, header);
      this.close();
      return this.#options.died(error as CallError);
    }
    for (const effect of answer.effects) this.#options.perform(effect);
    if (answer.fault !== undefined) this.#options.faulted(invalidArgument(answer.fault), header);
    if (!this.#closed) this.#arm(answer.deadline);
    this.#options.turnEnded();
  }

  #arm(deadline: number | null): void {
    const { host } = this.#options;
    if (this.#timer?.deadline === deadline) return;
    if (this.#timer) host.clearTimer(this.#timer.handle);
    this.#timer = null;
    if (deadline === null) return;
    const delayMs = Math.max(0, Math.ceil(deadline - host.now()));
    const handle = host.setTimer(() => {
      this.#timer = null;
      this.#options.timerFired(host.now() - deadline);
      this.post({ type: "time" });
    }, delayMs);
    this.#timer = { handle, deadline };
  }
}
