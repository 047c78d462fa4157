// Calls through a TURN server: coturn, with the configuration that we ship and credentials that our server mints.

import assert from "node:assert/strict";
import { test } from "node:test";
import { allMeet } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { interruptions, RelayedWorld, selectedPair, turnUser } from "./support/relayed.ts";
import { openBrowser } from "./support/world.ts";

const browser = await openBrowser();

/** The kinds of the addresses that the pages told each other. */
function addressesTold(sent: readonly string[]): Set<string> {
  return new Set(sent.flatMap((text) => [...text.matchAll(/ typ (\w+)/g)].map(([, kind = ""]) => kind)));
}

test("with the policy relay a video call goes through the relay, and tells no other address", async (t) => {
  const world = await RelayedWorld.begin(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await allMeet([alice, bob], "video");
  for (const one of [alice, bob]) {
    const pair = await selectedPair(one);
    assert.deepEqual([pair?.local.type, pair?.remote.type], ["relay", "relay"], one.user);
  }
  assert.deepEqual([...addressesTold(world.sent)], ["relay"]);
  assert.ok(world.path.passed > 100, "media went that way");
  assert.doesNotMatch(await turnUser(alice), /alice/, "the TURN server's log names nobody");
  await alice.press("Hang up");
  await bob.seesEnd("Call ended", "alice hung up.");
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
});

test("credentials are renewed in mid-call, and an ICE restart after the first have run out succeeds", async (t) => {
  const ttlSeconds = 6;
  const world = await RelayedWorld.begin(t, browser, { ttlSeconds });
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  const first = await Promise.all([turnUser(alice), turnUser(bob)]);
  const counts = await Promise.all([interruptions(alice), interruptions(bob)]);
  for (const one of [alice, bob]) {
    await one.page.waitForFunction((first) => {
      const expired = first.every((name) => Number(name.split(":")[0]) * 1000 < Date.now());
      const [server] = window.spies.peers.at(-1)?.getConfiguration().iceServers ?? [];
      return expired && !first.includes(server?.username ?? "");
    }, first);
  }
  await world.coturn.kill(); // with all that it relayed: only new allocations help
  await world.coturn.start();
  await Promise.all([alice, bob].map((one) => one.state("reconnecting")));
  await Promise.all([alice, bob].map((one) => one.state("connected")));
  await allMeet([alice, bob], "audio");
  for (const count of counts) assert.deepEqual(await count(), { reconnecting: 1, reconnected: 1 });
  assert.deepEqual([...addressesTold(world.sent)], ["relay"]);
});

test("a TURN server that refuses the credentials is no obstacle where other paths are allowed", async (t) => {
  const world = await RelayedWorld.begin(t, browser, { wrongSecret: true, policy: { icePolicy: "all" } });
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Audio call");
  await allMeet([alice, bob], "audio");
  assert.ok(!addressesTold(world.sent).has("relay"));
});

test("where only relays are allowed, such a call fails and says so", async (t) => {
  const policy = { connectTimeoutMs: 5_000 };
  const world = await RelayedWorld.begin(t, browser, { wrongSecret: true, policy });
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("bob", "Audio call");
  await bob.answer("Accept");
  for (const one of [alice, bob]) await one.page.getByRole("heading", { name: "Call failed" }).waitFor();
  await Promise.all([alice.holdsNothing(), bob.holdsNothing()]);
  assert.equal(addressesTold(world.sent).size, 0);
});
