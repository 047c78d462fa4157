// Getting in, and not getting in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser, SecretWorld } from "./support/world.ts";

const browser = await openBrowser();

test("sign-in asks for a name and puts it into the address", async (t) => {
  const world = await demoWorld(t, browser);
  const page = await (await world.profile()).newPage();
  await page.goto(world.url.href);
  await page.getByLabel("Your name").fill("dora");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Hello, dora" }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("user"), "dora");
  await page.waitForFunction(() => window.ringlineDemo.client?.connection === "online");
});

test("a token that the server does not take is told, and another try helps", async (t) => {
  const world = await SecretWorld.open(t, browser);
  world.site.mintWrongTokens = true;
  const alice = await world.tab(await world.profile(), "alice");
  await alice.connection("refused");
  await alice.page.getByRole("heading", { name: "You are not signed in" }).waitFor();
  await alice.sees("The server did not accept who you are.");
  world.site.mintWrongTokens = false;
  await alice.press("Try again");
  await alice.connection("online");
  await alice.field.waitFor();
});

test("for trying it out, two people in two tabs of one browser can call each other", async (t) => {
  const world = await demoWorld(t, browser);
  const profile = await world.profile();
  const alice = await world.tab(profile, "alice");
  const bob = await world.tab(profile, "bob");
  await Promise.all([alice.connection("online"), bob.connection("online")]);
  await talk(alice, bob, "Audio call");
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
});
