// The host loop of docs/CORE.md, "Switchboard core": fetch the record that the core needs, dispatch,
// commit by compare-and-set, and only then perform the effects, in order. One serial queue a key.
// Decides nothing: what a message means stands in C++ (src/). Must not know sockets or tokens.

import type { Clock } from "./clock.ts";
import { CoreSlot, CoreTrap } from "./core_slot.ts";
import type { EmbindCore } from "../js/shared/embind_core.ts";
import { Drains } from "./drains.ts";
import type { Answer, CoreEntry, Effect } from "./effects.ts";
import type { Engine, StoredRecord } from "./engine.ts";
import type { WireError } from "./errors.ts";
import { wireError } from "./errors.ts";
import { Lanes } from "./lanes.ts";
import type { Log } from "./log.ts";
import type { PolicyFields } from "./options.ts";
import { Quarantine } from "./quarantine.ts";

const maxConflicts = 5;
const maxLoads = 8;

/** One message for the core. `key` names the queue: the record that it is about. */
export interface Job {
  key: string;
  header: Readonly<Record<string, unknown>> & { readonly type: string };
  body?: string;
}

/** How a job ended. `effects` are those that were performed. */
export interface Outcome {
  error?: WireError;
  effects: readonly Effect[];
  committed: boolean;
  entry?: CoreEntry | null;
  presence?: Answer["presence"];
}

export interface SwitchboardOptions {
  engine: Engine;
  clock: Clock;
  load: () => Promise<EmbindCore>;
  policy: PolicyFields;
  log: Log;
  /**
   * Performs everything but `input`; `version` is that of the record that asks for it. What it throws is
   * logged and does not stop the rest.
   */
  perform: (effect: Exclude<Effect, { type: "input" }>, version: number) => Promise<void> | void;
  /** A deadline was committed; null deadlines are not told. */
  onDeadline: (at: number) => void;
}

export const callKey = (app: string, callId: string): string => `c:${app}:${callId}`;
export const userKey = (app: string, user: string): string => `u:${app}:${user}`;

export class Switchboard {
  readonly #options: SwitchboardOptions;
  readonly #core: CoreSlot;
  readonly #lanes = new Lanes();
  readonly #quarantine = new Quarantine();
  readonly #drains: Drains;
  /** Counted since the start; read by stats(). */
  readonly counts = { dispatched: 0, commits: 0, conflicts: 0, traps: 0, engineFailures: 0 };

  constructor(options: SwitchboardOptions) {
    this.#options = options;
    const { engine, clock, policy } = options;
    const configure = (): Record<string, unknown> => ({ epoch: engine.epoch, policy });
    this.#core = new CoreSlot(options.load, configure, () => engine.now());
    this.#drains = new Drains(clock, (header) =>
      // First of all: a record whose outbox grows is slow to store.
      this.#lanes.runNext(header.key, () => this.#attempt({ key: header.key, header })),
    );
  }

  /** The policy in force, once started. */
  get policy(): PolicyFields {
    return this.#core.policy;
  }

  /** Starts the core. Rejects when it is missing or refuses the policy. */
  async start(): Promise<void> {
    await this.#core.start();
  }

  /** The engine lost data: the core begins anew under the new epoch, and knows no record. */
  lostData(): void {
    this.#core.close();
    this.#drains.forget();
  }

  /** Queues a job; never rejects. */
  run(job: Job): Promise<Outcome> {
    return this.#lanes.run(job.key, () => this.#attempt(job));
  }

  /** The call as `user`'s `device` may see it, or null; changes nothing. */
  async view(app: string, user: string, device: string, callId: string): Promise<CoreEntry | null> {
    const key = callKey(app, callId);
    const outcome = await this.run({ key, header: { type: "view", key, user, device } });
    return outcome.entry ?? null;
  }

  /** Waits until nothing is under way, then frees the core. */
  async close(): Promise<void> {
    this.#drains.close();
    await this.#lanes.idle();
    this.#core.close();
  }

  async #attempt(job: Job): Promise<Outcome> {
    if (this.#quarantine.holds(job.key, this.#options.engine.now())) return failure("internal");
    try {
      return await this.#work(job);
    } catch (error) {
      if (error instanceof CoreTrap) {
        this.counts.traps += 1;
        const held = this.#quarantine.trapped(job.key, this.#options.engine.now());
        this.#options.log.error("core trapped", { frame: job.header.type, quarantined: held });
        return failure("internal");
      }
      this.counts.engineFailures += 1;
      this.#options.log.error("engine failed", { frame: job.header.type, reason: reasonOf(error) });
      await this.#forget(job.key);
      return failure("try-later");
    }
  }

  async #work(job: Job): Promise<Outcome> {
    const { engine } = this.#options;
    const stored = await engine.get(job.key);
    // What the core has in its cache another node may have overwritten meanwhile; what is not there it would only
    // ask for.
    let record = engine.shared || stored === null ? stored : undefined;
    for (let conflicts = 0; conflicts <= maxConflicts; conflicts++) {
      const answer = await this.#ask(job, record);
      const effects = answer.effects ?? [];
      const key = answer.key ?? job.key;
      const commit = answer.commit ?? null;
      if (commit === null || (await this.#commit(key, answer.expect ?? 0, commit))) {
        await this.#perform(effects, key, commit?.version ?? answer.expect ?? 0, answer.drain);
        return {
          effects,
          committed: commit !== null,
          ...(answer.refused === undefined ? {} : { error: answer.refused }),
          ...(answer.entry === undefined ? {} : { entry: answer.entry }),
          ...(answer.presence === undefined ? {} : { presence: answer.presence }),
        };
      }
      this.counts.conflicts += 1;
      record = await engine.get(key);
    }
    await this.#forget(job.key);
    return failure("try-later");
  }

  /** Dispatches, fetching records as long as the core asks for them. */
  async #ask(job: Job, record: StoredRecord | null | undefined): Promise<Answer> {
    for (let loads = 0; loads <= maxLoads; loads++) {
      this.counts.dispatched += 1;
      const answer = (await this.#core.dispatch({
        header: { ...job.header, ...describe(record) },
        ...(record ? { record: record.text } : {}),
        ...(job.body === undefined ? {} : { body: job.body }),
      })) as Answer;
      if (answer.need === undefined) return answer;
      record = await this.#options.engine.get(answer.need);
    }
    throw new CoreTrap("the core keeps asking for records");
  }

  async #commit(key: string, expect: number, record: StoredRecord): Promise<boolean> {
    if (!(await this.#options.engine.commit(key, expect, record))) return false;
    this.counts.commits += 1;
    if (record.deadline !== null) this.#options.onDeadline(record.deadline);
    return true;
  }

  /** Inputs go into the queues of other keys and are not waited for here: that could lock up. */
  async #perform(effects: readonly Effect[], key: string, version: number, drain?: number): Promise<void> {
    const inputs: Promise<Outcome>[] = [];
    for (const effect of effects) {
      if (effect.type === "input") {
        inputs.push(this.#input(effect));
        continue;
      }
      try {
        await this.#options.perform(effect, version);
      } catch (error) {
        this.#options.log.error("effect failed", { effect: effect.type, reason: reasonOf(error) });
      }
    }
    if (drain !== undefined) this.#drains.add(key, drain, inputs);
  }

  #input(effect: Extract<Effect, { type: "input" }>): Promise<Outcome> {
    const { to, source, version, index, input } = effect;
    const header = { type: "input", key: to, source, version, index };
    return this.run({ key: to, header, body: JSON.stringify(input) });
  }

  async #forget(key: string): Promise<void> {
    try {
      await this.#core.dispatch({ header: { type: "forget", key } });
    } catch {
      // A core that trapped on it has a new, empty cache.
    }
  }
}

function describe(record: StoredRecord | null | undefined): Record<string, unknown> {
  if (record === undefined) return {};
  if (record === null) return { record: "absent", version: 0 };
  return { record: "attached", version: record.version };
}

function failure(code: "internal" | "try-later"): Outcome {
  return { error: wireError(code), effects: [], committed: false };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
