/**
 * Mixes what is heard, and beats the time for the picture.
 *
 * The beat is a silent source of the sound's own clock that ends after each interval. In a tab that is hidden,
 * requestAnimationFrame stands still and timers fire once a second; a worker would want a file of its own, which
 * bundlers and content security policies treat in many ways. The audio clock goes on as long as there is sound to
 * record, and its events are not held back.
 */

/** For how long it takes turns; see `beat()`. */
type Stop = () => void;

interface Source {
  readonly node: MediaStreamAudioSourceNode;
  /** Chromium gives no samples of a remote track that no element plays. */
  readonly pump: HTMLAudioElement;
}

export class Sound {
  readonly #context = new AudioContext();
  readonly #mix = this.#context.createMediaStreamDestination();
  readonly #sources = new Map<MediaStreamTrack, Source>();

  constructor() {
    // A telephone call, for one, interrupts it.
    this.#context.addEventListener("statechange", () => {
      if (this.#context.state !== "closed") void this.#context.resume().catch(() => {});
    });
  }

  /** The mix: one track, which is silent while nobody is heard. */
  get track(): MediaStreamTrack {
    return this.#mix.stream.getAudioTracks()[0]!;
  }

  /** Settles once the clock runs; answers false when it does not within that time. */
  async wake(limitMs: number): Promise<boolean> {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, limitMs);
    await Promise.race([this.#context.resume(), late.promise]);
    clearTimeout(timer);
    return this.#context.state === "running";
  }

  /** From now on these are heard, and no others. */
  hear(tracks: readonly MediaStreamTrack[]): void {
    for (const [track, source] of this.#sources) {
      if (!tracks.includes(track)) this.#silence(track, source);
    }
    for (const track of tracks) {
      if (!this.#sources.has(track)) this.#sources.set(track, this.#open(track));
    }
  }

  /** Calls `fire` now and then that many times a second, or less often when the page is busy; never twice at once. */
  beat(perSecond: number, fire: () => void): Stop {
    let stopped = false;
    let next = this.#context.currentTime;
    const turn = (): void => {
      if (stopped) return;
      fire();
      // What is late does not pile up.
      next = Math.max(this.#context.currentTime, next + 1 / perSecond);
      const source = new ConstantSourceNode(this.#context, { offset: 0 });
      source.connect(this.#mix);
      source.onended = () => {
        source.disconnect();
        turn();
      };
      source.start();
      source.stop(next);
    };
    turn();
    return () => {
      stopped = true;
    };
  }

  close(): void {
    this.hear([]);
    this.track.stop();
    if (this.#context.state !== "closed") void this.#context.close().catch(() => {});
  }

  #open(track: MediaStreamTrack): Source {
    const stream = new MediaStream([track]);
    const pump = Object.assign(new Audio(), { muted: true, srcObject: stream });
    pump.play().catch(() => {});
    const node = this.#context.createMediaStreamSource(stream);
    node.connect(this.#mix);
    return { node, pump };
  }

  #silence(track: MediaStreamTrack, { node, pump }: Source): void {
    node.disconnect();
    pump.srcObject = null;
    this.#sources.delete(track);
  }
}
