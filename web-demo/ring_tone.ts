/**
 * The sound of a ring, made by Web Audio. Only where the user has done something on the page: before that,
 * browsers play nothing.
 */

/** What is heard: somebody rings here, or rings while we talk, or we hear that it rings at the other side. */
export type Tone = "ring" | "knock" | "ringback" | "none";

/**
 * Seconds of sound and of silence; Hz. Ringback and knock are those of most of Europe (ITU-T E.180, supplement
 * 2).
 */
const TONES = {
  ring: { hertz: [587.33, 740], on: 1.1, off: 1.4, loudness: 0.16 },
  knock: { hertz: [425], on: 0.2, off: 3.4, loudness: 0.04 },
  ringback: { hertz: [425], on: 1, off: 4, loudness: 0.05 },
} as const;

/** Plays at most one tone. */
export class RingTone {
  #tone: Tone = "none";
  #context: AudioContext | null = null;

  /** Starts and stops. */
  set(tone: Tone): void {
    if (tone === this.#tone) return;
    this.#stop();
    this.#tone = tone;
    if (tone !== "none" && navigator.userActivation?.hasBeenActive) this.#start(tone);
  }

  #start(tone: keyof typeof TONES): void {
    const context = new AudioContext();
    const source = new AudioBufferSourceNode(context, { buffer: bufferOf(context, tone), loop: true });
    source.connect(context.destination);
    source.start();
    this.#context = context;
  }

  #stop(): void {
    void this.#context?.close().catch(() => {});
    this.#context = null;
  }
}

/** One round of the tone, silence included, with soft edges; a trill where there are two pitches. */
function bufferOf(context: AudioContext, tone: keyof typeof TONES): AudioBuffer {
  const { hertz, on, off, loudness } = TONES[tone];
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.round((on + off) * rate), rate);
  const samples = buffer.getChannelData(0);
  let phase = 0;
  for (let i = 0; i < on * rate; i += 1) {
    const seconds = i / rate;
    const pitch = hertz[Math.floor(seconds * 9) % hertz.length] ?? hertz[0];
    phase += (2 * Math.PI * pitch) / rate;
    const edge = Math.min(1, seconds / 0.03, (on - seconds) / 0.08);
    samples[i] = Math.sin(phase) * loudness * Math.max(0, edge);
  }
  return buffer;
}
