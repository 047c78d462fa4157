// Calls of Firefox with itself and with Chromium. Who calls matters: the caller's browser writes the first offer.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import type { Browser } from "playwright-core";
import { hears, hearsNothing, noMediaFrom, seesPicture } from "./support/media.ts";
import { talk } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import { demoWorld, openBrowser, openFirefox } from "./support/world.ts";

const [chromium, firefox] = await Promise.all([openBrowser(), openFirefox()]);

/** Alice calls; each has a browser. */
async function pair(t: TestContext, hers: Browser, his: Browser): Promise<[Person, Person]> {
  const world = await demoWorld(t, hers);
  return Promise.all([world.person("alice"), world.person("bob", { browser: his })]);
}

async function bothSee(alice: Person, bob: Person): Promise<void> {
  await Promise.all([seesPicture(alice), seesPicture(bob)]);
}

async function bothHear(alice: Person, bob: Person): Promise<void> {
  await Promise.all([hears(alice), hears(bob)]);
}

/** Each control works at the caller, who is seen and heard by the other browser. */
async function controlsWork(alice: Person, bob: Person): Promise<void> {
  await talk(alice, bob, "Video call");
  await bothSee(alice, bob);
  await bothHear(alice, bob);

  await alice.press("Mute microphone");
  await bob.seesAt("alice", "alice is muted");
  await hearsNothing(bob);
  await alice.press("Unmute microphone");
  await hears(bob);

  await alice.press("Turn camera off");
  await bob.tile("alice").locator("video.unseen-picture").waitFor({ state: "attached" });
  await alice.press("Turn camera on");
  await bob.tile("alice").locator("video:not(.unseen-picture)").waitFor();
  await seesPicture(bob);

  await alice.press("Hold");
  await Promise.all([noMediaFrom(alice, "bob"), noMediaFrom(bob, "alice")]);
  await alice.press("Resume");
  await bothSee(alice, bob);
  await bothHear(alice, bob);

  await alice.press("Hang up");
  await bob.seesEnd("Call ended", "alice hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
}

test("Chromium calls Firefox, and every control works", async (t) => {
  await controlsWork(...(await pair(t, chromium, firefox)));
});

test("Firefox calls Chromium, and every control works", async (t) => {
  await controlsWork(...(await pair(t, firefox, chromium)));
});

test("Firefox calls Firefox: an audio call becomes a video call", async (t) => {
  await becomesVideo(...(await pair(t, firefox, firefox)));
});

test("an audio call of Chromium to Firefox becomes a video call", async (t) => {
  await becomesVideo(...(await pair(t, chromium, firefox)));
});

test("an audio call of Firefox to Chromium becomes a video call", async (t) => {
  await becomesVideo(...(await pair(t, firefox, chromium)));
});

async function becomesVideo(alice: Person, bob: Person): Promise<void> {
  await talk(alice, bob, "Audio call");
  await bothHear(alice, bob);
  await bob.press("Request video");
  await alice.videoRequest.getByRole("button", { name: "Accept" }).click();
  await bothSee(alice, bob);
  await bothHear(alice, bob);
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
}

for (const [reloading, staying] of [["alice", "bob"] as const, ["bob", "alice"] as const]) {
  test(`Chromium calls Firefox, ${reloading}'s page is reloaded, and comes back into the call`, async (t) => {
    const [alice, bob] = await pair(t, chromium, firefox);
    const people = { alice, bob };
    await talk(alice, bob, "Video call");
    await bothSee(alice, bob);
    await people[reloading].page.reload();
    await people[reloading].button("Rejoin call").waitFor();
    assert.deepEqual(await people[reloading].captures(), [], "nothing is captured before the click");
    await people[reloading].press("Rejoin call");
    await people[reloading].timer.waitFor();
    await people[staying].state("connected");
    await bothSee(alice, bob);
    await bothHear(alice, bob);
    await people[reloading].press("Hang up");
    await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
  });
}

/** The ICE user fragment of the open peer connection: another one after each restart. */
function fragment({ page }: Person): Promise<string> {
  return page.evaluate(() => {
    const peer = window.spies.peers.find(({ signalingState }) => signalingState !== "closed");
    return /^a=ice-ufrag:(.+)$/m.exec(peer?.localDescription?.sdp ?? "")?.[1] ?? "";
  });
}

/** The page hears that the path is lost, as it would half a minute after it was, or how things really are. */
function hearOfPath({ page }: Person, what: "lost" | "the truth"): Promise<void> {
  return page.evaluate((what) => {
    const peer = window.spies.peers.find(({ signalingState }) => signalingState !== "closed")!;
    if (what === "lost")
      Object.defineProperty(peer, "connectionState", { configurable: true, value: "failed" });
    peer.dispatchEvent(new Event("connectionstatechange"));
    Reflect.deleteProperty(peer, "connectionState");
  }, what);
}

for (const loser of ["alice", "bob"] as const) {
  test(`Chromium calls Firefox, ${loser} loses the path, and both find another one`, async (t) => {
    const [alice, bob] = await pair(t, chromium, firefox);
    await talk(alice, bob, "Audio call");
    await bothHear(alice, bob);
    const before = await Promise.all([fragment(alice), fragment(bob)]);
    const one = loser === "alice" ? alice : bob;
    await hearOfPath(one, "lost");
    await one.state("reconnecting");
    for (const { page } of [alice, bob]) {
      await page.waitForFunction((before) => {
        const peer = window.spies.peers.find(({ signalingState }) => signalingState === "stable");
        return peer && before.every((old) => !peer.localDescription?.sdp.includes(`a=ice-ufrag:${old}`));
      }, before);
    }
    await hearOfPath(one, "the truth");
    await one.state("connected");
    await bothHear(alice, bob);
  });
}
