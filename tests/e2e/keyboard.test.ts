// A call with the keyboard alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

/** What has the focus, as it is called. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = window.spies.focused();
    return (element?.getAttribute("aria-label") ?? element?.textContent ?? "").trim();
  });
}

/** Goes on with Tab to the control of that name. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press("Tab");
    passed.push(await focused(page));
    if (passed.at(-1) === name) return assertVisibleFocus(page);
  }
  assert.fail(`no "${name}" on the way: ${passed.join(", ")}`);
}

async function assertVisibleFocus(page: Page): Promise<void> {
  const outline = await page.evaluate(() => {
    const style = getComputedStyle(window.spies.focused()!);
    return style.outlineStyle === "none" ? 0 : Number.parseFloat(style.outlineWidth);
  });
  assert.ok(outline >= 2, "the focus is seen");
}

test("calling, answering, muting and hanging up need no mouse", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  const [a, b] = [alice.page, bob.page];

  await b.keyboard.press("Tab"); // bob is in his field when it rings
  await b.keyboard.type("al");
  await a.keyboard.press("Tab");
  await a.keyboard.type("bob");
  await tabTo(a, "Video call");
  await a.keyboard.press("Enter");
  await alice.sees("Ringing…");

  await bob.ring.waitFor();
  const role = await b.evaluate(() => window.spies.focused()?.getAttribute("role"));
  assert.equal(role, "alertdialog", "the focus is in the dialog, and on no button");
  await tabTo(b, "Accept");
  await b.keyboard.press("Shift+Tab");
  assert.equal(await focused(b), "Ignore", "and stays in it, backwards");
  await b.keyboard.press("Tab");
  assert.equal(await focused(b), "Accept", "and forwards");
  await b.keyboard.press("Enter");
  await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);

  await tabTo(b, "Mute microphone");
  await b.keyboard.press("Space");
  await bob.button("Unmute microphone").waitFor();
  assert.equal(await focused(b), "Unmute microphone", "the focus stays where it was");
  await tabTo(b, "Turn camera off");
  await b.keyboard.press("Space");
  await bob.button("Turn camera on").waitFor();
  await tabTo(a, "Hang up");
  await a.keyboard.press("Enter");
  await bob.seesEnd("Call ended", "alice hung up.");
  assert.equal(await focused(b), "Call ended", "the focus goes to what is new");
  await tabTo(b, "Close");
  await b.keyboard.press("Enter");
  await bob.field.waitFor();
});

test("a group call needs no mouse: dial, watch, invite, cancel, ring again, hold and swap", async (t) => {
  const world = await demoWorld(t, browser, { busy: "call-waiting" });
  const [alice, bob, carol, dave] = await world.people("alice", "bob", "carol", "dave");
  const keys = alice.page.keyboard;
  await keys.press("Tab");
  await keys.type("bob, carol");
  await keys.press("Enter"); // the first button: an audio call
  await alice.seesAt("carol", "Ringing…");
  assert.equal(await focused(alice.page), "bob and carol", "the focus goes to what is new");
  await carol.answer("Decline");
  await alice.seesAt("carol", "Declined");
  await bob.answer("Accept");
  await alice.timer.waitFor();

  await tabTo(alice.page, "Ring again");
  await keys.press("Enter");
  await alice.seesAt("carol", "Ringing…");
  assert.equal(await focused(alice.page), "Cancel", "the focus stays with carol");
  await keys.press("Enter");
  await alice.seesAt("carol", "Not called any more");
  assert.equal(await focused(alice.page), "Ring again");

  await tabTo(alice.page, "Invite people");
  await keys.press("Space");
  await keys.type("dave");
  await keys.press("Enter");
  await dave.answer("Accept");
  await dave.timer.waitFor();
  await alice.page.getByLabel("Who do you want to invite?").waitFor({ state: "detached" });
  assert.equal(await focused(alice.page), "Invite people", "the focus is back where it came from");

  await carol.closeEnd();
  await carol.dial("alice", "Audio call");
  await alice.ring.waitFor();
  await tabTo(alice.page, "Accept");
  await keys.press("Enter");
  await carol.timer.waitFor();
  await alice.page.getByRole("group", { name: /On hold/ }).waitFor();
  await tabTo(alice.page, "Resume");
  await keys.press("Enter");
  await bob.tile("alice").getByText("on hold").waitFor({ state: "detached" });
  await carol.tile("alice").getByText("alice has put the call on hold").waitFor();
  await tabTo(alice.page, "Hang up");
  await keys.press("Enter");
  await bob.seesAt("alice", "Left");
});

test("Escape ignores a ring, and gives the focus back", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await bob.field.fill("al");
  await alice.dial("bob", "Audio call");
  await bob.ring.waitFor();
  await bob.page.keyboard.press("Escape");
  await bob.ring.waitFor({ state: "detached" });
  await bob.page.keyboard.type("ice");
  assert.equal(await bob.field.inputValue(), "alice");
  await bob.sees("alice is still calling.");
});
