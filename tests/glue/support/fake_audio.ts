/** The browser's audio output without sound: what is started, where it goes, and a switch for the autoplay policy. */

/** Something that sounds, or did. */
export interface Started {
  readonly loop: boolean;
  readonly samples: Float32Array;
  readonly rate: number;
  readonly output: string;
  isOn: boolean;
  /** Sounds to its end. */
  end(): void;
}

/** What all contexts of a test have in common. */
export class FakeSpeakers {
  /** Whether contexts run without a gesture. */
  allowed = true;
  /** Device ids that can be used. */
  outputs = ["", "headset", "loudspeaker"];
  readonly contexts: FakeAudioContext[] = [];
  readonly started: Started[] = [];
  /** Elements that play a stream, each on its output. */
  readonly elements: FakeAudio[] = [];

  /** What is heard now. */
  get heard(): Started[] {
    const runs = this.contexts.some(({ state }) => state === "running");
    return runs ? this.started.filter(({ isOn }) => isOn) : [];
  }

  /** Puts them in the place of the browser's until the test is over. */
  install(t: { after(run: () => void): void }): this {
    const globals = globalThis as { AudioContext?: unknown };
    globals.AudioContext = contextOf(this);
    t.after(() => delete globals.AudioContext);
    return this;
  }

  /** As in Firefox: a context has no output of its own to choose, an element has. */
  installElements(t: { after(run: () => void): void }): void {
    const globals = globalThis as { HTMLMediaElement?: unknown; Audio?: unknown };
    globals.HTMLMediaElement = FakeAudio;
    globals.Audio = elementOf(this);
    Object.assign((globalThis as unknown as { AudioContext: { prototype: object } }).AudioContext.prototype, {
      setSinkId: undefined,
    });
    t.after(() => {
      delete globals.HTMLMediaElement;
      delete globals.Audio;
    });
  }

  /** The user does something on the page. */
  allow(): void {
    this.allowed = true;
    for (const context of this.contexts) context.gesture();
  }
}

/** An audio element (HTML, 4.8; audio-output). */
export class FakeAudio {
  srcObject: unknown = null;
  sinkId = "";
  paused = true;

  async setSinkId(id: string): Promise<void> {
    this.sinkId = id;
  }

  async play(): Promise<void> {
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }
}

function elementOf(speakers: FakeSpeakers): new () => FakeAudio {
  return class extends FakeAudio {
    constructor() {
      super();
      speakers.elements.push(this);
    }
  };
}

/** An AudioContext (Web Audio, 1.2). */
export class FakeAudioContext extends EventTarget {
  readonly sampleRate = 8000;
  readonly destination = {};
  state: "suspended" | "running" | "closed" = "suspended";
  sinkId = "";
  readonly #speakers: FakeSpeakers;
  readonly #waiting: (() => void)[] = [];

  constructor(speakers: FakeSpeakers) {
    super();
    this.#speakers = speakers;
    speakers.contexts.push(this);
  }

  async resume(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      if (this.#speakers.allowed) this.gesture();
    });
  }

  gesture(): void {
    if (this.#waiting.length === 0) return;
    this.#become("running");
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async suspend(): Promise<void> {
    this.#become("suspended");
  }

  async close(): Promise<void> {
    this.#become("closed");
  }

  async setSinkId(id: string): Promise<void> {
    if (!this.#speakers.outputs.includes(id)) throw new DOMException("gone", "NotFoundError");
    this.sinkId = id;
  }

  createMediaStreamDestination(): object {
    return { stream: { destinationOf: this } };
  }

  createGain(): object {
    return { gain: { value: 1 }, connect() {}, disconnect() {} };
  }

  createBuffer(_channels: number, length: number, rate: number): object {
    const samples = new Float32Array(length);
    return { sampleRate: rate, getChannelData: () => samples };
  }

  createBufferSource(): object {
    const speakers = this.#speakers;
    const output = this.sinkId;
    let entry: Started | undefined;
    return {
      loop: false,
      onended: null as (() => void) | null,
      connect() {},
      disconnect() {},
      start(this: { loop: boolean; onended: (() => void) | null; buffer: AudioBuffer }): void {
        const { loop, buffer } = this;
        const started: Started = {
          loop,
          samples: buffer.getChannelData(0),
          rate: buffer.sampleRate,
          output,
          isOn: true,
          end: () => {
            started.isOn = false;
            this.onended?.();
          },
        };
        speakers.started.push((entry = started));
      },
      stop(): void {
        if (entry) entry.isOn = false;
      },
    };
  }

  #become(state: "suspended" | "running" | "closed"): void {
    if (this.state === state || this.state === "closed") return;
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

/** Seconds in which a sound is not silent, and the pitch with which it begins, once it has faded in. */
export function measure({ samples, rate }: Started): { seconds: number; hertz: number } {
  const loud = samples.reduce((sum, sample) => sum + (sample === 0 ? 0 : 1), 0);
  const crossings: number[] = [];
  for (let i = Math.round(rate * 0.03); i < rate * 0.1; i += 1) {
    const [before, after] = [samples[i - 1]!, samples[i]!];
    if (before <= 0 && after > 0) crossings.push(i - after / (after - before));
  }
  const periods = crossings.length - 1;
  return { seconds: loud / rate, hertz: (periods * rate) / (crossings[periods]! - crossings[0]!) };
}

/** The class that a page finds. */
function contextOf(speakers: FakeSpeakers): new () => FakeAudioContext {
  return class extends FakeAudioContext {
    constructor() {
      super(speakers);
    }
  };
}
