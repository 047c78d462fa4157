// One user on several devices: all ring, one answer stops all.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears } from "./support/media.ts";
import { watch } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("the first device that answers has the call, the other one stops ringing", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  const laptop = await world.person("bob");
  const phone = await world.person("bob");
  await alice.dial("bob", "Audio call");
  await Promise.all([laptop.ring.waitFor(), phone.ring.waitFor()]);
  await phone.press("Accept");
  await Promise.all([alice.timer.waitFor(), phone.timer.waitFor()]);
  await laptop.ring.waitFor({ state: "detached" });
  await laptop.seesEnd("Answered elsewhere", "You took the call from alice on another device.");
  assert.deepEqual(await laptop.captures(), []);
  await Promise.all([hears(alice), hears(phone)]);
});

test("a decline on one device is a decline on all", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  const laptop = await world.person("bob");
  const phone = await world.person("bob");
  await alice.dial("bob", "Audio call");
  await Promise.all([laptop.ring.waitFor(), phone.ring.waitFor()]);
  await laptop.press("Decline");
  await phone.seesEnd("Declined elsewhere", "You declined the call from alice on another device.");
  await alice.seesEnd("Call declined", "bob declined the call.");
});

test("of three devices one answers, the others are quiet within a second and count no missed call", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, laptop, phone, tablet] = await world.people("alice", "bob", "bob", "bob");
  const others = [laptop, tablet];
  const looks = await Promise.all(others.map(watch));
  await alice.dial("bob", "Video call");
  await Promise.all([laptop, phone, tablet].map(({ ring }) => ring.waitFor()));
  // One clock for all pages: they are on one computer.
  const quietAt = others.map(({ page }) =>
    page.evaluate(async () => {
      while (window.spies.first("dialog[open]")) await new Promise(requestAnimationFrame);
      return Date.now();
    }),
  );
  const answeredAt = await phone.page.evaluate(() => {
    window.spies.button("Accept")?.click();
    return Date.now();
  });
  for (const at of await Promise.all(quietAt)) {
    assert.ok(at - answeredAt < 1000, `quiet after ${at - answeredAt} ms`);
  }
  await Promise.all([alice.timer.waitFor(), phone.timer.waitFor()]);
  for (const one of others) {
    await one.seesEnd("Answered elsewhere", "You took the call from alice on another device.");
    assert.deepEqual(await one.captures(), []);
    await one.holdsNothing();
  }
  for (const look of looks) {
    const { ended, headings } = await look();
    assert.equal(ended.length, 1);
    assert.ok(!ended.includes("missed") && !headings.includes("Missed call"), ended.join());
  }
  await Promise.all([hears(alice), hears(phone)]);
});
