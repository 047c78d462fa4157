// Whoever is in a call is busy for everybody else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("a third person hears that somebody is busy, and the call goes on undisturbed", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await talk(alice, bob, "Audio call");
  await carol.dial("bob", "Audio call");
  await carol.seesEnd("Busy", "bob is in another call.");
  await carol.holdsNothing();
  await bob.sees("carol called while you were in another call.");
  await bob.press("Dismiss");
  assert.equal(await bob.ring.count(), 0);
  await Promise.all([hears(alice), hears(bob)]);
  await alice.press("Hang up");
  await bob.seesEnd("Call ended", "alice hung up.");
  await carol.press("Redial");
  await bob.ring.getByText("carol is calling").waitFor();
});
