/**
 * Owner of every local track. A track is named by call, kind and generation; it lives from the moment the
 * browser hands it over until the core says `release` or `release-media`. After a call ended there is none
 * left (inv. 11, 37; design 3.9).
 */

import { captureError } from "./errors.ts";
import type { Host } from "./host.ts";
import { closeMeter } from "./levels.ts";
import type { CaptureEffect, Logger, Post, TrackKind } from "./types.ts";

/** What each kind asks of the devices (W3C mediacapture-streams, MediaTrackConstraints). */
export interface CaptureConstraints {
  readonly audio?: boolean | MediaTrackConstraints;
  readonly video?: boolean | MediaTrackConstraints;
  /** Of a shared screen (W3C screen-capture, DisplayMediaStreamOptions). */
  readonly screen?: ScreenConstraints;
}

/** What getDisplayMedia takes; browsers know different parts of it, and none minds the rest. */
export interface ScreenConstraints extends DisplayMediaStreamOptions {
  readonly audio?: boolean | (MediaTrackConstraints & { readonly restrictOwnAudio?: boolean });
  readonly [option: string]: unknown;
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

/** The tracks of one capture: one, or the picture of a screen and its sound. */
interface Entry {
  readonly stream: MediaStream;
  readonly tracks: readonly MediaStreamTrack[];
  readonly ended: () => void;
}

/** What a call has of this device. The id changes when the call goes on under another one. */
interface LocalMedia {
  callId: string;
  readonly stream: MediaStream;
  readonly screen: MediaStream;
  readonly entries: Map<string, Entry>;
  /** Whether a screen is asked for its sound, too. */
  screenAudio: boolean;
}

/** A capture that the core wants, for as long as the devices take. */
interface Wanted {
  readonly call: LocalMedia;
  readonly kind: TrackKind;
  readonly generation: number;
  /** Undefined: the system's default. */
  readonly deviceId: string | undefined;
}

const DEFAULTS: Required<CaptureConstraints> = {
  audio: true,
  // The browser's own default (640 x 480 in Chromium): the first frame comes a good deal sooner than with
  // 1280 x 720.
  video: true,
  screen: {
    video: true,
    // The others must not hear themselves out of our speakers: what this page plays is left out where the browser
    // can do that, and cancelled where it cannot. The rest is music and films, not speech.
    audio: {
      restrictOwnAudio: true,
      echoCancellation: true,
      noiseSuppression: false,
      autoGainControl: false,
    },
    systemAudio: "include",
    selfBrowserSurface: "exclude",
    surfaceSwitching: "include",
  },
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
      for (const { tracks } of entries.values()) {
        live += tracks.filter(({ readyState }) => readyState === "live").length;
      }
    }
    return live;
  }

  /** The local stream of a call: the same object for the call's whole life. */
  stream(callId: string): MediaStream {
    return this.#call(callId).stream;
  }

  /** The local screen of a call: the same object for the call's whole life. */
  screen(callId: string): MediaStream {
    return this.#call(callId).screen;
  }

  /** Whether the next screen of that call is asked for its sound, too. */
  setScreenAudio(callId: string, audio: boolean): void {
    this.#call(callId).screenAudio = audio;
  }

  /** The tracks of that name. Generation 0 names none. */
  tracks(callId: string, kind: TrackKind, generation: number): readonly MediaStreamTrack[] {
    return this.#calls.get(callId)?.entries.get(`${kind} ${generation}`)?.tracks ?? [];
  }

  /** Finds out whether a prompt would come, before it matters. Asks no device. */
  async prepare(): Promise<void> {
    this.#permitted = await this.#options.host.mayCapture();
  }

  /** Effect `capture`. Asked for at the end of the turn, so that both kinds of one turn make one prompt. */
  capture({ callId, kind, generation, deviceId }: CaptureEffect): void {
    this.#wanted.push({ call: this.#call(callId), kind, generation, deviceId });
  }

  /**
   * The turn is over: ask the devices, the camera and the microphone not before a later turn if this one is
   * `answering`: opening them takes the browser some milliseconds, for which a caller would wait.
   */
  flush(answering = false): void {
    const wanted = this.#wanted.filter(({ kind }) => kind === "screen" || !answering);
    if (wanted.length === 0) return;
    this.#wanted = this.#wanted.filter((one) => !wanted.includes(one));
    // In the same turn as the user's gesture.
    for (const one of wanted) if (one.kind === "screen") this.#askOne(one);
    for (const call of new Set(wanted.map((one) => one.call))) {
      const ours = wanted.filter((one) => one.call === call && one.kind !== "screen");
      if (ours.length === 0) continue;
      // With permission there is no prompt to spare, and the microphone need not wait for the camera to warm
      // up. Else one prompt for both; if it fails, each for itself: a denied camera must not cost the
      // microphone.
      if (ours.length === 1 || this.#permitted) ours.forEach((one) => this.#askOne(one));
      else this.#ask(ours).catch(() => ours.forEach((one) => this.#askOne(one)));
    }
  }

  /** Effect `enable-track`: mute without stopping (silence or black is sent). */
  enable(callId: string, kind: TrackKind, generation: number, enabled: boolean): void {
    for (const track of this.tracks(callId, kind, generation)) track.enabled = enabled;
  }

  /** Effect `release`: stops what one capture brought. */
  release(callId: string, kind: TrackKind, generation: number): void {
    const call = this.#calls.get(callId);
    const key = `${kind} ${generation}`;
    const entry = call?.entries.get(key);
    if (!call || !entry) return;
    call.entries.delete(key);
    stop(entry);
  }

  /** Effect `release-media`: stops every track of the call. */
  releaseCall(callId: string): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    for (const entry of call.entries.values()) stop(entry);
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
    const asked = one.kind === "screen" ? this.#askScreen(one) : this.#ask([one]);
    asked.catch((error: unknown) => {
      this.#options.logger.warn?.(`${one.kind} capture failed`, error);
      this.#tell(one, { type: "capture-failed", error: captureError(error) });
    });
  }

  async #ask(wanted: readonly Wanted[]): Promise<void> {
    const { host, constraints, granted } = this.#options;
    const asked: MediaStreamConstraints = {};
    for (const { kind, deviceId } of wanted) {
      if (kind === "screen") continue; // of another door
      asked[kind] = of(constraints?.[kind] ?? DEFAULTS[kind], deviceId);
    }
    const tracks = (await host.getUserMedia(asked)).getTracks();
    const found = wanted.map((one) => tracks.find(({ kind }) => kind === one.kind));
    if (found.includes(undefined)) {
      // All or nothing, also here: what came is asked for again, by itself.
      for (const track of tracks) track.stop();
      throw new DOMException("a track is missing", "NotFoundError");
    }
    wanted.forEach((one, index) => this.#keep(one, [found[index]!]));
    void this.prepare();
    // Whether these are still wanted is the core's answer to this input.
    wanted.forEach((one, index) => {
      const { width, height } = found[index]!.getSettings();
      this.#tell(one, { type: "captured", width, height });
    });
    granted?.();
  }

  /** Sound comes along where the user and the browser let it. */
  async #askScreen(one: Wanted): Promise<void> {
    const { host, constraints } = this.#options;
    const sound = !one.call.screenAudio && { audio: false };
    const asked = { ...DEFAULTS.screen, ...constraints?.screen, ...sound };
    const stream = await host.getDisplayMedia(asked);
    const [picture, ...rest] = [...stream.getVideoTracks(), ...stream.getAudioTracks()];
    if (!picture) throw new DOMException("no picture", "NotFoundError");
    picture.contentHint = "detail"; // text that can be read, rather than every frame
    this.#keep(one, [picture, ...rest]);
    const { width, height } = picture.getSettings();
    this.#tell(one, { type: "captured", width, height });
  }

  /** Of a call that is forgotten nobody would stop it. That it ended is said by the first track. */
  #keep(one: Wanted, tracks: readonly MediaStreamTrack[]): void {
    const { call, kind, generation } = one;
    const ended = (): void => this.#tell(one, { type: "capture-ended" });
    const entry = { tracks, ended, stream: kind === "screen" ? call.screen : call.stream };
    if (!this.#isKnown(call)) return stop(entry);
    tracks[0]?.addEventListener("ended", ended);
    call.entries.set(`${kind} ${generation}`, entry);
    for (const track of tracks) entry.stream.addTrack(track);
  }

  /** Whoever joins a session anew counts captures anew: what the earlier stay asked for is nothing to the core. */
  #tell(
    { call, kind, generation }: Wanted,
    result: { readonly type: string; readonly [field: string]: unknown },
  ): void {
    if (this.#isKnown(call)) this.#options.post({ ...result, callId: call.callId, kind, generation });
  }

  #isKnown(call: LocalMedia): boolean {
    return !this.#closed && this.#calls.get(call.callId) === call;
  }

  #call(callId: string): LocalMedia {
    let call = this.#calls.get(callId);
    if (!call) {
      const { host } = this.#options;
      const [stream, screen] = [host.createStream(), host.createStream()];
      call = { callId, stream, screen, entries: new Map(), screenAudio: true };
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

function stop({ stream, tracks, ended }: Entry): void {
  for (const track of tracks) {
    track.removeEventListener("ended", ended);
    stream.removeTrack(track);
    track.stop();
    closeMeter(track);
  }
}
