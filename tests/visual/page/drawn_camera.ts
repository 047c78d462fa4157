/** Put into a page before its scripts: instead of the machine's devices, the picture of the person of `?user=`. */

import { camera } from "./pictures.ts";

/** By the numbers of `pictures.ts`. */
const people: Readonly<Record<string, number>> = { Alex: 0, Freya: 4, Jonas: 2 };

/** Not so quiet that a microphone would be thought broken. */
function murmur(): MediaStreamTrack {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: 200 });
  const out = context.createMediaStreamDestination();
  tone.connect(new GainNode(context, { gain: 0.02 })).connect(out);
  tone.start();
  return out.stream.getAudioTracks()[0]!;
}

navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
  const index = people[new URLSearchParams(location.search).get("user") ?? ""] ?? 0;
  return new MediaStream([...(audio ? [murmur()] : []), ...(video ? [camera(() => index)] : [])]);
};
