// Two people call each other at the same moment: both wanted to talk, so they talk (design, 11.6).

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears, seesPicture } from "./support/media.ts";
import { watch } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

/** Clicks at a moment that pages of one computer agree on. */
async function clickAt({ page }: Person, name: string, moment: number): Promise<void> {
  await page.evaluate(
    async ([name, moment]) => {
      const button = window.spies.button(name);
      while (Date.now() < moment) await new Promise((resolve) => setTimeout(resolve));
      button?.click();
    },
    [name, moment] as const,
  );
}

async function callEachOther(one: Person, other: Person, media: string): Promise<void> {
  await one.field.fill(other.user);
  await other.field.fill(one.user);
  const moment = Date.now() + 300;
  await Promise.all([clickAt(one, media, moment), clickAt(other, media, moment)]);
}

function callIds({ page }: Person): Promise<string[] | undefined> {
  return page.evaluate(() => window.ringlineDemo.client?.calls.map(({ id }) => id));
}

test("two clicks at once make one call, without a ring, a busy sign or an end", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  // Which click comes first is chance: three times it is tried.
  for (const media of ["Audio call", "Video call", "Audio call"] as const) {
    const looks = [await watch(alice), await watch(bob)];
    await callEachOther(alice, bob, media);
    await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
    await Promise.all([hears(alice), hears(bob)]);
    if (media === "Video call") await Promise.all([seesPicture(alice), seesPicture(bob)]);
    assert.deepEqual(await callIds(alice), await callIds(bob), "it is one call");
    assert.equal((await callIds(alice))?.length, 1);
    for (const look of looks) {
      const { headings, rings, ended } = await look();
      assert.deepEqual([rings, ended], [0, []], "nothing rang and nothing ended");
      const pages = headings.filter((heading) => !/^(Hello, )?(alice|bob)$/.test(heading));
      assert.deepEqual(pages, [], "and no other page was seen");
    }
    const peers = await alice.page.evaluate(() => window.ringlineDemo.client?.openPeers);
    assert.equal(peers, 1);
    await bob.press("Hang up");
    await alice.seesEnd("Call ended", "bob hung up.");
    await Promise.all([alice.closeEnd(), bob.closeEnd()]);
    await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
  }
});

test("a third device of one of them rings once at most, and is told that the call was answered", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, phone] = await world.people("alice", "bob", "bob");
  const look = await watch(phone);
  await callEachOther(alice, bob, "Audio call");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
  await hears(alice);
  await phone.page.waitForFunction(() => window.ringlineDemo.client?.calls.length === 0);
  assert.equal(await phone.ring.count(), 0);
  const { rings, ended } = await look();
  assert.ok(rings <= 1 && !ended.includes("missed"), `${rings} rings, ended as ${ended.join()}`);
  await Promise.all([alice, bob].map((one) => one.press("Hang up").catch(() => {})));
});
