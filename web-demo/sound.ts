/**
 * Browsers play no sound before the user has done something on the page; then somebody has to press "Turn
 * sound on".
 */

const sounds = new WeakMap<MediaStream, MediaStream>();

/**
 * The sound of a stream, for an element of its own. Chromium (156) keeps an element silent that waits for
 * the first picture of a video track, or was given its stream before the stream had a track; so a camera
 * that is off would cost the voice.
 */
export function soundOf(stream: MediaStream): MediaStream | null {
  const [track] = stream.getAudioTracks();
  if (!track) return null;
  let sound = sounds.get(stream);
  if (sound?.getAudioTracks()[0] !== track) sounds.set(stream, (sound = new MediaStream([track])));
  return sound ?? null;
}

export class Sound {
  readonly #blocked = new Set<HTMLMediaElement>();
  readonly #changed: () => void;

  /** `changed` is called when `isBlocked` changed. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Whether something in the page should be heard and is not. */
  get isBlocked(): boolean {
    return [...this.#blocked].some((element) => element.isConnected);
  }

  /** Plays what is in `element`, if there is something and it does not play yet. */
  play(element: HTMLMediaElement): void {
    const stream = element.srcObject;
    if (!element.paused || !(stream instanceof MediaStream) || !stream.active) return;
    element.play().then(
      () => this.#note(element, false),
      (error: unknown) =>
        this.#note(element, error instanceof DOMException && error.name === "NotAllowedError"),
    );
  }

  /** The user pressed the button: now it is allowed. */
  turnOn(): void {
    for (const element of this.#blocked) this.play(element);
  }

  #note(element: HTMLMediaElement, isBlocked: boolean): void {
    const before = this.isBlocked;
    if (isBlocked) this.#blocked.add(element);
    else this.#blocked.delete(element);
    if (before !== this.isBlocked) this.#changed();
  }
}
