/**
 * The browser's meter of a microphone. An analyser that is read ten times a second is the cheapest thing that hears a
 * muted microphone: `media-source` statistics are those of the track that is sent, which is silent then, and a
 * worklet would run for every 128 samples.
 */

import type { LevelMeter } from "./host.ts";

/** Samples of one look: 43 ms at 48 kHz. */
const SAMPLES = 2048;

/** Measures a clone of `track` until closed; null where Web Audio is missing. */
export function createMeter(track: MediaStreamTrack): LevelMeter | null {
  if (typeof AudioContext !== "function") return null;
  const clone = track.clone();
  clone.enabled = true;
  const context = new AudioContext({ latencyHint: "playback" });
  const analyser = new AnalyserNode(context, { fftSize: SAMPLES });
  const source = context.createMediaStreamSource(new MediaStream([clone]));
  source.connect(analyser);
  const samples = new Float32Array(SAMPLES);
  return {
    level() {
      if (context.state !== "running") {
        // Before the user did something in the page there may be no sound: that is no silence.
        if (navigator.userActivation?.hasBeenActive) void context.resume().catch(() => {});
        return null;
      }
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES);
    },
    close() {
      clone.stop();
      source.disconnect();
      void context.close().catch(() => {});
    },
  };
}
