/** Which track a sender sends, and whether it sends at all. */

import type { MediaKind } from "./types.ts";

/** The senders of one peer connection. */
export class Sending {
  readonly #failed: (what: string, error: unknown) => void;
  /** Parameters of a sender are a transaction (W3C webrtc, setParameters): one at a time. */
  readonly #work = new WeakMap<RTCRtpSender, Promise<void>>();

  constructor(failed: (what: string, error: unknown) => void) {
    this.#failed = failed;
  }

  /** Sends this track from now on; null sends nothing. The last word counts. */
  set(kind: MediaKind, sender: RTCRtpSender, track: MediaStreamTrack | null): void {
    const replaced = sender
      .replaceTrack(track)
      .catch((error: unknown) => this.#failed("replaceTrack", error));
    if (kind === "audio") return;
    const work = Promise.all([this.#work.get(sender), replaced])
      .then(() => follow(sender))
      .catch((error: unknown) => this.#failed("setParameters", error));
    this.#work.set(sender, work);
  }
}

/**
 * The encoding is off while there is no track. Otherwise Firefox goes on sending the last picture of the camera, once
 * a second, for as long as the connection lives.
 */
async function follow(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings;
  const active = sender.track !== null;
  // There is none before the first negotiation, and then nothing was sent by it.
  if (!encoding || encoding.active === active) return;
  encoding.active = active;
  await sender.setParameters(parameters);
}
