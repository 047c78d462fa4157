/** What a recording may take, and how long it waits for what. `createRecorder()` changes the bytes and pixels. */
export const recordingLimits = Object.freeze({
  /** Bytes of a recording with sink `blob`. */
  blobBytes: 256 * 1024 * 1024,
  /** Bytes that wait for a sink that does not keep up. */
  waitingBytes: 16 * 1024 * 1024,
  /** Width x height x pictures a second: 1920 x 1080 at 30. */
  pixelsPerSecond: 1920 * 1080 * 30,
  /** How often a chunk goes to the sink: what a crash of the page costs. */
  chunkMs: 1000,
  /** How long the sound may take to start. */
  wakeMs: 10_000,
  /** How long the sink may take for what still waits at the end. */
  finishMs: 10_000,
});

/** The limits that an app may set for its recorder. */
export interface RecorderOptions {
  /** Bytes of a recording with sink `blob`, at which it ends. Default 256 MiB. */
  readonly maxBlobBytes?: number;
  /** Bytes that may wait for a sink, at which the recording ends. Default 16 MiB. */
  readonly maxWaitingBytes?: number;
  /** Width x height x pictures a second above which none begins (R87). Default 62 208 000. */
  readonly maxPixelsPerSecond?: number;
}
