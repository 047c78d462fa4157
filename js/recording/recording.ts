/**
 * The package's entry `ringline/recording`, which shares no line with `ringline`: records everybody in a call into
 * one file, by canvas, Web Audio and MediaRecorder. docs/media.md says what a recording is and what it costs.
 *
 * ```ts
 * const client = await CallClient.create({ url, tokenProvider, recorder: createRecorder() });
 * await call.startRecording();
 * const blob = await call.stopRecording();
 * ```
 */

import type { Call } from "../call.ts";
import type { ClientRecorder, RecordingOptions, RecordingOwner, RecordingResult } from "../recorder.ts";
import { recordingLimits } from "./limits.ts";
import type { RecorderOptions } from "./limits.ts";
import { planOf, Refusal } from "./plan.ts";
import { Take } from "./take.ts";

export { recordingLimits } from "./limits.ts";
export type { RecorderOptions } from "./limits.ts";
export type { RecordingLayout, RecordingOptions, RecordingResult, RecordingSink } from "../recorder.ts";

/** Makes a recorder: `CallClient.create({ recorder })`. Throws a RangeError. */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  const limits = {
    maxBlobBytes: recordingLimits.blobBytes,
    maxWaitingBytes: recordingLimits.waitingBytes,
    maxPixelsPerSecond: recordingLimits.pixelsPerSecond,
    ...options,
  };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a positive integer`);
  }
  return new Recorder(limits);
}

/** Records calls, each into a file of its own. */
export class Recorder implements ClientRecorder {
  readonly #limits: Required<RecorderOptions>;
  readonly #on = new Set<Take>();
  /** The result stays for as long as somebody has the call. */
  readonly #takes = new WeakMap<Call, Take>();

  /** Made by `createRecorder()`. */
  constructor(limits: Required<RecorderOptions>) {
    this.#limits = limits;
  }

  /** Bytes of recordings that are going on which are held in memory: they wait for a sink, or are kept for a blob. */
  get heldBytes(): number {
    let sum = 0;
    for (const take of this.#on) sum += take.heldBytes;
    return sum;
  }

  /** For `call.startRecording()`. */
  async start(call: Call, options: RecordingOptions, owner: RecordingOwner): Promise<void> {
    const take = this.#begin(call, options, owner);
    this.#on.add(take);
    this.#takes.set(call, take);
    try {
      await take.started;
      void take.ended.then(() => this.#on.delete(take));
    } catch (error) {
      this.#on.delete(take);
      this.#takes.delete(call);
      throw error;
    }
  }

  /** For `call.stopRecording()`. */
  stop(call: Call): Promise<RecordingResult> | undefined {
    const take = this.#takes.get(call);
    return take?.started.then(() => take.stop());
  }

  #begin(call: Call, options: RecordingOptions, owner: RecordingOwner): Take {
    const { maxPixelsPerSecond, ...limits } = this.#limits;
    try {
      const last = this.#takes.get(call);
      if (last && this.#on.has(last)) throw new Refusal("invalid-state", "this call is being recorded");
      if (call.state === "ended") throw new Refusal("call-ended", "the call is over");
      const { media } = call;
      const { userId } = owner;
      const plan = planOf(options, { media, userId, maxPixelsPerSecond, isSupported });
      return new Take({ call, owner, plan, ...limits });
    } catch (cause) {
      if (cause instanceof Refusal) throw owner.error(cause.code, cause.init);
      const message = "media-failed: this browser cannot record that";
      throw owner.error("media-failed", { category: "media", cause, message });
    }
  }
}

function isSupported(mimeType: string): boolean {
  return typeof MediaRecorder === "function" && MediaRecorder.isTypeSupported(mimeType);
}
