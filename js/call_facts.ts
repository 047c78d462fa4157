/** What is known of one call: read-only, and as the core last said it. No decision is made here. */

import { parseExt } from "./arguments.ts";
import type { CallEvents } from "./call_events.ts";
import { Emitter } from "./events.ts";
import { LocalParticipant, Participant, setParticipant, setSpeaking } from "./participant.ts";
import type { Sound } from "./playback.ts";
import type { Profile } from "./users.ts";
import type {
  CallState,
  CallStateName,
  CallStatus,
  EndReason,
  MediaKind,
  MicrophoneHint,
  MuteRequest,
  ParticipantState,
  RecordingState,
  SpeechEffect,
  Timeline,
  VideoRequest,
} from "./types.ts";

/** What the facts of a call need from its client. */
export interface FactsOwner {
  localStream(callId: string): MediaStream;
  localScreen(callId: string): MediaStream;
  remoteStreams(callId: string, userId: string): readonly [MediaStream, MediaStream];
  sound(callId: string, userId: string): Sound;
  playbackBlocked(callId: string): boolean;
  /** Whether this browser can. */
  canShareScreen(): boolean;
  /** Monotonic milliseconds. */
  now(): number;
  /** How a participant is shown. */
  readonly profile: (state: ParticipantState) => Profile;
  /** How loud a participant is heard. */
  level(callId: string, userId: string): number;
}

/** Who is news, and in which event. */
export type ParticipantNews = ["participantjoined" | "participantleft" | "participantchanged", Participant];

/** For `call.ts` only: what the core said last. */
export let stateOf: (facts: CallFacts) => CallState;

/** For `call.ts` only: takes what the core says now; answers what that changed of the participants. */
export let takeState: (facts: CallFacts, state: CallState) => ParticipantNews[];

/** For `call.ts` only: takes who speaks now; answers whose `speaking` that changed. */
export let takeSpeech: (facts: CallFacts, speech: SpeechEffect) => Participant[];

/** For `call.ts` only: takes that these users are shown differently; answers those who are in the call. */
export let takeProfiles: (facts: CallFacts, userIds: readonly string[]) => Participant[];

/** Nobody speaks. */
export const SILENCE: SpeechEffect = { type: "speech", callId: "", speaking: [] };

/** The base of `Call`. */
export class CallFacts extends Emitter<CallEvents> {
  /** This device's microphone, camera and self-view. */
  readonly local: LocalParticipant;
  readonly #owner: FactsOwner;
  #state: CallState;
  #participants: readonly Participant[] = Object.freeze([]);
  #ext: { json: string | undefined; value: unknown };
  #answeredNow: number | null = null;
  #speech = SILENCE;

  /** Made by the library. */
  constructor(state: CallState, owner: FactsOwner) {
    super();
    this.#owner = owner;
    this.#state = state;
    this.#ext = { json: state.ext, value: parseExt(state.ext) };
    this.local = new LocalParticipant(
      () => this.#state,
      owner.localStream(state.callId),
      owner.localScreen(state.callId),
    );
    this.#takeParticipants(state.participants);
    this.#noteAnswer();
  }

  static {
    stateOf = (facts) => facts.#state;
    takeState = (facts, state) => facts.#take(state);
    takeSpeech = (facts, speech) => facts.#hear(speech);
    takeProfiles = (facts, userIds) => {
      // A new array: whoever compares sees that something changed.
      facts.#participants = Object.freeze([...facts.#participants]);
      return facts.#participants.filter(({ userId }) => userIds.includes(userId));
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
  /** `startScreenShare()`: whether policy, state and this browser allow it. */
  get canShareScreen(): boolean {
    return this.#state.canShareScreen && this.#owner.canShareScreen();
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
  /** Who records this call, or is about to; undefined while nobody does (R86). */
  get recording(): RecordingState | undefined {
    return this.#state.recording;
  }
  /** Whether somebody records or is about to, and this user has not said a word to it: `consentToRecording()`. */
  get canConsent(): boolean {
    return this.#state.canConsent;
  }
  /** This user's word to being recorded in this call. */
  get consent(): "given" | "refused" | undefined {
    return this.#state.consent;
  }
  /** The last request to this user to mute the microphone (R77). */
  get muteRequest(): MuteRequest | undefined {
    return this.#state.muteRequest;
  }
  /** Who of the others has the floor; the last one while nobody speaks, undefined before anybody spoke. */
  get activeSpeaker(): Participant | undefined {
    return this.#participants.find(({ userId }) => userId === this.#speech.speaker);
  }
  /** What the user should be told of the own microphone: spoken into while muted, or on and silent. */
  get microphoneHint(): MicrophoneHint | undefined {
    return this.#speech.hint;
  }
  /** When what happened in the set-up of this call, by the page's clock. */
  get timeline(): Timeline {
    return this.#state.timeline;
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
  /** Whether the browser refuses to play sound of this call until the user does something on the page. */
  get playbackBlocked(): boolean {
    return this.#owner.playbackBlocked(this.id);
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

  #take(state: CallState): ParticipantNews[] {
    this.#state = state;
    if (state.ext !== this.#ext.json) this.#ext = { json: state.ext, value: parseExt(state.ext) };
    this.#noteAnswer();
    return this.#takeParticipants(state.participants);
  }

  #hear(speech: SpeechEffect): Participant[] {
    this.#speech = speech;
    const changed = this.#participants.filter((one) =>
      setSpeaking(one, speech.speaking.includes(one.userId)),
    );
    if (changed.length > 0) this.#participants = Object.freeze([...this.#participants]);
    return changed;
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
        const { userId } = state;
        const { remoteStreams, sound, level, profile } = this.#owner;
        const heard = (): number => level(this.id, userId);
        participant = new Participant(
          state,
          remoteStreams(this.id, userId),
          sound(this.id, userId),
          heard,
          profile,
        );
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
