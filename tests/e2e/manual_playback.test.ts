// `playback: "manual"`: the library plays nothing, and the app plays what it attaches.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AppWorld } from "./support/app_site.ts";
import type { Person } from "./support/person.ts";
import { openBrowser } from "./support/world.ts";

const browser = await openBrowser();

const page = `<!doctype html>
<title>An app that plays the sound itself</title>
<link rel="icon" href="data:," />
<script type="module">
  import { CallClient } from "/dist/index.js";
  const userId = new URLSearchParams(location.search).get("user");
  const body = JSON.stringify({ user: userId });
  const tokenProvider = async () => (await (await fetch("/token", { method: "POST", body })).json()).token;
  const client = await CallClient.create({ url: "/ringline", userId, tokenProvider, playback: "manual" });
  client.addEventListener("incoming", ({ detail: { call } }) => call.accept());
  window.ringlineDemo = { client };
  await client.connect();
</script>`;

/** The app's own element, with the sound of the other. */
async function attach({ page }: Person): Promise<void> {
  await page.evaluate(() => {
    const { stream } = window.ringlineDemo.client!.calls[0]!.participants[0]!;
    const audio = Object.assign(new Audio(), { srcObject: new MediaStream(stream.getAudioTracks()) });
    document.body.append(audio);
    return audio.play();
  });
}

/** Waits until what the app's element plays is loud, or silent for longer than between two beeps. */
function plays({ page }: Person, wanted: "sound" | "silence"): Promise<unknown> {
  return page.waitForFunction(async (wanted) => {
    const audio = document.querySelector("audio")!;
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 16_384 });
    context.createMediaStreamSource(audio.srcObject as MediaStream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const until = context.currentTime + 2;
    let most = 0;
    while (context.currentTime < until) {
      await new Promise(requestAnimationFrame);
      analyser.getFloatTimeDomainData(samples);
      most = Math.max(most, ...samples.map(Math.abs));
    }
    await context.close();
    return wanted === "sound" ? most > 0.01 && !audio.paused : most < 0.001;
  }, wanted);
}

test("nothing sounds until the app plays it, mute is heard, and what is attached ends with the call", async (t) => {
  const world = await AppWorld.open(t, browser, { pages: { "/": page } });
  const [alice, bob] = await world.people("alice", "bob");
  await alice.page.evaluate(() => window.ringlineDemo.client!.call("bob", { media: "audio" }));
  await Promise.all([alice.connectedTo(["bob"]), bob.connectedTo(["alice"])]);
  // Sound comes, and nobody plays it.
  await alice.page.waitForFunction(
    () => window.ringlineDemo.client!.calls[0]!.participants[0]!.stream.getAudioTracks().length === 1,
  );
  await alice.page.waitForFunction(async () => {
    const peer = window.spies.peers.find(({ signalingState }) => signalingState !== "closed")!;
    const all = [...(await peer.getStats()).values()] as Record<string, unknown>[];
    return all.some(({ type, packetsReceived }) => type === "inbound-rtp" && Number(packetsReceived) > 50);
  });
  const players = (): Promise<number> => alice.page.evaluate(() => window.spies.players.size);
  assert.equal(await players(), 0, "the library plays nothing");

  await attach(alice);
  await plays(alice, "sound");
  await bob.page.evaluate(() => window.ringlineDemo.client!.calls[0]!.setMicrophoneEnabled(false));
  await plays(alice, "silence");
  await bob.page.evaluate(() => window.ringlineDemo.client!.calls[0]!.setMicrophoneEnabled(true));
  await plays(alice, "sound");

  // Volume, mute and output are the app's now: the library leaves its element alone.
  await alice.page.evaluate(() => {
    const [participant] = window.ringlineDemo.client!.calls[0]!.participants;
    participant!.setVolume(0.2);
    participant!.setMuted(true);
  });
  await plays(alice, "sound");
  const element = await alice.page.evaluate(() => {
    const { volume, muted } = document.querySelector("audio")!;
    return { volume, muted };
  });
  assert.deepEqual(element, { volume: 1, muted: false });
  assert.equal(await players(), 1, "the app's, and no other");

  await bob.page.evaluate(() => window.ringlineDemo.client!.calls[0]!.hangUp());
  await alice.holdsNothing();
  const left = await alice.page.evaluate(() => {
    const stream = document.querySelector("audio")!.srcObject as MediaStream;
    return stream.getTracks().filter(({ readyState }) => readyState === "live").length;
  });
  assert.equal(left, 0);
});
