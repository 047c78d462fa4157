/**
 * A window of the browser that shows one video (W3C picture-in-picture): everybody in one picture, drawn by us, for
 * the element of one person would show only that person. Its buttons are the browser's, by Media Session.
 */

import { Picture } from "../recording/picture.ts";
import { Sound } from "../recording/sound.ts";
import { seatsOf } from "./window.ts";
import type { PictureWindow, WindowOptions } from "./window.ts";

const FRAMES_PER_SECOND = 15;

/** How long the clock of a hidden page may take to start, milliseconds. */
const WAKE_MS = 2000;

/** Wants a gesture of the user. */
export async function openVideoWindow(options: WindowOptions): Promise<PictureWindow> {
  if (!document.pictureInPictureEnabled) throw new DOMException("no video window", "NotSupportedError");
  const { call, words, width, height, gone } = options;
  const picture = new Picture({ width: width * 2, height: height * 2, layout: "stage" });
  const stop = beat(() => picture.draw(seatsOf(call, words)));
  const video = document.createElement("video");
  const close = (): void => {
    video.removeEventListener("leavepictureinpicture", gone);
    if (document.pictureInPictureElement === video) void document.exitPictureInPicture().catch(() => {});
    video.srcObject = null;
    stop();
    picture.close();
  };
  try {
    Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream([picture.track]) });
    await video.play();
    await video.requestPictureInPicture();
  } catch (error) {
    close();
    throw error;
  }
  video.addEventListener("leavepictureinpicture", gone);
  return { mode: "video", close };
}

/** By a timer until the audio clock runs, which goes on at its pace while the page is hidden. */
function beat(draw: () => void): () => void {
  draw();
  const clock = new Sound();
  const timer = setInterval(draw, 1000 / FRAMES_PER_SECOND);
  let stop = (): void => {};
  let stopped = false;
  void clock.wake(WAKE_MS).then((runs) => {
    if (!runs || stopped) return;
    clearInterval(timer);
    stop = clock.beat(FRAMES_PER_SECOND, draw);
  });
  return () => {
    stopped = true;
    clearInterval(timer);
    stop();
    clock.close();
  };
}
