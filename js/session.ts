/**
 * One core and the world it acts on: runs its turns, performs its effects, keeps the promises that wait for a
 * `settle`. It passes on what is public to its listener, and decides nothing about calls.
 */

import type { ClientCore } from "./core/core.ts";
import { Devices } from "./devices.ts";
import { EffectRunner } from "./effects.ts";
import type { CodecPreferences } from "./encoder.ts";
import { invalidState, mediaFailed, toCallError } from "./errors.ts";
import type { CallError } from "./errors.ts";
import type { Host } from "./host.ts";
import { MediaRegistry } from "./media.ts";
import type { CaptureConstraints } from "./media.ts";
import { Peers } from "./peers.ts";
import { Playback } from "./playback.ts";
import { Sampler } from "./sampler.ts";
import { Signalling } from "./signalling.ts";
import type { TokenProvider } from "./signalling.ts";
import type { ClientStats } from "./stats/stats.ts";
import type { CoreEffect, CoreInput, IceServerRecord, Logger } from "./types.ts";
import { WakeDetector } from "./wake.ts";

/** The effects that say something to the app, in their order. */
export type PublicEffect = Extract<
  CoreEffect,
  { type: "connection" | "call" | "incoming" | "event" | "speech" | "placed" | "ended" | "error" | "forget" }
>;

/** Who hears of public effects. */
export interface SessionListener {
  performed(effect: PublicEffect): void;
  /** The effects of one input are done. */
  turnEnded(): void;
  /** Sound of that call is refused by the browser, or plays again. */
  playbackBlocked(callId: string, blocked: boolean): void;
  /** The module trapped: no track, no peer, no socket is left, every waiting request was rejected. */
  died(error: CallError): void;
}

/** What a `Session` needs from its owner. */
export interface SessionOptions {
  readonly host: Host;
  readonly core: ClientCore;
  readonly url: string;
  readonly tokenProvider: TokenProvider;
  readonly logger: Logger;
  readonly listener: SessionListener;
  readonly iceServers?: readonly IceServerRecord[] | undefined;
  readonly constraints?: CaptureConstraints | undefined;
  readonly codecs?: CodecPreferences | undefined;
  readonly stats?: ClientStats | undefined;
  /** The app plays what the others send. */
  readonly manualPlayback: boolean;
}

/** What a request settled with. */
export interface Settled {
  readonly callId?: string;
}

interface Waiting {
  resolve(settled: Settled): void;
  reject(error: CallError): void;
}

/** The working half of a client. */
export class Session {
  readonly media: MediaRegistry;
  readonly peers: Peers;
  readonly sampler: Sampler;
  readonly playback: Playback;
  readonly devices: Devices;
  readonly #options: SessionOptions;
  readonly signalling: Signalling;
  readonly #wake: WakeDetector;
  readonly #runner: EffectRunner;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;
  #end: CallError | null = null;

  constructor(options: SessionOptions) {
    const { host, core, logger, url, tokenProvider, listener, iceServers, constraints, codecs, stats } =
      options;
    const post = (header: CoreInput, body?: string): void => this.#runner.post(header, body);
    this.#options = options;
    const request = (header: CoreInput): Promise<Settled> => this.request(header);
    this.devices = new Devices({ host, logger, post, request });
    const granted = (): void => {
      if (this.devices.unnamed) void this.devices.refresh();
    };
    this.media = new MediaRegistry({ host, logger, post, constraints, granted });
    this.playback = new Playback({
      host,
      logger,
      manual: options.manualPlayback,
      changed: (callId, blocked) => listener.playbackBlocked(callId, blocked),
    });
    const { media, playback } = this;
    const changed = (): void => this.sampler.follow();
    this.peers = new Peers({ host, media, playback, logger, post, iceServers, codecs, changed });
    this.sampler = new Sampler({ host, media, peers: this.peers, logger, post, stats });
    this.signalling = new Signalling({ host, url, tokenProvider, logger, post });
    this.#wake = new WakeDetector({
      host,
      woke: () => post({ type: "woke" }),
      online: () => post({ type: "network-online" }),
    });
    this.#runner = new EffectRunner({
      host,
      core,
      before: () => {
        if (this.#wake.slept()) this.#runner.postFirst({ type: "woke" });
      },
      perform: (effect) => this.#tryPerform(effect),
      turnEnded: () => {
        this.media.flush(this.peers.all.some(({ answering }) => answering));
        listener.turnEnded();
      },
      faulted: (error, header) => this.#faulted(error, header),
      died: (error) => this.#shutDown(error),
      timerFired: (lateMs) => this.#wake.timerFired(lateMs),
    });
  }

  /** Whether it is closed or its core died. */
  get ended(): boolean {
    return this.#end !== null;
  }

  /** Tells the core something that needs no answer. */
  post(header: CoreInput): void {
    this.#runner.post(header);
  }

  /** Asks the core for something; settles when the core says so, or rejects at once when there is no core. */
  request(header: CoreInput): Promise<Settled> {
    if (this.#end) return Promise.reject(this.#end);
    const request = (this.#requests += 1);
    const promise = new Promise<Settled>((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
    });
    this.#runner.post({ ...header, request });
    return promise;
  }

  /** Ends everything without a word to anybody. Idempotent. */
  close(): void {
    if (!this.#end) this.#stop(invalidState("closed"));
  }

  #shutDown(error: CallError): void {
    if (this.#end) return;
    this.#options.logger.error?.("core died", error);
    this.#stop(error);
    this.#options.listener.died(error);
  }

  /** The camera first, then the rest; nothing here can throw half-way. */
  #stop(error: CallError): void {
    this.#end = error;
    this.#runner.close();
    this.media.close();
    this.peers.close();
    this.sampler.close();
    this.playback.close();
    this.devices.close();
    this.signalling.closeAll();
    this.#wake.close();
    this.#options.core.close();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #faulted(error: CallError, header: CoreInput): void {
    this.#options.logger.error?.(`the core refused ${header.type}`, error);
    if (typeof header.request === "number") this.#take(header.request)?.reject(error);
  }

  #take(request: number): Waiting | undefined {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    return waiting;
  }

  /**
   * One effect that fails must not keep the next from being performed: it may be the one that stops the
   * camera.
   */
  #tryPerform(effect: CoreEffect): void {
    try {
      this.#perform(effect);
    } catch (error) {
      this.#options.logger.error?.(`effect ${effect.type} failed`, error);
    }
  }

  #perform(effect: CoreEffect): void {
    const { media, peers, playback } = this;
    switch (effect.type) {
      case "settle":
        return this.#settle(effect);
      case "get-token":
        return this.signalling.getToken(effect);
      case "open-socket":
        return this.signalling.open(effect.generation);
      case "close-socket":
        return this.signalling.close(effect.generation, effect.code);
      case "send":
        return this.signalling.send(effect.text);
      case "capture":
        void this.devices.start();
        return media.capture(effect);
      case "release":
        return media.release(effect.callId, effect.kind, effect.generation);
      case "release-media":
        return media.releaseCall(effect.callId);
      case "enable-track":
        return media.enable(effect.callId, effect.kind, effect.generation, effect.enabled);
      case "open-peer":
      case "create-offer":
      case "create-answer":
      case "apply-answer":
      case "add-candidates":
      case "set-track":
      case "encode":
      case "add-video":
      case "add-screen":
      case "send-data":
      case "close-peer":
        return peers.perform(effect);
      case "devices":
        return this.devices.choose(effect);
      case "set-output":
        return playback.setOutput(effect.deviceId);
      case "ice-servers":
        return peers.setIceServers(effect.iceServers);
      case "mute-remote":
        return peers.mute(effect.callId, effect.muted);
      case "forget":
        media.forget(effect.callId);
        peers.forget(effect.callId);
        playback.forget(effect.callId);
        return this.#options.listener.performed(effect);
      case "event":
        if (effect.previousCallId !== undefined) {
          media.rename(effect.previousCallId, effect.callId);
          peers.rename(effect.previousCallId, effect.callId);
          playback.rename(effect.previousCallId, effect.callId);
        }
        return this.#options.listener.performed(effect);
      case "connection":
      case "call":
      case "speech":
      case "incoming":
      case "placed":
      case "ended":
      case "error":
        return this.#options.listener.performed(effect);
    }
  }

  #settle(effect: Extract<CoreEffect, { type: "settle" }>): void {
    const waiting = this.#take(effect.request);
    if (effect.ok) waiting?.resolve(effect);
    else waiting?.reject(refusal(effect));
  }
}

function refusal({ error, cause }: Extract<CoreEffect, { type: "settle"; ok: false }>): CallError {
  return cause === undefined ? toCallError(error) : mediaFailed(cause, "device", error.callId);
}
