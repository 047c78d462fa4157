/**
 * Moves an element of the app to another place, maybe in another window, and back to the very place from which it
 * came. What plays in it goes on playing.
 */

/** How long a moved video may show nothing before it gets its stream again; milliseconds. */
const BLACK_MS = 1000;

export class Moved {
  readonly #element: Element;
  readonly #parent: ParentNode | null;
  readonly #placeholder: HTMLElement;

  constructor(element: Element, to: Element) {
    this.#element = element;
    this.#parent = element.parentNode;
    this.#placeholder = element.ownerDocument.createElement("div");
    // It takes the room of what it stands for, so that the page does not jump; the app may style it.
    const { width, height } = element.getBoundingClientRect();
    this.#placeholder.dataset["ringline"] = "picture-in-picture";
    Object.assign(this.#placeholder.style, { width: `${width}px`, height: `${height}px` });
    element.before(this.#placeholder);
    move(element, () => to.append(element));
  }

  /** The place may be gone by now: then the end of its parent; else it is the app's to put somewhere. */
  back(): void {
    const element = this.#element;
    move(element, () => {
      if (this.#placeholder.isConnected) this.#placeholder.before(element);
      else if (this.#parent?.isConnected) this.#parent.append(element);
      else element.remove();
    });
    this.#placeholder.remove();
  }
}

/** A move pauses some elements, and some browsers show nothing of a stream after it (jitsi-meet#17701). */
function move(element: Element, how: () => void): void {
  const media = [element, ...element.querySelectorAll("audio, video")].filter(isMedia);
  const playing = media.filter(({ paused }) => !paused);
  how();
  for (const one of playing) {
    void one.play().catch(() => {});
    if ("requestVideoFrameCallback" in one && one.srcObject) wake(one as HTMLVideoElement);
  }
}

function isMedia(element: Element): element is HTMLMediaElement {
  return element.localName === "audio" || element.localName === "video";
}

function wake(video: HTMLVideoElement): void {
  const timer = setTimeout(() => {
    const stream = video.srcObject;
    video.srcObject = null;
    video.srcObject = stream;
    void video.play().catch(() => {});
  }, BLACK_MS);
  video.requestVideoFrameCallback(() => clearTimeout(timer));
}
