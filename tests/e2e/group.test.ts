// Several people in one call: everybody sees and hears everybody, and each comes and goes alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { allMeet, hears, seesPicture } from "./support/media.ts";
import { meet, talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("one dial brings four people together, and each sees and hears the three others", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol, dave] = await world.people("alice", "bob", "carol", "dave");
  const everybody = [alice, bob, carol, dave];
  await alice.dial("bob, carol, dave", "Video call");
  // The inviter is on the calling page at once, and sees how each of them is doing (R32).
  for (const user of ["bob", "carol", "dave"]) await alice.seesAt(user, "Ringing…");
  assert.equal(await alice.button("Cancel call").count(), 0);
  await bob.ring.getByText("alice is calling").waitFor();
  await bob.ring.getByText("Group video call with carol and dave").waitFor();
  assert.deepEqual(await bob.captures(), [], "nothing is captured while it rings");
  for (const one of [bob, carol, dave]) await one.answer("Accept");
  for (const one of everybody) {
    await one.timer.waitFor();
    await one.connectedTo(everybody.filter((other) => other !== one).map(({ user }) => user));
  }
  await allMeet(everybody, "video");
  for (const one of everybody) {
    assert.deepEqual(
      await one.page.evaluate(() => [
        window.ringlineDemo.client?.openPeers,
        window.ringlineDemo.client?.calls.length,
      ]),
      [3, 1],
    );
  }
  // One leaves, the others go on.
  await dave.press("Hang up");
  await dave.seesEnd("Call ended", "You hung up.");
  await dave.holdsNothing();
  for (const one of [alice, bob, carol]) await one.seesAt("dave", "Left");
  await allMeet([alice, bob, carol], "video");
  // The inviter leaves, too, and the call is still there for the two.
  await alice.press("Hang up");
  for (const one of [bob, carol]) await one.seesAt("alice", "Left");
  await Promise.all([seesPicture(bob, "carol"), seesPicture(carol, "bob")]);
  await carol.press("Hang up");
  await bob.seesEnd("Call ended", "Everybody else has left.");
  for (const one of everybody) await one.holdsNothing();
});

test("who declines, does not answer or is not there is told in their tile, and rung again", async (t) => {
  const world = await demoWorld(t, browser, { ringTimeoutMs: 10_000, ackTimeoutMs: 1500 });
  const [alice, bob, carol, dave] = await world.people("alice", "bob", "carol", "dave");
  await alice.dial("bob, carol, dave, nobody", "Audio call");
  await bob.answer("Accept");
  await alice.timer.waitFor();
  await carol.answer("Decline");
  await carol.seesEnd("Call declined", "You declined the call from alice.");
  for (const one of [alice, bob]) {
    await one.seesAt("carol", "Declined");
    await one.seesAt("nobody", "Not reachable");
    await one.seesAt("dave", "No answer");
  }
  await dave.seesEnd("Missed call", "alice called, and nobody answered.");
  await Promise.all([hears(alice, "bob"), hears(bob, "alice")]);
  await alice.pressAt("carol", "Ring again");
  await alice.seesAt("carol", "Ringing…");
  await carol.answer("Accept");
  await carol.timer.waitFor();
  await allMeet([alice, bob, carol], "audio");
});

test("a group where nobody answers ends for the inviter, who can call them all again", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await alice.dial("bob, carol", "Audio call");
  await bob.answer("Decline");
  await alice.seesAt("bob", "Declined");
  await carol.answer("Decline");
  await alice.page.getByRole("heading", { level: 1, name: /Call declined|No answer/ }).waitFor();
  await alice.holdsNothing();
  await alice.press("Redial");
  await Promise.all([bob.answer("Accept"), carol.answer("Accept")]);
  await Promise.all([alice, bob, carol].map((one) => one.timer.waitFor()));
  await hears(alice, "carol");
});

test("a group is called by its name, and the server knows who is in it (R30)", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await alice.dial("#everyone", "Audio call");
  for (const user of ["bob", "carol"]) await alice.seesAt(user, "Ringing…");
  await Promise.all([bob.answer("Accept"), carol.answer("Accept")]);
  await Promise.all([alice, bob, carol].map((one) => one.timer.waitFor()));
  await allMeet([alice, bob, carol], "audio");
});

test("one of those who are rung is cancelled, and nobody else notices", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await alice.dial("bob, carol", "Audio call");
  await Promise.all([bob.ring.waitFor(), carol.ring.waitFor()]);
  await alice.pressAt("bob", "Cancel");
  await bob.seesEnd("Missed call", "alice called and stopped before you answered.");
  await alice.seesAt("bob", "Not called any more");
  await carol.answer("Accept");
  await Promise.all([hears(alice, "carol"), hears(carol, "alice")]);
});

test("somebody is invited into a call of two, which becomes a call of three", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await talk(alice, bob, "Video call");
  await seesPicture(alice);
  await bob.press("Invite people");
  await bob.page.getByLabel("Who do you want to invite?").fill("carol");
  await bob.press("Invite");
  await carol.ring.waitFor();
  for (const one of [alice, bob]) await one.seesAt("carol", "Ringing…");
  await carol.answer("Accept");
  await carol.timer.waitFor();
  await allMeet([alice, bob, carol], "video");
  assert.deepEqual(await alice.captures(), ["audio", "video"], "what was there went on");
  // Neither of the first two takes the call with them.
  await alice.press("Hang up");
  await Promise.all([hears(bob, "carol"), hears(carol, "bob")]);
});

test("calling somebody while in a call adds them to it, where the page is told to (R35)", async (t) => {
  const world = await demoWorld(t, browser);
  const [bob, carol] = await world.people("bob", "carol");
  const alice = await world.tab(await world.profile(), "alice", { "while-in-call": "add" });
  await alice.connection("online");
  await talk(alice, bob, "Audio call");
  await alice.press("New call");
  await alice.dial("carol", "Audio call");
  await carol.answer("Accept");
  await carol.timer.waitFor();
  await allMeet([alice, bob, carol], "audio");
});

test("the inviter takes somebody out, and ends the call for everybody", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol, dave] = await world.people("alice", "bob", "carol", "dave");
  await meet(alice, [bob, carol, dave], "Audio call");
  assert.equal(await bob.button("End for everyone").count(), 0, "that is not bob's to decide");
  await alice.tile("dave").getByRole("button", { name: "Remove" }).click();
  await dave.seesEnd("Call ended", "You were taken out of the call.");
  await alice.seesAt("dave", "Taken out");
  await allMeet([alice, bob, carol], "audio");
  await alice.press("End for everyone");
  for (const one of [bob, carol]) await one.seesEnd("Call ended", "The call was ended for everybody.");
  for (const one of [alice, bob, carol, dave]) await one.holdsNothing();
});

test("busy people do not disturb a group, and learn of it", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol, dave] = await world.people("alice", "bob", "carol", "dave");
  await talk(carol, dave, "Audio call");
  await alice.dial("bob, carol", "Audio call");
  await alice.seesAt("carol", "Busy");
  await carol.sees("alice called while you were in another call.");
  assert.equal(await carol.ring.count(), 0);
  await bob.answer("Accept");
  await hears(alice, "bob");
});
