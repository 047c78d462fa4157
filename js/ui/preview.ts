/** The own microphone and camera before there is a call. Nothing of them goes into the call: it captures for itself. */

import type { CaptureError } from "../index.ts";
import type { Captured } from "./parts/permissions.ts";

/** The id of the device of each kind, empty for the default one; null: off. */
export type Wanted = Readonly<Record<Captured, string | null>>;

const NOTHING: Wanted = { microphone: null, camera: null };

/** What getUserMedia rejects with (mediacapture-streams, 10.2). */
const ERRORS: Readonly<Record<string, CaptureError>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "not-found",
  NotReadableError: "in-use",
  AbortError: "in-use",
  OverconstrainedError: "overconstrained",
};

/** Holds what is captured for as long as it is wanted. */
export class Preview {
  /** One object for good: a `<video>` keeps it. */
  readonly stream = new MediaStream();
  readonly #changed: () => void;
  #wanted = NOTHING;
  #errors: Partial<Record<Captured, CaptureError>> = {};

  /** `changed` is called when a device came or failed. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** What is captured of a kind now. */
  track(kind: Captured): MediaStreamTrack | null {
    const [track] = kind === "camera" ? this.stream.getVideoTracks() : this.stream.getAudioTracks();
    return track ?? null;
  }

  /** Why a kind that is wanted is not there. */
  error(kind: Captured): CaptureError | undefined {
    return this.#errors[kind];
  }

  /** Changes what is captured; what failed before is tried again only with `again`. */
  want(wanted: Wanted, again = false): void {
    const kinds = (["microphone", "camera"] as const).filter(
      (kind) => wanted[kind] !== this.#wanted[kind] || (again && this.#errors[kind]),
    );
    this.#wanted = wanted;
    for (const kind of kinds) {
      this.#drop(this.track(kind));
      delete this.#errors[kind];
    }
    void this.#capture(kinds.filter((kind) => wanted[kind] !== null));
  }

  /** Turns everything off. */
  stop(): void {
    this.want(NOTHING);
  }

  /** One question for both; where that fails, one of them may still be had. */
  async #capture(kinds: readonly Captured[]): Promise<void> {
    if (kinds.length === 0) return;
    const wanted = this.#wanted;
    try {
      const stream = await navigator.mediaDevices.getUserMedia(constraintsOf(kinds, wanted));
      for (const track of stream.getTracks()) this.#take(track, wanted);
      this.#changed();
    } catch (error) {
      if (kinds.length > 1) await Promise.all(kinds.map((kind) => this.#capture([kind])));
      else this.#fail(kinds[0]!, error, wanted);
    }
  }

  /** Something else may be wanted by now. */
  #take(track: MediaStreamTrack, wanted: Wanted): void {
    const kind = kindOf(track);
    if (this.#wanted[kind] !== wanted[kind] || this.track(kind)) return track.stop();
    track.addEventListener("ended", () => {
      this.#drop(track);
      this.#fail(kind, null, wanted);
    });
    this.stream.addTrack(track);
  }

  #fail(kind: Captured, error: unknown, wanted: Wanted): void {
    if (this.#wanted[kind] !== wanted[kind]) return;
    const name = error instanceof Error ? error.name : "NotFoundError";
    this.#errors[kind] = ERRORS[name] ?? "failed";
    this.#changed();
  }

  #drop(track: MediaStreamTrack | null): void {
    if (!track) return;
    track.stop();
    this.stream.removeTrack(track);
  }
}

function kindOf({ kind }: MediaStreamTrack): Captured {
  return kind === "video" ? "camera" : "microphone";
}

function constraintsOf(kinds: readonly Captured[], wanted: Wanted): MediaStreamConstraints {
  const device = (kind: Captured): MediaTrackConstraints =>
    wanted[kind] ? { deviceId: { exact: wanted[kind] } } : {};
  return {
    ...(kinds.includes("microphone") && { audio: device("microphone") }),
    ...(kinds.includes("camera") && {
      video: { width: { ideal: 1280 }, height: { ideal: 720 }, ...device("camera") },
    }),
  };
}
