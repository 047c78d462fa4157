// The stage of the kit: tiles that keep apart and keep playing, by mouse, by finger and by keyboard.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { KitWorld } from "./support/kit.ts";
import { overlap, StagePage } from "./support/stage.ts";
import type { Callees, Seen } from "./support/stage.ts";
import { openBrowser } from "./support/world.ts";

const browser = await openBrowser();

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** Long enough that nobody who is rung gives up during a test. */
const policy = { meshLimit: 25, ringTimeoutMs: 300_000 };

async function open(t: TestContext, viewport = desktop): Promise<StagePage> {
  const world = await KitWorld.openKit(t, browser, policy);
  return StagePage.open(world, { viewport });
}

/** People who are rung and do not answer. */
function waiting(count: number): Callees {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index + 1}`, "wait"]));
}

function isWithin({ x, y, width, height }: Seen, room: { width: number; height: number }): boolean {
  return x >= 0 && y >= 0 && x + width <= room.width + 0.5 && y + height <= room.height + 0.5;
}

async function checkGeometry(stage: StagePage, count: number, where: string): Promise<void> {
  const [seen, room] = [await stage.seen(), await stage.room()];
  const hasPages = (await stage.page.getByRole("status").count()) > 0;
  assert.ok(hasPages ? seen.length < count : seen.length === count, `${seen.length} of ${count}, ${where}`);
  assert.ok(seen.length >= Math.min(count, 4), `${seen.length} tiles, ${where}`);
  for (const one of seen) {
    const told = `${where}: ${JSON.stringify(one)} in ${JSON.stringify(room)}`;
    assert.ok(one.width >= 60 && one.height >= 60, `large enough ${told}`);
    assert.ok(isWithin(one, room), `inside ${told}`);
  }
  const apart = seen.filter(({ place }) => place !== "inset");
  for (const [index, one] of apart.entries()) {
    for (const other of apart.slice(index + 1)) {
      assert.ok(!overlap(one, other), `${where}: ${one.label} lies on ${other.label}`);
    }
  }
}

test("tiles stay in their room and off each other, with 1 to 9 people, and follow its size at once", async (t) => {
  const stage = await open(t);
  for (const media of ["audio", "video"] as const) {
    for (const people of media === "audio" ? [2, 9] : [1, 2, 3, 4, 9]) {
      await stage.resize(desktop.width, desktop.height);
      await stage.call(waiting(people), media);
      const count = people + (media === "video" ? 1 : 0);
      for (const [width, height] of [
        [1280, 800],
        [844, 390],
        [600, 600],
        [390, 844],
      ] as const) {
        await stage.resize(width, height);
        await checkGeometry(stage, count, `${media}, ${people} people, ${width} by ${height}`);
      }
      await stage.hangUp();
    }
  }
});

test("pictures play on, in the same elements, whatever is arranged anew", async (t) => {
  const stage = await open(t);
  const { page } = stage;
  await stage.call({ bob: "video", carol: "audio", dave: "wait" }, "video");
  await page.evaluate(() => {
    const stopped: string[] = [];
    const videos = window.spies.all<HTMLVideoElement>(".tile:not(.absent) video");
    for (const video of videos) {
      for (const type of ["pause", "emptied", "ended"])
        video.addEventListener(type, () => stopped.push(type));
    }
    Object.assign(window, { kept: { videos, parents: videos.map((one) => one.parentNode), stopped } });
  });
  const plays = async (): Promise<void> => {
    const name = await page.evaluateHandle(() => {
      const video = window.spies.first<HTMLVideoElement>('.tile[data-person="bob"] video')!;
      return { video, before: video.currentTime };
    });
    await page.waitForFunction(({ video, before }) => video.currentTime > before, name);
  };
  await plays();
  const changes: (() => Promise<void>)[] = [
    () => stage.resize(600, 900),
    () => stage.resize(phone.width, phone.height),
    () => stage.desk({ layout: "grid" }),
    () => stage.desk({ layout: "single" }),
    () => stage.desk({ layout: "spotlight" }),
    () => stage.desk({ layout: null, pinned: "carol" }),
    () => stage.desk({ pinned: "bob" }),
    () => page.evaluate(() => window.stage.call!.cancel(["dave"])),
    () => stage.resize(desktop.width, desktop.height),
    () => page.evaluate(() => window.kit.deskOf("alice").speak("ar")),
    () => stage.desk({ pinned: null }),
  ];
  for (const change of changes) {
    await change();
    await plays();
  }
  const kept = await page.evaluate(() => {
    type Kept = { videos: HTMLVideoElement[]; parents: Node[]; stopped: string[] };
    const { videos, parents, stopped } = (window as unknown as { kept: Kept }).kept;
    const now = window.spies.all("video");
    return {
      count: videos.length,
      same: videos.every((one, index) => now.includes(one) && one.parentNode === parents[index]),
      stopped,
    };
  });
  assert.deepEqual(kept, { count: 3, same: true, stopped: [] });
});

test("the own picture is dragged to every corner, by keys too, and stays there", async (t) => {
  const stage = await open(t);
  const { page } = stage;
  await stage.call({ bob: "video" }, "video");
  assert.equal((await stage.place("You")).place, "inset");
  const corner = async (): Promise<string> => {
    const [{ x, y, width, height }, room] = [await stage.place("You"), await stage.room()];
    const [left, top] = [x + width / 2 < room.width / 2, y + height / 2 < room.height / 2];
    return `${top ? "top" : "bottom"}-${left ? "left" : "right"}`;
  };
  assert.equal(await corner(), "bottom-right");
  const box = (await page.locator("ringline-stage").boundingBox())!;
  const drag = async (toX: number, toY: number): Promise<void> => {
    const own = (await stage.tile("You").boundingBox())!;
    await page.mouse.move(own.x + own.width / 2, own.y + own.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * toX, box.y + box.height * toY, { steps: 6 });
  };
  for (const [x, y, where] of [
    [0.2, 0.2, "top-left"],
    [0.8, 0.2, "top-right"],
    [0.2, 0.8, "bottom-left"],
    [0.8, 0.8, "bottom-right"],
  ] as const) {
    await drag(x, y);
    const own = await stage.place("You");
    const [middleX, middleY] = [own.x + own.width / 2, own.y + own.height / 2];
    assert.ok(Math.abs(middleX - box.width * x) < 3 && Math.abs(middleY - box.height * y) < 3, "it follows");
    await page.mouse.up();
    await stage.settled();
    assert.equal(await corner(), where);
    assert.ok(isWithin(await stage.place("You"), await stage.room()));
  }
  // However far one pulls, it stays in its room; Escape puts it back.
  await drag(-0.5, -0.5);
  const { x, y } = await stage.place("You");
  assert.deepEqual([x, y], [0, 0]);
  await stage.tile("You").focus();
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await stage.settled();
  assert.equal(await corner(), "bottom-right");

  for (const [key, where] of [
    ["ArrowUp", "top-right"],
    ["ArrowLeft", "top-left"],
    ["ArrowLeft", "top-left"],
    ["ArrowDown", "bottom-left"],
  ] as const) {
    await page.keyboard.press(key);
    await stage.settled();
    assert.equal(await corner(), where, key);
  }
  await stage
    .tile("You")
    .and(page.getByRole("group", { description: /arrow keys/ }))
    .waitFor();
  await stage.resize(phone.width, phone.height);
  assert.equal(await corner(), "bottom-left");
  await checkGeometry(stage, 2, "after the drags");

  await stage.set({ selfViewDraggable: false });
  await drag(0.8, 0.2);
  await page.mouse.up();
  await page.keyboard.press("ArrowUp");
  await stage.settled();
  assert.equal(await corner(), "bottom-left", "unless the app does not want it");
});

test("a tile is pinned by its button, a click and a key, and the app may say no", async (t) => {
  const stage = await open(t);
  const { page } = stage;
  await stage.call({ bob: "audio", carol: "audio", dave: "wait" }, "audio");
  const isMain = async (label: string): Promise<boolean> => (await stage.place(label)).place === "main";
  assert.equal(await isMain("bob"), false);

  await stage.tile("bob").click();
  await stage.settled();
  assert.equal(await isMain("bob"), true);
  assert.equal(await stage.pinned(), "bob");
  await stage
    .tile("bob")
    .getByRole("button", { name: /^Unpin/ })
    .click();
  await stage.settled();
  assert.equal(await stage.pinned(), null);
  await stage.tile("carol").getByRole("button", { name: /^Pin/ }).press("Enter");
  assert.equal(await stage.pinned(), "carol");

  await stage.tile("bob").focus();
  await page.keyboard.press("p");
  assert.equal(await stage.pinned(), "bob");
  await page.keyboard.press("Enter");
  assert.equal(await stage.pinned(), null);
  assert.deepEqual(await stage.pressed(), ["pin bob", "pin bob", "pin carol", "pin bob", "pin bob"]);

  await stage.refuse(true);
  await stage.tile("bob").click();
  await page.keyboard.press("p");
  assert.equal(await stage.pinned(), null);
  await stage.tile("dave").getByRole("button", { name: "Cancel" }).click();
  await stage.tile("bob").getByRole("button", { name: "Ask to mute" }).click();
  await stage.tile("carol").getByRole("button", { name: "Remove" }).click();
  assert.deepEqual((await stage.pressed()).slice(5), [
    "pin bob",
    "pin bob",
    "cancel-ring dave",
    "ask-to-mute bob",
    "remove carol",
  ]);
  const states = await page.evaluate(() =>
    window.stage.call!.participants.map(({ state, microphone }) => `${state} ${microphone}`),
  );
  assert.deepEqual(states, ["joined on", "joined on", "ringing unknown"], "nothing of it was done");

  await stage.refuse(false);
  await stage.set({ tilesClickable: false });
  await stage.tile("bob").click();
  assert.equal(await stage.pinned(), null);
  await stage.set({ layoutChoice: false });
  assert.equal(await stage.button(/^Pin/).count(), 0);
  await stage.tile("dave").getByRole("button", { name: "Cancel" }).click();
  await stage.tile("dave").getByRole("button", { name: "Ring again" }).waitFor();
});

test("many people have pages, by buttons and keys, and the focus goes along", async (t) => {
  const stage = await open(t, phone);
  const { page } = stage;
  await stage.call(waiting(24), "audio");
  const status = page.getByRole("status");
  const pages = Number(/of (\d+)/.exec((await status.textContent()) ?? "")?.[1]);
  assert.ok(pages > 1, `${pages} pages`);
  const all: string[] = [];
  for (let number = 1; number <= pages; number += 1) {
    assert.equal(await status.textContent(), `Page ${number} of ${pages}`);
    const seen = await stage.seen();
    await checkGeometry(stage, 24, `page ${number}`);
    all.push(...seen.map(({ label }) => label));
    const [room, nav] = [await page.locator("ringline-stage").boundingBox(), await status.boundingBox()];
    const lowest = Math.max(...seen.map(({ y, height }) => y + height));
    assert.ok(room!.y + lowest <= nav!.y, "the pages' row is below the tiles");
    if (number < pages) await stage.button("Next page").click();
    await stage.settled();
  }
  assert.equal(new Set(all).size, 24, "everybody has a page");
  assert.equal(all.length, 24, "and only one");

  const last = (await stage.seen())[0]!.label;
  await stage.tile(last).focus();
  await page.keyboard.press("PageDown");
  assert.equal(await status.textContent(), `Page ${pages} of ${pages}`, "there is no page behind the last");
  await page.keyboard.press("PageUp");
  await stage.settled();
  assert.equal(await status.textContent(), `Page ${pages - 1} of ${pages}`);
  const focused = await stage.focused();
  assert.ok(
    (await stage.seen()).some(({ label }) => label === focused),
    `the focus is at ${focused}`,
  );
  await stage.refuse(true);
  await page.keyboard.press("PageUp");
  await stage.button("Previous page").click();
  assert.equal(await status.textContent(), `Page ${pages - 1} of ${pages}`, "unless the app says no");
  assert.deepEqual((await stage.pressed()).slice(-2), ["page", "page"]);
});

test("Tab leads to one tile, arrows to its neighbours; right to left, everything is mirrored", async (t) => {
  const stage = await open(t);
  const { page } = stage;
  await stage.call(waiting(4), "video");
  await stage.desk({ layout: "grid" });
  const stops = (): Promise<(string | null)[]> =>
    page.evaluate(() =>
      window.spies.all('.tile[tabindex="0"]').map((tile) => tile.getAttribute("aria-label")),
    );
  assert.equal((await stops()).length, 1);
  const neighbour = async (key: string, isThere: (from: Seen, to: Seen) => boolean): Promise<void> => {
    const from = await stage.place((await stage.focused())!);
    await page.keyboard.press(key);
    const to = await stage.place((await stage.focused())!);
    assert.ok(isThere(from, to), `${key} leads from ${from.label} to ${to.label}`);
    assert.deepEqual(await stops(), [to.label]);
  };
  const walk = async (): Promise<void> => {
    const [first] = (await stage.seen()).sort((a, b) => a.y - b.y || a.x - b.x);
    await stage.tile(first!.label).focus();
    await neighbour("ArrowRight", (from, to) => to.x > from.x && to.y === from.y);
    await neighbour("ArrowDown", (from, to) => to.y > from.y);
    await neighbour("ArrowUp", (from, to) => to.y < from.y);
    await neighbour("ArrowLeft", (from, to) => to.x < from.x || from.x === first!.x);
  };
  await walk();
  const before = await stage.seen();
  await page.evaluate(() => window.kit.deskOf("alice").speak("ar"));
  await stage.settled();
  const [after, room] = [await stage.seen(), await stage.room()];
  for (const [index, { x, y, width }] of before.entries()) {
    const mirrored = after[index]!;
    assert.ok(Math.abs(mirrored.x - (room.width - x - width)) <= 1, `${mirrored.label} is mirrored`);
    assert.equal(mirrored.y, y);
  }
  await walk();
  const direction = await page.evaluate(() => getComputedStyle(window.spies.first(".tile")!).direction);
  assert.equal(direction, "rtl");
});

test("tiles glide, but not while the room changes, nor for those who want no motion", async (t) => {
  const stage = await open(t);
  const { page } = stage;
  await stage.call(waiting(3), "audio");
  await stage.desk({ layout: "grid" });
  const gliding = (change: string): Promise<number> =>
    page.evaluate(async (change) => {
      if (change === "layout") {
        const desk = window.kit.deskOf("alice");
        desk.change({ layout: desk.layout === "grid" ? "sidebar" : "grid" });
      } else {
        window.stage.style.maxWidth = change;
        for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
      }
      await window.stage.updateComplete;
      return window.spies.all("ringline-tile").flatMap((tile) => tile.getAnimations()).length;
    }, change);
  const before = await stage.place("p1");
  assert.ok((await gliding("layout")) > 0);
  await stage.settled();
  assert.equal(await gliding("500px"), 0);
  assert.notDeepEqual(await stage.place("p1"), before);
  await page.emulateMedia({ reducedMotion: "reduce" });
  assert.equal(await gliding("layout"), 0);
  await checkGeometry(stage, 3, "without motion");
});

test("a finger drags the own picture, too", async (t) => {
  const world = await KitWorld.openKit(t, browser, policy);
  const stage = await StagePage.open(world, { viewport: phone, hasTouch: true });
  const { page } = stage;
  await stage.call({ bob: "wait" }, "video");
  const { x, y, width, height } = (await stage.tile("You").boundingBox())!;
  const touch = await page.context().newCDPSession(page);
  const [fromX, fromY, toX, toY] = [x + width / 2, y + height / 2, 90, 120];
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: fromX, y: fromY }] });
  for (const part of [0.25, 0.5, 0.75, 1, 1]) {
    const point = { x: fromX + (toX - fromX) * part, y: fromY + (toY - fromY) * part };
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [point] });
  }
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await stage.settled();
  const own = await stage.place("You");
  assert.ok(own.x < 40 && own.y < 40, `it is at ${own.x}, ${own.y}`);
  assert.equal(await page.evaluate(() => scrollY), 0);
});
