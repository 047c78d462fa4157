/**
 * What a peer's senders are set to: codecs, and bit rate, frame rate and size as the core says. Parameters of a sender
 * are a transaction (W3C webrtc, setParameters): one at a time, the last wish wins.
 */

import type { EncodeEffect, MediaKind } from "./types.ts";

/** Names of codecs, the best liked first: `VP9`, `H264`, `opus`. Those not named come after, in the browser's order. */
export interface CodecPreferences {
  readonly audio?: readonly string[];
  readonly video?: readonly string[];
}

/** The codecs of a browser in the order that is liked. What comes with one (RTX, FEC) keeps its place behind. */
export function sortCodecs<C extends { readonly mimeType: string }>(
  codecs: readonly C[],
  names: readonly string[],
): C[] {
  const rank = ({ mimeType }: C): number => {
    const name = mimeType.slice(mimeType.indexOf("/") + 1).toLowerCase();
    const index = names.findIndex((wanted) => wanted.toLowerCase() === name);
    return index < 0 ? names.length : index;
  };
  return codecs.toSorted((one, other) => rank(one) - rank(other));
}

/** What a track shows or lets hear, for encoders (W3C mst-content-hint). An app's own hint stays. */
export function hintContent(track: MediaStreamTrack | null, kind: MediaKind): void {
  if (track?.contentHint === "") track.contentHint = kind === "audio" ? "speech" : "motion";
}

/** One sender of one peer connection: it sends as the core says, and nothing without a track. */
export class Encoder {
  readonly #sender: () => RTCRtpSender | undefined;
  readonly #failed: (error: unknown) => void;
  #wanted: EncodeEffect | null = null;
  #work: Promise<void> = Promise.resolve();
  /** Whether there ever was a track. */
  #used = false;
  /** What was set last; at first, what a browser does by itself. */
  #set = "[true,null]";

  /** `sender`: undefined while there is none. */
  constructor(sender: () => RTCRtpSender | undefined, failed: (error: unknown) => void) {
    this.#sender = sender;
    this.#failed = failed;
  }

  /** Effect `encode`. */
  set(wanted: EncodeEffect): void {
    this.#wanted = wanted;
    this.apply();
  }

  /** Sets what is not set yet: after a wish, a negotiation or another track; harmless at any time. */
  apply(): void {
    this.#work = this.#work.then(() => this.#follow()).catch((error: unknown) => this.#failed(error));
  }

  /** A browser asks its other threads for parameters, and the page waits: only when there is something to set. */
  async #follow(): Promise<void> {
    const sender = this.#sender();
    if (!sender || !(this.#used ||= sender.track !== null)) return;
    const wanted = this.#wanted;
    // Without a track Firefox would send the last picture of the camera once a second for ever.
    const active = sender.track !== null && wanted?.active !== false;
    const set = JSON.stringify([active, wanted]);
    if (set === this.#set) return;
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings ?? []; // Firefox has none before the negotiation
    if (!encoding) return;
    encoding.active = active;
    if (wanted?.active) {
      encoding.maxBitrate = wanted.maxBitrate;
      encoding.maxFramerate = wanted.maxFramerate;
      encoding.scaleResolutionDownBy = wanted.scaleDownBy;
    }
    await sender.setParameters(parameters);
    this.#set = set;
  }
}
