// Either side hangs up; both are free at once, and call again.

import { test } from "node:test";
import { hears } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("the caller hangs up", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await alice.press("Hang up");
  await alice.seesEnd("Call ended", "You hung up.");
  await bob.seesEnd("Call ended", "alice hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("the callee hangs up, and calls again in the other direction", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await bob.press("Hang up");
  await bob.seesEnd("Call ended", "You hung up.");
  await alice.seesEnd("Call ended", "bob hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
  await bob.press("Call again");
  await alice.press("Accept");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await Promise.all([hears(alice), hears(bob)]);
});
