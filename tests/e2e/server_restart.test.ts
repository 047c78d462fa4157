// The server dies in the middle of a call and comes back with an empty memory (design, 11.2).

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { openBrowser, SecretWorld } from "./support/world.ts";

const browser = await openBrowser();

test("a call outlives the server, is known to the new one, and ends by a hang-up", async (t) => {
  const world = await SecretWorld.open(t, browser);
  const alice = await world.person("alice");
  const bob = await world.person("bob");
  const carol = await world.person("carol");
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
  await carol.press("Call again");
  await bob.ring.getByText("carol is calling").waitFor();
});

test("with the server down a hang-up reaches the other side all the same", async (t) => {
  const world = await SecretWorld.open(t, browser);
  const alice = await world.person("alice");
  const bob = await world.person("bob");
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
  const alice = await world.person("alice");
  const bob = await world.person("bob");
  await world.server.kill();
  await alice.sees("There is no connection to the server.");
  await world.startAgain();
  await Promise.all([alice.connection("online"), bob.connection("online")]);
  await talk(alice, bob, "Audio call");
  await hears(bob);
});
