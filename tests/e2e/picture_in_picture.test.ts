// The call beside the page: in a window of the browser with buttons in it, for as long as the call lasts.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { framesSoFar, hears, seesPicture } from "./support/media.ts";
import type { Person } from "./support/person.ts";
import { talk } from "./support/person.ts";
import { boxOf, isShown, moves, openWindow } from "./support/picture.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

async function talking(t: TestContext): Promise<[Person, Person]> {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await seesPicture(alice);
  return [alice, bob];
}

test("a window shows everybody and has the buttons; hanging up there ends the call and closes it", async (t) => {
  const [alice, bob] = await talking(t);
  const pip = await openWindow(alice);
  const his = pip.getByRole("group", { name: "bob", exact: true }).locator("video");
  const hers = pip.getByRole("group", { name: "You", exact: true }).locator("video");
  await Promise.all([moves(his), moves(hers)]);
  assert.equal(await pip.title(), "bob");

  await pip.getByRole("button", { name: "Mute microphone" }).click();
  await bob.tile("alice").getByText("alice is muted").waitFor();
  await alice.button("Unmute microphone").waitFor();
  await pip.keyboard.press("Tab");
  assert.equal(await pip.getByRole("button", { name: "Turn camera off" }).evaluate(hasFocus), true);
  await pip.keyboard.press("Enter");
  await bob.tile("alice").locator("video.unseen-picture").waitFor({ state: "attached" });
  const camera = pip.getByRole("button", { name: "Turn camera on" });
  assert.equal(await camera.evaluate(hasFocus), true, "the button keeps the focus");
  await hers.waitFor({ state: "detached" });
  await camera.press("Enter");
  await moves(hers);

  await bob.press("Turn camera off");
  await his.waitFor({ state: "detached" });
  await bob.press("Turn camera on");
  await moves(his);

  const closed = pip.waitForEvent("close");
  await pip.getByRole("button", { name: "Hang up" }).click();
  await closed;
  await bob.seesEnd("Call ended", "alice hung up.");
  await alice.holdsNothing();
});

function hasFocus(element: Element): boolean {
  return (element.getRootNode() as ShadowRoot).activeElement === element;
}

test("the window follows its size and the system's colours, and is closed by the user or by the call", async (t) => {
  const [alice, bob] = await talking(t);
  let pip = await openWindow(alice);
  const tiles = pip.getByRole("group").filter({ has: pip.locator("video") });
  for (const size of [
    { width: 600, height: 300 },
    { width: 260, height: 480 },
  ]) {
    await pip.setViewportSize(size);
    await pip.waitForFunction(({ width, height }) => innerWidth === width && innerHeight === height, size);
    await tiles.first().evaluate(
      (tile) =>
        new Promise<void>(
          (resolve) =>
            void new ResizeObserver((_, observer) => {
              observer.disconnect();
              resolve();
            }).observe(tile),
        ),
    );
    const [his, hers] = [await boxOf(tiles.nth(0)), await boxOf(tiles.nth(1))];
    const isWide = size.width > size.height;
    assert.ok(isWide ? hers.x >= his.x + his.width : hers.y >= his.y + his.height, "beside or below");
    assert.ok(Math.max(hers.x + hers.width) <= size.width && hers.y + hers.height <= size.height);
  }
  const colours: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await pip.emulateMedia({ colorScheme });
    const host = pip.locator("[data-mode=document]");
    colours.push(await host.evaluate((element) => getComputedStyle(element).backgroundColor));
  }
  assert.notEqual(colours[0], colours[1]);
  assert.ok(await pip.evaluate(() => document.styleSheets.length > 0), "the page's style sheets are there");

  await pip.close();
  await isShown(alice, "none");
  await alice.button("Picture in picture").waitFor();
  await seesPicture(alice);

  pip = await openWindow(alice);
  const closed = pip.waitForEvent("close");
  await alice.press("Back to the page");
  await closed;
  pip = await openWindow(alice);
  const closedToo = pip.waitForEvent("close");
  await bob.press("Hang up");
  await closedToo;
  await alice.seesEnd("Call ended", "bob hung up.");
  await alice.holdsNothing();
});

/** A player of the app's own, between two others; a click on the first opens the window with it. */
async function build({ page }: Person): Promise<void> {
  await page.evaluate(() => {
    const [call] = window.ringlineDemo.client!.calls;
    const stage = Object.assign(document.createElement("div"), { id: "stage" });
    const open = Object.assign(document.createElement("button"), { id: "open", textContent: "Open" });
    const video = document.createElement("video");
    const stream = call!.participants[0]!.stream;
    Object.assign(video, { id: "player", autoplay: true, muted: true, srcObject: stream });
    const player = Object.assign(document.createElement("section"), { id: "box" });
    player.append(video);
    stage.append(open, player, document.createElement("footer"));
    document.body.append(stage);
    open.onclick = () => void call!.enterPictureInPicture({ element: player, width: 300, height: 200 });
  });
}

function order({ page }: Person): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelector("#stage")!.children].map(({ localName }) => localName),
  );
}

test("an element of the app moves there and back to its very place, and plays all the time", async (t) => {
  const [alice] = await talking(t);
  await build(alice);
  await moves(alice.page.locator("#player"));
  const before = await framesSoFar(alice);
  const opened = alice.page.context().waitForEvent("page");
  await alice.page.click("#open");
  const pip = await opened;
  const player = pip.locator("#player");
  await moves(player);
  assert.equal(await player.evaluate(({ paused }: HTMLVideoElement) => paused), false);
  const then = await player.evaluate(({ currentTime }: HTMLVideoElement) => currentTime);
  assert.deepEqual(await order(alice), ["button", "div", "footer"], "something keeps its place");
  await moves(player);
  assert.ok((await player.evaluate(({ currentTime }: HTMLVideoElement) => currentTime)) > then);
  await hears(alice);
  await pip.getByRole("button", { name: "Hang up" }).waitFor();
  await pip.close();
  await isShown(alice, "none");
  assert.deepEqual(await order(alice), ["button", "section", "footer"]);
  await moves(alice.page.locator("#player"));
  assert.ok((await framesSoFar(alice)) > before);

  const again = alice.page.context().waitForEvent("page");
  await alice.page.click("#open");
  await again;
  await isShown(alice, "document");
  await alice.page.evaluate(() => document.querySelector("#stage")!.replaceChildren());
  await alice.page.evaluate(() => window.ringlineDemo.client!.calls[0]!.exitPictureInPicture());
  assert.deepEqual(await order(alice), ["section"], "its place was gone");
  await moves(alice.page.locator("#player"));
});
