// The user, or the browser, says no to the microphone or the camera: the call is possible without them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears, seesPicture } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

// Without this argument there is a prompt, and in a headless browser nobody who could say yes to it.
const browser = await openBrowser({ without: ["--use-fake-ui-for-media-stream"] });
const both = { permissions: ["microphone", "camera"] };

test("without a microphone one can call and listen, and both sides know", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  const bob = await world.person("bob", both);
  await alice.dial("bob", "Audio call");
  await alice.sees("This page may not use your microphone");
  await bob.press("Accept");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await hears(alice);
  await alice.sees("You can listen, but nobody hears you.");
  await alice.button("Unmute microphone").waitFor();
  await bob.tile("alice").getByText("alice is muted").waitFor();
  await alice.page.context().grantPermissions(["microphone"]);
  await alice.press("Try again");
  await alice.button("Mute microphone").waitFor();
  await bob.tile("alice").getByText("alice is muted").waitFor({ state: "detached" });
  await hears(bob);
  assert.equal(await alice.page.getByText("This page may not use").count(), 0);
});

test("a denied camera does not cost the microphone", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice", both);
  const bob = await world.person("bob", { permissions: ["microphone"] });
  await talk(alice, bob, "Video call");
  await Promise.all([hears(alice), hears(bob), seesPicture(bob)]);
  await bob.sees("This page may not use your camera");
  await bob.button("Turn camera on").waitFor();
  await bob.page.context().grantPermissions(["camera"]);
  await bob.press("Turn camera on");
  await seesPicture(alice);
});

test("with neither, a video call can be accepted, watched and hung up", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice", both);
  const bob = await world.person("bob");
  await talk(alice, bob, "Video call");
  await bob.sees("This page may not use your microphone and camera");
  await Promise.all([hears(bob), seesPicture(bob)]);
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});
