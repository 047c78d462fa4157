// The other side vanishes without a word: its page crashes, or its computer does.

import { test } from "node:test";
import { hears } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("somebody who does not come back in time has left the call", async (t) => {
  const world = await demoWorld(t, browser, { reconnectGraceMs: 2500 });
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await bob.page.close();
  await alice.seesEnd("Connection lost", "The connection to bob was lost and did not come back.");
  await alice.holdsNothing();
});

test("an interruption is shown, and somebody who comes back in time is heard again", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  const profile = await world.profile();
  const bob = await world.tab(profile, "bob");
  await bob.connection("online");
  await talk(alice, bob, "Audio call");
  await bob.page.close();
  await alice.sees("The connection to bob is interrupted. Reconnecting…");
  const again = await world.tab(profile, "bob");
  await again.press("Rejoin call");
  await again.timer.waitFor();
  await alice.state("connected");
  await Promise.all([hears(alice), hears(again)]);
});
