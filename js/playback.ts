/**
 * What the others say, played: one audio element for each of them, on the chosen output. A browser may play nothing
 * before the user has done something on the page; then the next gesture, or `resume()`, starts it. It must not know
 * calls.
 */

import type { Host, HostAudio } from "./host.ts";
import type { Logger } from "./types.ts";

/** What `Playback` needs from its owner. */
export interface PlaybackOptions {
  readonly host: Host;
  readonly logger: Logger;
  /** The app plays the sound itself. */
  readonly manual: boolean;
  /** Whether something of that call should be heard and is not. */
  readonly changed: (callId: string, blocked: boolean) => void;
}

/** How loud one participant is here. It outlives every link and track. */
export class Sound {
  readonly #changed: () => void;
  #audio: HostAudio | null = null;
  #track: MediaStreamTrack | null = null;
  #volume = 1;
  #muted = false;
  blocked = false;

  /** `changed`: it should be heard, and may not be. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get volume(): number {
    return this.#volume;
  }
  set volume(volume: number) {
    this.#volume = volume;
    if (this.#audio) this.#audio.volume = volume;
  }

  /** Whether this user does not want to hear that participant. */
  get muted(): boolean {
    return this.#muted;
  }
  set muted(muted: boolean) {
    this.#muted = muted;
    if (!this.#audio) return;
    this.#audio.muted = muted;
    this.#changed(); // what started silently may be refused a voice
  }

  get audio(): HostAudio | null {
    return this.#audio;
  }

  /** A stream of its own: Chromium keeps an element silent that waits for the first picture. */
  play(audio: HostAudio, stream: MediaStream, track: MediaStreamTrack): void {
    this.stop();
    stream.addTrack(track);
    this.#audio = audio;
    this.#track = track;
    audio.volume = this.#volume;
    audio.muted = this.#muted;
    audio.srcObject = stream;
    this.#changed();
  }

  plays(track: MediaStreamTrack): boolean {
    return this.#track === track;
  }

  stop(): void {
    this.#audio?.pause();
    if (this.#audio) this.#audio.srcObject = null;
    this.#audio = this.#track = null;
    this.blocked = false;
  }
}

/** Performs `set-output`, and plays what links receive. */
export class Playback {
  readonly #options: PlaybackOptions;
  readonly #calls = new Map<string, Map<string, Sound>>();
  readonly #blocked = new Set<Map<string, Sound>>();
  #output = "";
  #stopWaiting: (() => void) | null = null;

  constructor(options: PlaybackOptions) {
    this.#options = options;
  }

  /** How many elements play or should. 0 whenever no call is on. */
  get playing(): number {
    let count = 0;
    for (const sounds of this.#calls.values()) {
      for (const { audio } of sounds.values()) if (audio) count += 1;
    }
    return count;
  }

  /** The sound of one participant: the same object for the call's whole life. */
  sound(callId: string, userId: string): Sound {
    let sounds = this.#calls.get(callId);
    if (!sounds) this.#calls.set(callId, (sounds = new Map()));
    const of = sounds;
    let sound = of.get(userId);
    if (!sound) of.set(userId, (sound = new Sound(() => this.#start(of, sound!))));
    return sound;
  }

  /** A track of that participant is there. */
  play(callId: string, userId: string, track: MediaStreamTrack): void {
    const { host, manual, logger } = this.#options;
    const sound = this.sound(callId, userId);
    if (manual || track.kind !== "audio" || sound.plays(track)) return;
    try {
      const audio = host.createAudio();
      if (this.#output !== "") this.#route(audio);
      sound.play(audio, host.createStream(), track);
    } catch (error) {
      logger.warn?.("nothing here plays sound", error);
    }
  }

  /** That track is gone. */
  stop(callId: string, userId: string, track: MediaStreamTrack): void {
    const sounds = this.#calls.get(callId);
    const sound = sounds?.get(userId);
    if (!sounds || !sound?.plays(track)) return;
    sound.stop();
    this.#tell(sounds);
  }

  /** Effect `set-output`; empty: where the system sends it. */
  setOutput(deviceId: string): void {
    this.#output = deviceId;
    for (const sounds of this.#calls.values()) {
      for (const { audio } of sounds.values()) if (audio) this.#route(audio);
    }
  }

  /** Whether something of that call should be heard and is not. */
  blocked(callId: string): boolean {
    const sounds = this.#calls.get(callId);
    return sounds !== undefined && this.#blocked.has(sounds);
  }

  /** Tries again what was refused. */
  resume(): void {
    for (const sounds of this.#calls.values()) {
      for (const sound of sounds.values()) if (sound.blocked) this.#start(sounds, sound);
    }
  }

  /** Event `replaced`: it goes on under another id. */
  rename(from: string, to: string): void {
    const sounds = this.#calls.get(from);
    if (!sounds) return;
    this.#calls.delete(from);
    this.#calls.set(to, sounds);
  }

  /** Effect `forget`. */
  forget(callId: string): void {
    const sounds = this.#calls.get(callId);
    if (!sounds) return;
    for (const sound of sounds.values()) sound.stop();
    this.#tell(sounds);
    this.#calls.delete(callId);
  }

  /** Nothing is heard from here on. */
  close(): void {
    for (const callId of [...this.#calls.keys()]) this.forget(callId);
  }

  #route(audio: HostAudio): void {
    audio.setSinkId?.(this.#output).catch((error: unknown) => {
      this.#options.logger.warn?.("the output cannot be used", error);
    });
  }

  #start(sounds: Map<string, Sound>, sound: Sound): void {
    const { audio } = sound;
    const note = (blocked: boolean): void => {
      if (sound.audio !== audio) return; // another one plays by now
      sound.blocked = blocked;
      this.#tell(sounds);
    };
    audio?.play().then(
      () => note(false),
      (error: unknown) => note(error instanceof DOMException && error.name === "NotAllowedError"),
    );
  }

  #tell(sounds: Map<string, Sound>): void {
    const blocked = [...sounds.values()].some((sound) => sound.blocked);
    if (blocked === this.#blocked.has(sounds)) return;
    if (blocked) this.#blocked.add(sounds);
    else this.#blocked.delete(sounds);
    this.#waitForGesture();
    for (const [callId, of] of this.#calls) if (of === sounds) this.#options.changed(callId, blocked);
  }

  #waitForGesture(): void {
    if (this.#blocked.size > 0) this.#stopWaiting ??= this.#options.host.onGesture(() => this.resume());
    else {
      this.#stopWaiting?.();
      this.#stopWaiting = null;
    }
  }
}
