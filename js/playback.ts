/**
 * What the others say, played: one audio element for each sound, on the chosen output. A browser may play nothing
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

/** How loud one participant is here, what is said and the sound of a screen. It outlives every link and track. */
export class Sound {
  readonly #changed: () => void;
  readonly #players = new Map<MediaStreamTrack, HostAudio>();
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
    for (const audio of this.audios) audio.volume = volume;
  }

  /** Whether this user does not want to hear that participant. */
  get muted(): boolean {
    return this.#muted;
  }
  set muted(muted: boolean) {
    this.#muted = muted;
    for (const audio of this.audios) audio.muted = muted;
    this.#changed(); // what started silently may be refused a voice
  }

  get audios(): HostAudio[] {
    return [...this.#players.values()];
  }

  /** A stream of its own: Chromium keeps an element silent that waits for the first picture. */
  play(audio: HostAudio, stream: MediaStream, track: MediaStreamTrack): void {
    stream.addTrack(track);
    this.#players.set(track, audio);
    audio.volume = this.#volume;
    audio.muted = this.#muted;
    audio.srcObject = stream;
    this.#changed();
  }

  plays(track: MediaStreamTrack): boolean {
    return this.#players.has(track);
  }

  stop(track: MediaStreamTrack): void {
    const audio = this.#players.get(track);
    if (!audio) return;
    audio.pause();
    audio.srcObject = null;
    this.#players.delete(track);
    if (this.#players.size === 0) this.blocked = false;
  }

  stopAll(): void {
    for (const track of [...this.#players.keys()]) this.stop(track);
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
      for (const { audios } of sounds.values()) count += audios.length;
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
    sound.stop(track);
    this.#tell(sounds);
  }

  /** Effect `set-output`; empty: where the system sends it. */
  setOutput(deviceId: string): void {
    this.#output = deviceId;
    for (const sounds of this.#calls.values()) {
      for (const { audios } of sounds.values()) audios.forEach((audio) => this.#route(audio));
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
    for (const sound of sounds.values()) sound.stopAll();
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
    for (const audio of sound.audios) {
      const note = (blocked: boolean): void => {
        if (!sound.audios.includes(audio)) return; // another one plays by now
        sound.blocked = blocked;
        this.#tell(sounds);
      };
      audio.play().then(
        () => note(false),
        (error: unknown) => note(error instanceof DOMException && error.name === "NotAllowedError"),
      );
    }
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
