/** Where chunks go. A sink takes one at a time; it rejects when it cannot. */

import type { RecordingSink } from "../recorder.ts";

/** One sink, used by a `ChunkQueue`. */
export interface Sink {
  write(chunk: Blob, index: number): Promise<void>;
  /** Nothing more comes: the file is complete. */
  close(): Promise<void>;
  /** What is kept here, in order. */
  readonly kept: readonly Blob[];
}

/** More than a limit allows; every other failure is the app's own. */
export class TooMuch extends Error {}

/** The sink that an app asked for. */
export function sinkOf(sink: RecordingSink, maxBlobBytes: number): Sink {
  if (sink === "blob") return blobSink(maxBlobBytes);
  if (typeof sink === "function") return functionSink(sink);
  return streamSink(sink);
}

function blobSink(maxBytes: number): Sink {
  const kept: Blob[] = [];
  let bytes = 0;
  return {
    kept,
    write: async (chunk) => {
      if (bytes + chunk.size > maxBytes) throw new TooMuch(`the blob would be larger than ${maxBytes} bytes`);
      bytes += chunk.size;
      kept.push(chunk);
    },
    close: async () => {},
  };
}

function functionSink(take: (chunk: Blob, index: number) => unknown): Sink {
  return {
    kept: [],
    write: async (chunk, index) => void (await take(chunk, index)),
    close: async () => {},
  };
}

/** The bytes of a chunk are read only when the stream is ready for them; it is ours from the first one on. */
function streamSink(stream: WritableStream<Uint8Array<ArrayBuffer>>): Sink {
  let open: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | null = null;
  const writerOf = () => (open ??= stream.getWriter());
  return {
    kept: [],
    write: async (chunk) => {
      const writer = writerOf();
      await writer.ready;
      await writer.write(new Uint8Array(await chunk.arrayBuffer()));
    },
    close: async () => writerOf().close(),
  };
}
