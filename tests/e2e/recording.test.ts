// Recordings, decoded again: everybody is seen in their place and heard, from when they come until they go.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gridOf } from "../../js/recording/layout.ts";
import type { Rect } from "../../js/recording/layout.ts";
import { Film } from "./support/ffmpeg.ts";
import type { Colour } from "./support/ffmpeg.ts";
import { hears } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { subject } from "./support/subject.ts";
import { bytesOf, clock, record, recorded, stop } from "./support/take.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

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
function sounds(film: Film, from: number, to: number, users: readonly (keyof typeof looks)[]): void {
  for (const [user, { hertz }] of Object.entries(looks)) {
    const level = film.tone(hertz, from, to);
    const isHeard = (users as readonly string[]).includes(user);
    const what = `${user} from ${from.toFixed(1)} to ${to.toFixed(1)} s: ${level.toFixed(4)}`;
    assert.ok(isHeard ? level > 0.05 : level < 0.01, what);
  }
}

test("everybody is seen and heard from when they come until they go, and who has no picture has a face", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await subject(world, "alice", looks.alice);
  const bob = await subject(world, "bob", looks.bob);
  const carol = await subject(world, "carol", looks.carol);
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
  t.diagnostic(JSON.stringify([said, film.format, film.duration, film.streams, film.seconds]));

  assert.equal(said.error, undefined);
  shows(film, two - 0.7, [red, blue]);
  sounds(film, two - 1.5, two - 0.2, ["alice", "bob"]);
  shows(film, threeTo - 0.7, [red, blue, green]);
  sounds(film, threeFrom + 0.5, threeTo - 0.2, ["alice", "bob", "carol"]);
  shows(film, offTo - 0.7, [red, noPicture, green]);
  sounds(film, offFrom + 0.7, offTo - 0.2, ["alice", "carol"]);
  shows(film, leftTo - 0.7, [red, noPicture]);
  sounds(film, leftFrom + 0.7, leftTo - 0.2, ["alice"]);
});
