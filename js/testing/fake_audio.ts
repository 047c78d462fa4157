/** An audio element without a loudspeaker. */

import type { HostAudio } from "../host.ts";

/** Asks its page before it plays, as browsers do. */
export class FakeAudio implements HostAudio {
  srcObject: MediaProvider | null = null;
  volume = 1;
  muted = false;
  paused = true;
  /** Where it is heard; empty: the default. */
  sinkId = "";
  readonly #mayPlay: () => boolean;

  /** `mayPlay`: whether the browser lets a page make sound. */
  constructor(mayPlay: () => boolean) {
    this.#mayPlay = mayPlay;
  }

  /** Whether somebody hears it. */
  get heard(): boolean {
    return !this.paused && !this.muted && this.volume > 0 && this.srcObject !== null;
  }

  async play(): Promise<void> {
    if (!this.muted && !this.#mayPlay()) {
      this.paused = true;
      throw new DOMException("fake", "NotAllowedError");
    }
    this.paused = false;
  }
  pause(): void {
    this.paused = true;
  }
  async setSinkId(deviceId: string): Promise<void> {
    this.sinkId = deviceId;
  }
}
