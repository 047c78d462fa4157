// The screens on a phone: everything fits, everything can be touched, changes are announced once.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Person } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };

/** Nothing sticks out sideways, and what is pressed is at least 44 by 44 pixels (WCAG 2.5.5). */
async function fits({ page }: Person): Promise<void> {
  const found = await page.evaluate(() => {
    const small = window.spies
      .all("button, input, a")
      .filter((element) => element.checkVisibility())
      // As it is laid out: tiles that glide are scaled on their way.
      .filter(({ offsetWidth, offsetHeight }) => offsetWidth < 44 || offsetHeight < 44)
      .map(
        (element) => `${element.textContent || element.id}: ${element.offsetWidth} x ${element.offsetHeight}`,
      );
    return { small, over: document.documentElement.scrollWidth - window.innerWidth };
  });
  assert.deepEqual(found, { small: [], over: 0 });
}

/** Keeps what the live region says from now on, as a screen reader would read it. */
async function listen({ page }: Person): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver((changes) => {
      for (const { target } of changes) if (target.textContent) said.push(target.textContent);
    }).observe(window.spies.first("[part=announcer]")!, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

test("on a phone every screen fits, and every change is announced once", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await Promise.all([world.person("alice", phone), world.person("bob", phone)]);
  const said = await listen(alice);
  await fits(alice);
  await alice.dial("bob", "Video call");
  await alice.sees("Ringing…");
  await Promise.all([fits(alice), fits(bob)]);
  await bob.press("Accept");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await fits(alice);
  await bob.press("Mute microphone");
  await alice.tile("bob").getByText("bob is muted").waitFor();
  await alice.timer.getByText("0:02").waitFor();
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  await fits(alice);
  const plain = (await said()).map((sentence) => sentence.replaceAll(/[\u2068\u2069]/g, ""));
  for (const sentence of [
    "Ringing at bob…",
    "Connected with bob.",
    "bob is muted.",
    "Call ended – bob hung up.",
  ]) {
    assert.equal(
      plain.filter((heard) => heard === sentence).length,
      1,
      `${sentence} in ${plain.join(" | ")}`,
    );
  }
});

test("a group fits a phone, with people in it, rung and gone, and tells who comes and goes", async (t) => {
  const world = await demoWorld(t, browser, { busy: "call-waiting" });
  const [alice, bob] = await Promise.all([world.person("alice", phone), world.person("bob", phone)]);
  const [carol, dave, erin] = await world.people("carol", "dave", "erin");
  const said = await listen(alice);
  await alice.dial("bob, carol, dave", "Video call");
  await alice.seesAt("dave", "Ringing…");
  await Promise.all([fits(alice), fits(bob)]);
  await bob.answer("Accept");
  await carol.answer("Decline");
  await alice.seesAt("carol", "Declined");
  await alice.timer.waitFor();
  await fits(alice);
  await alice.press("Invite people");
  await fits(alice);
  await alice.press("Close");
  await erin.dial("alice", "Video call");
  await alice.ring.waitFor();
  await fits(alice);
  await alice.answer("Accept");
  await erin.timer.waitFor();
  await fits(alice);
  await alice.press("Resume");
  await bob.press("Mute microphone");
  await alice.seesAt("bob", "bob is muted");
  await dave.answer("Decline");
  await alice.seesAt("dave", "Declined");
  const plain = (await said()).map((sentence) => sentence.replaceAll(/[\u2068\u2069]/g, ""));
  for (const sentence of [
    "Ringing at bob, carol and dave…",
    "carol declined.",
    "bob is muted.",
    "dave declined.",
  ]) {
    assert.equal(
      plain.filter((heard) => heard === sentence).length,
      1,
      `${sentence} in ${plain.join(" | ")}`,
    );
  }
});
