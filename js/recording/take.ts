/**
 * One recording of one call, from before its first sample to after its last one. It ends when it is told to, with
 * the call, with the page, or when it fails; then nothing of it is left but the result.
 */

import type { Call } from "../call.ts";
import type { CallError } from "../errors.ts";
import type { RecordingOwner, RecordingResult } from "../recorder.ts";
import { ChunkQueue } from "./chunk_queue.ts";
import { recordingLimits } from "./limits.ts";
import { Picture } from "./picture.ts";
import type { RecordingPlan } from "./plan.ts";
import { sceneOf } from "./scene.ts";
import { sinkOf, TooMuch } from "./sinks.ts";
import type { Sink } from "./sinks.ts";
import { Sound } from "./sound.ts";

/** How often is looked who is heard, without a picture. */
const SOUND_BEATS_PER_SECOND = 20;

/** What a take is made of. */
export interface TakeOptions {
  readonly call: Call;
  readonly owner: RecordingOwner;
  readonly plan: RecordingPlan;
  readonly maxBlobBytes: number;
  readonly maxWaitingBytes: number;
}

/** What was recorded: see `RecordingResult`. */
export class Recording extends Blob implements RecordingResult {
  readonly writtenBytes: number;
  readonly chunks: number;
  readonly durationMs: number;
  readonly frames: number;
  readonly pixelsPerSecond: number;
  declare readonly error?: CallError;

  /** Made by the recorder. */
  constructor(kept: readonly Blob[], type: string, facts: Omit<RecordingResult, keyof Blob>) {
    super([...kept], { type });
    this.writtenBytes = facts.writtenBytes;
    this.chunks = facts.chunks;
    this.durationMs = facts.durationMs;
    this.frames = facts.frames;
    this.pixelsPerSecond = facts.pixelsPerSecond;
    if (facts.error) this.error = facts.error;
  }
}

export class Take {
  /** Settles when the recording is on; rejects when it cannot be. */
  readonly started: Promise<void>;
  readonly #options: TakeOptions;
  readonly #end = Promise.withResolvers<Recording>();
  readonly #gone = new AbortController();
  readonly #sound: Sound;
  readonly #picture: Picture | null = null;
  readonly #recorder: MediaRecorder;
  readonly #sink: Sink;
  readonly #queue: ChunkQueue;
  #stopBeat = (): void => {};
  #startedAt = 0;
  #endedAt = 0;
  #error: CallError | undefined;

  /** Throws what the browser throws. Called within the gesture of the user: the sound starts to wake here. */
  constructor(options: TakeOptions) {
    const { plan, maxBlobBytes, maxWaitingBytes } = options;
    this.#options = options;
    this.#sound = new Sound();
    try {
      this.#picture = plan.media === "video" ? new Picture(plan) : null;
      this.#recorder = recorderOf(plan, this.#sound.track, this.#picture?.track);
    } catch (error) {
      this.#release();
      throw error;
    }
    this.#sink = sinkOf(plan.sink, maxBlobBytes);
    this.#queue = new ChunkQueue({
      sink: this.#sink,
      maxWaitingBytes,
      finishMs: recordingLimits.finishMs,
      failed: (cause) => this.#fail(cause),
    });
    this.started = this.#start();
  }

  /** Settles when all of it is done, however it came to an end. */
  get ended(): Promise<Recording> {
    return this.#end.promise;
  }

  /** What is held in memory: what waits for the sink, and what it keeps. */
  get heldBytes(): number {
    return this.#queue.waitingBytes + this.#sink.kept.reduce((sum, { size }) => sum + size, 0);
  }

  /** Once `started` has settled. Idempotent. */
  stop(): Promise<Recording> {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    return this.ended;
  }

  async #start(): Promise<void> {
    const { call, owner } = this.#options;
    try {
      if (!(await this.#sound.wake(recordingLimits.wakeMs))) {
        throw this.#failure("the browser gives no sound: start the recording from a click");
      }
      await owner.announce(true);
      if (call.state === "ended") throw owner.error("call-ended", { endReason: call.endReason! });
      this.#run();
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  #run(): void {
    const { call, plan } = this.#options;
    const { signal } = this.#gone;
    const recorder = this.#recorder;
    recorder.ondataavailable = ({ data }) => this.#queue.push(data);
    recorder.onerror = (event) => this.#fail((event as ErrorEvent).error ?? event);
    recorder.onstop = () => void this.#finish();
    call.addEventListener("ended", () => void this.stop(), { signal });
    // The last chunk cannot be had any more, and a file on disk is one only once it is closed.
    window.addEventListener("pagehide", () => this.#queue.abandon(), { signal });
    this.#startedAt = performance.now();
    recorder.start(recordingLimits.chunkMs);
    const perSecond = this.#picture ? plan.frameRate : SOUND_BEATS_PER_SECOND;
    this.#stopBeat = this.#sound.beat(perSecond, () => this.#look());
  }

  /**
   * Streams keep their identity while their tracks change, and a stream tells nobody of a track that a script
   * added: so it is looked at anew at each beat.
   */
  #look(): void {
    const { call, plan } = this.#options;
    try {
      const { seats, sounds } = sceneOf(call, plan.localName);
      this.#sound.hear(sounds);
      this.#picture?.draw(seats);
    } catch (cause) {
      this.#fail(cause); // else the file would go on without news
    }
  }

  #fail(cause: unknown): void {
    const { owner } = this.#options;
    this.#error ??=
      cause instanceof TooMuch
        ? owner.error("limit-reached", {
            category: "media",
            cause,
            message: `limit-reached: ${cause.message}`,
          })
        : this.#failure("the recording ended", cause);
    void this.stop();
  }

  #failure(message: string, cause?: unknown): CallError {
    const init = { category: "media", retryable: true, message: `media-failed: ${message}` } as const;
    return this.#options.owner.error("media-failed", cause === undefined ? init : { ...init, cause });
  }

  async #finish(): Promise<void> {
    const { owner, plan } = this.#options;
    this.#endedAt = performance.now();
    this.#release();
    await this.#queue.close();
    const recording = new Recording(this.#sink.kept, this.#recorder.mimeType || plan.mimeType, {
      writtenBytes: this.#queue.bytes,
      chunks: this.#queue.chunks,
      durationMs: Math.round(this.#endedAt - this.#startedAt),
      frames: this.#picture?.frames ?? 0,
      pixelsPerSecond: plan.pixelsPerSecond,
      ...(this.#error && { error: this.#error }),
    });
    await owner.announce(false).catch(() => {});
    this.#end.resolve(recording);
    if (this.#error) owner.failed(this.#error);
  }

  #release(): void {
    this.#gone.abort();
    this.#stopBeat();
    this.#sound.close();
    this.#picture?.close();
  }
}

function recorderOf(plan: RecordingPlan, sound: MediaStreamTrack, picture?: MediaStreamTrack): MediaRecorder {
  const { mimeType, audioBitsPerSecond, videoBitsPerSecond } = plan;
  const bits = picture ? { audioBitsPerSecond, videoBitsPerSecond } : { audioBitsPerSecond };
  return new MediaRecorder(new MediaStream(picture ? [picture, sound] : [sound]), {
    mimeType,
    ...bits,
    // An mp4 grows by whole groups of pictures: no chunk waits for the next one.
    ...(picture && { videoKeyFrameIntervalDuration: recordingLimits.chunkMs }),
  });
}
