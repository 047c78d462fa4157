/** What a client needs of a recorder: types only. `ringline/recording` has the one for browsers. */

import type { Call } from "./call.ts";
import type { CallError, CallErrorInit } from "./errors.ts";
import type { MediaKind } from "./types.ts";

/**
 * Where a recording goes while it is made. `blob`: memory, up to a limit. A stream, as of a file on disk, gets
 * bytes and is closed at the end. A function gets the chunks in order, the next when the last one has settled.
 */
export type RecordingSink =
  "blob" | WritableStream<Uint8Array<ArrayBuffer>> | ((chunk: Blob, index: number) => unknown);

/** `grid`: everybody and every screen equal. `stage`: a shared screen large, people beside it; else `grid`. */
export type RecordingLayout = "grid" | "stage";

/** Options of `call.startRecording()`. */
export interface RecordingOptions {
  /** Default `blob`. */
  readonly sink?: RecordingSink;
  /** `audio` records no picture. Default: `call.media`; a recording cannot change it on the way. */
  readonly media?: MediaKind;
  /** Default: the first of mp4 and webm that this browser can write. */
  readonly mimeType?: string;
  /** Default `stage`. */
  readonly layout?: RecordingLayout;
  /** Pixels; default 1280 x 720. */
  readonly width?: number;
  readonly height?: number;
  /** Pictures a second; default 24. */
  readonly frameRate?: number;
  /** Default 2 500 000. */
  readonly videoBitsPerSecond?: number;
  /** Default 96 000. */
  readonly audioBitsPerSecond?: number;
  /** The caption of this user's own picture; default the user id. */
  readonly localName?: string;
  /** Whether only those are recorded who agreed. */
  readonly consent?: boolean;
}

/** What was recorded. With sink `blob` it is the file; else it is empty, and its fields tell. */
export interface RecordingResult extends Blob {
  /** What the sink took. */
  readonly writtenBytes: number;
  readonly chunks: number;
  readonly durationMs: number;
  /** Pictures drawn; 0 without a picture. */
  readonly frames: number;
  /** Width x height x pictures a second: what this recording costs (R87). 0 without a picture. */
  readonly pixelsPerSecond: number;
  /** Why it ended before it was told to. What was written before that is valid. */
  readonly error?: CallError;
}

/** What a recorder gets of the call that it records. */
export interface RecordingOwner {
  readonly userId: string | null;
  /**
   * Tells everybody in the call that it is recorded, or no longer; called before the first sample and after the
   * last one. Rejects when it may not be.
   */
  announce(on: boolean): Promise<void>;
  error(code: string, init: CallErrorInit): CallError;
  /** The recording ended by itself. */
  failed(error: CallError): void;
}

/** `CallClientOptions.recorder`. Everything that fails is a `CallError`. */
export interface ClientRecorder {
  /** Settles when the recording is on. */
  start(call: Call, options: RecordingOptions, owner: RecordingOwner): Promise<void>;
  /** Ends the recording of the call; the same result again once there is one. Undefined: there was none. */
  stop(call: Call): Promise<RecordingResult> | undefined;
}
