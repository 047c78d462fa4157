// A session: nobody rings, whoever may comes in (R9).

import assert from "node:assert/strict";
import { test } from "node:test";
import { allMeet } from "./support/media.ts";
import { Person, watch } from "./support/person.ts";
import { demoWorld, openBrowser, SecretWorld } from "./support/world.ts";

const browser = await openBrowser();

async function join(
  person: Person,
  session: string,
  name: "Join with audio" | "Join with video",
): Promise<void> {
  await person.page.getByLabel("Join a session").fill(session);
  await person.press(name);
}

test("three people meet in a session, without a ring, and come and go", async (t) => {
  const world = await SecretWorld.open(t, browser, ["join:lobby"]);
  const [alice, bob] = await world.people("alice", "bob");
  // Carol follows a link.
  const carol = await world.tab(await world.profile(), "carol", { session: "lobby" });
  await carol.connection("online");
  assert.deepEqual(await carol.captures(), [], "nothing is captured before the click");
  const look = await watch(bob);
  await join(alice, "lobby", "Join with video");
  await alice.page.getByRole("heading", { name: "Session lobby" }).waitFor();
  await join(bob, "lobby", "Join with video");
  await carol.press("Join with video");
  await Promise.all([alice, bob, carol].map((one) => one.timer.waitFor()));
  await allMeet([alice, bob, carol], "video");
  assert.equal((await look()).rings, 0);
  await alice.press("Hang up");
  await bob.seesAt("alice", "Left");
  await allMeet([bob, carol], "video");
  await alice.press("Join again");
  await alice.timer.waitFor();
  await allMeet([alice, bob, carol], "video");
  // A session is there for whoever stays, even alone.
  await Promise.all([alice.press("Hang up"), bob.press("Hang up")]);
  await Promise.all([carol.seesAt("alice", "Left"), carol.seesAt("bob", "Left")]);
  await carol.press("Hang up");
  await carol.seesEnd("Call ended", "You hung up.");
  for (const one of [alice, bob, carol]) await one.holdsNothing();
});

test("a link to a session survives the sign-in, and the demo lets everybody in", async (t) => {
  const world = await demoWorld(t, browser);
  const page = await (await world.profile()).newPage();
  const alice = new Person("alice", page);
  await page.goto(new URL("?session=lobby", world.url).href);
  await page.getByLabel("Your name").fill("alice");
  await alice.press("Sign in");
  await alice.connection("online");
  assert.equal(await page.getByLabel("Join a session").inputValue(), "lobby");
  await alice.press("Join with audio");
  await alice.sees("Nobody else is in the call now.");
  const bob = await world.tab(await world.profile(), "bob", { session: "lobby" });
  await bob.press("Join with audio");
  await allMeet([alice, bob], "audio");
});

test("a session that one may not enter says so", async (t) => {
  const world = await SecretWorld.open(t, browser, ["join:lobby"]);
  const alice = await world.person("alice");
  await join(alice, "board", "Join with audio");
  await alice.sees("You are not allowed to do this.");
  await alice.holdsNothing();
});
