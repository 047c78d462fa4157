/**
 * One other person in a call, and the local side of it. Both live as long as their call; their values change
 * under them.
 */

import { booleanOf, parseExt, volumeOf } from "./arguments.ts";
import type { Sound } from "./playback.ts";
import type {
  CallState,
  CaptureError,
  DeviceState,
  EndReason,
  ParticipantConnection,
  ParticipantRole,
  ParticipantState,
  ParticipantStateName,
} from "./types.ts";
import type { Profile } from "./users.ts";

/** Gives a participant its new values; answers whether any differs. For `call.ts` only. */
export let setParticipant: (participant: Participant, state: ParticipantState) => boolean;

/** Says whether a participant speaks; answers whether that is new. For `call.ts` only. */
export let setSpeaking: (participant: Participant, speaking: boolean) => boolean;

/** Another participant of a call. `call.participants` becomes a new array whenever one of them changed. */
export class Participant {
  readonly userId: string;
  /**
   * What this participant sends, microphone and camera; one object for the whole call. Attach it to a `<video muted>`:
   * the library plays the sound. With `playback: "manual"` play the audio track in an element of its own: Chromium
   * keeps a `<video>` silent until the first picture of a video track has come.
   */
  readonly stream: MediaStream;
  /**
   * The screen that this participant shares, with its sound where there is one; one object for the whole call. Show it
   * while `screen` is `on`.
   */
  readonly screenStream: MediaStream;
  /** Every stream of this participant: `stream` and `screenStream`. */
  readonly streams: readonly MediaStream[];
  readonly #level: () => number;
  readonly #profile: (state: ParticipantState) => Profile;
  readonly #sound: Sound;
  #state: ParticipantState;
  #speaking = false;

  /** Made by the library. */
  constructor(
    state: ParticipantState,
    streams: readonly [MediaStream, MediaStream],
    sound: Sound,
    level: () => number,
    profile: (state: ParticipantState) => Profile,
  ) {
    this.userId = state.userId;
    [this.stream, this.screenStream] = streams;
    this.streams = Object.freeze([...streams]);
    this.#sound = sound;
    this.#state = state;
    this.#level = level;
    this.#profile = profile;
    Object.freeze(this);
  }

  static {
    setSpeaking = (participant, speaking) => {
      const changed = participant.#speaking !== speaking;
      participant.#speaking = speaking;
      return changed;
    };
    setParticipant = (participant, state) => {
      const changed = JSON.stringify(state) !== JSON.stringify(participant.#state);
      participant.#state = state;
      return changed;
    };
  }

  get role(): ParticipantRole {
    return this.#state.role;
  }
  get state(): ParticipantStateName {
    return this.#state.state;
  }
  /**
   * Name and avatar: as the app set them (`client.setUser()`), else as its `userProvider` knows them, else as the other
   * side's token gives them (R108, R111). Text from others: show it as text.
   */
  get profile(): Profile {
    return this.#profile(this.#state);
  }
  /** What this participant sent along when answering or leaving. */
  get ext(): unknown {
    return parseExt(this.#state.ext);
  }
  get endReason(): EndReason | undefined {
    return this.#state.endReason;
  }
  /** Whether this participant has put the call on hold: nothing is sent or heard there. */
  get hold(): boolean {
    return this.#state.hold ?? false;
  }
  /** At whose request this participant's microphone is off; undefined: at nobody's but their own (R77). */
  get mutedBy(): string | undefined {
    return this.#state.mutedBy;
  }
  /** Whether a recording made on this device may hold what this participant sends (R86). */
  get recordable(): boolean {
    return this.#state.recordable;
  }
  /** While this participant may still answer: server time at which the ring ends. */
  get ringDeadline(): number | undefined {
    return this.#state.ringDeadline;
  }
  /** User id of who invited this participant; undefined for the inviter and for those who joined a session. */
  get invitedBy(): string | undefined {
    return this.#state.invitedBy;
  }
  get deviceIds(): readonly string[] {
    return this.#state.deviceIds;
  }
  get microphone(): DeviceState {
    return this.#state.microphone;
  }
  get camera(): DeviceState {
    return this.#state.camera;
  }
  /** Whether this participant shares a screen. */
  get screen(): DeviceState {
    return this.#state.screen;
  }
  get connection(): ParticipantConnection {
    return this.#state.connection;
  }
  /** Whether this participant speaks now: steady, a cough is no speech and a breath no end of it. */
  get speaking(): boolean {
    return this.#speaking;
  }
  /** How loud it is there now, RMS, 0 to 1. No event tells of it: look as often as it is shown. */
  get audioLevel(): number {
    return this.#level();
  }
  /** Of the path: 0 none, 1 bad to 5 excellent; undefined until it was measured (docs/media.md). */
  get quality(): number | undefined {
    return this.#state.quality;
  }
  /** How loud this participant is here, 0 to 1. */
  get volume(): number {
    return this.#sound.volume;
  }
  /** Whether this participant is not heard here, because this user wants it so. */
  get muted(): boolean {
    return this.#sound.muted;
  }
  /** Here only; nobody is told. Without effect with `playback: "manual"`; iPhones know only loud and mute. */
  setVolume(volume: number): void {
    this.#sound.volume = volumeOf(volume);
  }
  /** Here only; nobody is told. */
  setMuted(on: boolean): void {
    this.#sound.muted = booleanOf(on);
  }
}

/** This device's side of a call. */
export class LocalParticipant {
  /**
   * What we send, for a self-view; one object for the whole call. Its tracks belong to the library: do not
   * stop them.
   */
  readonly stream: MediaStream;
  /** The screen that we share; one object for the whole call, empty while there is none. */
  readonly screenStream: MediaStream;
  readonly #state: () => CallState;

  /** Made by the library. */
  constructor(state: () => CallState, stream: MediaStream, screenStream: MediaStream) {
    this.#state = state;
    this.stream = stream;
    this.screenStream = screenStream;
    Object.freeze(this);
  }

  get microphone(): DeviceState {
    return this.#state().microphone;
  }
  get camera(): DeviceState {
    return this.#state().camera;
  }
  /** At whose request the microphone was muted; undefined once the user has switched it again. */
  get mutedBy(): string | undefined {
    return this.#state().mutedBy;
  }
  /** `starting` while the user chooses; a screen that was not chosen, or is shared no more, is `off`. */
  get screen(): DeviceState {
    return this.#state().screen;
  }
  /** Why the microphone is `failed`. */
  get microphoneError(): CaptureError | undefined {
    return this.#state().microphoneError;
  }
  /** Why the camera is `failed`. */
  get cameraError(): CaptureError | undefined {
    return this.#state().cameraError;
  }
}
