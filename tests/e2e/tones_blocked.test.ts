// A browser that plays no sound before the user has done something on the page: the ring is seen, and heard from the
// first click on.

import { test } from "node:test";
import { clickQuietly, waitQuietly } from "./support/quiet.ts";
import { hearsTone, installTaps } from "./support/tones.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser({ without: ["--autoplay-policy", "--use-fake-ui-for-media-stream"] });

test("a ring that the browser blocks is noticed, shown in the title, and heard after a click", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice", { permissions: ["microphone"] });
  const profile = await world.profile();
  await profile.addInitScript(installTaps);
  const bob = await world.tab(profile, "bob");
  const quiet = await profile.newCDPSession(bob.page);
  await waitQuietly(quiet, "window.ringlineDemo?.client?.connection === 'online'");
  await alice.dial("bob", "Audio call");
  await waitQuietly(quiet, 'window.spies.all("p").some((one) => /The ring is silent/.test(one.textContent))');
  await waitQuietly(quiet, "document.title.startsWith('☎ alice')");
  await waitQuietly(quiet, "taps.every(({ context }) => context.state !== 'running')");
  await clickQuietly(quiet, "is calling");
  await hearsTone(bob, 587, 740);
  await bob.page.getByText("The ring is silent").waitFor({ state: "detached" });
});
