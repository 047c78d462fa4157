/** One call, as the app sees it: its events and the commands. No decision is made here. */

import {
  booleanOf,
  extOf,
  isRoute,
  mediaDeviceIdOf,
  mediaOf,
  reasonOf,
  ringOf,
  usersOf,
} from "./arguments.ts";
import type { CallEvents } from "./call_events.ts";
import { CallFacts, SILENCE, stateOf, takeProfiles, takeSpeech, takeState } from "./call_facts.ts";
import type { FactsOwner } from "./call_facts.ts";
import { CallError, invalidState, mediaFailed } from "./errors.ts";
import { emitter } from "./events.ts";
import type {
  ClientPictureInPicture,
  PictureInPictureMode,
  PictureInPictureOptions,
} from "./picture_in_picture.ts";
import type { ClientRecorder, RecordingOptions, RecordingOwner, RecordingResult } from "./recorder.ts";
import type { Settled } from "./session.ts";
import type { CallStats } from "./stats/stats.ts";
import type {
  CallEventName,
  CallState,
  CoreInput,
  MediaKind,
  PlacementFailure,
  SpeechEffect,
} from "./types.ts";

/** What became of an outgoing invite. */
export interface Placement {
  /** Users who are being rung. */
  readonly ok: readonly string[];
  readonly failed: readonly PlacementFailure[];
  /** Set when the invite itself failed. */
  readonly error?: CallError;
}

/** Whom to ring: a user id, several, or a group whose members the server's hook names (R14, R28, R30). */
export type Invitees = string | readonly string[] | { readonly group: string };

const emit = emitter<CallEvents>();

/** What a call needs from its client. */
export interface CallOwner extends FactsOwner {
  request(header: CoreInput): Promise<Settled>;
  newId(): string;
  /** Something about the devices of this page. */
  devices(header: CoreInput): Promise<void>;
  resumePlayback(): void;
  /** Makes a call by one input of the core, which lacks only its ids. */
  begin(header: CoreInput): Promise<Call>;
  readonly pictureInPicture: ClientPictureInPicture | undefined;
  readonly recorder: ClientRecorder | undefined;
  userId(): string | null;
  /** Tells the core something that needs no answer. */
  tell(header: CoreInput): void;
  stats(callId: string): Promise<CallStats>;
  /** Whether the next screen is asked for its sound, too. */
  setScreenAudio(callId: string, audio: boolean): void;
}

/** What only the client may do to a call. */
export interface CallControl {
  apply(call: Call, state: CallState): void;
  event(call: Call, name: CallEventName, id: string): void;
  speech(call: Call, speech: SpeechEffect): void;
  placed(call: Call, placement: Placement): void;
  ended(call: Call): void;
  died(call: Call, error: CallError): void;
  playbackBlocked(call: Call, blocked: boolean): void;
  profilesChanged(call: Call, userIds: readonly string[]): void;
}

/** For `client.ts` only. */
export let control: CallControl;

/** A call. Events: see `CallEvents`. Made by `client.call()` and by event `incoming`. */
export class Call extends CallFacts {
  /** Settles once it is known whom the invite rings; never rejects. An incoming call is placed already. */
  readonly placed: Promise<Placement>;
  readonly #owner: CallOwner;
  readonly #resolvePlaced: (placement: Placement) => void;

  /** Made by the library. */
  constructor(state: CallState, owner: CallOwner) {
    super(state, owner);
    const { promise, resolve } = Promise.withResolvers<Placement>();
    this.placed = promise;
    this.#resolvePlaced = resolve;
    if (state.direction === "incoming") resolve({ ok: [], failed: [] });
    this.#owner = owner;
  }

  static {
    control = {
      apply: (call, state) => call.#apply(state),
      event: (call, name, id) => call.#event(name, id),
      speech: (call, speech) => call.#hear(speech),
      placed: (call, placement) => call.#resolvePlaced(placement),
      ended: (call) => {
        call.#hear(SILENCE);
        emit(call, "ended", { endReason: call.endReason });
      },
      died: (call, error) => call.#died(error),
      playbackBlocked: (call, blocked) => emit(call, "playbackblocked", { blocked }),
      profilesChanged: (call, userIds) => {
        for (const participant of takeProfiles(call, userIds))
          emit(call, "participantchanged", { participant });
      },
    };
  }

  /**
   * Answers (R19). A call that this device is in goes on hold once the server said yes, or ends with `end: true`;
   * when this fails it is untouched. Rejects with `answered-elsewhere`, `call-ended` and others.
   */
  async accept(options: { media?: MediaKind; ext?: unknown; end?: boolean } = {}): Promise<void> {
    const media = options.media === undefined ? undefined : mediaOf(options.media);
    const end = options.end === undefined ? undefined : booleanOf(options.end);
    await this.#request("accept", { legId: this.#owner.newId(), media, end, ext: extOf(options.ext) });
  }

  /** Refuses for this user, on all devices. */
  async decline(options: { reason?: string; ext?: unknown } = {}): Promise<void> {
    await this.#request("decline", { reason: reasonOf(options.reason), ext: extOf(options.ext) });
  }

  /** Silences this device only; nobody is told. Never rejects. */
  async ignore(): Promise<void> {
    await this.#request("ignore").catch(() => {});
  }

  /**
   * Takes an unanswered call back, as `hangUp()`; never rejects. With users: stops ringing those, and the call
   * goes on (R21); rejects with `forbidden`, `invalid-state` and others.
   */
  async cancel(users?: string | readonly string[]): Promise<void> {
    if (users === undefined) await this.hangUp();
    else await this.#request("cancel", { to: usersOf(users) });
  }

  /**
   * Invites more people, which makes a direct call a group call (R34, R35). Settles when the server has taken the
   * invitation; how each of them answers stands in `participants`. Inviting somebody who is in or rung changes
   * nothing. Rejects with `forbidden` (policy `whoCanInvite`), `limit-reached`, `call-ended` and others.
   */
  async invite(users: Invitees): Promise<void> {
    await this.#request("add", ringOf(users));
  }

  /** Puts people out of the call; they see `removed`. Rejects with `forbidden` unless `canRemove`. */
  async remove(users: string | readonly string[]): Promise<void> {
    await this.#request("remove", { to: usersOf(users) });
  }

  /** Ends the call for everybody (R50); they see `ended-by-host`. Rejects with `forbidden` unless `canEnd`. */
  async end(options: { ext?: unknown } = {}): Promise<void> {
    await this.#request("end", { ext: extOf(options.ext) });
  }

  /**
   * Puts this user's side on hold: nothing is sent and nothing heard, the devices are off, and the others see
   * `participant.hold`. Settles when they know. Rejects with `invalid-state` and `call-ended`.
   */
  async hold(): Promise<void> {
    await this.#request("hold");
  }

  /** Ends the hold, and puts the call that this device is in on hold instead. Rejects as `hold()`. */
  async resume(): Promise<void> {
    await this.#request("resume");
  }

  /**
   * Asks the others to turn this audio call into a video call (R73). Settles when they are asked; event
   * `videorequest` tells the answer. Rejects with `invalid-state`.
   */
  async requestVideo(): Promise<void> {
    await this.#request("request-video");
  }

  /** Agrees: the call is a video call, and our camera goes on. Rejects with `invalid-state`. */
  async acceptVideo(): Promise<void> {
    await this.#request("accept-video");
  }

  async declineVideo(): Promise<void> {
    await this.#request("decline-video");
  }

  /** Takes our own request back. */
  async cancelVideo(): Promise<void> {
    await this.#request("cancel-video");
  }

  /** Goes on with sound only on this side: the camera goes off. */
  async downgradeToAudio(): Promise<void> {
    await this.#request("downgrade");
  }

  /**
   * Leaves, or cancels a call that is not answered; at once on this device, network or not (inv. 28). Never
   * rejects: an `ext` that cannot travel stays behind, and event `error` says so.
   */
  async hangUp(options: { ext?: unknown } = {}): Promise<void> {
    let ext: string | undefined;
    try {
      ext = extOf(options.ext);
    } catch (error) {
      this.#error(error as CallError);
    }
    await this.#request("hang-up", { ext }).catch(() => {});
  }

  /** Goes on with a call that was on when the page was reloaded. */
  async rejoin(): Promise<void> {
    await this.#request("rejoin", { legId: stateOf(this).legId ?? this.#owner.newId() });
  }

  /**
   * Calls the same people again, with the same media and `ext` (R52), as a new call. Rejects with
   * `invalid-state` while this one is not over, and as `client.call()` does.
   */
  async redial(): Promise<Call> {
    const { callId, media, ext, groupId, participants } = stateOf(this);
    const to = participants.map(({ userId }) => userId);
    return this.#owner.begin({ type: "call", to, media, ext, groupId, redialOf: callId });
  }

  /**
   * Mutes or unmutes; settles when this device has done it. Rejects with `media-failed` when the microphone
   * cannot be had.
   */
  async setMicrophoneEnabled(on: boolean): Promise<void> {
    await this.#request("set-microphone", { on: booleanOf(on) });
  }

  /** Turns the camera off (its light goes out) or on. Rejects with `media-failed` when it cannot be had. */
  async setCameraEnabled(on: boolean): Promise<void> {
    await this.#request("set-camera", { on: booleanOf(on) });
  }

  /** Where the call is shown beside the page. */
  get pictureInPicture(): PictureInPictureMode {
    return this.#owner.pictureInPicture?.modeOf(this) ?? "none";
  }

  /**
   * Shows the call beside the page, as well as this browser can (R88). Wants `CallClientOptions.pictureInPicture`;
   * call it from a click, else the window stays within the page. Settles when it is open. Rejects with
   * `invalid-state`.
   */
  async enterPictureInPicture(options: PictureInPictureOptions = {}): Promise<void> {
    const pip = this.#owner.pictureInPicture;
    if (!pip) {
      throw invalidState(
        'pass pictureInPicture: createPictureInPicture() of "ringline/picture-in-picture" to the client',
      );
    }
    if (!(await pip.enter(this, options))) throw invalidState("no picture in picture could be opened");
  }

  /** Closes it; what was moved there goes back to its place. Never rejects. */
  async exitPictureInPicture(): Promise<void> {
    this.#owner.pictureInPicture?.exit(this);
  }

  /**
   * Asks people in the call to mute their microphones (R77); the answer is their own `participant.microphone` and
   * `mutedBy`. Nobody can be unmuted. Rejects with `invalid-state`, `invalid-argument` and others.
   */
  async requestMute(users: string | readonly string[]): Promise<void> {
    await this.#request("request-mute", { to: usersOf(users) });
  }

  /** This user's word to being recorded in this call: who refuses is left out of recordings (R86). */
  async consentToRecording(given: boolean): Promise<void> {
    await this.#request("consent-to-recording", { given: booleanOf(given) });
  }

  /**
   * Records everybody into one file; settles when it is on. Wants `CallClientOptions.recorder`, and a gesture of
   * the user before it. The recording ends with `stopRecording()`, with the call, or with event `error`. Rejects
   * with `invalid-state`, `invalid-argument`, `limit-reached`, `media-failed` and `call-ended`.
   */
  async startRecording(options: RecordingOptions = {}): Promise<void> {
    await this.#recorder().start(this, options, this.#recordingOwner(options));
  }

  /** Ends the recording and resolves with it, also after the call. Rejects with `invalid-state`: there was none. */
  async stopRecording(): Promise<RecordingResult> {
    const stopped = this.#recorder().stop(this);
    if (!stopped) throw invalidState("nothing was recorded");
    return stopped;
  }

  #recorder(): ClientRecorder {
    const { recorder } = this.#owner;
    if (!recorder)
      throw invalidState('pass recorder: createRecorder() of "ringline/recording" to the client');
    return recorder;
  }

  #recordingOwner(options: RecordingOptions): RecordingOwner {
    return {
      userId: this.#owner.userId(),
      announce: async (on) => {
        const told = this.#request("set-recording", { on, ...(options.consent && { consent: true }) });
        await (on ? told : told.catch(() => {})); // of a call that is over nobody need be told
      },
      error: (code, init) => new CallError(code, { ...init, callId: this.id }),
      failed: (error) => this.#error(error),
    };
  }

  /**
   * What WebRTC counts on the paths of this call, as it is now; without a path, and after the end, of nobody. Rejects
   * with `invalid-state` unless the client has `stats: createStats()` of `ringline/stats`.
   */
  async getStats(): Promise<CallStats> {
    return this.#owner.stats(this.id);
  }

  /**
   * The other camera (R70): front or back, or the next one. The first is stopped before the second starts, and is
   * taken again when that fails. Rejects with `media-failed`.
   */
  async switchCamera(): Promise<void> {
    await this.#owner.devices({ type: "switch-camera" });
  }

  /**
   * Where the others are heard, in all calls of this page: a speaker of `client.devices.list()`, or a way, for when
   * such a device is there (R71). Rejects with `invalid-state` where the browser leaves no choice
   * (`client.devices.capabilities.output`), and with `media-failed` when there is no such speaker.
   */
  async setAudioOutput(output: string): Promise<void> {
    const input = isRoute(output)
      ? { type: "prefer-output", route: output }
      : { type: "select-device", kind: "audiooutput", deviceId: mediaDeviceIdOf(output) };
    await this.#owner.devices(input);
  }

  /** Plays what the browser refused to play; call it in a listener of a click or key. */
  resumePlayback(): void {
    this.#owner.resumePlayback();
  }

  /**
   * Shares a screen, window or tab that the user chooses, beside microphone and camera, with its sound where the
   * browser offers that (`audio: false`: never). Call it in a gesture, before anything is awaited. Settles when it is
   * shared. Rejects with `media-failed` (its `cause` is `denied` when the user chose none, `not-found` where no screen
   * can be shared), `forbidden` (policy `screenShare`), `invalid-state` (on hold, not answered).
   */
  async startScreenShare(options: { audio?: boolean } = {}): Promise<void> {
    if (!this.#owner.canShareScreen()) {
      throw new CallError("media-failed", { category: "device", callId: this.id, cause: "not-found" });
    }
    this.#owner.setScreenAudio(this.id, booleanOf(options.audio ?? true));
    await this.#request("start-screen-share");
  }

  /** Stops sharing; as the browser's own bar does. Does nothing where nothing is shared. */
  async stopScreenShare(): Promise<void> {
    await this.#request("stop-screen-share");
  }

  #request(type: string, fields: object = {}): Promise<Settled> {
    return this.#owner.request({ type, callId: this.id, ...fields });
  }

  #apply(state: CallState): void {
    const old = stateOf(this);
    const news = takeState(this, state);
    if ([...STATE_FIELDS, ...answersOf(state)].some((field) => state[field] !== old[field])) {
      emit(this, "statechange", { state: state.state, previous: old.state });
    }
    for (const [name, participant] of news) emit(this, name, { participant });
    if (JSON.stringify(state.recording) !== JSON.stringify(old.recording)) {
      emit(this, "recordingchange", { recording: this.recording });
    }
    for (const participant of this.participants) {
      const { userId, quality } = participant;
      const before = old.participants.find((one) => one.userId === userId);
      if (quality !== before?.quality) emit(this, "qualitychange", { participant, quality });
    }
    if (MEDIA_FIELDS.some((field) => state[field] !== old[field])) emit(this, "mediachange", {});
    for (const field of ["microphoneError", "cameraError"] as const) {
      const cause = state[field];
      if (cause && cause !== old[field]) {
        this.#error(mediaFailed(cause, field === "microphoneError" ? "microphone" : "camera", this.id));
      }
    }
  }

  #hear(speech: SpeechEffect): void {
    const { activeSpeaker, microphoneHint: hint } = this;
    for (const participant of takeSpeech(this, speech)) emit(this, "participantchanged", { participant });
    if (activeSpeaker !== this.activeSpeaker) {
      const participant = this.activeSpeaker;
      if (participant) this.#owner.tell({ type: "speaker", callId: this.id, userId: participant.userId });
      emit(this, "activespeaker", { participant });
    }
    if (hint !== this.microphoneHint) emit(this, "microphonehint", { hint: this.microphoneHint });
  }

  /** `id`: under which the call goes on. */
  #event(name: CallEventName, id: string): void {
    const previousId = this.id;
    takeState(this, { ...stateOf(this), callId: id });
    if (name === "replaced") emit(this, name, { previousId });
    else if (name === "endreasonchange") emit(this, name, { endReason: this.endReason });
    else if (name === "videorequest") emit(this, name, { videoRequest: this.videoRequest });
    else if (name === "muterequest") emit(this, name, { muteRequest: this.muteRequest });
    else emit(this, name, {});
  }

  #died(error: CallError): void {
    this.#resolvePlaced({ ok: [], failed: [], error });
    const { answeredAt, startedAt } = stateOf(this);
    const noneCan = Object.fromEntries(answersOf(stateOf(this)).map((field) => [field, false]));
    const endedAt = (answeredAt ?? startedAt) + this.durationMs;
    this.#hear(SILENCE);
    this.#apply({ ...stateOf(this), ...noneCan, ...DEAD, endedAt });
    this.#error(error);
    emit(this, "ended", { endReason: this.endReason });
  }

  #error(error: CallError): void {
    emit(this, "error", { error });
  }
}

/** The fields that answer yes or no, and that event `statechange` is about. */
function answersOf(state: CallState): (keyof CallState)[] {
  const fields = Object.keys(state) as (keyof CallState)[];
  return fields.filter((field) => /^(held|ringing|ringback|can[A-Z])/.test(field));
}

const STATE_FIELDS = ["state", "status", "media", "kind"] as const;
const MEDIA_FIELDS = ["microphone", "camera", "screen", "microphoneError", "cameraError"] as const;

/** What a call becomes when the core is gone (design, 11.11). */
const DEAD = {
  state: "ended",
  status: "failed",
  endReason: "failed",
  endCategory: "process",
  confirmed: false,
  microphone: "off",
  camera: "off",
  screen: "off",
} as const;
