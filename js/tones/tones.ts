/**
 * The package's entry `ringline/tones`, which a page without tones never loads: what is heard when somebody calls,
 * when it rings at the other side, and when a call is over. It plays by the client's public state, so a tone lasts
 * exactly as long as the core says. docs/tones.md has examples.
 *
 * ```ts
 * const tones = createTones(client, { volume: 0.8 });
 * tones.addEventListener("tonesblocked", ({ detail }) => (bell.hidden = !detail.blocked));
 * ```
 */

import type { Call } from "../call.ts";
import type { CallClient } from "../client.ts";
import type { TypedEventTarget } from "../events.ts";
import { flashTitle, vibrate } from "./alerts.ts";
import { isOwn, ringingOf, toneAfter, toneOf } from "./choice.ts";
import type { ToneName } from "./choice.ts";
import { canSelectOutput, Player } from "./player.ts";
import { Sounds } from "./sounds.ts";
import type { ToneSource } from "./sounds.ts";

export type { ToneName } from "./choice.ts";
export type { ToneSource } from "./sounds.ts";

/** Options of `createTones()`. */
export interface TonesOptions {
  /** Tones of the app's own; what is missing here is ours, null is silence. */
  readonly tones?: Partial<Record<ToneName, ToneSource>>;
  /** 0 to 1; default 1. */
  readonly volume?: number;
  /** Where tone `incoming` is heard: a device id. Default: the system's output. */
  readonly ringOutput?: string;
  /** Where all others are heard, as the call: a device id. Default: the system's output. */
  readonly outputDeviceId?: string;
  /** Whether the device vibrates while somebody calls; default true. */
  readonly vibrate?: boolean;
  /** Whether the page's title flashes while somebody calls, or with which text; default true. */
  readonly titleFlash?: boolean | ((call: Call) => string);
}

/** Events of `Tones` and their `event.detail`. */
export interface TonesEvents {
  /** `blocked` changed. */
  tonesblocked: { readonly blocked: boolean };
  /** `tone` changed. */
  tonechange: { readonly tone: ToneName | null };
  /** The app's own tone cannot be loaded, or an output cannot be used. Another one is heard instead. */
  error: { readonly tone: ToneName | null; readonly cause: unknown };
}

/** Plays the tones of one client until it is closed; one `Tones` for a client. Throws a RangeError. */
export function createTones(client: CallClient, options: TonesOptions = {}): Tones {
  return new Tones(client, options);
}

/** As in events.ts; a chunk in common with `ringline` would cost every page a request. */
const Emitter = EventTarget as unknown as new () => TypedEventTarget<TonesEvents>;

/** See `createTones()`. Events: see `TonesEvents`. */
export class Tones extends Emitter {
  readonly #client: CallClient;
  readonly #options: TonesOptions;
  readonly #player: Player;
  readonly #sounds: Sounds;
  readonly #own = new WeakSet<Call>();
  readonly #closing = new AbortController();
  #volume: number;
  #ringOutput: string;
  #outputDeviceId: string;
  #tone: ToneName | null = null;
  /** What the last end left to be heard. */
  #after: ToneName | null = null;
  #ringing: { readonly call: Call; readonly stop: AbortController } | null = null;

  /** Made by `createTones()`. */
  constructor(client: CallClient, options: TonesOptions) {
    super();
    this.#client = client;
    this.#options = options;
    this.#volume = volumeOf(options.volume ?? 1);
    this.#ringOutput = options.ringOutput ?? "";
    this.#outputDeviceId = options.outputDeviceId ?? "";
    this.#sounds = new Sounds(options.tones ?? {}, (tone, cause) => this.#failed(tone, cause));
    this.#player = new Player({
      blockedChanged: () => this.#blockedChanged(),
      outputFailed: (cause) => this.#failed(this.#tone, cause),
    });
    this.#player.volume = this.#volume;
    const { signal } = this.#closing;
    client.addEventListener("callended", ({ detail }) => this.#ended(detail.call), { signal });
    signal.addEventListener(
      "abort",
      client.subscribe(() => this.#look()),
      { once: true },
    );
    this.#look();
  }

  /** What is to be heard now. */
  get tone(): ToneName | null {
    return this.#tone;
  }
  /** Whether the browser plays no sound before the user does something on the page; then it plays by itself. */
  get blocked(): boolean {
    return this.#player.blocked;
  }
  /** Whether `ringOutput` and `outputDeviceId` mean anything in this browser. */
  get canSelectOutput(): boolean {
    return canSelectOutput();
  }
  get volume(): number {
    return this.#volume;
  }
  set volume(volume: number) {
    this.#volume = this.#player.volume = volumeOf(volume);
  }
  get ringOutput(): string {
    return this.#ringOutput;
  }
  set ringOutput(deviceId: string) {
    this.#ringOutput = deviceId;
    this.#again();
  }
  get outputDeviceId(): string {
    return this.#outputDeviceId;
  }
  set outputDeviceId(deviceId: string) {
    this.#outputDeviceId = deviceId;
    this.#again();
  }

  /** For a button "turn sound on": lets tones be heard from now on. Any click or key on the page does the same. */
  async unlock(): Promise<void> {
    await this.#player.unlock();
  }

  /** Nothing sounds, flashes or vibrates any more, and nothing is held. */
  close(): void {
    this.#closing.abort();
    this.#ring(undefined);
    this.#tone = null;
    this.#player.close();
    this.#sounds.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The client's state changed. */
  #look(): void {
    const { calls } = this.#client;
    for (const call of calls) if (isOwn(call)) this.#own.add(call);
    const asked = toneOf(calls);
    if (asked) this.#after = null;
    this.#ring(ringingOf(calls));
    this.#set(asked ?? this.#after);
  }

  /** Ends of calls that only rang here are quiet. */
  #ended(call: Call): void {
    const isOurs = call.direction === "outgoing" || this.#own.has(call);
    if (isOurs && !this.blocked) this.#after = toneAfter(call, this.#client.calls);
    this.#look();
  }

  /** What could not be heard of an end is not made up for later. */
  #blockedChanged(): void {
    if (this.blocked) this.#after = null;
    this.#look();
    this.#emit("tonesblocked", { blocked: this.blocked });
  }

  #set(tone: ToneName | null): void {
    if (tone === this.#tone) return;
    this.#tone = tone;
    this.#play();
    this.#emit("tonechange", { tone });
  }

  #again(): void {
    if (this.#tone) this.#play();
  }

  #play(): void {
    const tone = this.#tone;
    if (!tone) return this.#player.stop();
    const isRing = tone === "incoming" || tone === "waiting";
    this.#player.play({
      sound: (context) => this.#sounds.of(tone, context),
      output: tone === "incoming" ? this.#ringOutput : this.#outputDeviceId,
      turn: (signal) => (isRing ? this.#onlyHere(signal) : Promise.resolve()),
      ended: () => {
        this.#after = null;
        this.#look();
      },
    });
  }

  /** Of several pages of one user in one browser one rings: whoever has the lock, until `signal` aborts. */
  #onlyHere(signal: AbortSignal): Promise<void> {
    const locks = globalThis.navigator?.locks;
    if (!locks) return Promise.resolve();
    return new Promise((resolve) => {
      const hold = (): Promise<void> => {
        resolve();
        return new Promise((release) => signal.addEventListener("abort", () => release(), { once: true }));
      };
      // It rejects when it is not wanted any more, and where locks are forbidden.
      locks.request(`ringline rings ${this.#client.userId}`, { signal }, hold).catch(() => resolve());
    });
  }

  /** What is seen and felt of a ring. */
  #ring(call: Call | undefined): void {
    if (this.#ringing?.call === call) return;
    this.#ringing?.stop.abort();
    this.#ringing = null;
    if (!call) return;
    const stop = new AbortController();
    this.#ringing = { call, stop };
    const { vibrate: vibrates = true, titleFlash = true } = this.#options;
    if (vibrates) vibrate(stop.signal);
    if (titleFlash) flashTitle(titleFlash === true ? titleOf(call) : titleFlash(call), stop.signal);
  }

  #failed(tone: ToneName | null, cause: unknown): void {
    this.#emit("error", { tone, cause });
  }

  #emit<K extends keyof TonesEvents>(type: K, detail: TonesEvents[K]): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Who calls, in no language. */
function titleOf(call: Call): string {
  const ringer = call.invitedBy ?? call.inviter;
  const found = call.participants.find(({ userId }) => userId === ringer);
  return `☎ ${found?.profile.name || ringer}`;
}

function volumeOf(volume: number): number {
  if (!(volume >= 0 && volume <= 1)) throw new RangeError("volume must be a number from 0 to 1");
  return volume;
}
