/** What a client needs of a picture in picture: types only. `ringline/picture-in-picture` has the one for browsers. */

import type { Call } from "./call.ts";
import type { CallClient } from "./client.ts";

/**
 * Where a call is shown beside the page. `document`: a window of the browser with people and controls; `video`: a
 * window of the browser with one picture of everybody; `page`: a small window within the page.
 */
export type PictureInPictureMode = "none" | "document" | "video" | "page";

/** Options of `call.enterPictureInPicture()`. */
export interface PictureInPictureOptions {
  /**
   * An element of the app that is shown instead of ours. It is moved into the window, and back to its place. Mode
   * `video` moves nothing.
   */
  readonly element?: Element;
  /**
   * Whether the window has buttons for microphone, camera and hanging up; default true. Mode `video` has those of
   * the browser.
   */
  readonly controls?: boolean;
  /** What may be tried, in this order; default all: `document`, `video`, `page`. */
  readonly modes?: readonly Exclude<PictureInPictureMode, "none">[];
  /** Pixels; default 400 x 300. The browser and the user may choose others. */
  readonly width?: number;
  readonly height?: number;
}

/** `CallClientOptions.pictureInPicture`. */
export interface ClientPictureInPicture {
  /** Called once, by the client that it was passed to. */
  watch(client: CallClient): void;
  modeOf(call: Call): PictureInPictureMode;
  /** Answers whether it is open now: not if the call is over, or if the browser refused every mode. */
  enter(call: Call, options: PictureInPictureOptions): Promise<boolean>;
  exit(call: Call): void;
}
