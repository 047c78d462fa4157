// What people in a call may ask of each other: to mute, and to agree to a recording (R77, R86).

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears, hearsNothing } from "./support/media.ts";
import { meet } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("who is asked to mute is not heard any more, is told by whom, and can be heard again", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await meet(alice, [bob, carol], "Audio call");
  await hears(carol, "bob");
  await alice.pressAt("bob", "Ask to mute");
  await bob.sees("alice asked you to mute, so nobody hears you.");
  await carol.seesAt("bob", "bob is muted");
  await hearsNothing(carol, "bob");
  assert.equal(await carol.tile("bob").getByRole("button", { name: "Ask to mute" }).count(), 0);
  await bob.press("Unmute");
  await hears(carol, "bob");
});

test("everybody sees who records, and says whether to be in it", async (t) => {
  const world = await demoWorld(t, browser, { recordingConsent: "required" });
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await meet(alice, [bob, carol], "Audio call");
  await alice.press("Start recording");
  await bob.sees("alice wants to record this call.");
  await carol.press("Leave me out");
  await bob.press("Agree");
  await bob.sees("alice is recording this call.");
  await carol.sees("alice is recording this call. You are left out.");
  const recordable = await alice.page.evaluate(() =>
    window.ringlineDemo.client?.calls[0]?.participants.map((one) => [one.userId, one.recordable]),
  );
  assert.deepEqual(recordable, [
    ["bob", true],
    ["carol", false],
  ]);
  await alice.press("Stop recording");
  await bob.main.getByText("alice is recording this call.").waitFor({ state: "detached" });
});
