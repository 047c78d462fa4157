/**
 * How loud it is. What others send is read off their packets: each carries the level of its sound (RFC 6464), and
 * the receiver has it at hand, so that ten looks a second cost nothing. What this user's own microphone gives is
 * measured on a clone of its track, for a muted track is silent; the clone ends with the track, so that no light
 * stays on.
 */

import type { Host, LevelMeter } from "./host.ts";

/** The own microphone, as the core wants to know it (docs/CORE.md, input `levels`). */
export interface OwnSound {
  /** RMS of the samples, 0 to 1. */
  readonly level: number;
  /** There is a microphone, and it can be measured. */
  readonly live: boolean;
  readonly muted: boolean;
}

const meters = new WeakMap<MediaStreamTrack, LevelMeter | null>();

/** Levels need no more digits, and journals and messages are shorter. */
function rounded(level: number): number {
  return Math.round(Math.min(1, Math.max(0, level)) * 10_000) / 10_000;
}

/** What the microphone in `stream` gives now. From the first call on it is measured, until `closeMeter`. */
export function ownSound(host: Host, stream: MediaStream): OwnSound {
  const track = stream.getAudioTracks().findLast(({ readyState }) => readyState === "live");
  if (!track) return { level: 0, live: false, muted: false };
  if (!meters.has(track)) meters.set(track, host.createMeter(track));
  const level = meters.get(track)?.level() ?? null;
  return { level: rounded(level ?? 0), live: level !== null, muted: !track.enabled };
}

/** The track is stopped, or nobody asks any more: its clone goes, too. */
export function closeMeter(track: MediaStreamTrack): void {
  meters.get(track)?.close();
  meters.delete(track);
}

/** What one peer's sound is like: what was seen of its packets last. */
export class RemoteLevel {
  #packet = -1;

  /** The level of the packet that was played last; 0 when none came since the last look. */
  read(receivers: readonly RTCRtpReceiver[]): number {
    for (const receiver of receivers) {
      if (receiver.track.kind !== "audio") continue;
      const [source] = receiver.getSynchronizationSources();
      if (!source || source.rtpTimestamp === this.#packet) continue;
      this.#packet = source.rtpTimestamp;
      return rounded(source.audioLevel ?? 0);
    }
    return 0;
  }
}

/** Whether a picture was shown: a source is known once its first frame is (W3C webrtc, RTCRtpContributingSource). */
export function hasPicture(receivers: readonly RTCRtpReceiver[]): boolean {
  return receivers.some(
    (receiver) => receiver.track.kind === "video" && receiver.getSynchronizationSources().length > 0,
  );
}
