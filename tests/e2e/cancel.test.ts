// The caller changes their mind: after it rang, and before anything could ring.

import assert from "node:assert/strict";
import { test } from "node:test";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("a call that is cancelled while it rings stops ringing, and is a missed call", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", "Video call");
  await bob.ring.waitFor();
  await alice.press("Cancel call");
  await alice.seesEnd("Call cancelled", "You cancelled the call to bob.");
  await bob.ring.waitFor({ state: "detached" });
  await bob.seesEnd("Missed call", "alice called and stopped before you answered.");
  assert.deepEqual(await bob.captures(), []);
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("a call that is cancelled at once never rings", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await bob.page.evaluate(() => {
    window.ringlineDemo.client?.addEventListener("incoming", () => (document.body.dataset["rings"] += "|"));
    document.body.dataset["rings"] = "";
  });
  // Two clicks in one task: nothing has come back from the server in between.
  await alice.field.fill("bob");
  await alice.page.evaluate(async () => {
    const press = (name: string): void => window.spies.button(name)?.click();
    press("Audio call");
    while (!window.spies.first(".waiting")) await Promise.resolve();
    press("Cancel call");
  });
  await alice.seesEnd("Call cancelled", "You cancelled the call to bob.");
  await alice.holdsNothing();
  // Whatever the first call could still cause comes before what the second one causes.
  await alice.press("Call again");
  await bob.press("Decline");
  await alice.seesEnd("Call declined", "bob declined the call.");
  assert.equal(
    await bob.page.evaluate(() => document.body.dataset["rings"]),
    "|",
    "one ring, of the second call",
  );
});
