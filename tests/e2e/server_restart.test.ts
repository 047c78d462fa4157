// The server dies in the middle of a call and comes back with an empty memory (design, 11.2).

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { allMeet, hears } from "./support/media.ts";
import { meet, talk } from "./support/person.ts";
import { openBrowser, SecretWorld } from "./support/world.ts";

const browser = await openBrowser();

/** Alice calls Bob, it rings, and the server dies. */
async function ringingWithoutServer(t: TestContext, media: "Audio call" | "Video call" = "Audio call") {
  const world = await SecretWorld.open(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", media);
  await alice.sees("Ringing…");
  await bob.ring.waitFor();
  await world.server.kill();
  await Promise.all([alice.connection("waiting"), bob.connection("waiting")]);
  return { world, alice, bob };
}

test("a call outlives the server, is known to the new one, and ends by a hang-up", async (t) => {
  const world = await SecretWorld.open(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await talk(alice, bob, "Audio call");
  await world.server.kill();
  await Promise.all([alice.connection("waiting"), bob.connection("waiting")]);
  await Promise.all([hears(alice), hears(bob)]);
  await world.startAgain();
  await Promise.all([alice, bob, carol].map((one) => one.connection("online")));
  // What goes through the server arrives: it knows the call again.
  await bob.press("Mute microphone");
  await alice.tile("bob").getByText("bob is muted").waitFor();
  await bob.press("Unmute microphone");
  await alice.tile("bob").getByText("bob is muted").waitFor({ state: "detached" });
  await carol.dial("bob", "Audio call");
  await carol.seesEnd("Busy", "bob is in another call.");
  await Promise.all([hears(alice), hears(bob)]);
  assert.deepEqual(await alice.captures(), ["audio"], "the media was never touched");
  await alice.press("Hang up");
  await alice.seesEnd("Call ended", "You hung up.");
  await bob.seesEnd("Call ended", "alice hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
  await carol.press("Redial");
  await bob.ring.getByText("carol is calling").waitFor();
});

test("with the server down a hang-up reaches the other side all the same", async (t) => {
  const world = await SecretWorld.open(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await world.server.kill();
  await Promise.all([alice.connection("waiting"), bob.connection("waiting")]);
  await alice.press("Hang up");
  await alice.seesEnd("Call ended", "You hung up.");
  await bob.seesEnd("Call ended", "alice hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("without a server the page says so, and works again once there is one", async (t) => {
  const world = await SecretWorld.open(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await world.server.kill();
  await alice.sees("There is no connection to the server.");
  await world.startAgain();
  await Promise.all([alice.connection("online"), bob.connection("online")]);
  await talk(alice, bob, "Audio call");
  await hears(bob);
});

test("a ring outlives the server, and the call that is answered after it is a call", async (t) => {
  const { world, alice, bob } = await ringingWithoutServer(t, "Video call");
  await world.startAgain();
  await Promise.all([alice.connection("online"), bob.connection("online")]);
  await bob.answer("Accept");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await allMeet([alice, bob], "video");
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("a call that is declined while the server is down ends once it is back", async (t) => {
  const { world, alice, bob } = await ringingWithoutServer(t);
  await bob.answer("Decline");
  await bob.ring.waitFor({ state: "detached" });
  await world.startAgain();
  await alice.seesEnd("Call declined", "bob declined the call.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("a call that is cancelled while the server is down stops ringing once it is back", async (t) => {
  const { world, alice, bob } = await ringingWithoutServer(t);
  await alice.press("Cancel call");
  await alice.seesEnd("Call cancelled", "You cancelled the call to bob.");
  await world.startAgain();
  // Whether the new server can still say why, or only that the call is gone: it was missed.
  await bob.page.getByRole("heading", { name: "Missed call" }).waitFor();
  assert.equal(await bob.ring.count(), 0);
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("a group outlives the server, and people come and go after it", async (t) => {
  const world = await SecretWorld.open(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await meet(alice, [bob, carol], "Audio call");
  await world.server.kill();
  await Promise.all([alice, bob, carol].map((one) => one.connection("waiting")));
  await allMeet([alice, bob, carol], "audio");
  await world.startAgain();
  await Promise.all([alice, bob, carol].map((one) => one.connection("online")));
  await bob.press("Mute microphone");
  for (const one of [alice, carol]) await one.seesAt("bob", "bob is muted");
  await carol.press("Hang up");
  for (const one of [alice, bob]) await one.seesAt("carol", "Left");
  await alice.pressAt("carol", "Ring again");
  await carol.answer("Accept");
  await bob.press("Unmute microphone");
  await carol.timer.waitFor();
  await allMeet([alice, bob, carol], "audio");
  assert.equal((await alice.captures()).length, 1, "nobody's media was touched");
});

test("who hangs up while the server is away leaves the group to the others", async (t) => {
  const world = await SecretWorld.open(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await meet(alice, [bob, carol], "Audio call");
  await world.server.kill();
  await Promise.all([alice, bob, carol].map((one) => one.connection("waiting")));
  await bob.press("Hang up");
  await bob.seesEnd("Call ended", "You hung up.");
  await world.startAgain();
  await Promise.all([alice, bob, carol].map((one) => one.connection("online")));
  for (const one of [alice, carol]) await one.seesAt("bob", "Left");
  await allMeet([alice, carol], "audio");
  await bob.holdsNothing();
});
