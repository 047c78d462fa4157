// Holds the one running core and replaces it when it trapped: a trapped WebAssembly instance must
// not be used again. Must not know what is dispatched, beyond the first `configure`.

import type { EmbindCore } from "../js/shared/embind_core.ts";
import type { PolicyFields } from "./options.ts";

/** The core trapped, or answered something that is not JSON. The instance is gone. */
export class CoreTrap extends Error {
  override name = "CoreTrap";
}

/** A message of docs/CORE.md: header object, record text, body. */
export interface CoreMessage {
  header: Readonly<Record<string, unknown>>;
  record?: string;
  body?: string;
}

/** The bytes of a message: three parts behind newlines; JSON.stringify writes no raw newline. */
export function encodeMessage({ header, record = "", body = "" }: CoreMessage): string {
  return `${JSON.stringify(header)}\n${record}\n${body}`;
}

export class CoreSlot {
  readonly #load: () => Promise<EmbindCore>;
  readonly #configure: () => Readonly<Record<string, unknown>>;
  readonly #now: () => number;
  #core: EmbindCore | undefined;
  #policy: PolicyFields = {};
  #starting: Promise<EmbindCore> | undefined;

  /** `configure` gives the fields of the first message of each instance. */
  constructor(load: () => Promise<EmbindCore>, configure: () => Record<string, unknown>, now: () => number) {
    this.#load = load;
    this.#configure = configure;
    this.#now = now;
  }

  /** Starts the first instance, so that a fault shows at start and not at the first call. */
  async start(): Promise<void> {
    await this.#running();
  }

  /** One dispatch at the time it runs. Rejects with CoreTrap. */
  async dispatch(message: CoreMessage): Promise<Record<string, unknown>> {
    const core = this.#core ?? (await this.#running());
    return this.#ask(core, message);
  }

  /** The policy in force, once started. */
  get policy(): PolicyFields {
    return this.#policy;
  }

  /** Frees the instance; the next dispatch starts another one. */
  close(): void {
    const core = this.#core;
    this.#core = undefined;
    try {
      core?.delete();
    } catch {
      // A trapped instance cannot be asked to clean up; its memory goes with the module.
    }
  }

  async #running(): Promise<EmbindCore> {
    this.#starting ??= this.#startOne().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  async #startOne(): Promise<EmbindCore> {
    const core = await this.#load();
    this.#core = core;
    const answer = this.#ask(core, { header: { type: "configure", ...this.#configure() } });
    const refused = answer["refused"] ?? answer["fault"];
    if (refused !== undefined) {
      this.close();
      throw new Error(
        "The policy is not one: a value is out of its range (docs/PROTOCOL.md), or the preset is none of " +
          `agora, cometchat, zego and stream. (${JSON.stringify(refused)})`,
      );
    }
    this.#policy = answer["policy"] as PolicyFields;
    return core;
  }

  #ask(core: EmbindCore, message: CoreMessage): Record<string, unknown> {
    try {
      const text = core.dispatch(encodeMessage(message), this.#now());
      return JSON.parse(text) as Record<string, unknown>;
    } catch (error) {
      if (this.#core === core) this.close();
      throw new CoreTrap("the core trapped", { cause: error });
    }
  }
}
