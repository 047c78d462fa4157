/**
 * Owner of every local track. A track is named by call, kind and generation; it lives from the moment the
 * browser hands it over until the core says `release` or `release-media`. After a call ended there is none
 * left (inv. 11, 37; design 3.9).
 */

import { captureError } from "./errors.ts";
import type { Host } from "./host.ts";
import { closeMeter } from "./levels.ts";
import type { CaptureEffect, Logger, MediaKind, Post } from "./types.ts";

/** What each kind asks of the devices (W3C mediacapture-streams, MediaTrackConstraints). */
export interface CaptureConstraints {
  readonly audio?: boolean | MediaTrackConstraints;
  readonly video?: boolean | MediaTrackConstraints;
}

/** What `MediaRegistry` needs from its owner. */
export interface MediaOptions {
  readonly host: Host;
  readonly logger: Logger;
  readonly post: Post;
  readonly constraints?: CaptureConstraints | undefined;
  /** The user has let us have a device. */
  readonly granted?: (() => void) | undefined;
}

interface Entry {
  readonly track: MediaStreamTrack;
  readonly ended: () => void;
}

/** What a call has of this device. The id changes when the call goes on under another one. */
interface LocalMedia {
  callId: string;
  readonly stream: MediaStream;
  readonly entries: Map<string, Entry>;
}

/** A capture that the core wants, for as long as the devices take. */
interface Wanted {
  readonly call: LocalMedia;
  readonly kind: MediaKind;
  readonly generation: number;
  /** Undefined: the system's default. */
  readonly deviceId: string | undefined;
}

const DEFAULTS: Required<CaptureConstraints> = {
  audio: true,
  // The browser's own default (640 x 480 in Chromium): the first frame comes a good deal sooner than with
  // 1280 x 720.
  video: true,
};

/** Performs `capture`, `release`, `release-media` and `enable-track`. */
export class MediaRegistry {
  readonly #options: MediaOptions;
  readonly #calls = new Map<string, LocalMedia>();
  #wanted: Wanted[] = [];
  #permitted = false;
  #closed = false;

  constructor(options: MediaOptions) {
    this.#options = options;
  }

  /** How many tracks are not stopped. 0 whenever no call is on. */
  get liveTracks(): number {
    let live = 0;
    for (const { entries } of this.#calls.values()) {
      for (const { track } of entries.values()) if (track.readyState === "live") live += 1;
    }
    return live;
  }

  /** The local stream of a call: the same object for the call's whole life. */
  stream(callId: string): MediaStream {
    return this.#call(callId).stream;
  }

  /** The track of that name, or null. Generation 0 names none. */
  track(callId: string, kind: MediaKind, generation: number): MediaStreamTrack | null {
    return this.#calls.get(callId)?.entries.get(`${kind} ${generation}`)?.track ?? null;
  }

  /** Finds out whether a prompt would come, before it matters. Asks no device. */
  async prepare(): Promise<void> {
    this.#permitted = await this.#options.host.mayCapture();
  }

  /** Effect `capture`. Asked for at the end of the turn, so that both kinds of one turn make one prompt. */
  capture({ callId, kind, generation, deviceId }: CaptureEffect): void {
    this.#wanted.push({ call: this.#call(callId), kind, generation, deviceId });
  }

  /** The turn is over: ask the devices. */
  flush(): void {
    const wanted = this.#wanted;
    if (wanted.length === 0) return;
    this.#wanted = [];
    for (const call of new Set(wanted.map((one) => one.call))) {
      const ours = wanted.filter((one) => one.call === call);
      // With permission there is no prompt to spare, and the microphone need not wait for the camera to warm
      // up. Else one prompt for both; if it fails, each for itself: a denied camera must not cost the
      // microphone.
      if (ours.length === 1 || this.#permitted) ours.forEach((one) => this.#askOne(one));
      else this.#ask(ours).catch(() => ours.forEach((one) => this.#askOne(one)));
    }
  }

  /** Effect `enable-track`: mute without stopping (silence or black is sent). */
  enable(callId: string, kind: MediaKind, generation: number, enabled: boolean): void {
    const track = this.track(callId, kind, generation);
    if (track) track.enabled = enabled;
  }

  /** Effect `release`: stops one track. */
  release(callId: string, kind: MediaKind, generation: number): void {
    const call = this.#calls.get(callId);
    const key = `${kind} ${generation}`;
    const entry = call?.entries.get(key);
    if (!call || !entry) return;
    call.entries.delete(key);
    call.stream.removeTrack(entry.track);
    stop(entry);
  }

  /** Effect `release-media`: stops every track of the call. */
  releaseCall(callId: string): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    for (const entry of call.entries.values()) {
      call.stream.removeTrack(entry.track);
      stop(entry);
    }
    call.entries.clear();
  }

  /** Event `replaced`: what a call has, and has asked for, goes on under another id. */
  rename(from: string, to: string): void {
    const call = this.#call(from);
    this.#calls.delete(from);
    this.#calls.set(to, call);
    call.callId = to;
  }

  /** Effect `forget`: the stream may go. */
  forget(callId: string): void {
    this.releaseCall(callId);
    this.#calls.delete(callId);
  }

  /** Stops everything, and whatever still arrives. */
  close(): void {
    this.#closed = true;
    for (const callId of [...this.#calls.keys()]) this.forget(callId);
  }

  #askOne(one: Wanted): void {
    this.#ask([one]).catch((error: unknown) => {
      const { call, kind, generation } = one;
      this.#options.logger.warn?.(`${kind} capture failed`, error);
      this.#options.post({
        type: "capture-failed",
        callId: call.callId,
        kind,
        generation,
        error: captureError(error),
      });
    });
  }

  async #ask(wanted: readonly Wanted[]): Promise<void> {
    const { host, constraints, post, granted } = this.#options;
    const asked: MediaStreamConstraints = {};
    for (const { kind, deviceId } of wanted) {
      asked[kind] = of(constraints?.[kind] ?? DEFAULTS[kind], deviceId);
    }
    const tracks = (await host.getUserMedia(asked)).getTracks();
    const found = wanted.map((one) => tracks.find(({ kind }) => kind === one.kind));
    if (found.includes(undefined)) {
      // All or nothing, also here: what came is asked for again, by itself.
      for (const track of tracks) track.stop();
      throw new DOMException("a track is missing", "NotFoundError");
    }
    wanted.forEach((one, index) => this.#keep(one, found[index]!));
    void this.prepare();
    // Whether these are still wanted is the core's answer to this input.
    wanted.forEach(({ call, kind, generation }, index) => {
      const { width, height } = found[index]!.getSettings();
      post({ type: "captured", callId: call.callId, kind, generation, width, height });
    });
    granted?.();
  }

  /** Of a call that is forgotten nobody would stop it. */
  #keep({ call, kind, generation }: Wanted, track: MediaStreamTrack): void {
    if (this.#closed || this.#calls.get(call.callId) !== call) return track.stop();
    const ended = (): void =>
      this.#options.post({ type: "capture-ended", callId: call.callId, kind, generation });
    track.addEventListener("ended", ended);
    call.entries.set(`${kind} ${generation}`, { track, ended });
    call.stream.addTrack(track);
  }

  #call(callId: string): LocalMedia {
    let call = this.#calls.get(callId);
    if (!call) {
      call = { callId, stream: this.#options.host.createStream(), entries: new Map() };
      this.#calls.set(callId, call);
    }
    return call;
  }
}

/** That device and no other: what to do when it is gone is the core's to decide. */
function of(constraints: boolean | MediaTrackConstraints, deviceId?: string): typeof constraints {
  if (deviceId === undefined) return constraints;
  return { ...(constraints === true ? {} : constraints), deviceId: { exact: deviceId } };
}

function stop({ track, ended }: Entry): void {
  track.removeEventListener("ended", ended);
  track.stop();
  closeMeter(track);
}
