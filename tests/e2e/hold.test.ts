// Call waiting: a second call comes, the first goes on hold, and back (design, 11.18).

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears, hearsNothing, noMediaFrom, seesPicture } from "./support/media.ts";
import { talk } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();
const callWaiting = { busy: "call-waiting" };

/** Tracks of our devices that are not stopped. */
function liveTracks({ page }: Person): Promise<number> {
  return page.evaluate(
    () => window.spies.tracks.filter(({ readyState, enabled }) => readyState === "live" && enabled).length,
  );
}

test("a waiting call is accepted, the first one is silent and dark meanwhile, and they are swapped", async (t) => {
  const world = await demoWorld(t, browser, callWaiting);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await talk(bob, alice, "Video call");
  await Promise.all([seesPicture(alice), seesPicture(bob)]);
  await carol.dial("alice", "Audio call");
  await alice.ring.getByText("carol is calling").waitFor();
  await alice.ring.getByText("Accepting puts your call with bob on hold.").waitFor();
  await Promise.all([hears(bob), hears(alice)]); // a ring changes nothing
  await alice.answer("Accept");
  await carol.timer.waitFor();
  await alice.tile("carol").waitFor();
  await alice.onHold("bob").waitFor();
  await bob.tile("alice").getByText("alice has put the call on hold").waitFor();
  await Promise.all([hears(alice, "carol"), hears(carol, "alice")]);
  assert.equal(await liveTracks(alice), 1, "one microphone, and no camera");
  await noMediaFrom(bob, "alice");

  // Swapped: now carol waits.
  await alice.onHold("bob").getByRole("button", { name: "Resume" }).click();
  await alice.onHold("carol").waitFor();
  await carol.tile("alice").getByText("alice has put the call on hold").waitFor();
  await bob.tile("alice").getByText("on hold").waitFor({ state: "detached" });
  await Promise.all([seesPicture(alice, "bob"), seesPicture(bob, "alice")]);
  await Promise.all([hears(alice, "bob"), hears(bob, "alice"), hearsNothing(carol, "alice")]);

  // And when one ends, the other one is still there.
  await alice.press("Hang up");
  await bob.seesEnd("Call ended", "alice hung up.");
  await alice.sees("Your call with carol is on hold.");
  await alice.press("Resume");
  await Promise.all([hears(alice, "carol"), hears(carol, "alice")]);
  await carol.press("Hang up");
  await alice.seesEnd("Call ended", "carol hung up.");
  for (const one of [alice, bob, carol]) await one.holdsNothing();
});

test("hold and resume by the two sides in turn: media flows when nobody holds", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await Promise.all([seesPicture(alice), seesPicture(bob)]);
  await alice.press("Hold");
  await alice.sees("Your call with bob is on hold. Nobody hears or sees you.");
  assert.equal(await liveTracks(alice), 0, "the lights are out");
  await Promise.all([noMediaFrom(alice, "bob"), noMediaFrom(bob, "alice")]);
  await bob.press("Hold");
  await alice.press("Resume");
  await alice.tile("bob").getByText("bob has put the call on hold").waitFor();
  await hearsNothing(bob, "alice");
  await bob.press("Resume");
  await Promise.all([seesPicture(alice), seesPicture(bob), hears(alice), hears(bob)]);
});

test("a waiting call is declined, ignored, or taken instead of the first one", async (t) => {
  const world = await demoWorld(t, browser, callWaiting);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await talk(bob, alice, "Audio call");
  await carol.dial("alice", "Audio call");
  await alice.answer("Decline");
  await carol.seesEnd("Call declined", "alice declined the call.");
  await Promise.all([hears(alice, "bob"), hears(bob, "alice")]);
  await carol.press("Redial");
  await alice.answer("Ignore");
  await alice.sees("carol is still calling. The ring is off here.");
  await hears(bob, "alice");
  await carol.press("Cancel call");
  await alice.sees("carol called and stopped before you answered.");
  await alice.press("Dismiss");
  await carol.press("Call again");
  await alice.answer("End and accept");
  await bob.seesEnd("Call ended", "alice hung up.");
  await Promise.all([hears(alice, "carol"), hears(carol, "alice")]);
  assert.equal(await alice.onHold("bob").count(), 0);
});

test("a second call is placed while the first one waits", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await talk(alice, bob, "Audio call");
  await alice.press("New call");
  await alice.dial("carol", "Audio call");
  await alice.onHold("bob").waitFor();
  await bob.tile("alice").getByText("alice has put the call on hold").waitFor();
  await carol.answer("Accept");
  await Promise.all([hears(alice, "carol"), hears(carol, "alice"), hearsNothing(bob, "alice")]);
  await carol.press("Hang up");
  await alice.press("Resume");
  await Promise.all([hears(alice, "bob"), hears(bob, "alice")]);
});
