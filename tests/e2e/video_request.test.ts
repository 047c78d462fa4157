// An audio call becomes a video call, if the other side wants that (R73).

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears, seesPicture } from "./support/media.ts";
import { meet, talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("a request for video is accepted, and both see each other", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await alice.press("Request video");
  await alice.sees("You asked for video. Waiting for the answer.");
  await bob.videoRequest.getByText("alice asks for video").waitFor();
  assert.deepEqual(await bob.captures(), ["audio"], "no camera before the yes");
  await bob.videoRequest.getByRole("button", { name: "Accept" }).click();
  await Promise.all([seesPicture(alice), seesPicture(bob)]);
  await Promise.all([hears(alice), hears(bob)]);
  await alice.button("Turn camera off").waitFor();
  assert.equal(await alice.button("Request video").count(), 0);
});

test("a request is declined, then taken back, and no camera was used", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await alice.press("Request video");
  await bob.videoRequest.getByRole("button", { name: "Decline" }).click();
  await alice.sees("Your request for video was declined.");
  await bob.videoRequest.waitFor({ state: "detached" });
  await alice.press("Dismiss");
  await alice.press("Request video");
  await bob.videoRequest.waitFor();
  await alice.press("Cancel request");
  await bob.videoRequest.waitFor({ state: "detached" });
  await bob.sees("alice no longer asks for video.");
  await Promise.all([hears(alice), hears(bob)]);
  for (const one of [alice, bob]) {
    const cameras = await one.page.evaluate(() =>
      window.spies.tracks.filter(({ kind, readyState }) => kind === "video" && readyState === "live"),
    );
    assert.deepEqual(cameras, []);
  }
  assert.deepEqual(await bob.captures(), ["audio"]);
});

test("a request that nobody answers runs out", async (t) => {
  const world = await demoWorld(t, browser, { videoRequestTimeoutMs: 1500 });
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await bob.press("Request video");
  await alice.videoRequest.waitFor();
  await bob.sees("Nobody answered your request for video.");
  await alice.videoRequest.waitFor({ state: "detached" });
  await Promise.all([hears(alice), hears(bob)]);
});

test("in a group one yes is enough, and who said nothing may turn the camera on", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await meet(alice, [bob, carol], "Audio call");
  await alice.press("Request video");
  await carol.videoRequest.waitFor();
  await bob.videoRequest.getByRole("button", { name: "Accept" }).click();
  await carol.videoRequest.waitFor({ state: "detached" });
  await Promise.all([seesPicture(alice, "bob"), seesPicture(carol, "bob"), seesPicture(carol, "alice")]);
  assert.deepEqual(await carol.captures(), ["audio"]);
  await carol.press("Turn camera on");
  await Promise.all([seesPicture(alice, "carol"), seesPicture(bob, "carol")]);
});
