// The call beside the page in browsers that have no window for documents, and the system's own controls of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { seesPicture } from "./support/media.ts";
import type { Person } from "./support/person.ts";
import { talk } from "./support/person.ts";
import { boxOf, isShown, moves, withoutDocumentWindows, withoutWindows } from "./support/picture.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

/** Alice's browser lacks something. */
async function talking(t: TestContext, lack: () => void): Promise<[Person, Person]> {
  const world = await demoWorld(t, browser);
  const profile = await world.profile();
  await profile.addInitScript(lack);
  const alice = await world.tab(profile, "alice");
  await alice.connection("online");
  const bob = await world.person("bob");
  await talk(alice, bob, "Video call");
  await seesPicture(alice);
  return [alice, bob];
}

test("without windows for documents a window for videos shows everybody in one picture", async (t) => {
  const [alice, bob] = await talking(t, withoutDocumentWindows);
  await alice.press("Picture in picture");
  await isShown(alice, "video");
  // The element in the window is in no page: it is found by what the browser says.
  const halves = (): Promise<number[][]> =>
    alice.page.evaluate(() => {
      const video = document.pictureInPictureElement as HTMLVideoElement;
      const canvas = Object.assign(document.createElement("canvas"), { width: 80, height: 60 });
      const context = canvas.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(video, 0, 0, 80, 60);
      return [0, 40].map((x) => [...context.getImageData(x, 0, 40, 60).data]);
    });
  // Both fake cameras move: his on one side, hers on the other.
  const changed = [false, false];
  let last = await halves();
  const deadline = Date.now() + 15_000;
  while (changed.includes(false)) {
    assert.ok(Date.now() < deadline, `moves: ${changed}`);
    const next = await halves();
    next.forEach((half, side) => {
      if (half.some((value, index) => Math.abs(value - last[side]![index]!) > 40)) changed[side] = true;
    });
    last = next;
  }
  await alice.page.evaluate(() => document.exitPictureInPicture());
  await isShown(alice, "none");
  await alice.press("Picture in picture");
  await isShown(alice, "video");
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  await alice.page.waitForFunction(() => document.pictureInPictureElement === null);
  await alice.holdsNothing();
});

test("without any window a small one in the page goes from corner to corner", async (t) => {
  const [alice, bob] = await talking(t, withoutWindows);
  const { page } = alice;
  await alice.press("Picture in picture");
  await isShown(alice, "page");
  const small = page.getByRole("region", { name: "Picture in picture" });
  await moves(small.getByRole("group", { name: "bob", exact: true }).locator("video"));
  const corner = async (): Promise<string> => {
    const { x, y, width, height } = await boxOf(small);
    const whole = page.viewportSize()!;
    const isSeen = x >= 0 && y >= 0 && x + width <= whole.width && y + height <= whole.height;
    assert.ok(isSeen, "all of it is seen");
    return `${y < whole.height / 3 ? "top" : "bottom"} ${x < whole.width / 3 ? "left" : "right"}`;
  };
  assert.equal(await corner(), "bottom right");

  const { x, y } = await boxOf(small);
  await page.mouse.move(x + 30, y + 30);
  await page.mouse.down();
  await page.mouse.move(150, 150, { steps: 4 });
  const dragged = await boxOf(small);
  assert.deepEqual([Math.round(dragged.x), Math.round(dragged.y)], [120, 120], "it follows the pointer");
  await page.mouse.up();
  assert.equal(await corner(), "top left");

  const move = small.getByRole("button", { name: "Move to the next corner" });
  await move.press("ArrowDown");
  assert.equal(await corner(), "bottom left");
  await move.press("ArrowRight");
  assert.equal(await corner(), "bottom right");
  await move.click();
  assert.equal(await corner(), "bottom left");

  await small.getByRole("button", { name: "Mute microphone" }).click();
  await bob.tile("alice").getByText("alice is muted").waitFor();
  await small.getByRole("button", { name: "Close picture in picture" }).click();
  await small.waitFor({ state: "detached" });
  const back = alice.button("Picture in picture");
  assert.equal(
    await back.evaluate((element) => element === window.spies.focused()),
    true,
    "the focus is back",
  );

  await alice.press("Picture in picture");
  await small.getByRole("button", { name: "Hang up" }).click();
  await small.waitFor({ state: "detached" });
  await bob.seesEnd("Call ended", "alice hung up.");
  await alice.holdsNothing();
});

declare global {
  interface Window {
    /** What Media Session was given and told. */
    system: {
      readonly handlers: Map<string, (() => void) | null>;
      microphone?: boolean;
      camera?: boolean;
    };
  }
}

/** Runs in the page. The system is out of reach of a test: what it is told is noted. */
function watchSystem(): void {
  const system: Window["system"] = { handlers: new Map() };
  window.system = system;
  const session = navigator.mediaSession;
  const set = session.setActionHandler.bind(session) as (action: string, handler: unknown) => void;
  Object.assign(session, {
    setActionHandler(action: string, handler: (() => void) | null) {
      set(action, handler);
      system.handlers.set(action, handler);
    },
    setMicrophoneActive: async (on: boolean) => void (system.microphone = on),
    setCameraActive: async (on: boolean) => void (system.camera = on),
  });
}

test("the system's own controls mute, show and hang up, and are given back after the call", async (t) => {
  const [alice, bob] = await talking(t, watchSystem);
  const { page } = alice;
  const act = (action: string): Promise<void> =>
    page.evaluate((action) => window.system.handlers.get(action)!(), action);
  assert.equal(await page.evaluate(() => navigator.mediaSession.metadata?.title), "bob");
  await act("togglemicrophone");
  await bob.tile("alice").getByText("alice is muted").waitFor();
  await page.waitForFunction(() => window.system.microphone === false && window.system.camera === true);
  await alice.press("Unmute microphone");
  await page.waitForFunction(() => window.system.microphone === true);
  await act("togglecamera");
  await alice.button("Turn camera on").waitFor();
  await page.waitForFunction(() => window.system.camera === false);
  await act("enterpictureinpicture");
  await page.waitForFunction(() => window.ringlineDemo.client!.calls[0]!.pictureInPicture !== "none");
  await act("hangup");
  await bob.seesEnd("Call ended", "alice hung up.");
  await alice.holdsNothing();
  const left = await page.evaluate(() => ({
    handlers: [...window.system.handlers.values()].filter((handler) => handler !== null).length,
    actions: [...window.system.handlers.keys()].sort(),
    metadata: navigator.mediaSession.metadata,
    devices: [window.system.microphone, window.system.camera],
  }));
  assert.deepEqual(left, {
    handlers: 0,
    actions: ["enterpictureinpicture", "hangup", "togglecamera", "togglemicrophone"],
    metadata: null,
    devices: [false, false],
  });
});
