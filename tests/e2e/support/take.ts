// A recording that somebody makes of the call in front of them, driven by what was recorded so far: chunks come once a
// second.

import type { JSHandle } from "playwright-core";
import type { Call, RecordingOptions, RecordingResult } from "ringline";
import type { Person } from "./person.ts";

/** Kept in the page. */
interface Taken {
  readonly call: Call;
  readonly chunks: Blob[];
  readonly startedAt: number;
}

declare global {
  interface Window {
    taken: Taken;
  }
}

/** What `stopRecording` said, as far as it can leave the page. */
export type Said = Pick<
  RecordingResult,
  "writtenBytes" | "chunks" | "durationMs" | "frames" | "pixelsPerSecond" | "size" | "type"
> & { readonly error?: { readonly code: string; readonly category: string } };

/** Starts a recording whose chunks stay in the page. */
export function record(person: Person, options: Omit<RecordingOptions, "sink"> = {}): Promise<void> {
  return person.page.evaluate(async (options) => {
    const call = window.ringlineDemo.client!.calls[0]!;
    const chunks: Blob[] = [];
    const startedAt = performance.now();
    window.taken = { call, chunks, startedAt };
    await call.startRecording({ ...options, sink: (chunk) => void chunks.push(chunk) });
    Object.assign(window.taken, { startedAt: performance.now() });
  }, options);
}

/** Waits until so many chunks came from now on; answers how long the recording is about, in seconds. */
export function recorded(person: Person, chunks: number): Promise<number> {
  return person.page.evaluate(async (more) => {
    const { taken } = window;
    const wanted = taken.chunks.length + more;
    while (taken.chunks.length < wanted) await new Promise(requestAnimationFrame);
    return (performance.now() - taken.startedAt) / 1000;
  }, chunks);
}

/** How long the recording is now, about, in seconds. */
export function clock(person: Person): Promise<number> {
  return recorded(person, 0);
}

/** Ends the recording, which may have ended before. */
export function stop({ page }: Person): Promise<Said> {
  return page.evaluate(async () => {
    const result = await window.taken.call.stopRecording();
    const { writtenBytes, chunks, durationMs, frames, pixelsPerSecond, size, type, error } = result;
    const why = error && { error: { code: error.code, category: error.category } };
    return { writtenBytes, chunks, durationMs, frames, pixelsPerSecond, size, type, ...why };
  });
}

/** The bytes of all chunks that came. */
export async function bytesOf({ page }: Person): Promise<Buffer> {
  return bytesIn(await page.evaluateHandle(() => new Blob(window.taken.chunks)));
}

/** The bytes of a blob in a page. */
export async function bytesIn(blob: JSHandle<Blob>): Promise<Buffer> {
  const url = await blob.evaluate(async (blob) => {
    const reader = new FileReader();
    const loaded = new Promise((resolve) => (reader.onload = resolve));
    reader.readAsDataURL(blob);
    await loaded;
    return reader.result as string;
  });
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}
