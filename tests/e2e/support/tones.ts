// What goes to the speakers by Web Audio: pitch and loudness of it, taken from before each destination.

import type { Person } from "./person.ts";

declare global {
  interface Window {
    /** Of each context, what would be heard. */
    taps: { readonly context: AudioContext; readonly analyser: AnalyserNode }[];
  }
}

/** Runs in the page before its scripts. Must not use anything from outside itself. */
export function installTaps(): void {
  window.taps = [];
  const { get } = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, "destination")!;
  const tapped = new WeakMap<AudioContext, AnalyserNode>();
  Object.defineProperty(AudioContext.prototype, "destination", {
    get(this: AudioContext) {
      let analyser = tapped.get(this);
      if (!analyser) {
        analyser = new AnalyserNode(this, { fftSize: 8192, smoothingTimeConstant: 0 });
        analyser.connect(get!.call(this) as AudioNode);
        tapped.set(this, analyser);
        window.taps.push({ context: this, analyser });
      }
      return analyser;
    },
  });
}

/** Waits until a pitch near one of these is heard, and nothing else is louder. */
export async function hearsTone({ page }: Person, ...hertz: readonly number[]): Promise<void> {
  await page.waitForFunction(
    (hertz) =>
      window.taps.some(({ context, analyser }) => {
        if (context.state !== "running") return false;
        const bins = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(bins);
        const loudest = bins.indexOf(Math.max(...bins));
        const pitch = (loudest * context.sampleRate) / analyser.fftSize;
        return bins[loudest]! > -60 && hertz.some((one) => Math.abs(one - pitch) < 15);
      }),
    hertz,
  );
}

/** Seconds of sound and of silence as they are heard, from the beginning of one to the end of a silence. */
export function cadence({ page }: Person): Promise<[on: number, off: number]> {
  return page.evaluate(async () => {
    const isOn = (): boolean =>
      window.taps.some(({ context, analyser }) => {
        const samples = new Float32Array(1024);
        analyser.getFloatTimeDomainData(samples);
        return context.state === "running" && samples.some((sample) => Math.abs(sample) > 0.01);
      });
    const until = async (wanted: boolean): Promise<number> => {
      while (isOn() !== wanted) await new Promise(requestAnimationFrame);
      return performance.now();
    };
    await until(false);
    const began = await until(true);
    const ended = await until(false);
    return [(ended - began) / 1000, ((await until(true)) - ended) / 1000];
  });
}

/** No context runs: there is nothing that could be heard. */
export async function isQuiet({ page }: Person): Promise<void> {
  await page.waitForFunction(() => window.taps.every(({ context }) => context.state !== "running"));
}
