/** The recording that this page makes, and the file that came of the last one. */

import type { Call, CallError, RecordingResult } from "../index.ts";
import type { Desk } from "./desk.ts";

/** A file that was made, until it is dismissed. */
export interface Recorded {
  readonly url: string;
  readonly name: string;
}

/** What this page records. */
export class Recordings {
  /** The call that is being recorded. */
  call: Call | null = null;
  recorded: Recorded | null = null;
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  start(call: Call): void {
    // By whatever it ends: the button, the call, or a failure.
    const end = (): void => this.stop(call);
    call.addEventListener("ended", end, { once: true });
    call.startRecording().then(
      () => {
        this.call = call;
        this.#desk.changed();
      },
      (error: CallError) => {
        call.removeEventListener("ended", end);
        this.#desk.fail(error);
      },
    );
  }

  stop(call: Call): void {
    call.stopRecording().then(
      (result) => this.#keep(result),
      (error: CallError) => this.#desk.fail(error),
    );
  }

  /** The file may go. */
  dismiss(): void {
    if (this.recorded) URL.revokeObjectURL(this.recorded.url);
    this.recorded = null;
    this.#desk.changed();
  }

  #keep(result: RecordingResult): void {
    if (this.call === null) return;
    this.call = null;
    this.dismiss();
    const name = `call.${/mp4|webm|ogg/.exec(result.type)?.[0] ?? "bin"}`;
    this.recorded = { url: URL.createObjectURL(result), name };
    this.#desk.changed();
    if (result.error) this.#desk.fail(result.error);
  }
}
