/// <reference lib="esnext.disposable" />
/**
 * The client core as the host sees it: one object, one method, and the three ways it can be unusable (fault,
 * closed, dead). It must not know what the messages mean.
 */

import { coreDied, invalidArgument } from "../errors.ts";
import type { EmbindCore } from "../shared/embind_core.ts";
import type { CoreAnswer, CoreInput } from "../types.ts";

const NOTHING: CoreAnswer = Object.freeze({ effects: Object.freeze([]), deadline: null });

/** One instance of the client core. A module that trapped is never entered again (design, 11.11). */
export class ClientCore {
  #raw: EmbindCore | null;
  #dead = false;

  constructor(raw: EmbindCore) {
    this.#raw = raw;
  }

  /** Whether the module trapped. */
  get dead(): boolean {
    return this.#dead;
  }

  /**
   * One message to the core. `now`: integer milliseconds of the host's monotonic clock. Throws `invalid-
   * argument` for a message that is none, and `core-died` once, when the module traps; a dead or closed core
   * answers that there is nothing to do.
   */
  dispatch(header: CoreInput, body: string | undefined, now: number): CoreAnswer {
    if (typeof header?.type !== "string") throw invalidArgument("a message needs a type");
    if (body !== undefined && typeof body !== "string") throw invalidArgument("the body must be a string");
    if (!Number.isSafeInteger(now) || now < 0) throw invalidArgument("now must be integer milliseconds");
    const raw = this.#raw;
    if (!raw) return NOTHING;
    const head = headOf(header);
    try {
      return JSON.parse(raw.dispatch(body === undefined ? head : `${head}\n${body}`, now)) as CoreAnswer;
    } catch (cause) {
      this.#dead = true;
      this.#raw = null;
      throw coreDied(cause);
    }
  }

  /** Frees the core. Idempotent. */
  close(): void {
    const raw = this.#raw;
    this.#raw = null;
    raw?.delete();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function headOf(header: CoreInput): string {
  try {
    return JSON.stringify(header);
  } catch (cause) {
    throw invalidArgument("a message must be JSON", cause);
  }
}
