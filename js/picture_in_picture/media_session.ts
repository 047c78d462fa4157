/**
 * The system's own controls of the call that is on (W3C mediasession): its name there, the buttons to hang up and to
 * mute, and the wish for a picture in picture when the page is left. All of it is given back after the last call.
 */

import type { Call } from "../call.ts";
import type { CallClient } from "../client.ts";
import { namesOf } from "./window.ts";

type Action = "hangup" | "togglemicrophone" | "togglecamera" | "enterpictureinpicture";

export class MediaSessionTie {
  readonly #client: CallClient;
  readonly #session: MediaSession;
  readonly #wished: (call: Call) => void;
  #call: Call | undefined;
  #names = "";

  /** `wished`: the browser wants to show the call beside the page. */
  constructor(client: CallClient, session: MediaSession, wished: (call: Call) => void) {
    this.#client = client;
    this.#session = session;
    this.#wished = wished;
    client.subscribe(() => this.#look());
  }

  #look(): void {
    const { calls } = this.#client;
    const own = calls.filter(({ canHold, canResume }) => canHold || canResume);
    const call = own.find(({ held }) => !held) ?? own[0];
    if (call) this.#tell(call);
    if (!call === !this.#call) return void (this.#call = call);
    this.#call = call;
    this.#handle(call !== undefined);
    if (!call) this.#release();
  }

  #tell(call: Call): void {
    const session = this.#session;
    const names = namesOf(call);
    if (names !== this.#names || !this.#call) {
      this.#names = names;
      session.metadata = new MediaMetadata({ title: names });
      session.playbackState = "playing";
    }
    const { microphone, camera } = call.local;
    this.#active(microphone === "on", camera === "on");
  }

  #release(): void {
    this.#session.metadata = null;
    this.#session.playbackState = "none";
    this.#active(false, false);
  }

  /** Not every browser has them; they tell the system what we show. */
  #active(microphone: boolean, camera: boolean): void {
    void this.#session.setMicrophoneActive?.(microphone)?.catch?.(() => {});
    void this.#session.setCameraActive?.(camera)?.catch?.(() => {});
  }

  #handle(on: boolean): void {
    const actions: Record<Action, (call: Call) => unknown> = {
      hangup: (call) => call.hangUp(),
      togglemicrophone: (call) => call.setMicrophoneEnabled(call.local.microphone !== "on"),
      togglecamera: (call) => call.setCameraEnabled(call.local.camera !== "on"),
      enterpictureinpicture: (call) => this.#wished(call),
    };
    for (const [action, perform] of Object.entries(actions) as [Action, (call: Call) => unknown][]) {
      const handler = (): void => {
        if (this.#call) void Promise.resolve(perform(this.#call)).catch(() => {});
      };
      try {
        // These are newer than TypeScript's list; one that the browser does not know is a TypeError.
        this.#session.setActionHandler(action as string as MediaSessionAction, on ? handler : null);
      } catch {
        continue;
      }
    }
  }
}
