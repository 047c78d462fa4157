// Journals of everything else that a call can do: whatever the cores say to each other, renamed it plays again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createJournal, readJournal } from "../../js/journal/journal.ts";
import { replay } from "../../js/shared/journal/replay.ts";
import { loadCore } from "../../simulate/cores.ts";
import { ringingAll, World } from "./support/people.ts";
import type { Person } from "./support/people.ts";

interface Town {
  readonly world: World;
  readonly people: readonly [Person, Person, Person, Person];
  readonly server: Map<string, string>;
}

/** Four people with journals, who may do everything. */
async function town(): Promise<Town> {
  const server = new Map<string, string>();
  const sink = (name: string, text: string): unknown => server.set(name, (server.get(name) ?? "") + text);
  const world = new World({ journal: { sink } });
  const people: Person[] = [];
  for (const name of ["alice", "bob", "carol", "dave"]) {
    const user = `${name}@example.com`;
    world.exchange.names.set(user, `${name} the person`);
    world.exchange.grants.set(user, ["place", "receive", "moderate", "join:weekly-meeting"]);
    const journal = createJournal();
    people.push(await world.person(user, world.host(), { deviceId: `phone-of-${name}`, journal }));
  }
  return { world, people: people as unknown as Town["people"], server };
}

async function assertPlaysAgain({ people, server }: Town): Promise<void> {
  const texts = [...people.map(({ client }) => client.exportJournal()), ...server.values()];
  for (const text of texts) {
    for (const part of readJournal(text, "test")) {
      const { entries } = part;
      assert.ok(entries.length >= 4);
      assert.deepEqual(await replay(part, loadCore), { same: entries.length, of: entries.length });
    }
    assert.doesNotMatch(text, /example\.com|the person|phone-of|weekly|our friends/);
  }
}

test("a group with invitations, a cancel, a removal, an end for all, and a decline", async () => {
  const here = await town();
  const { world, people } = here;
  const [alice, bob, carol, dave] = people;
  const options = { media: "audio", groupId: "our friends", ext: { about: "our friends" } } as const;
  const [outgoing, second, third] = await ringingAll(world, alice, [bob, carol], options);
  for (const incoming of [second!, third!]) await incoming.accept();
  await world.pass();
  await second!.invite(dave.userId);
  await world.pass();
  await outgoing.cancel(dave.userId);
  await third!.setMicrophoneEnabled(false);
  await world.pass(2_000);
  await outgoing.remove(bob.userId);
  await world.pass();
  carol.host.dropSockets();
  await world.pass(15_000);
  await outgoing.end();
  await world.pass(5_000);
  assert.equal(outgoing.state, "ended");
  const [, ringing] = await ringingAll(world, dave, [alice, bob]);
  await ringing!.decline({ reason: "our friends" });
  await world.pass(40_000);
  await assertPlaysAgain(here);
});

test("hold, and video on request", async () => {
  const here = await town();
  const { world, people } = here;
  const [alice, bob] = people;
  const [first, answered] = await ringingAll(world, alice, [bob]);
  await answered!.accept();
  await world.pass();
  await first.hold();
  await world.pass();
  await first.resume();
  await world.pass();
  await first.requestVideo();
  await world.pass();
  await answered!.declineVideo();
  await world.pass();
  await answered!.requestVideo();
  await world.pass();
  await first.acceptVideo();
  await world.pass(1_000);
  await first.downgradeToAudio();
  await world.pass();
  await answered!.hangUp();
  await world.pass(3_000);
  await assertPlaysAgain(here);
});

test("two who call each other at once, and a session", async () => {
  const here = await town();
  const { world, people } = here;
  const [alice, bob, carol] = people;
  await Promise.all([
    alice.client.call(bob.userId, { media: "audio" }),
    bob.client.call(alice.userId, { media: "audio" }),
  ]);
  await world.pass(2_000);
  for (const { client } of people) for (const call of client.calls) await call.hangUp();
  await world.pass(2_000);
  for (const { client } of [alice, bob, carol]) await client.join("weekly-meeting", { media: "video" });
  await world.pass(2_000);
  for (const { client } of people) for (const call of client.calls) await call.hangUp();
  await world.pass(2_000);
  await assertPlaysAgain(here);
});
