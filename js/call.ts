/**
 * One call, as the app sees it: what the core last said about it, and the commands. No decision is made here.
 */

import { booleanOf, extOf, mediaOf, parseExt, reasonOf, ringOf, usersOf } from "./arguments.ts";
import { CallError } from "./errors.ts";
import { Emitter, emitter } from "./events.ts";
import { LocalParticipant, Participant, setParticipant } from "./participant.ts";
import type { Settled } from "./session.ts";
import type {
  CallEventName,
  CallState,
  CallStateName,
  CallStatus,
  CoreInput,
  EndReason,
  MediaKind,
  ParticipantState,
  PlacementFailure,
  VideoRequest,
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

/** Events of a call and their `event.detail`. */
export interface CallEvents {
  /** `state` changed, or `status`, `media`, `kind`, `held`, `ringing`, `ringback` or one of the `can…` answers. */
  statechange: { readonly state: CallStateName; readonly previous: CallStateName };
  /** Somebody came in: `participant.state` became `joined` (R56, R57). Those who were in before have no event. */
  participantjoined: { readonly participant: Participant };
  /** Somebody who was in went: hung up, was removed, or was lost. */
  participantleft: { readonly participant: Participant };
  /** A participant was invited, joined, left or changed in any way. */
  participantchanged: { readonly participant: Participant };
  /** A request for video was made, answered, taken back or ran out (R73): `call.videoRequest`. */
  videorequest: { readonly videoRequest: VideoRequest | undefined };
  /** The local microphone or camera changed. */
  mediachange: Record<string, never>;
  reconnecting: Record<string, never>;
  reconnected: Record<string, never>;
  /** The server's record gave another reason than the one told at `ended`. */
  endreasonchange: { readonly endReason: EndReason | undefined };
  /** This call goes on as another one (glare): `call.id` changed. */
  replaced: { readonly previousId: string };
  ended: { readonly endReason: EndReason | undefined };
  error: { readonly error: CallError };
}

const emit = emitter<CallEvents>();

/** What a call needs from its client. */
export interface CallOwner {
  request(header: CoreInput): Promise<Settled>;
  newId(): string;
  localStream(callId: string): MediaStream;
  remoteStream(callId: string, userId: string): MediaStream;
  /** Monotonic milliseconds. */
  now(): number;
  /** Makes a call by one input of the core, which lacks only its ids. */
  begin(header: CoreInput): Promise<Call>;
}

/** What only the client may do to a call. */
export interface CallControl {
  apply(call: Call, state: CallState): void;
  event(call: Call, name: CallEventName, id: string): void;
  placed(call: Call, placement: Placement): void;
  ended(call: Call): void;
  died(call: Call, error: CallError): void;
}

/** For `client.ts` only. */
export let control: CallControl;

/** A call. Events: see `CallEvents`. Made by `client.call()` and by event `incoming`. */
export class Call extends Emitter<CallEvents> {
  /** Settles once it is known whom the invite rings; never rejects. An incoming call is placed already. */
  readonly placed: Promise<Placement>;
  /** This device's microphone, camera and self-view. */
  readonly local: LocalParticipant;
  readonly #owner: CallOwner;
  readonly #resolvePlaced: (placement: Placement) => void;
  #state: CallState;
  #participants: readonly Participant[] = Object.freeze([]);
  #ext: { json: string | undefined; value: unknown };
  #answeredNow: number | null = null;

  /** Made by the library. */
  constructor(state: CallState, owner: CallOwner) {
    super();
    const { promise, resolve } = Promise.withResolvers<Placement>();
    this.placed = promise;
    this.#resolvePlaced = resolve;
    if (state.direction === "incoming") resolve({ ok: [], failed: [] });
    this.#owner = owner;
    this.#state = state;
    this.#ext = { json: state.ext, value: parseExt(state.ext) };
    this.local = new LocalParticipant(() => this.#state, owner.localStream(state.callId));
    this.#takeParticipants(state.participants);
    this.#noteAnswer();
  }

  static {
    control = {
      apply: (call, state) => call.#apply(state),
      event: (call, name, id) => call.#event(name, id),
      placed: (call, placement) => call.#resolvePlaced(placement),
      ended: (call) => emit(call, "ended", { endReason: call.endReason }),
      died: (call, error) => call.#died(error),
    };
  }

  /** Minted on the inviter's device; the same on every device. Changes only with event `replaced`. */
  get id(): string {
    return this.#state.callId;
  }
  get kind(): CallState["kind"] {
    return this.#state.kind;
  }
  get media(): MediaKind {
    return this.#state.media;
  }
  get direction(): "outgoing" | "incoming" {
    return this.#state.direction;
  }
  get state(): CallStateName {
    return this.#state.state;
  }
  get status(): CallStatus {
    return this.#state.status;
  }
  /** User id of the inviter; empty in a session. */
  get inviter(): string {
    return this.#state.inviter;
  }
  /** The others; frozen, and a new array only when one of them changed. */
  get participants(): readonly Participant[] {
    return this.#participants;
  }
  /** What the inviter sent along. From another user: do not trust it. */
  get ext(): unknown {
    return this.#ext.value;
  }
  /** Whether this device should ring now. */
  get ringing(): boolean {
    return this.#state.ringing;
  }
  /** Whether this device, which dials, should play the ringback now: a device out there rings. */
  get ringback(): boolean {
    return this.#state.ringback;
  }
  get canAccept(): boolean {
    return this.#state.canAccept;
  }
  get canDecline(): boolean {
    return this.#state.canDecline;
  }
  get canHangUp(): boolean {
    return this.#state.canHangUp;
  }
  get canRejoin(): boolean {
    return this.#state.canRejoin;
  }
  /** Whether policy and state allow `invite()` (R36); so with each `can…`. The token's grants come on top. */
  get canInvite(): boolean {
    return this.#state.canInvite;
  }
  /** `cancel(users)`. */
  get canCancel(): boolean {
    return this.#state.canCancel;
  }
  get canRemove(): boolean {
    return this.#state.canRemove;
  }
  /** `end()`, for all (R50). */
  get canEnd(): boolean {
    return this.#state.canEnd;
  }
  get canHold(): boolean {
    return this.#state.canHold;
  }
  get canResume(): boolean {
    return this.#state.canResume;
  }
  get canRequestVideo(): boolean {
    return this.#state.canRequestVideo;
  }
  /** `acceptVideo()` and `declineVideo()`. */
  get canAnswerVideo(): boolean {
    return this.#state.canAnswerVideo;
  }
  get canCancelVideo(): boolean {
    return this.#state.canCancelVideo;
  }
  /** Whether this user has put the call on hold. */
  get held(): boolean {
    return this.#state.held;
  }
  /** Who rang this user, where it was not `inviter`: somebody in the call who added us (R34). */
  get invitedBy(): string | undefined {
    return this.#state.invitedBy;
  }
  /** The app's name of the group that was called (R28). */
  get groupId(): string | undefined {
    return this.#state.groupId;
  }
  /** With `endReason` `replaced`: the call that goes on instead. */
  get replacedBy(): string | undefined {
    return this.#state.replacedBy;
  }
  /** The last request to turn this call into a video call; undefined if there was none (R73). */
  get videoRequest(): VideoRequest | undefined {
    return this.#state.videoRequest;
  }
  /** Server time, Unix epoch in milliseconds; so are `answeredAt`, `endedAt` and `ringDeadline`. */
  get startedAt(): number {
    return this.#state.startedAt;
  }
  get answeredAt(): number | undefined {
    return this.#state.answeredAt;
  }
  get endedAt(): number | undefined {
    return this.#state.endedAt;
  }
  get ringDeadline(): number | undefined {
    return this.#state.ringDeadline;
  }
  /** Why the call is over for this device; undefined while it goes on. */
  get endReason(): EndReason | undefined {
    return this.#state.endReason;
  }
  /** For `endReason` `failed`: what failed. */
  get endCategory(): string | undefined {
    return this.#state.endCategory;
  }
  /** Whether the server's record says what this call says (design, 11.9). */
  get confirmed(): boolean {
    return this.#state.confirmed;
  }
  /** Talking time so far, milliseconds; exact (server time) once the call ended, 0 if nobody answered. */
  get durationMs(): number {
    const { answeredAt, endedAt } = this.#state;
    if (answeredAt === undefined) return 0;
    if (endedAt !== undefined) return Math.max(0, endedAt - answeredAt);
    return this.#answeredNow === null ? 0 : Math.max(0, Math.round(this.#owner.now() - this.#answeredNow));
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
    await this.#request("rejoin", { legId: this.#state.legId ?? this.#owner.newId() });
  }

  /**
   * Calls the same people again, with the same media and `ext` (R52), as a new call. Rejects with
   * `invalid-state` while this one is not over, and as `client.call()` does.
   */
  async redial(): Promise<Call> {
    const { callId, media, ext, groupId, participants } = this.#state;
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

  #request(type: string, fields: object = {}): Promise<Settled> {
    return this.#owner.request({ type, callId: this.id, ...fields });
  }

  #apply(state: CallState): void {
    const old = this.#state;
    this.#state = state;
    if (state.ext !== this.#ext.json) this.#ext = { json: state.ext, value: parseExt(state.ext) };
    this.#noteAnswer();
    const news = this.#takeParticipants(state.participants);
    if ([...STATE_FIELDS, ...answersOf(state)].some((field) => state[field] !== old[field])) {
      emit(this, "statechange", { state: state.state, previous: old.state });
    }
    for (const [name, participant] of news) emit(this, name, { participant });
    if (MEDIA_FIELDS.some((field) => state[field] !== old[field])) emit(this, "mediachange", {});
    for (const field of ["microphoneError", "cameraError"] as const) {
      const cause = state[field];
      if (cause && cause !== old[field]) {
        const device = field === "microphoneError" ? "microphone" : "camera";
        const message = `media-failed: ${device} ${cause}`;
        this.#error(
          new CallError("media-failed", {
            category: "device",
            retryable: true,
            callId: this.id,
            cause,
            message,
          }),
        );
      }
    }
  }

  /** `id`: under which the call goes on. */
  #event(name: CallEventName, id: string): void {
    const previousId = this.id;
    this.#state = { ...this.#state, callId: id };
    if (name === "replaced") emit(this, name, { previousId });
    else if (name === "endreasonchange") emit(this, name, { endReason: this.endReason });
    else if (name === "videorequest") emit(this, name, { videoRequest: this.videoRequest });
    else emit(this, name, {});
  }

  #died(error: CallError): void {
    this.#resolvePlaced({ ok: [], failed: [], error });
    const { answeredAt, startedAt } = this.#state;
    const noneCan = Object.fromEntries(answersOf(this.#state).map((field) => [field, false]));
    const endedAt = (answeredAt ?? startedAt) + this.durationMs;
    this.#apply({ ...this.#state, ...noneCan, ...DEAD, endedAt });
    this.#error(error);
    emit(this, "ended", { endReason: this.endReason });
  }

  #error(error: CallError): void {
    emit(this, "error", { error });
  }

  /**
   * Live durations count on our own clock from when we first saw the answer: server time and ours may differ
   * by years.
   */
  #noteAnswer(): void {
    if (this.#state.answeredAt !== undefined) this.#answeredNow ??= this.#owner.now();
  }

  /** Answers the events of those that changed, appeared or went. */
  #takeParticipants(states: readonly ParticipantState[]): ParticipantNews[] {
    const known = new Map(this.#participants.map((participant) => [participant.userId, participant]));
    const news: ParticipantNews[] = [];
    const tell = (participant: Participant, was: unknown, is: unknown): void => {
      if (was !== is && is === "joined") news.push(["participantjoined", participant]);
      if (was !== is && was === "joined") news.push(["participantleft", participant]);
      news.push(["participantchanged", participant]);
    };
    const next = states.map((state) => {
      let participant = known.get(state.userId);
      known.delete(state.userId);
      const was = participant?.state;
      if (!participant) {
        participant = new Participant(state, this.#owner.remoteStream(this.id, state.userId));
        tell(participant, was, state.state);
      } else if (setParticipant(participant, state)) {
        tell(participant, was, state.state);
      }
      return participant;
    });
    for (const gone of known.values()) tell(gone, gone.state, undefined);
    if (news.length > 0) this.#participants = Object.freeze(next);
    return news;
  }
}

type ParticipantNews = ["participantjoined" | "participantleft" | "participantchanged", Participant];

/** The fields that answer yes or no, and that event `statechange` is about. */
function answersOf(state: CallState): (keyof CallState)[] {
  const fields = Object.keys(state) as (keyof CallState)[];
  return fields.filter((field) => /^(held|ringing|ringback|can[A-Z])/.test(field));
}

const STATE_FIELDS = ["state", "status", "media", "kind"] as const;
const MEDIA_FIELDS = ["microphone", "camera", "microphoneError", "cameraError"] as const;

/** What a call becomes when the core is gone (design, 11.11). */
const DEAD = {
  state: "ended",
  status: "failed",
  endReason: "failed",
  endCategory: "process",
  confirmed: false,
  microphone: "off",
  camera: "off",
} as const;
