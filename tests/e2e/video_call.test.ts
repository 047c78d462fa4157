// Two people see each other, and can stop being seen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears, seesPicture } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("a video call carries pictures and sound both ways", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", "Video call");
  await alice.page.getByRole("group", { name: "You", exact: true }).locator("video.mirrored").waitFor();
  await bob.ring.getByText("Video call").waitFor();
  await bob.press("Accept");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await Promise.all([seesPicture(alice), seesPicture(bob)]);
  await Promise.all([hears(alice), hears(bob)]);
  assert.equal(await bob.tile("alice").locator("video").count(), 1);
});

test("a camera that is turned off is released, and one that is turned on again is seen again", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await seesPicture(alice);
  await bob.press("Turn camera off");
  await bob.button("Turn camera on").waitFor();
  await alice.tile("bob").locator("video.unseen-picture").waitFor({ state: "attached" });
  const cameras = await bob.page.evaluate(() =>
    window.spies.tracks.filter(({ kind }) => kind === "video").map(({ readyState }) => readyState),
  );
  assert.deepEqual(cameras, ["ended"], "its light is out");
  await bob.press("Turn camera on");
  await alice.tile("bob").locator("video:not(.unseen-picture)").waitFor();
  await seesPicture(alice);
});
