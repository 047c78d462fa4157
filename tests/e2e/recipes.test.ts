// The demo's pages beside the kit: the library alone, the kit with other buttons, its elements in another layout.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { demoWorld, openBrowser } from "./support/world.ts";
import type { World } from "./support/world.ts";

const browser = await openBrowser();

async function open(world: World, file: string, user: string): Promise<Page> {
  const page = await (await world.profile()).newPage();
  await page.goto(new URL(`${file}?user=${user}`, world.url).href);
  return page;
}

function button(page: Page, name: string) {
  return page.getByRole("button", { name, exact: true });
}

test("without the kit two pages call each other, mute and hang up", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await open(world, "headless.html", "alice");
  const bob = await open(world, "headless.html", "bob");
  for (const page of [alice, bob]) await page.getByText("is online").waitFor();
  await alice.getByLabel("Who do you want to call?").fill("bob");
  await button(alice, "Video call").click();
  await button(bob, "Accept").click();
  await alice.getByText("connected: bob").waitFor();
  await alice.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
  await button(bob, "Mute microphone").click();
  await button(bob, "Unmute microphone").waitFor();
  await button(alice, "Hang up").click();
  for (const page of [alice, bob]) await page.getByText("is online").waitFor();
});

test("a page's own buttons stand below the kit's screens, and ask before they leave", async (t) => {
  const world = await demoWorld(t, browser);
  const bob = await world.person("bob");
  const alice = await open(world, "own-buttons.html", "alice");
  const answers = [false, true];
  alice.on("dialog", (dialog) => void (answers.shift() ? dialog.accept() : dialog.dismiss()));
  await alice.getByText("You can be called").waitFor();
  await bob.dial("alice", "Audio call");
  await button(alice, "Accept").click();
  await bob.timer.waitFor();
  assert.equal(await button(alice, "Hang up").count(), 0, "the kit's bar is not there");
  await button(alice, "Be quiet").click();
  await bob.tile("alice").getByText("alice is muted").waitFor();
  await button(alice, "Leave").click(); // thought better of it
  await button(alice, "Speak").waitFor();
  await button(alice, "Leave").click();
  await bob.seesEnd("Call ended", "alice hung up.");
});

test("tiles stand where the page wants them, and buttons of the kit beside them", async (t) => {
  const world = await demoWorld(t, browser);
  const bob = await world.person("bob");
  const alice = await open(world, "own-layout.html", "alice");
  await alice.getByLabel("Who do you want to call?").fill("bob");
  await button(alice, "Video call").click();
  await bob.answer("Accept");
  await alice.locator("#mosaic ringline-tile").nth(1).waitFor();
  const bobs = alice.getByRole("group", { name: "bob", exact: true });
  await bobs.waitFor();
  const video = await bobs.locator("video").elementHandle();
  await alice.waitForFunction((video) => (video as HTMLVideoElement).videoWidth > 0, video);
  await button(alice, "Hang up").click();
  await alice.getByLabel("Who do you want to call?").waitFor();
  assert.equal(await alice.locator("#mosaic ringline-tile").count(), 0);
});
