/**
 * One audio context that sounds one thing at a time, on the output that is asked for. It sleeps while nothing
 * sounds. Must not know calls.
 */

import type { Sound } from "./sounds.ts";

/** A browser that lets the context run does so within this time; milliseconds. */
const BLOCKED_AFTER_MS = 500;

/** What the browser takes for a wish of the user (HTML, "activation triggering input event"). */
const GESTURES = ["pointerdown", "pointerup", "keydown"] as const;

/** What is played. */
export interface Playback {
  /** Null: silence. */
  readonly sound: (context: BaseAudioContext) => Sound | null;
  /** A device id; "": the system's. */
  readonly output: string;
  /** Waits for the right to be heard. */
  readonly turn: (signal: AbortSignal) => Promise<void>;
  /** It has sounded to its end. */
  readonly ended: () => void;
}

/** What the player tells its owner. */
export interface PlayerListener {
  blockedChanged(): void;
  /** The output cannot be used: the system's is. */
  outputFailed(cause: unknown): void;
}

type OutputContext = AudioContext & { setSinkId?(id: string): Promise<void> };

/** Whether sound can be sent to a chosen output here (W3C audio-output; Web Audio, 1.2.3). */
export function canSelectOutput(): boolean {
  return [globalThis.AudioContext, globalThis.HTMLMediaElement].some(
    (one) => one !== undefined && "setSinkId" in one.prototype,
  );
}

export class Player {
  readonly #listener: PlayerListener;
  readonly #closing = new AbortController();
  /** Aborted once the context has run: from then on it may. */
  readonly #unlocked = new AbortController();
  #context: OutputContext | null = null;
  #gain: GainNode | null = null;
  /** Where the context itself cannot choose an output, an element does. */
  #element: HTMLAudioElement | null = null;
  #playing = new AbortController();
  #volume = 1;
  #blocked = false;
  #wanted = false;

  constructor(listener: PlayerListener) {
    this.#listener = listener;
    const signal = AbortSignal.any([this.#closing.signal, this.#unlocked.signal]);
    // Some browsers (Safari) let only a context sound that ran once during a gesture.
    for (const gesture of GESTURES) {
      globalThis.window?.addEventListener(gesture, () => void this.unlock(), { signal, capture: true });
    }
  }

  /** Whether the browser plays nothing before the user does something on the page. */
  get blocked(): boolean {
    return this.#blocked;
  }

  set volume(volume: number) {
    this.#volume = volume;
    if (this.#gain) this.#gain.gain.value = volume;
  }

  /** Plays this instead of what plays now. */
  play(playback: Playback): void {
    this.stop();
    this.#wanted = true;
    const { signal } = this.#playing;
    const context = this.#open();
    if (context) void this.#play(context, playback, signal);
    else queueMicrotask(playback.ended);
  }

  /** Nothing sounds any more. */
  stop(): void {
    this.#playing.abort();
    this.#playing = new AbortController();
    this.#wanted = false;
    this.#rest();
  }

  /** Lets the context run; during a gesture this is allowed. Resolves when it does. */
  async unlock(): Promise<void> {
    const context = this.#open();
    if (context) await running(context, this.#closing.signal);
  }

  close(): void {
    this.stop();
    this.#closing.abort();
    this.#element?.pause();
    void this.#context?.close().catch(() => {});
  }

  async #play(context: OutputContext, playback: Playback, signal: AbortSignal): Promise<void> {
    this.#watch(context, signal);
    await running(context, signal);
    await playback.turn(signal);
    if (signal.aborted) return;
    await this.#route(context, playback.output);
    if (signal.aborted) return;
    const sound = playback.sound(context);
    if (!sound) return playback.ended();
    const source = context.createBufferSource();
    source.buffer = sound.buffer;
    source.loop = sound.loop;
    source.onended = () => signal.aborted || playback.ended();
    signal.addEventListener("abort", () => {
      source.stop();
      source.disconnect();
    });
    source.connect(this.#gain!);
    source.start();
  }

  /** The context, made on first use: not before the page needs it. */
  #open(): OutputContext | null {
    if (this.#closing.signal.aborted || !globalThis.AudioContext) return null;
    if (this.#context) return this.#context;
    const context: OutputContext = new AudioContext({ latencyHint: "playback" });
    this.#context = context;
    this.#gain = context.createGain();
    this.#gain.gain.value = this.#volume;
    this.#gain.connect(context.destination);
    context.addEventListener("statechange", () => {
      if (context.state !== "running") return;
      this.#unlocked.abort();
      this.#block(false);
      this.#rest();
    });
    return context;
  }

  #rest(): void {
    if (this.#wanted || this.#context?.state !== "running") return;
    this.#element?.pause();
    void this.#context.suspend().catch(() => {});
  }

  /** No browser says that it blocks a context: it just does not run. */
  #watch(context: AudioContext, signal: AbortSignal): void {
    if (context.state === "running") return;
    const stop = new AbortController();
    const timer = setTimeout(() => this.#block(context.state !== "running"), BLOCKED_AFTER_MS);
    const clear = (): void => {
      clearTimeout(timer);
      stop.abort();
    };
    signal.addEventListener("abort", clear, { signal: stop.signal });
    context.addEventListener("statechange", () => context.state === "running" && clear(), stop);
  }

  #block(blocked: boolean): void {
    if (this.#blocked === blocked) return;
    this.#blocked = blocked;
    this.#listener.blockedChanged();
  }

  async #route(context: OutputContext, output: string): Promise<void> {
    try {
      if (context.setSinkId) await context.setSinkId(output);
      else if (output === "" || !canSelectOutput()) this.#direct(context);
      else await this.#throughElement(context, output);
    } catch (cause) {
      // A headset that is gone must not cost the ring.
      this.#listener.outputFailed(cause);
      await context.setSinkId?.("").catch(() => {});
      this.#direct(context);
    }
  }

  #direct(context: AudioContext): void {
    this.#element?.pause();
    this.#gain!.disconnect();
    this.#gain!.connect(context.destination);
  }

  async #throughElement(context: AudioContext, output: string): Promise<void> {
    const destination = context.createMediaStreamDestination();
    const element = (this.#element ??= new Audio());
    element.srcObject = destination.stream;
    await element.setSinkId(output);
    await element.play();
    this.#gain!.disconnect();
    this.#gain!.connect(destination);
  }
}

/** Resolves when the context runs; never, if it may not. */
function running(context: AudioContext, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const look = (): void => {
      if (context.state !== "running") return;
      stop.abort();
      resolve();
    };
    signal.addEventListener("abort", () => stop.abort(), { signal: stop.signal });
    context.addEventListener("statechange", look, { signal: stop.signal });
    // Also where it runs: it may be about to rest. Where it may not run this rejects, or waits for ever.
    context.resume().then(look, () => {});
  });
}
