// Whether sound and pictures really arrive: what WebRTC counts, and what a listener and a viewer would get. Each
// question is about one tile: that of `from`, or the only one there is.

import assert from "node:assert/strict";
import type { Person } from "./person.ts";

type Kind = "audio" | "video";

function tileOf(from: string | undefined): string {
  return from === undefined ? ".remote" : `.remote[aria-label=${JSON.stringify(from)}]`;
}

/** Sum of one count over the inbound streams of a kind that are played in a tile. */
function inbound(person: Person, kind: Kind, field: string, from?: string): Promise<number> {
  return person.page.evaluate(
    async ([kind, field, tile]) => {
      const stream = window.spies.first<HTMLVideoElement>(`${tile} video`)?.srcObject;
      const tracks = stream instanceof MediaStream ? stream.getTracks().map(({ id }) => id) : [];
      let sum = 0;
      for (const peer of window.spies.peers) {
        if (peer.signalingState === "closed") continue;
        for (const entry of (await peer.getStats()).values() as Iterable<Record<string, unknown>>) {
          if (entry["type"] !== "inbound-rtp" || entry["kind"] !== kind) continue;
          if (tracks.includes(String(entry["trackIdentifier"]))) sum += Number(entry[field] ?? 0);
        }
      }
      return sum;
    },
    [kind, field, tileOf(from)] as const,
  );
}

/** Waits until the count is above what it is now, or above that. */
async function grows(
  person: Person,
  kind: Kind,
  field: string,
  from?: string,
  above = inbound(person, kind, field, from),
): Promise<void> {
  const before = await above;
  const deadline = Date.now() + 15_000;
  // Each look takes a round trip to the page: this is no busy loop.
  while ((await inbound(person, kind, field, from)) <= before) {
    assert.ok(Date.now() < deadline, `${field} of ${from ?? "the other"} at ${person.user} stays ${before}`);
  }
}

/**
 * Sound arrives: it has energy, the remote stream gives samples that are not silent, and an element of the library
 * plays it.
 */
export async function hears(person: Person, from?: string): Promise<void> {
  await grows(person, "audio", "totalAudioEnergy", from);
  await person.page.waitForFunction(async (tile) => {
    const stream = window.spies.first<HTMLVideoElement>(`${tile} video`)?.srcObject;
    if (!(stream instanceof MediaStream) || stream.getAudioTracks().length === 0) return false;
    const [track] = stream.getAudioTracks();
    const player = [...window.spies.players].find(
      ({ srcObject }) => srcObject instanceof MediaStream && srcObject.getTracks().includes(track!),
    );
    if (!player) return false;
    const before = player.currentTime;
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
        const isPlayed = !player.muted && player.volume > 0 && player.currentTime > before;
        if (isPlayed && samples.some((sample) => Math.abs(sample) > 0.01)) return true;
      }
      return false;
    } finally {
      await context.close();
    }
  }, tileOf(from));
}

/**
 * It is silent, for longer than the fake microphone is between two beeps. What was sent before the mute is still on its
 * way, and may be for seconds where the machine is busy.
 */
export async function hearsNothing(person: Person, from?: string): Promise<void> {
  const isSilent = await person.page.evaluate(async (tile) => {
    const stream = window.spies.first<HTMLVideoElement>(`${tile} video`)?.srcObject as MediaStream;
    const context = new AudioContext();
    // A third of a second at a time: no beep is missed between two frames that come late.
    const analyser = new AnalyserNode(context, { fftSize: 16_384 });
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const started = context.currentTime;
    let silentSince = started;
    while (context.currentTime < silentSince + 2 && context.currentTime < started + 10) {
      await new Promise(requestAnimationFrame);
      analyser.getFloatTimeDomainData(samples);
      if (samples.some((sample) => Math.abs(sample) >= 0.001)) silentSince = context.currentTime;
    }
    const isSilent = context.currentTime >= silentSince + 2;
    await context.close();
    return isSilent;
  }, tileOf(from));
  assert.ok(isSilent, `${person.user} hears something all the time`);
}

/**
 * Pictures arrive: frames are decoded, and what the tile shows is neither black nor frozen. Chromium's fake camera has
 * a moving sign on green, Firefox's one colour that changes slowly: a picture is compared with the first that was seen.
 */
export async function seesPicture(person: Person, from?: string): Promise<void> {
  await grows(person, "video", "framesDecoded", from);
  const first = `firstPicture${(looks += 1)}`;
  await person.page.waitForFunction(
    ([tile, first]) => {
      const video = window.spies.first<HTMLVideoElement>(`${tile} video`);
      if (!video || video.videoWidth === 0 || !video.checkVisibility({ visibilityProperty: true }))
        return false;
      const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 36 });
      const context = canvas.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
      const picture = pixels.filter((_, index) => index % 4 !== 3);
      const brightness = picture.reduce((sum, value) => sum + value, 0) / picture.length;
      if (brightness <= 10) return false;
      const seen = window as unknown as Record<string, Uint8ClampedArray>;
      const before = (seen[first] ??= picture);
      return before.some((value, index) => Math.abs(value - picture[index]!) > 40);
    },
    [tileOf(from), first] as const,
  );
}

/** How many times somebody looked: each look has a first picture of its own. */
let looks = 0;

/** All of them see and hear each other; all look and listen at the same time. */
export async function allMeet(people: readonly Person[], media: Kind): Promise<void> {
  const meets = async (one: Person, { user }: Person): Promise<void> => {
    if (media === "video") await seesPicture(one, user);
    await hears(one, user);
  };
  const others = (one: Person): Person[] => people.filter((other) => other !== one);
  await Promise.all(people.flatMap((one) => others(one).map((other) => meets(one, other))));
}

/** How many video frames of that tile arrived so far. */
export async function framesSoFar(person: Person, from?: string): Promise<number> {
  return inbound(person, "video", "framesDecoded", from);
}

/** Waits until more video frames than that have arrived. */
export function framesReach(person: Person, count: number): Promise<void> {
  return grows(person, "video", "framesDecoded", undefined, Promise.resolve(count));
}

/** On hold nothing comes here: no sound, and no picture while one listens. */
export async function noMediaFrom(person: Person, from: string): Promise<void> {
  await person.tile(from).locator("video.unseen-picture").waitFor({ state: "attached" });
  for (let isLast = false; ; isLast = true) {
    const before = await framesSoFar(person, from);
    await hearsNothing(person, from);
    const after = await framesSoFar(person, from);
    if (after === before) return;
    // While one listened the first time, what was under way may have come.
    assert.ok(!isLast, `${person.user} gets pictures of ${from}`);
  }
}
