/** Which kind of file a browser can write. */

import type { MediaKind } from "../types.ts";

/**
 * In the order of how many players can show it. Only mp4 says how long it is: MediaRecorder's webm has no duration
 * in its header. The levels of H.264 are the least that hold 1920 x 1080.
 */
const FORMATS: Readonly<Record<MediaKind, readonly string[]>> = {
  video: [
    "video/mp4;codecs=avc1.420028,mp4a.40.2",
    "video/mp4;codecs=avc1.420028,opus",
    "video/mp4;codecs=vp9,opus",
    "video/webm;codecs=vp8,opus",
    "video/webm",
    "video/mp4",
  ],
  audio: [
    "audio/mp4;codecs=mp4a.40.2",
    "audio/mp4;codecs=opus",
    "audio/webm;codecs=opus",
    "audio/webm",
    "audio/ogg;codecs=opus",
    "audio/mp4",
  ],
};

/** The one that is asked for, or the first that is supported; undefined where there is none. */
export function formatOf(
  media: MediaKind,
  asked: string | undefined,
  isSupported: (mimeType: string) => boolean,
): string | undefined {
  return (asked === undefined ? FORMATS[media] : [asked]).find(isSupported);
}
