// A page that sleeps: the computer's lid is closed, or the browser freezes a tab in the background.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears } from "./support/media.ts";
import { watch } from "./support/person.ts";
import type { Person } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

/**
 * Puts a page to sleep: no script runs, no timer fires, what the network brings waits. Answers the way to wake it.
 * (A page in a headless browser is always visible, and Page.setWebLifecycleState leaves those alone.)
 */
async function freeze({ page }: Person): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Debugger.enable");
  const asleep = new Promise((resolve) => session.once("Debugger.paused", resolve));
  const stopped = session.send("Runtime.evaluate", { expression: "debugger" });
  await asleep;
  return async () => {
    await session.send("Debugger.disable"); // and goes on
    await stopped;
    await session.detach();
  };
}

test("a call that came and went while the page slept does not ring when it wakes", async (t) => {
  const world = await demoWorld(t, browser, { ringTimeoutMs: 3000 });
  const [alice, bob] = await world.people("alice", "bob");
  const look = await watch(bob);
  const wake = await freeze(bob);
  await alice.dial("bob", "Audio call");
  await alice.seesEnd("No answer", "bob did not answer.");
  await wake();
  await bob.seesEnd("Missed call", "alice called, and nobody answered.");
  assert.ok(!(await look()).headings.includes("alice is calling"), "no ghost rings");
  await alice.press("Redial");
  await bob.answer("Accept");
  await hears(alice);
});

test("a page that falls asleep while it rings is quiet when it wakes, and tells what it missed", async (t) => {
  const world = await demoWorld(t, browser, { ringTimeoutMs: 6000 });
  const [alice, bob] = await world.people("alice", "bob");
  await Promise.all([bob.ring.waitFor(), alice.dial("bob", "Audio call")]);
  const wake = await freeze(bob);
  await alice.seesEnd("No answer", "bob did not answer.");
  const woken = Date.now();
  await wake();
  await bob.ring.waitFor({ state: "detached" });
  assert.ok(Date.now() - woken < 2000, "the ring is gone at once");
  await bob.seesEnd("Missed call", "alice called, and nobody answered.");
  await bob.holdsNothing();
});
