// The kit as an app uses it: settings in mid-call, its own word about buttons, languages, colours, small windows.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ButtonEvent, CallSettingsInit, RinglineKit } from "ringline/ui";
import { seesPicture } from "./support/media.ts";
import { meet, talk } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

/** Changes the kit of a page. */
function change(
  { page }: Person,
  fields: Partial<Pick<RinglineKit, "lang" | "theme" | "wording" | "contacts">>,
) {
  return page.evaluate(
    (fields) => void Object.assign(document.querySelector("ringline-kit")!, fields),
    fields,
  );
}

function set({ page }: Person, settings: CallSettingsInit): Promise<void> {
  return page.evaluate((settings) => {
    document.querySelector("ringline-kit")!.settings = settings;
  }, settings);
}

test("settings change a call that is on, and what they take away comes back (R65)", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await set(alice, { buttons: { microphone: false, invite: false }, timer: false });
  await alice.button("Mute microphone").waitFor({ state: "detached" });
  await alice.timer.waitFor({ state: "detached" });
  assert.equal(await alice.button("Invite people").count(), 0);
  await set(alice, { controls: false });
  await alice.button("Hang up").waitFor({ state: "detached" });
  await set(alice, {});
  await alice.button("Mute microphone").waitFor();
  await alice.timer.waitFor();
  await bob.press("Hang up");
  await alice.closeEnd();
  await set(alice, { startMuted: true, startCameraOff: true });
  await bob.closeEnd();
  await talk(alice, bob, "Video call");
  await alice.button("Unmute microphone").waitFor();
  await alice.button("Turn camera on").waitFor();
  await bob.tile("alice").getByText("alice is muted").waitFor();
});

test("every button asks the page first, which may say no (R59)", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.page.evaluate(() => {
    const pressed: string[] = [];
    Object.assign(window, { pressed });
    document.querySelector("ringline-kit")!.addEventListener("ringline-button", (event) => {
      const { button, call } = (event as ButtonEvent).detail;
      pressed.push(`${button} ${call?.participants.map(({ userId }) => userId).join() ?? ""}`.trim());
      if (pressed.length < 4) event.preventDefault();
    });
  });
  await alice.dial("bob", "Video call"); // refused
  await alice.press("Audio call"); // refused
  await alice.press("Audio call"); // refused
  assert.equal(await alice.page.evaluate(() => window.ringlineDemo.client!.calls.length), 0);
  await alice.press("Audio call");
  await bob.answer("Accept");
  await alice.timer.waitFor();
  await alice.press("Mute microphone");
  await alice.press("Hang up");
  await alice.seesEnd("Call ended", "You hung up.");
  const pressed = await alice.page.evaluate(() => (window as unknown as { pressed: string[] }).pressed);
  assert.deepEqual(pressed, [
    "video-call",
    "audio-call",
    "audio-call",
    "audio-call",
    "microphone bob",
    "hang-up bob",
  ]);
});

test("Arabic stands from right to left, German is German, and an app has the last word", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await change(alice, { lang: "de" });
  await alice.page.getByRole("button", { name: "Videoanruf" }).waitFor();
  await change(alice, { lang: "ar" });
  const kit = alice.page.locator("ringline-kit [data-page=idle]");
  await alice.page.waitForFunction(() => window.spies.first("[data-page=idle]")?.dir === "rtl");
  assert.equal(await kit.getAttribute("lang"), "ar");
  await change(alice, { lang: "en", wording: { "button.video-call": "See each other" } });
  await alice.page.getByRole("button", { name: "See each other" }).waitFor();
  await change(bob, { lang: "tlh" });
  await bob.button("Video call").waitFor();
});

test("colours follow the theme, and else the system", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice", { colorScheme: "dark" });
  const ground = (): Promise<string> =>
    alice.page.locator("ringline-kit").evaluate((kit) => getComputedStyle(kit).backgroundColor);
  const dark = await ground();
  await change(alice, { theme: "light" });
  await alice.page.waitForFunction(
    (before) => getComputedStyle(document.querySelector("ringline-kit")!).backgroundColor !== before,
    dark,
  );
  await change(alice, { theme: "dark" });
  await alice.page.waitForFunction(
    (before) => getComputedStyle(document.querySelector("ringline-kit")!).backgroundColor === before,
    dark,
  );
});

test("a call becomes a small window, from corner to corner, and large again with the same picture", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await seesPicture(alice);
  const video = await alice.tile("bob").locator("video").elementHandle();
  await alice.press("Make it small");
  await alice.field.waitFor(); // the page is there again
  const call = alice.page.locator("ringline-call");
  const place = async (): Promise<string> => {
    const { x, y } = (await call.boundingBox())!;
    return `${y < 200 ? "top" : "bottom"} ${x < 200 ? "left" : "right"}`;
  };
  assert.equal(await place(), "bottom right");
  const box = (await call.boundingBox())!;
  await alice.page.mouse.move(box.x + box.width / 2, box.y + 20);
  await alice.page.mouse.down();
  await alice.page.mouse.move(150, 120, { steps: 8 });
  await alice.page.mouse.up();
  await alice.page.waitForFunction(
    () => window.spies.first("ringline-call")!.getBoundingClientRect().top < 200,
  );
  assert.equal(await place(), "top left");
  await alice.button("Mute microphone").focus();
  await alice.page.keyboard.press("Shift+ArrowRight");
  await alice.page.waitForFunction(
    () => window.spies.first("ringline-call")!.getBoundingClientRect().left > 200,
  );
  assert.equal(await place(), "top right");
  await alice.press("Show the whole call");
  await alice.button("Share screen").waitFor();
  assert.ok(
    await alice
      .tile("bob")
      .locator("video")
      .evaluate((now, before) => now === before, video),
  );
  await seesPicture(alice);
});

test("the kit moves in the page, and the call in it goes on", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await alice.page.evaluate(() => {
    const box = document.createElement("div");
    document.querySelector("main")!.append(box);
    box.append(document.querySelector("ringline-kit")!);
  });
  await seesPicture(alice);
  await seesPicture(bob);
  assert.equal((await alice.captures()).length, 2, "nothing was captured again");
  await alice.timer.waitFor();
});

test("a name that changes in mid-call changes everywhere (R108)", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await alice.page.evaluate(() => window.ringlineDemo.client!.setUser("bob", { name: "Robert" }));
  await alice.tile("Robert").waitFor();
  await alice.page.getByRole("heading", { name: "Robert" }).waitFor();
});

test("a ring is a banner where the app wants one, and opens", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await set(bob, { incoming: "banner" });
  await alice.dial("bob", "Video call");
  await bob.ring.getByText("alice is calling you").waitFor();
  await bob.field.fill("the page goes on below it");
  assert.equal(await bob.ring.getByRole("button", { name: "Ignore" }).count(), 0);
  await bob.press("Show the whole call");
  await bob.ring.getByRole("button", { name: "Ignore" }).waitFor();
  await bob.answer("Accept as audio");
  await alice.timer.waitFor();
});

test("letters are shortcuts in a call, not in a field, and not where the app forbids it", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.field.fill("mvh?");
  assert.equal(await alice.field.inputValue(), "mvh?");
  await talk(alice, bob, "Video call");
  const { keyboard } = alice.page;
  await keyboard.press("m");
  await alice.button("Unmute microphone").waitFor();
  await keyboard.press("v");
  await alice.button("Turn camera on").waitFor();
  await keyboard.press("?");
  await alice.page.getByText("Microphone on or off").waitFor();
  await keyboard.press("Escape");
  await alice.page.getByText("Microphone on or off").waitFor({ state: "detached" });
  await set(alice, { shortcuts: false });
  await alice
    .button("Unmute microphone")
    .and(alice.page.locator("[aria-keyshortcuts]"))
    .waitFor({ state: "detached" });
  await keyboard.press("m");
  await alice.press("Turn camera on");
  await alice.button("Unmute microphone").waitFor();
});

test("a layout that the user chooses stays, and no picture is made anew", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await meet(alice, [bob, carol], "Video call");
  await seesPicture(alice, "bob");
  const before = await alice.tile("bob").locator("video").elementHandle();
  await alice.press("Layout");
  await alice.page.getByLabel("Spotlight").check();
  await alice.page.waitForFunction(() => {
    const sizes = window.spies
      .all("ringline-tile")
      .map((tile) => Math.round(tile.getBoundingClientRect().width));
    return new Set(sizes).size > 1;
  });
  assert.ok(
    await alice
      .tile("bob")
      .locator("video")
      .evaluate((now, then) => now === then, before),
  );
  await seesPicture(alice, "bob");
});

test("the page before a call stands still until its user does something", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  await set(alice, { prejoin: true });
  await alice.dial("bob", "Video call");
  await alice.page.getByRole("heading", { name: "Call with bob" }).waitFor();
  await alice.button("Start the call").waitFor();
  const changes = await alice.page.evaluate(async () => {
    const { desk } = document.querySelector("ringline-kit")!;
    let changes = 0;
    desk!.addEventListener("change", () => (changes += 1));
    for (let frame = 0; frame < 30; frame += 1) await new Promise(requestAnimationFrame);
    return changes;
  });
  assert.ok(changes < 5, `${changes} in 30 frames`);
});

test("where the panels do not arrive the call goes on, says so, and gets them when asked to", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  const parts = /\/panels[^/]*\.js$/;
  await alice.page.route(parts, (route) => route.abort());
  await talk(alice, bob, "Video call");
  await alice.sees("A part of it did not arrive, or it stopped working.");
  await alice.page.unroute(parts);
  await alice.press("Try again");
  await alice.page.getByText("A part of it did not arrive").waitFor({ state: "detached" });
  await alice.press("Devices");
  await alice.page.getByLabel("Camera", { exact: true }).waitFor();
  await alice.press("Hang up");
});
