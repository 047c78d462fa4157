// A screen with its sound beside microphone and camera: real tabs, captured by the browser, seen and heard over there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears, seesPicture } from "./support/media.ts";
import { meet, talk } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import {
  allowed,
  hearsSlides,
  offerSlides,
  openSlides,
  screenBrowser,
  screenOf,
  seesNoScreen,
  seesSlides,
} from "./support/screen.ts";
import { demoWorld, openBrowser, openFirefox } from "./support/world.ts";
import type { World } from "./support/world.ts";

const [browser, firefox] = await Promise.all([openBrowser(screenBrowser), openFirefox()]);

function people(world: World, ...users: string[]): Promise<Person[]> {
  return Promise.all(users.map((user) => world.person(user, allowed)));
}

/** Kinds of the tracks that this page has captured and not stopped. */
function captured({ page }: Person): Promise<string[]> {
  return page.evaluate(() =>
    window.spies.tracks
      .filter(({ readyState }) => readyState === "live")
      .map(({ kind }) => kind)
      .sort(),
  );
}

test("shared in a video call: a tile of its own with sound, the camera goes on, the button ends it", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = (await people(world, "alice", "bob")) as [Person, Person];
  await talk(alice, bob, "Video call");
  await openSlides(alice, "red");
  await alice.press("Share screen");
  await Promise.all([seesSlides(bob, "alice", "red"), seesPicture(bob, "alice"), seesPicture(alice, "bob")]);
  await hearsSlides(bob, "alice", "red");
  await hears(bob, "alice");
  assert.deepEqual(await captured(alice), ["audio", "audio", "video", "video"]);
  await alice.press("Stop sharing");
  await seesNoScreen(bob, "alice");
  assert.deepEqual(await captured(alice), ["audio", "video"]);
  await Promise.all([seesPicture(bob, "alice"), hears(bob, "alice")]);
  // Once more over the lines that are there, and an end with everything on.
  await alice.press("Share screen");
  await seesSlides(bob, "alice", "red");
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("the callee of an audio call shares; a reload sees it again; a hold ends it, and so does the bar", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = (await people(world, "alice", "bob")) as [Person, Person];
  await talk(alice, bob, "Audio call");
  const slides = await openSlides(bob, "green");
  await bob.press("Share screen");
  await seesSlides(alice, "bob", "green");
  await hearsSlides(alice, "bob", "green");
  assert.deepEqual(await bob.captures(), ["audio"], "no camera");

  await alice.page.reload();
  await alice.press("Rejoin call");
  await seesSlides(alice, "bob", "green");
  await hearsSlides(alice, "bob", "green");

  await bob.press("Hold");
  await seesNoScreen(alice, "bob");
  assert.deepEqual(await captured(bob), []);
  await bob.press("Resume");
  await bob.button("Share screen").waitFor();
  await hears(alice, "bob");
  assert.deepEqual(await captured(bob), ["audio"], "chosen by hand or not at all");

  await bob.press("Share screen");
  await seesSlides(alice, "bob", "green");
  await slides.close(); // its track ends, as by the browser's own bar
  await seesNoScreen(alice, "bob");
  await bob.button("Share screen").waitFor();
  assert.deepEqual(await captured(bob), ["audio"]);
  await hears(alice, "bob");
});

test("both share at once, and each sees the other's", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = (await people(world, "alice", "bob")) as [Person, Person];
  await talk(alice, bob, "Audio call");
  await openSlides(alice, "blue"); // the browser knows its tabs by their titles alone: both pick this one
  await Promise.all([alice.press("Share screen"), bob.press("Share screen")]);
  await Promise.all([seesSlides(alice, "bob", "blue"), seesSlides(bob, "alice", "blue")]);
  await hearsSlides(alice, "bob", "blue");
  await hearsSlides(bob, "alice", "blue");
  await alice.press("Stop sharing");
  await seesNoScreen(bob, "alice");
  await seesSlides(alice, "bob", "blue");
});

test("who comes later sees it too, and one screen at a time is a policy", async (t) => {
  const world = await demoWorld(t, browser, { screenShare: "one" });
  const [alice, bob, carol] = (await people(world, "alice", "bob", "carol")) as [Person, Person, Person];
  await meet(alice, [bob], "Audio call");
  await openSlides(bob, "blue");
  await bob.press("Share screen");
  await seesSlides(alice, "bob", "blue");
  assert.equal(await alice.button("Share screen").count(), 0);
  const refused = alice.page.evaluate(() =>
    window.ringlineDemo.client!.calls[0]!.startScreenShare().catch((error: Error) => error.message),
  );
  assert.equal(await refused, "forbidden");
  await alice.press("Invite people");
  await alice.page.getByLabel("Who do you want to invite?").fill("carol");
  await alice.press("Invite");
  await carol.answer("Accept");
  await seesSlides(carol, "bob", "blue");
  await hearsSlides(carol, "bob", "blue");
  await seesSlides(alice, "bob", "blue");
  await bob.press("Stop sharing");
  await Promise.all([seesNoScreen(alice, "bob"), seesNoScreen(carol, "bob")]);
  await openSlides(carol, "green");
  await carol.press("Share screen");
  await Promise.all([seesSlides(alice, "carol", "green"), seesSlides(bob, "carol", "green")]);
  assert.equal(await carol.tile(screenOf("carol")).count(), 0, "one's own is not shown to oneself");
});

test("Chromium and Firefox share at once, and each sees the other's; both end", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await Promise.all([
    world.person("alice", allowed),
    world.person("bob", { browser: firefox }),
  ]);
  await talk(alice, bob, "Video call");
  await openSlides(alice, "red");
  await offerSlides(bob, "green");
  await alice.press("Share screen");
  await seesSlides(bob, "alice", "red");
  await hearsSlides(bob, "alice", "red");
  await bob.press("Share screen");
  await seesSlides(alice, "bob", "green");
  await hearsSlides(alice, "bob", "green");
  await Promise.all([seesPicture(alice, "bob"), seesSlides(bob, "alice", "red")]);
  await bob.press("Stop sharing");
  await seesNoScreen(alice, "bob");
  await Promise.all([seesPicture(alice, "bob"), hears(alice, "bob"), hears(bob, "alice")]);
  await alice.press("Hang up");
  await bob.seesEnd("Call ended", "alice hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});
