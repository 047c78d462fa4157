// A browser that plays no sound before the user has done something on the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears } from "./support/media.ts";
import { clickQuietly, waitQuietly } from "./support/quiet.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

// Neither autoplay by argument, nor by capturing: there is no microphone permission.
const browser = await openBrowser({ without: ["--autoplay-policy", "--use-fake-ui-for-media-stream"] });

test("a blocked sound is turned on by a button, or by any click", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice", { permissions: ["microphone"] });
  const bob = await world.tab(await world.profile(), "bob");
  const quiet = await bob.page.context().newCDPSession(bob.page);
  await waitQuietly(quiet, "window.ringlineDemo?.client?.connection === 'online'");
  await alice.dial("bob", "Audio call");
  await waitQuietly(quiet, "ringlineDemo.client.calls[0]?.canAccept");
  await quiet.send("Runtime.evaluate", { expression: "void ringlineDemo.client.calls[0].accept()" });
  await waitQuietly(quiet, 'window.spies.button("Turn sound on")');
  await waitQuietly(quiet, "[...spies.players].every(({ paused }) => paused)");
  await clickQuietly(quiet, "Turn sound on");
  await bob.button("Turn sound on").waitFor({ state: "detached" });
  assert.ok(await bob.page.evaluate(() => [...window.spies.players].some(({ paused }) => !paused)));
  await hears(bob);
});
