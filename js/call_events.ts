/** What a call tells of itself. Types only. */

import type { CallError } from "./errors.ts";
import type { Participant } from "./participant.ts";
import type { PictureInPictureMode } from "./picture_in_picture.ts";
import type {
  CallStateName,
  EndReason,
  MicrophoneHint,
  MuteRequest,
  RecordingState,
  VideoRequest,
} from "./types.ts";

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
  /** Somebody asked this user to mute: done already, unless policy `muteRequests` is `ask` (R77). */
  muterequest: { readonly muteRequest: MuteRequest | undefined };
  /** Somebody began, asks for consent to, or ended a recording: `call.recording` (R86). */
  recordingchange: { readonly recording: RecordingState | undefined };
  /** The local microphone, camera or screen changed. */
  mediachange: Record<string, never>;
  /** `pictureInPicture` changed; the user may close the window, too. */
  pictureinpicturechange: { readonly mode: PictureInPictureMode };
  /** Another one of the others has the floor: `call.activeSpeaker`. */
  activespeaker: { readonly participant: Participant | undefined };
  /** The quality of the path to somebody changed: `participant.quality`. */
  qualitychange: { readonly participant: Participant; readonly quality: number | undefined };
  /** Something about the own microphone that the user should know, or no longer: `call.microphoneHint`. */
  microphonehint: { readonly hint: MicrophoneHint | undefined };
  /** The browser refuses to play sound, or plays it again: `call.playbackBlocked`, `call.resumePlayback()`. */
  playbackblocked: { readonly blocked: boolean };
  reconnecting: Record<string, never>;
  reconnected: Record<string, never>;
  /** The server's record gave another reason than the one told at `ended`. */
  endreasonchange: { readonly endReason: EndReason | undefined };
  /** This call goes on as another one (glare): `call.id` changed. */
  replaced: { readonly previousId: string };
  ended: { readonly endReason: EndReason | undefined };
  error: { readonly error: CallError };
}
