// A computer without microphone and camera.

import { test } from "node:test";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser({ without: ["--use-fake-device-for-media-stream"] });

test("two computers without devices connect, say what is missing, and hang up", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  for (const one of [alice, bob]) {
    await one.sees("There is no microphone and camera");
    await one.sees("To change that, connect one.");
    await one.button("Unmute microphone").waitFor();
    await one.button("Turn camera on").waitFor();
  }
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});
