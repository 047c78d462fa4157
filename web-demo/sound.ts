/**
 * Browsers play no sound before the user has done something on the page; then somebody has to press "Turn
 * sound on".
 */

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
