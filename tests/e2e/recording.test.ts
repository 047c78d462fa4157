// Recordings, decoded again: everybody is seen in their place and heard, from when they come until they go.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type * as Recording from "ringline/recording";
import { gridOf } from "../../js/recording/layout.ts";
import type { Rect } from "../../js/recording/layout.ts";
import { Film } from "./support/ffmpeg.ts";
import type { Colour } from "./support/ffmpeg.ts";
import { hears, seesPicture } from "./support/media.ts";
import { talk } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import { subject } from "./support/subject.ts";
import { bytesIn, bytesOf, clock, record, recorded, stop } from "./support/take.ts";
import { demoWorld, openBrowser, openFirefox } from "./support/world.ts";
import type { World } from "./support/world.ts";

declare global {
  interface Window {
    /** Chunks that were written. */
    onDisk: number;
  }
}

const [browser, firefox] = await Promise.all([openBrowser(), openFirefox()]);

const looks = {
  alice: { colour: "rgb(200 30 30)", hertz: 440 },
  bob: { colour: "rgb(30 30 200)", hertz: 1000 },
  carol: { colour: "rgb(30 160 30)", hertz: 1800 },
};
const red: Colour = [200, 30, 30];
const blue: Colour = [30, 30, 200];
const green: Colour = [30, 160, 30];
const noPicture: Colour = [40, 50, 62];
const size = { width: 640, height: 360 };
const whole: Rect = { x: 0, y: 0, ...size };

type Name = keyof typeof looks;

/** Those people. */
async function subjects<const N extends readonly Name[]>(
  world: World,
  ...names: N
): Promise<{ [I in keyof N]: Person }> {
  const all = await Promise.all(names.map((name) => subject(world, name, looks[name])));
  return all as { [I in keyof N]: Person };
}

/** Near the upper left corner of each tile: the face of who has no picture is in the middle. */
function corners(count: number): { x: number; y: number }[] {
  return gridOf(count, whole).map(({ x, y, width, height }) => ({ x: x + width / 8, y: y + height / 4 }));
}

/** Each tile has its colour. */
function shows(film: Film, second: number, colours: readonly Colour[]): void {
  corners(colours.length).forEach(({ x, y }, index) => {
    const seen = film.colourAt(second, x, y);
    const expected = colours[index]!;
    const near = seen.every((value, channel) => Math.abs(value - expected[channel]!) < 40);
    assert.ok(near, `tile ${index} at ${second.toFixed(1)} s is ${seen}, not ${expected}`);
  });
}

/** Those tones are heard in that time, and no other one. */
function sounds(film: Film, from: number, to: number, users: readonly Name[]): void {
  for (const [user, { hertz }] of Object.entries(looks)) {
    const level = film.tone(hertz, from, to);
    const isHeard = (users as readonly string[]).includes(user);
    const what = `${user} from ${from.toFixed(1)} to ${to.toFixed(1)} s: ${level.toFixed(4)}`;
    assert.ok(isHeard ? level > 0.05 : level < 0.01, what);
  }
}

/** As long as the recorder says, in the header and in the packets. Only webm has none in its header. */
function lasts(film: Film, durationMs: number): void {
  const seconds = durationMs / 1000;
  const { picture, sound } = film.seconds;
  const all = film.video ? [film.duration, picture, sound] : [film.duration, sound];
  for (const one of all) assert.ok(Math.abs(one - seconds) < 0.8, `${one} s, not ${seconds} s`);
}

/** Starts a recording into a file of the page's own file system (OPFS). */
function recordToDisk({ page }: Person, name: string): Promise<void> {
  return page.evaluate(
    async ([name, size]) => {
      const folder = await navigator.storage.getDirectory();
      const sink = await (await folder.getFileHandle(name, { create: true })).createWritable();
      const call = window.ringlineDemo.client!.calls[0]!;
      window.taken = { call, chunks: [], startedAt: performance.now() };
      window.onDisk = 0;
      const getWriter = sink.getWriter.bind(sink);
      sink.getWriter = () => {
        const writer = getWriter();
        const write = writer.write.bind(writer);
        writer.write = async (bytes) => {
          await write(bytes);
          window.onDisk += 1;
        };
        return writer;
      };
      await call.startRecording({ ...size, sink });
    },
    [name, size] as const,
  );
}

/** Waits until so many chunks were written; answers how long the recording is about, in seconds. */
function onDisk({ page }: Person, chunks: number): Promise<number> {
  return page.evaluate(async (chunks) => {
    while (window.onDisk < chunks) await new Promise(requestAnimationFrame);
    return (performance.now() - window.taken.startedAt) / 1000;
  }, chunks);
}

async function fromDisk({ page }: Person, name: string): Promise<Buffer> {
  const file = await page.evaluateHandle(async (name) => {
    const folder = await navigator.storage.getDirectory();
    return (await folder.getFileHandle(name)).getFile();
  }, name);
  return bytesIn(file);
}

test("everybody is seen and heard from when they come until they go, and who has no picture has a face", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await subjects(world, "alice", "bob", "carol");
  await talk(alice, bob, "Video call");
  await hears(alice, "bob");
  await record(alice, { ...size });
  const two = await recorded(alice, 3);
  await alice.press("Invite people");
  await alice.page.getByLabel("Who do you want to invite?").fill("carol");
  await alice.press("Invite");
  await carol.answer("Accept");
  await alice.connectedTo(["bob", "carol"]);
  await hears(alice, "carol");
  const threeFrom = await clock(alice);
  const threeTo = await recorded(alice, 3);
  await bob.press("Turn camera off");
  await bob.press("Mute microphone");
  await alice.tile("bob").getByText("bob is muted").waitFor();
  const offFrom = await clock(alice);
  const offTo = await recorded(alice, 3);
  await carol.press("Hang up");
  await alice.seesAt("carol", "Left");
  const leftFrom = await clock(alice);
  const leftTo = await recorded(alice, 2);
  const said = await stop(alice);
  const film = await Film.of(t, await bytesOf(alice));
  assert.equal(said.error, undefined);
  lasts(film, said.durationMs);
  shows(film, two - 0.7, [red, blue]);
  sounds(film, two - 1.5, two - 0.2, ["alice", "bob"]);
  shows(film, threeTo - 0.7, [red, blue, green]);
  sounds(film, threeFrom + 0.5, threeTo - 0.2, ["alice", "bob", "carol"]);
  shows(film, offTo - 0.7, [red, noPicture, green]);
  sounds(film, offFrom + 0.7, offTo - 0.2, ["alice", "carol"]);
  shows(film, leftTo - 0.7, [red, noPicture]);
  sounds(film, leftFrom + 0.7, leftTo - 0.2, ["alice"]);
});

test("Firefox records: who is seen and heard, a muted microphone, a camera that goes off, and the end", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await Promise.all([
    subject(world, "alice", looks.alice, { browser: firefox }),
    subject(world, "bob", looks.bob),
  ]);
  await talk(bob, alice, "Video call");
  await Promise.all([hears(alice, "bob"), seesPicture(alice)]);
  await record(alice, { ...size });
  const both = await recorded(alice, 3);
  await bob.press("Turn camera off");
  await bob.press("Mute microphone");
  await alice.tile("bob").getByText("bob is muted").waitFor();
  const off = await recorded(alice, 4);
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  const said = await stop(alice);
  const film = await Film.of(t, await bytesOf(alice));
  assert.equal(said.error, undefined);
  assert.match(film.format, /webm/);
  // Firefox's stand-in for a sound card is late where the machine is busy: the sound is as long as its clock ran, which
  // beats 24 pictures a second.
  const { picture, sound } = film.seconds;
  assert.ok(Math.abs(picture - said.durationMs / 1000) < 0.8, `${picture} s, not ${said.durationMs} ms`);
  assert.ok(Math.abs(sound - said.frames / 24) < 0.8, `${sound} s, not ${said.frames} pictures`);
  shows(film, both - 0.7, [red, blue]);
  sounds(film, 0.3, 1.5, ["alice", "bob"]);
  shows(film, off - 0.7, [red, noPicture]);
  sounds(film, sound - 0.7, sound - 0.2, ["alice"]);
  await alice.closeEnd();
  await alice.holdsNothing();
});

test("an audio call gives a file of sound, which ends with the call and stays to be had", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await subjects(world, "alice", "bob");
  await talk(alice, bob, "Audio call");
  await hears(alice, "bob");
  await record(alice);
  const both = await recorded(alice, 2);
  await alice.press("Mute microphone");
  await alice.button("Unmute microphone").waitFor();
  const mutedFrom = await clock(alice);
  const mutedTo = await recorded(alice, 2);
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  const said = await stop(alice);
  assert.deepEqual(await stop(alice), said, "as often as one likes");
  const film = await Film.of(t, await bytesOf(alice));
  assert.match(said.type, /^audio\//);
  assert.deepEqual([said.frames, said.pixelsPerSecond, film.video], [0, 0, undefined]);
  sounds(film, both - 1.5, both - 0.2, ["alice", "bob"]);
  sounds(film, mutedFrom + 0.5, mutedTo - 0.2, ["bob"]);
  lasts(film, said.durationMs);
  await alice.closeEnd();
  await alice.holdsNothing();
});

test("hold, a reload and a new link on the way: the file goes on, and they are in it again", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await subjects(world, "alice", "bob");
  await talk(alice, bob, "Video call");
  await hears(alice, "bob");
  await record(alice, { ...size });
  await alice.press("Hold");
  await bob.tile("alice").getByText("on hold").waitFor();
  const heldFrom = await clock(alice);
  const heldTo = await recorded(alice, 2);
  await alice.press("Resume");
  await bob.page.reload();
  await bob.press("Rejoin call");
  await bob.timer.waitFor();
  await hears(alice, "bob");
  const backFrom = await clock(alice);
  const backTo = await recorded(alice, 2);
  const said = await stop(alice);
  const film = await Film.of(t, await bytesOf(alice));
  shows(film, heldTo - 0.7, [noPicture, noPicture]);
  sounds(film, heldFrom + 0.5, heldTo - 0.2, []);
  shows(film, backTo - 0.7, [red, blue]);
  sounds(film, backFrom + 0.5, backTo - 0.2, ["alice", "bob"]);
  lasts(film, said.durationMs);
});

test("the demo records by a button, says so, and has the file when the call is over", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await subjects(world, "alice", "bob");
  await talk(alice, bob, "Video call");
  await alice.press("Start recording");
  await alice.sees("You are recording this call.");
  await alice.timer.getByText(/:0[4-9]|:[1-5]/).waitFor();
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  const downloads = alice.page.waitForEvent("download");
  await alice.page.getByRole("link", { name: "Download the recording" }).click();
  const download = await downloads;
  assert.match(download.suggestedFilename(), /^call\.(mp4|webm)$/);
  const film = await Film.of(t, await readFile(await download.path()));
  assert.deepEqual([film.video?.width, film.video?.height], [1280, 720]);
  assert.ok(film.tone(looks.alice.hertz, 0.5, 1.5) > 0.05 && film.tone(looks.bob.hertz, 0.5, 1.5) > 0.05);
  assert.deepEqual(await alice.page.evaluate(() => window.spies.violations), []);
  assert.deepEqual(world.said, []);
  await alice.press("Close");
  await alice.holdsNothing();
});

test("a file on disk has every byte, and what was written when the page goes is a film", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await subjects(world, "alice", "bob");
  await talk(alice, bob, "Video call");
  await hears(alice, "bob");
  await recordToDisk(alice, "whole");
  await onDisk(alice, 3);
  const said = await stop(alice);
  const whole = await fromDisk(alice, "whole");
  assert.deepEqual([whole.length, said.size], [said.writtenBytes, 0]);
  lasts(await Film.of(t, whole), said.durationMs);

  await recordToDisk(alice, "cut");
  const seconds = await onDisk(alice, 4);
  await alice.page.reload();
  const film = await Film.of(t, await fromDisk(alice, "cut"));
  assert.ok(film.duration > seconds - 2.5, `${film.duration} s of ${seconds} s are left`);
  shows(film, 0.5, [red, blue]);
});

test("a sink that hangs ends the recording at the limit, and the call goes on", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await subjects(world, "alice", "bob");
  // The entry imports chunks that it shares with others: the package lies there as a whole.
  await alice.page.route("**/under-test/*.js", async (route) => {
    const name = new URL(route.request().url()).pathname.split("/").at(-1);
    const body = await readFile(new URL(`../../dist/${name}`, import.meta.url));
    await route.fulfill({ contentType: "text/javascript", body });
  });
  await talk(alice, bob, "Audio call");
  const told = await alice.page.evaluate(async () => {
    const { createRecorder } = (await import(
      new URL("under-test/recording.js", location.href).href
    )) as typeof Recording;
    const maxWaitingBytes = 40_000;
    const recorder = createRecorder({ maxWaitingBytes });
    const call = window.ringlineDemo.client!.calls[0]!;
    const ended = Promise.withResolvers<string>();
    const error = (code: string, init: object): never =>
      Object.assign(new Error(code), { code }, init) as never;
    const failed = ({ code, category }: { code: string; category: string }): void =>
      ended.resolve(`${code} ${category}`);
    const owner = { userId: "alice", announce: async () => {}, error, failed };
    let most = 0;
    const look = setInterval(() => (most = Math.max(most, recorder.heldBytes)), 50);
    const hang = Promise.withResolvers<void>();
    const chunks: Blob[] = [];
    const sink = async (chunk: Blob): Promise<void> => {
      await hang.promise;
      chunks.push(chunk);
    };
    await recorder.start(call, { sink }, owner);
    const again = recorder.start(call, {}, owner).catch(({ code }: { code: string }) => code);
    while (recorder.heldBytes < maxWaitingBytes / 2) await new Promise(requestAnimationFrame);
    setTimeout(hang.resolve, 3000);
    const why = await ended.promise;
    clearInterval(look);
    const result = await recorder.stop(call)!;
    Object.assign(window, { taken: { call, chunks, startedAt: 0 } });
    return { why, most, again: await again, written: result.writtenBytes, held: recorder.heldBytes };
  });
  assert.equal(told.why, "limit-reached media");
  assert.equal(told.again, "invalid-state");
  assert.ok(told.most <= 40_000 && told.written <= 40_000 && told.held === 0, JSON.stringify(told));
  const film = await Film.of(t, await bytesOf(alice));
  assert.equal(film.audio?.codec_name, "opus");
  sounds(film, 0.5, 1.5, ["alice", "bob"]);
  await hears(alice, "bob");
});
