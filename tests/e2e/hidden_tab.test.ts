// A tab that nobody looks at: another one is in front of it. Pictures of the page stand still there, and timers fire
// once a second; calls, rings and recordings go on.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { gridOf } from "../../js/recording/layout.ts";
import { Film } from "./support/ffmpeg.ts";
import type { Colour } from "./support/ffmpeg.ts";
import { hears, seesPicture } from "./support/media.ts";
import { talk } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import { subject } from "./support/subject.ts";
import { comes, hide, openTabs, show } from "./support/tabs.ts";
import { bytesOf, record, stop } from "./support/take.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

declare global {
  interface Window {
    /** What the page was called, one after the other. */
    titles: string[];
  }
}

const [tabs, browser] = await Promise.all([openTabs(), openBrowser()]);

const hertz = 1000;
const blue: Colour = [30, 30, 200];
const noPicture: Colour = [40, 50, 62];
const size = { width: 640, height: 360 };

/** Alice has tabs; bob is blue. */
async function aliceAndBob(t: TestContext): Promise<[Person, Person]> {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await Promise.all([
    world.tab(tabs, "alice"),
    subject(world, "bob", { colour: `rgb(${blue.join(" ")})`, hertz }),
  ]);
  t.after(() => Promise.all(tabs.pages().map((page) => page.close())));
  await alice.connection("online");
  return [alice, bob];
}

/** Waits until so many chunks of the recording came. */
function chunks(person: Person, count: number): Promise<unknown> {
  return comes(person, (count: number) => window.taken.chunks.length >= count, count);
}

/** After a call nothing is captured, and no peer connection is open. */
function holdsNothing(person: Person): Promise<unknown> {
  return comes(person, () => {
    const { tracks, clones, peers } = window.spies;
    const isOver = [...tracks, ...clones].every(({ readyState }) => readyState === "ended");
    const isClosed = peers.every(({ signalingState }) => signalingState === "closed");
    return isOver && isClosed && window.ringlineDemo.client!.calls.length === 0;
  });
}

test("a call goes on in a hidden tab, and its recording has every picture", async (t) => {
  const [alice, bob] = await aliceAndBob(t);
  await talk(alice, bob, "Video call");
  await hears(alice);
  await hide(alice);
  await record(alice, size);
  await Promise.all([seesPicture(bob), hears(bob), chunks(alice, 4)]);
  const { length: before } = await alice.page.evaluate(() => window.taken.chunks);
  await bob.press("Turn camera off");
  await comes(alice, () => window.taken.call.participants[0]!.camera === "off");
  await chunks(alice, before + 3);
  const said = await stop(alice);
  const film = await Film.of(t, await bytesOf(alice));
  const { picture, sound } = film.seconds;
  const perSecond = said.frames / (said.durationMs / 1000);
  assert.ok(perSecond > 6, `${perSecond} pictures a second: by timers it would be one`);
  assert.ok(film.tone(hertz, sound - 1.5, sound - 0.5) > 0.05, "bob is heard to the end");
  const tile = gridOf(2, { x: 0, y: 0, ...size })[1]!;
  for (const [second, colour] of [
    [1, blue],
    [picture - 0.7, noPicture],
  ] as const) {
    const seen = film.colourAt(second, tile.x + tile.width / 8, tile.y + tile.height / 4);
    const isNear = seen.every((value, channel) => Math.abs(value - colour[channel]!) < 40);
    assert.ok(isNear, `at ${second} s bob's tile is ${seen}, not ${colour}`);
  }
  assert.equal(await alice.page.evaluate(() => document.visibilityState), "hidden", "all the time");
});

test("a hidden tab rings and flashes; a call that is answered there ends there", async (t) => {
  const [alice, bob] = await aliceAndBob(t);
  await alice.page.evaluate(() => {
    window.titles = [];
    const note = (): unknown => window.titles.push(document.title);
    new MutationObserver(note).observe(document.querySelector("title")!, { childList: true });
  });
  const other = await hide(alice);
  await bob.dial("alice", "Audio call");
  await comes(alice, () => window.spies.contexts.some(({ state }) => state === "running"));
  await comes(alice, () => window.titles.filter((title) => title.includes("☎ bob")).length >= 2);
  await show(alice, other);
  await alice.answer("Accept");
  await Promise.all([hears(alice), hears(bob)]);
  await hide(alice);
  await hears(bob);
  await bob.press("Hang up");
  await holdsNothing(alice);
  assert.doesNotMatch(await alice.page.title(), /☎/);
});
