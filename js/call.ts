/**
 * One call, as the app sees it: what the core last said about it, and the commands. No decision is made here.
 */

import { booleanOf, extOf, mediaOf, parseExt, reasonOf } from "./arguments.ts";
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
} from "./types.ts";

/** What became of an outgoing invite. */
export interface Placement {
  /** Users who are being rung. */
  readonly ok: readonly string[];
  readonly failed: readonly PlacementFailure[];
  /** Set when the invite itself failed. */
  readonly error?: CallError;
}

/** Events of a call and their `event.detail`. */
export interface CallEvents {
  /** `state` changed, or one of the `can…` answers. */
  statechange: { readonly state: CallStateName; readonly previous: CallStateName };
  /** A participant joined, left or changed in any way. */
  participantchanged: { readonly participant: Participant };
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
  redial(to: readonly string[], media: MediaKind, ext: unknown): Promise<Call>;
}

/** What only the client may do to a call. */
export interface CallControl {
  apply(call: Call, state: CallState): void;
  event(call: Call, name: CallEventName, previousId: string): void;
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
      event: (call, name, previousId) => call.#event(name, previousId),
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
  /** User id of the inviter. */
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
  /** Whether this device should ring (or, outgoing, play the ringback) now. */
  get ringing(): boolean {
    return this.#state.ringing;
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

  /** Answers. Settles when the server decided; rejects with `answered-elsewhere`, `call-ended` and others. */
  async accept(options: { media?: MediaKind; ext?: unknown } = {}): Promise<void> {
    const media = options.media === undefined ? undefined : mediaOf(options.media);
    await this.#request("accept", { legId: this.#owner.newId(), media, ext: extOf(options.ext) });
  }

  /** Refuses for this user, on all devices. */
  async decline(options: { reason?: string; ext?: unknown } = {}): Promise<void> {
    await this.#request("decline", { reason: reasonOf(options.reason), ext: extOf(options.ext) });
  }

  /** Silences this device only; nobody is told. Never rejects. */
  async ignore(): Promise<void> {
    await this.#request("ignore", {}).catch(() => {});
  }

  /** Takes an unanswered call back. Never rejects. */
  async cancel(): Promise<void> {
    await this.hangUp();
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

  /** Calls the same people again, with the same media and `ext`. */
  async redial(): Promise<Call> {
    const to = this.#participants.map((participant) => participant.userId);
    return this.#owner.redial(to, this.media, this.ext);
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

  #request(type: string, fields: Record<string, unknown>): Promise<Settled> {
    return this.#owner.request({ type, callId: this.id, ...fields });
  }

  #apply(state: CallState): void {
    const old = this.#state;
    this.#state = state;
    if (state.ext !== this.#ext.json) this.#ext = { json: state.ext, value: parseExt(state.ext) };
    this.#noteAnswer();
    const changed = this.#takeParticipants(state.participants);
    if (STATE_FIELDS.some((field) => state[field] !== old[field])) {
      emit(this, "statechange", { state: state.state, previous: old.state });
    }
    for (const participant of changed) emit(this, "participantchanged", { participant });
    if (MEDIA_FIELDS.some((field) => state[field] !== old[field])) emit(this, "mediachange", {});
    for (const field of ["microphoneError", "cameraError"] as const) {
      const cause = state[field];
      if (cause && cause !== old[field]) {
        const device = field === "microphoneError" ? "microphone" : "camera";
        const message = `media-failed: ${device} ${cause}`;
        this.#error(
          new CallError("media-failed", {
            category: "media",
            retryable: true,
            callId: this.id,
            cause,
            message,
          }),
        );
      }
    }
  }

  #event(name: CallEventName, previousId: string): void {
    if (name === "replaced") emit(this, name, { previousId });
    else if (name === "endreasonchange") emit(this, name, { endReason: this.endReason });
    else emit(this, name, {});
  }

  #died(error: CallError): void {
    this.#resolvePlaced({ ok: [], failed: [], error });
    const { answeredAt, startedAt } = this.#state;
    this.#apply({ ...this.#state, ...DEAD, endedAt: (answeredAt ?? startedAt) + this.durationMs });
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

  /** Answers those that changed, appeared or went. */
  #takeParticipants(states: readonly ParticipantState[]): Participant[] {
    const known = new Map(this.#participants.map((participant) => [participant.userId, participant]));
    const changed: Participant[] = [];
    const next = states.map((state) => {
      let participant = known.get(state.userId);
      known.delete(state.userId);
      if (!participant) {
        participant = new Participant(state, this.#owner.remoteStream(this.id, state.userId));
        changed.push(participant);
      } else if (setParticipant(participant, state)) {
        changed.push(participant);
      }
      return participant;
    });
    changed.push(...known.values());
    if (changed.length > 0) this.#participants = Object.freeze(next);
    return changed;
  }
}

const STATE_FIELDS = [
  "state",
  "status",
  "media",
  "ringing",
  "canAccept",
  "canDecline",
  "canHangUp",
  "canRejoin",
] as const;
const MEDIA_FIELDS = ["microphone", "camera", "microphoneError", "cameraError"] as const;

/** What a call becomes when the core is gone (design, 11.11). */
const DEAD = {
  state: "ended",
  status: "failed",
  endReason: "failed",
  endCategory: "process",
  confirmed: false,
  ringing: false,
  canAccept: false,
  canDecline: false,
  canHangUp: false,
  canRejoin: false,
  microphone: "off",
  camera: "off",
} as const;
