// Whether sound and pictures really arrive: what WebRTC counts, and what a listener and a viewer would get.

import assert from "node:assert/strict";
import type { Person } from "./person.ts";

/** Sum of one count over the inbound streams of a kind, of the peer connections that are open. */
function inbound(person: Person, kind: "audio" | "video", field: string): Promise<number> {
  return person.page.evaluate(
    async ([kind, field]) => {
      let sum = 0;
      for (const peer of window.spies.peers) {
        if (peer.signalingState === "closed") continue;
        for (const entry of (await peer.getStats()).values() as Iterable<Record<string, unknown>>) {
          if (entry["type"] === "inbound-rtp" && entry["kind"] === kind) sum += Number(entry[field] ?? 0);
        }
      }
      return sum;
    },
    [kind, field] as const,
  );
}

/** Waits until the count is above what it is now. */
async function grows(person: Person, kind: "audio" | "video", field: string): Promise<void> {
  const before = await inbound(person, kind, field);
  const deadline = Date.now() + 15_000;
  // Each look takes a round trip to the page: this is no busy loop.
  while ((await inbound(person, kind, field)) <= before) {
    assert.ok(Date.now() < deadline, `${field} of ${person.user} stays ${before}`);
  }
}

/** Sound arrives: it has energy, the remote stream gives samples that are not silent, and an element plays it. */
export async function hears(person: Person): Promise<void> {
  await grows(person, "audio", "totalAudioEnergy");
  await person.page.waitForFunction(async () => {
    const player = document.querySelector<HTMLAudioElement>(".remote audio");
    const stream = document.querySelector<HTMLVideoElement>(".remote video")?.srcObject;
    if (!(stream instanceof MediaStream) || stream.getAudioTracks().length === 0) return false;
    const before = player?.currentTime ?? 0;
    const context = new AudioContext();
    try {
      const analyser = new AnalyserNode(context, { fftSize: 2048 });
      context.createMediaStreamSource(stream).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      const started = context.currentTime;
      // The fake microphone beeps once a second.
      while (context.currentTime < started + 1.5) {
        await new Promise(requestAnimationFrame);
        analyser.getFloatTimeDomainData(samples);
        const isPlayed = player !== null && !player.muted && player.currentTime > before;
        if (isPlayed && samples.some((sample) => Math.abs(sample) > 0.01)) return true;
      }
      return false;
    } finally {
      await context.close();
    }
  });
}

/** Nothing is heard, for longer than the fake microphone is silent between two beeps. */
export async function hearsNothing(person: Person): Promise<void> {
  const loudest = await person.page.evaluate(async () => {
    const stream = document.querySelector<HTMLVideoElement>(".remote video")?.srcObject as MediaStream;
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 2048 });
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    // What was sent before the mute is still on its way.
    const [from, to] = [context.currentTime + 0.5, context.currentTime + 2.5];
    while (context.currentTime < to) {
      await new Promise(requestAnimationFrame);
      analyser.getFloatTimeDomainData(samples);
      if (context.currentTime > from) loudest = Math.max(loudest, ...samples.map(Math.abs));
    }
    await context.close();
    return loudest;
  });
  assert.ok(loudest < 0.001, `${person.user} hears ${loudest}`);
}

/** Pictures arrive: frames are decoded, and what the tile shows is neither black nor frozen. */
export async function seesPicture(person: Person): Promise<void> {
  await grows(person, "video", "framesDecoded");
  await person.page.waitForFunction(() => {
    const video = document.querySelector<HTMLVideoElement>(".remote video");
    if (!video || video.videoWidth === 0) return false;
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 36 });
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    const picture = pixels.filter((_, index) => index % 4 !== 3);
    const brightness = picture.reduce((sum, value) => sum + value, 0) / picture.length;
    const seen = window as unknown as { lastPicture?: Uint8ClampedArray };
    const differs = seen.lastPicture?.some((value, index) => Math.abs(value - picture[index]!) > 40);
    seen.lastPicture = picture;
    return brightness > 10 && differs === true;
  });
}

/** Whether any video frame arrived so far. */
export async function framesSoFar(person: Person): Promise<number> {
  return inbound(person, "video", "framesDecoded");
}
