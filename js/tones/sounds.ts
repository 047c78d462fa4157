/** What the tones sound like: made from sines, or an app's own recording. */

import type { ToneName } from "./choice.ts";

/** An app's own tone: an address, or a buffer; null: silence. */
export type ToneSource = string | URL | AudioBuffer | null;

/** A stretch of a tone. With several pitches it trills between them; without any it is silence. */
interface Stretch {
  readonly hertz?: readonly number[];
  readonly seconds: number;
}

interface Round {
  readonly stretches: readonly Stretch[];
  /** How often it is heard; undefined: until it is stopped. */
  readonly times?: number;
  readonly loudness: number;
}

/** How fast a trill changes its pitch, times a second. */
const TRILL = 9;

/** Soft edges, seconds: without them each stretch begins and ends with a click. */
const [FADE_IN, FADE_OUT] = [0.03, 0.08];

/** Ringback and waiting tone are those of most of Europe (ITU-T E.180, supplement 2), busy too. */
const ROUNDS: Readonly<Record<ToneName, Round>> = {
  incoming: { loudness: 0.16, stretches: [{ hertz: [587.33, 740], seconds: 1.1 }, { seconds: 1.4 }] },
  waiting: { loudness: 0.05, stretches: [{ hertz: [425], seconds: 0.2 }, { seconds: 3.4 }] },
  ringback: { loudness: 0.06, stretches: [{ hertz: [425], seconds: 1 }, { seconds: 4 }] },
  busy: { loudness: 0.06, times: 5, stretches: [{ hertz: [425], seconds: 0.5 }, { seconds: 0.5 }] },
  ended: {
    loudness: 0.06,
    times: 1,
    stretches: [{ hertz: [523.25], seconds: 0.16 }, { seconds: 0.04 }, { hertz: [392], seconds: 0.3 }],
  },
};

/** One way to sound. */
export interface Sound {
  readonly buffer: AudioBuffer;
  readonly loop: boolean;
}

/** The sounds of one `createTones()`: the app's own are loaded at once, so that a ring need not wait for them. */
export class Sounds {
  readonly #own = new Map<ToneName, AudioBuffer | null>();
  readonly #made = new Map<ToneName, Sound>();
  readonly #stop = new AbortController();

  /** `failed`: an app's own tone cannot be had; ours is heard instead. */
  constructor(
    sources: Partial<Record<ToneName, ToneSource>>,
    failed: (tone: ToneName, cause: unknown) => void,
  ) {
    for (const [name, source] of Object.entries(sources) as [ToneName, ToneSource][]) {
      if (typeof source !== "string" && !(source instanceof URL)) this.#own.set(name, source);
      else {
        load(source, this.#stop.signal).then(
          (buffer) => this.#own.set(name, buffer),
          (cause: unknown) => this.#stop.signal.aborted || failed(name, cause),
        );
      }
    }
  }

  /** The app's own tone if it has come by now, else ours; null for silence. */
  of(name: ToneName, context: BaseAudioContext): Sound | null {
    const own = this.#own.get(name);
    const loop = ROUNDS[name].times === undefined;
    if (own !== undefined) return own && { buffer: own, loop };
    let made = this.#made.get(name);
    if (!made) this.#made.set(name, (made = { buffer: bufferOf(ROUNDS[name], context), loop }));
    return made;
  }

  close(): void {
    this.#stop.abort();
  }
}

async function load(source: string | URL, signal: AbortSignal): Promise<AudioBuffer> {
  const response = await fetch(source, { signal });
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  // An offline context may decode before the user has done anything on the page.
  return new OfflineAudioContext(1, 1, 44_100).decodeAudioData(await response.arrayBuffer());
}

function bufferOf({ stretches, times = 1, loudness }: Round, context: BaseAudioContext): AudioBuffer {
  const rate = context.sampleRate;
  const all = Array.from({ length: times }, () => stretches).flat();
  const seconds = all.reduce((sum, stretch) => sum + stretch.seconds, 0);
  const buffer = context.createBuffer(1, Math.round(seconds * rate), rate);
  const samples = buffer.getChannelData(0);
  let start = 0;
  for (const stretch of all) {
    write(samples.subarray(Math.round(start * rate)), stretch, rate, loudness);
    start += stretch.seconds;
  }
  return buffer;
}

function write(samples: Float32Array, { hertz, seconds }: Stretch, rate: number, loudness: number): void {
  if (!hertz) return;
  let phase = 0;
  for (let i = 0; i < seconds * rate && i < samples.length; i += 1) {
    const now = i / rate;
    phase += (2 * Math.PI * hertz[Math.floor(now * TRILL) % hertz.length]!) / rate;
    const edge = Math.min(1, now / FADE_IN, (seconds - now) / FADE_OUT);
    samples[i] = Math.sin(phase) * loudness * Math.max(0, edge);
  }
}
