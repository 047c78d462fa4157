/**
 * How loud the own microphone is, for those who look at a meter of it. Some looks a second, and nothing of what they
 * change makes the page lay anything out again.
 */

import { html } from "lit";
import type { TemplateResult } from "lit";
import type { Texts } from "./texts.ts";

/** Between two looks. */
const LOOK_MS = 80;

/** Samples of one look: 43 ms at 48 kHz. */
const SAMPLES = 2048;

/** What is as quiet as that is nothing, and what is as loud as that is all (dB of full scale, RMS). */
const QUIET_DB = -60;
const LOUD_DB = -12;

/** Measures one track at a time. */
export class Level {
  readonly #meter: () => Element | null;
  #track: MediaStreamTrack | null = null;
  #stop: (() => void) | null = null;

  /** `meter` finds what `levelMeter()` drew. */
  constructor(meter: () => Element | null) {
    this.#meter = meter;
  }

  /** Measures that track from now on; null: nothing. */
  follow(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#stop?.();
    this.#track = track;
    this.#stop = track && typeof AudioContext === "function" ? this.#measure(track) : null;
    this.#show(0);
  }

  #measure(track: MediaStreamTrack): () => void {
    const context = new AudioContext({ latencyHint: "playback" });
    const analyser = new AnalyserNode(context, { fftSize: SAMPLES });
    const source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    const samples = new Float32Array(SAMPLES);
    const look = (): void => {
      if (document.hidden) return;
      // Before the user did something in the page there may be no sound.
      if (context.state === "suspended" && navigator.userActivation?.hasBeenActive) {
        context.resume().catch(() => {});
      }
      analyser.getFloatTimeDomainData(samples);
      this.#show(loudness(samples));
    };
    const timer = setInterval(look, LOOK_MS);
    return () => {
      clearInterval(timer);
      source.disconnect();
      context.close().catch(() => {});
    };
  }

  /** A reader is told of tenths. */
  #show(level: number): void {
    const meter = this.#meter();
    if (!(meter instanceof HTMLElement)) return;
    meter.style.setProperty("--level", level.toFixed(2));
    const tenths = String(Math.round(level * 10) * 10);
    if (meter.getAttribute("aria-valuenow") !== tenths) meter.setAttribute("aria-valuenow", tenths);
  }
}

/** From 0 to 1, as ears count. */
function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(power || Number.MIN_VALUE);
  return Math.min(1, Math.max(0, (decibels - QUIET_DB) / (LOUD_DB - QUIET_DB)));
}

/** What shows it. */
export function levelMeter(texts: Texts): TemplateResult {
  return html`<div
    class="level"
    part="level"
    role="meter"
    aria-label=${texts.say("devices.level")}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow="0"
  >
    <i></i>
  </div>`;
}
