/** Recording a call: the button, what is said while it goes on, and the file at the end. */

import type { Call, CallError, RecordingResult } from "ringline";
import { createRecorder } from "ringline/recording";
import { dismiss } from "./dial.ts";
import { button, icon, roundButton } from "./parts.ts";
import { h } from "./render.ts";
import type { Child } from "./render.ts";
import type { Actions, View } from "./state.ts";

/** A file that was made, until it is dismissed. */
interface Recorded {
  readonly url: string;
  readonly name: string;
}

/** What this page records. */
export class Recordings {
  readonly recorder = createRecorder();
  readonly #changed: () => void;
  readonly #failed: (error: CallError) => void;
  #call: Call | null = null;
  #recorded: Recorded | null = null;

  /** `changed` is called when something here did. */
  constructor(changed: () => void, failed: (error: CallError) => void) {
    this.#changed = changed;
    this.#failed = failed;
  }

  /** The call that is being recorded. */
  get call(): Call | null {
    return this.#call;
  }
  get recorded(): Recorded | null {
    return this.#recorded;
  }

  start(call: Call): void {
    // By whatever it ends: the button, the call, or a failure.
    const end = (): void => this.stop(call);
    call.addEventListener("ended", end, { once: true });
    call.startRecording().then(
      () => {
        this.#call = call;
        this.#changed();
      },
      (error: CallError) => {
        call.removeEventListener("ended", end);
        this.#failed(error);
      },
    );
  }

  stop(call: Call): void {
    call.stopRecording().then(
      (result) => this.#keep(result),
      (error: CallError) => this.#failed(error),
    );
  }

  /** The file may go. */
  dismiss(): void {
    if (this.#recorded) URL.revokeObjectURL(this.#recorded.url);
    this.#recorded = null;
    this.#changed();
  }

  #keep(result: RecordingResult): void {
    if (this.#call === null) return;
    this.#call = null;
    this.dismiss();
    const name = `call.${/mp4|webm|ogg/.exec(result.type)?.[0] ?? "bin"}`;
    this.#recorded = { url: URL.createObjectURL(result), name };
    this.#changed();
    if (result.error) this.#failed(result.error);
  }
}

/** Among the controls of a call. */
export function recordingButton({ recording }: View, call: Call, actions: Actions): Child {
  const isOn = recording.call === call;
  if (!isOn && (recording.call !== null || call.answeredAt === undefined)) return null;
  return roundButton(isOn ? "Stop recording" : "Start recording", {
    key: "record",
    look: isOn ? "off" : "plain",
    icons: [isOn ? "stop" : "record"],
    onclick: () => (isOn ? actions.stopRecording(call) : actions.startRecording(call)),
  });
}

/** Above every page: what is going on, and what came of it. */
export function recordingNotices({ recording }: View, actions: Actions): Child {
  const { call, recorded } = recording;
  return [
    call !== null &&
      h(
        "div",
        { key: "recording", class: "notice warning" },
        icon("record"),
        h("p", { role: "status" }, "You are recording this call."),
        button("Stop", "plain", () => actions.stopRecording(call), "stop"),
      ),
    recorded !== null &&
      h(
        "div",
        { key: "recorded", class: "notice" },
        icon("record"),
        h("p", {}, h("a", { href: recorded.url, download: recorded.name }, "Download the recording")),
        dismiss(actions.closeRecorded),
      ),
  ];
}
