// How good a call is: who speaks, the figures, the score, and pictures that shrink as people come (R66, R67).

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallStats } from "ringline";
import { seesPicture } from "./support/media.ts";
import { meet, talk } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

/** What somebody's page sends from now on: a tone that is switched on and off, in the place of the fake microphone. */
async function sendTone({ page }: Person): Promise<(on: boolean) => Promise<void>> {
  await page.evaluate(async () => {
    const context = new AudioContext();
    const gain = new GainNode(context, { gain: 0 });
    const tone = new OscillatorNode(context, { frequency: 300 });
    const out = new MediaStreamAudioDestinationNode(context);
    tone.connect(gain).connect(out);
    tone.start();
    Object.assign(window, { tone: gain });
    for (const peer of window.spies.peers) {
      if (peer.signalingState === "closed") continue;
      for (const sender of peer.getSenders()) {
        if (sender.track?.kind === "audio") await sender.replaceTrack(out.stream.getAudioTracks()[0]!);
      }
    }
  });
  return (on) =>
    page.evaluate(
      (level) => {
        (window as unknown as { tone: GainNode }).tone.gain.value = level;
      },
      on ? 0.5 : 0,
    );
}

function stats({ page }: Person): Promise<CallStats> {
  return page.evaluate(() => window.ringlineDemo.client!.calls[0]!.getStats());
}

/** Waits for figures that say so: a sample may be older than the last change of a picture's size. */
async function subscribesAtMost({ page }: Person, pixels: number): Promise<void> {
  await page.waitForFunction(async (most) => {
    const { subscribedPixels } = await window.ringlineDemo.client!.calls[0]!.getStats();
    return subscribedPixels > 0 && subscribedPixels <= most;
  }, pixels);
}

/** What the page's own senders of pictures are set to. */
function encodings({ page }: Person): Promise<{ active: boolean; scale: number; bitrate: number }[]> {
  return page.evaluate(() =>
    window.spies.peers
      .filter(({ connectionState }) => connectionState === "connected")
      .flatMap((peer) => peer.getSenders())
      .filter(({ track }) => track?.kind === "video")
      .map((sender) => {
        const [encoding] = sender.getParameters().encodings;
        const { active = false, scaleResolutionDownBy: scale = 1, maxBitrate: bitrate = 0 } = encoding ?? {};
        return { active, scale, bitrate };
      }),
  );
}

/** Waits until every picture that comes is that wide at the most, and looked at by its decoded frames. */
async function pictureWidths({ page }: Person, most: number, pictures: number): Promise<void> {
  await page.waitForFunction(
    async ([most, pictures]) => {
      const widths: number[] = [];
      for (const peer of window.spies.peers) {
        if (peer.connectionState !== "connected") continue;
        for (const entry of (await peer.getStats()).values() as Iterable<Record<string, unknown>>) {
          const moves = Number(entry["framesPerSecond"] ?? 0) > 0;
          if (entry["type"] === "inbound-rtp" && entry["kind"] === "video" && moves) {
            widths.push(Number(entry["frameWidth"]));
          }
        }
      }
      return widths.length === pictures && widths.every((width) => width > 0 && width <= most);
    },
    [most, pictures] as const,
    { polling: 500 },
  );
}

test("who speaks is framed, steadily; the figures are those of WebRTC; nothing stays behind", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await seesPicture(alice);
  const speak = await sendTone(bob);
  await alice.page.evaluate(() => {
    const changes: string[] = [];
    Object.assign(window, { changes });
    const call = window.ringlineDemo.client!.calls[0]!;
    let was = call.participants[0]!.speaking;
    call.addEventListener("participantchanged", ({ detail: { participant } }) => {
      if (participant.speaking !== was) changes.push(String((was = participant.speaking)));
    });
  });
  const isFramed = alice.page.locator(".tile.remote.speaks");
  await isFramed.waitFor({ state: "detached" }); // the beeps of the fake microphone are over
  await alice.page.evaluate(() => ((window as unknown as { changes: string[] }).changes.length = 0));
  for (let times = 0; times < 2; times += 1) {
    await speak(true);
    await isFramed.waitFor({ state: "attached" });
    await speak(false);
    await isFramed.waitFor({ state: "detached" });
  }
  const changes = await alice.page.evaluate(() => (window as unknown as { changes: string[] }).changes);
  assert.deepEqual(changes, ["true", "false", "true", "false"], "no flicker");
  const speaker = await alice.page.evaluate(
    () => window.ringlineDemo.client!.calls[0]!.activeSpeaker?.userId,
  );
  assert.equal(speaker, "bob");

  await alice.tile("bob").locator("[data-quality='5'], [data-quality='4']").waitFor();
  await alice.page.waitForFunction(async () => {
    const { participants } = await window.ringlineDemo.client!.calls[0]!.getStats();
    return (participants[0]?.received.video?.bitrate ?? 0) > 0;
  });
  const { participants, subscribedPixels, publishedPixels } = await stats(alice);
  const raw = await alice.page.evaluate(async () => {
    const peer = window.spies.peers.findLast(({ connectionState }) => connectionState === "connected")!;
    const entries = [...(await peer.getStats()).values()] as Record<string, unknown>[];
    const video = entries.find((entry) => entry["type"] === "inbound-rtp" && entry["kind"] === "video")!;
    return {
      width: video["frameWidth"],
      height: video["frameHeight"],
      bytes: Number(video["bytesReceived"]),
    };
  });
  assert.equal(participants.length, 1);
  const [{ userId, roundTripMs, local, remote, protocol, received, sent }] = participants as [
    CallStats["participants"][0],
  ];
  assert.deepEqual([userId, protocol], ["bob", "udp"]);
  assert.ok(["host", "prflx"].includes(local!) && ["host", "prflx"].includes(remote!), `${local} ${remote}`);
  assert.ok(roundTripMs! >= 0 && roundTripMs! < 1000, `${roundTripMs} ms`);
  assert.deepEqual([received.video?.width, received.video?.height], [raw.width, raw.height]);
  assert.ok(
    received.video!.bytes! <= raw.bytes && received.video!.bytes! > raw.bytes / 2,
    "the same count, a moment ago",
  );
  assert.equal(subscribedPixels, Number(raw.width) * Number(raw.height));
  assert.ok(publishedPixels > 0);
  assert.ok(received.video!.frames! > 0 && received.video!.bitrate! < 5_000_000);
  assert.equal(received.audio?.codec, "audio/opus");
  assert.match(sent.video?.codec ?? "", /^video\//);
  assert.equal(received.audio!.loss, 0);

  for (const one of [alice, bob]) {
    await one.page.waitForFunction(
      () => window.ringlineDemo.client!.calls[0]!.timeline.firstFrame !== undefined,
    );
    const { dialled, rung, accepted, connected, firstFrame } = await one.page.evaluate(
      () => window.ringlineDemo.client!.calls[0]!.timeline,
    );
    const instants = [...(one === alice ? [dialled] : []), rung, accepted, connected, firstFrame] as number[];
    assert.ok(instants.every(Number.isInteger), JSON.stringify(instants));
    assert.deepEqual(
      instants,
      instants.toSorted((first, second) => first - second),
    );
  }

  await alice.page.getByText("Connection figures").click();
  await alice.page.getByRole("rowheader", { name: "bob" }).waitFor();
  await alice.press("Hang up");
  for (const one of [alice, bob]) await one.holdsNothing();
  assert.ok(await alice.page.evaluate(() => window.spies.clones.length > 0), "the microphone was measured");
  await alice.page.waitForFunction(() => window.spies.listening.every(({ state }) => state === "closed"));
});

test("who speaks while muted is told so", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await alice.press("Mute microphone");
  // The fake microphone beeps once a second: too short to be speech. A microphone with a voice is one that hums.
  await alice.page.evaluate(() => {
    const { getFloatTimeDomainData } = AnalyserNode.prototype;
    AnalyserNode.prototype.getFloatTimeDomainData = function (samples) {
      getFloatTimeDomainData.call(this, samples);
      samples.forEach((_, index) => (samples[index] = Math.sin(index / 20) / 4));
    };
  });
  await alice.sees("You are muted: nobody hears what you say.");
  await alice.press("Unmute microphone");
  await alice.main.getByText("You are muted").waitFor({ state: "detached" });
});

test("pictures shrink as people come, and grow again as they go", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol, dave] = await world.people("alice", "bob", "carol", "dave");
  await talk(alice, bob, "Video call");
  await seesPicture(alice);
  const [two] = await encodings(alice);
  assert.deepEqual(two, { active: true, scale: 1, bitrate: 1_500_000 });
  await alice.press("Hang up");
  await alice.closeEnd();
  await bob.closeEnd();
  await meet(alice, [bob, carol, dave], "Video call");
  for (const one of [alice, bob, carol, dave]) {
    assert.deepEqual(await encodings(one), Array(3).fill({ active: true, scale: 1.25, bitrate: 500_000 }));
  }
  await pictureWidths(alice, 512, 3); // 640 x 480 by 1.25
  await subscribesAtMost(alice, 3 * 512 * 384);
  for (const one of [carol, dave]) await one.press("Hang up");
  await alice.seesAt("dave", "Left");
  await alice.seesAt("carol", "Left");
  await alice.page.waitForFunction(
    () =>
      window.spies.peers
        .filter(({ connectionState }) => connectionState === "connected")
        .flatMap((peer) => peer.getSenders())
        .filter(({ track }) => track?.kind === "video")
        .map((sender) => sender.getParameters().encodings[0]?.scaleResolutionDownBy)
        .join() === "1",
  );
});

test("no more pixels come than were asked for", async (t) => {
  const world = await demoWorld(t, browser);
  const budget = 2 * 160 * 120;
  const alice = await world.tab(await world.profile(), "alice", { "max-pixels": String(budget) });
  await alice.connection("online");
  const [bob, carol] = await world.people("bob", "carol");
  await meet(alice, [bob, carol], "Video call");
  await pictureWidths(alice, 160, 2);
  await subscribesAtMost(alice, budget);
  await pictureWidths(bob, 640, 2); // the others have no such budget
});
