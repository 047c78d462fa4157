/** Tones follow the client's public state: the real core rings, a fake of the browser's audio is listened to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { settled } from "../../js/testing.ts";
import { createTones } from "../../js/tones/tones.ts";
import type { ToneName, Tones, TonesOptions } from "../../js/tones/tones.ts";
import { FakeSpeakers, measure } from "./support/fake_audio.ts";
import { onlyCall, people, ringing, talking, two, World } from "./support/people.ts";
import type { Person } from "./support/people.ts";

interface Heard {
  readonly tones: Tones;
  /** Every `tone` so far. */
  readonly log: (ToneName | null)[];
}

function listen(t: TestContext, { client }: Person, options: TonesOptions = {}): Heard {
  const tones = createTones(client, options);
  const log: (ToneName | null)[] = [];
  tones.addEventListener("tonechange", ({ detail }) => log.push(detail.tone));
  t.after(() => tones.close());
  return { tones, log };
}

/** Seconds of sound, pitch and round of what is heard; one at most. */
function heard({ heard }: FakeSpeakers): [seconds: number, hertz: number, round: number] | null {
  assert.ok(heard.length <= 1, "one tone at a time");
  const [one] = heard;
  if (!one) return null;
  const { seconds, hertz } = measure(one);
  return [Math.round(seconds * 10) / 10, Math.round(hertz), one.samples.length / one.rate];
}

test("a ringback is heard while it rings at the other side, 425 Hz for 1 s in 5 s", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  const world = new World();
  const [alice, bob] = await two(world);
  const { tones, log } = listen(t, alice);
  assert.equal(speakers.contexts.length, 0, "no audio before the first tone");
  const [, incoming] = await ringing(world, alice, bob);
  assert.equal(tones.tone, "ringback");
  assert.deepEqual(heard(speakers), [1, 425, 5]);
  assert.equal(speakers.started[0]!.loop, true);
  await incoming.accept();
  await world.pass();
  assert.equal(heard(speakers), null);
  assert.deepEqual(log, ["ringback", null]);
  assert.equal(speakers.contexts[0]!.state, "suspended", "it sleeps between tones");
});

test("a ring is heard until it is answered, declined, ignored or taken back", async (t) => {
  const ends = {
    accept: (_: Person, bob: Person) => onlyCall(bob).accept(),
    decline: (_: Person, bob: Person) => onlyCall(bob).decline(),
    ignore: (_: Person, bob: Person) => onlyCall(bob).ignore(),
    cancel: (alice: Person) => onlyCall(alice).hangUp(),
  };
  for (const [name, end] of Object.entries(ends)) {
    await t.test(name, async (t) => {
      const speakers = new FakeSpeakers().install(t);
      const world = new World();
      const [alice, bob] = await two(world);
      const { log } = listen(t, bob);
      await ringing(world, alice, bob);
      assert.deepEqual(heard(speakers), [1.1, 587, 2.5]);
      await end(alice, bob);
      await world.pass();
      assert.equal(heard(speakers), null);
      assert.deepEqual(log, ["incoming", null]);
    });
  }
});

test("a call answered on another device is quiet here", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  const world = new World();
  const [alice, bob, other] = await people(world, "alice", "bob", "bob");
  const { log } = listen(t, bob);
  await ringing(world, alice, bob);
  await onlyCall(other).accept();
  await world.pass();
  assert.deepEqual(log, ["incoming", null]);
  assert.equal(heard(speakers), null);
});

test("busy, declined, and an end by the other side are heard once; one's own hang-up is not", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  const world = new World();
  const [alice, bob] = await two(world);
  const { tones, log } = listen(t, alice);

  const [, declined] = await ringing(world, alice, bob);
  await declined.decline();
  await world.pass();
  assert.equal(tones.tone, "busy");
  assert.deepEqual(heard(speakers), [2.5, 425, 5], "five times half a second");
  speakers.heard[0]!.end();
  assert.equal(tones.tone, null);

  const [, answered] = await talking(world, alice, bob);
  await answered.hangUp();
  await world.pass();
  assert.equal(tones.tone, "ended");
  assert.ok(heard(speakers));
  speakers.heard[0]!.end();

  const [own] = await talking(world, alice, bob);
  await own.hangUp();
  await world.pass();
  assert.deepEqual(log, ["ringback", "busy", null, "ringback", null, "ended", null, "ringback", null]);
});

test("a new call comes before what is left of the last one", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  const world = new World();
  const [alice, bob] = await two(world);
  const { log } = listen(t, alice);
  const [, declined] = await ringing(world, alice, bob);
  await declined.decline();
  await world.pass();
  await ringing(world, bob, alice);
  assert.equal(heard(speakers)![2], 2.5, "the ring");
  await onlyCall(alice).decline();
  await world.pass();
  assert.deepEqual(log, ["ringback", "busy", "incoming", null]);
});

test("who talks hears that somebody else calls, softly", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  const world = new World({ policy: { busy: "call-waiting" } });
  const [alice, bob, carol] = await people(world, "alice", "bob", "carol");
  await talking(world, alice, bob);
  const { log } = listen(t, bob);
  const call = await carol.client.call("bob", { media: "audio" });
  await world.pass();
  assert.deepEqual(heard(speakers)?.slice(0, 2), [0.2, 425]);
  await call.hangUp();
  await world.pass();
  assert.deepEqual(log, ["waiting", null]);
});

test("a browser that plays nothing yet is noticed, and the first gesture lets the ring be heard", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  speakers.allowed = false;
  const world = new World();
  const [alice, bob] = await two(world);
  const { tones } = listen(t, bob);
  const blocked = new Promise((resolve) => tones.addEventListener("tonesblocked", resolve, { once: true }));
  await ringing(world, alice, bob);
  await blocked;
  assert.equal(tones.blocked, true);
  assert.deepEqual([tones.tone, heard(speakers)], ["incoming", null]);
  const unblocked = new Promise((resolve) => tones.addEventListener("tonesblocked", resolve, { once: true }));
  speakers.allow();
  await unblocked;
  await settled();
  assert.equal(tones.blocked, false);
  assert.ok(heard(speakers));
});

test("an end that nobody could hear is not made up for by a later gesture", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  speakers.allowed = false;
  const world = new World();
  const [alice, bob] = await two(world);
  const { tones } = listen(t, alice);
  const blocked = new Promise((resolve) => tones.addEventListener("tonesblocked", resolve, { once: true }));
  const [, incoming] = await ringing(world, alice, bob);
  await blocked;
  await incoming.decline();
  await world.pass();
  assert.equal(tones.tone, null);
  speakers.allow();
  await settled();
  assert.equal(heard(speakers), null);
});

test("the ring has an output of its own, and one that is gone costs no ring", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  const world = new World();
  const [alice, bob] = await two(world);
  const { tones } = listen(t, bob, { ringOutput: "loudspeaker", outputDeviceId: "headset" });
  assert.equal(tones.canSelectOutput, true);
  const [, first] = await ringing(world, alice, bob);
  assert.equal(speakers.heard[0]!.output, "loudspeaker");
  const errors: unknown[] = [];
  tones.addEventListener("error", ({ detail }) => errors.push((detail.cause as DOMException).name));
  tones.ringOutput = "unplugged";
  await world.pass();
  assert.deepEqual(
    speakers.heard.map(({ output }) => output),
    [""],
  );
  assert.deepEqual(errors, ["NotFoundError"]);
  await first.accept();
  await world.pass();
  await onlyCall(alice).hangUp();
  await world.pass();
  assert.equal(speakers.heard[0]!.output, "headset");
});

test("where only elements have an output, one plays the tone there, and rests with it", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  speakers.installElements(t);
  const world = new World();
  const [alice, bob] = await two(world);
  const { tones } = listen(t, bob, { ringOutput: "loudspeaker" });
  assert.equal(tones.canSelectOutput, true);
  await ringing(world, alice, bob);
  const [element] = speakers.elements;
  assert.ok(element?.srcObject);
  assert.deepEqual([element.sinkId, element.paused, speakers.heard.length], ["loudspeaker", false, 1]);
  await onlyCall(alice).hangUp();
  await world.pass();
  assert.equal(element.paused, true);
  await ringing(world, bob, alice);
  assert.deepEqual([tones.tone, element.paused], ["ringback", true], "the ringback has the system's");
});

test("an app's own tone is played, its silence too, and ours where its own cannot be had", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  const world = new World();
  const [alice, bob] = await two(world);
  const samples = new Float32Array(100).fill(0.5);
  const own = { sampleRate: 100, getChannelData: () => samples } as unknown as AudioBuffer;
  const his = listen(t, bob, { tones: { incoming: own } });
  const [, first] = await ringing(world, alice, bob);
  assert.equal(speakers.heard[0]!.samples, samples);
  assert.equal(speakers.heard[0]!.loop, true);
  await first.decline();
  await world.pass();

  const gone = new URL("nowhere.mp3", import.meta.url);
  const { tones } = listen(t, alice, { tones: { ringback: null, incoming: gone } });
  const failed = new Promise((resolve) =>
    tones.addEventListener("error", ({ detail }) => resolve(detail.tone), { once: true }),
  );
  assert.equal(await failed, "incoming");
  const [, second] = await ringing(world, alice, bob);
  assert.equal(tones.tone, "ringback");
  assert.deepEqual(
    speakers.heard.map(({ samples: those }) => those === samples),
    [true],
    "bob's ring alone",
  );
  await second.decline();
  await world.pass();
  his.tones.close();
  await ringing(world, bob, alice);
  assert.deepEqual(heard(speakers), [1.1, 587, 2.5], "our ring");
});

test("of two pages of one person one rings, and the other goes on when that one is quiet", async (t) => {
  const speakers = new FakeSpeakers().install(t);
  const world = new World();
  const [alice, bob, other] = await people(world, "alice", "bob", "bob");
  const [one, two] = [listen(t, bob), listen(t, other)];
  await ringing(world, alice, bob);
  assert.deepEqual([one.tones.tone, two.tones.tone], ["incoming", "incoming"]);
  assert.equal(speakers.heard.length, 1);
  await onlyCall(bob).ignore();
  await world.pass();
  assert.deepEqual([one.tones.tone, two.tones.tone], [null, "incoming"]);
  assert.equal(speakers.heard.length, 1);
  await onlyCall(alice).hangUp();
  await world.pass();
  assert.equal(speakers.heard.length, 0);
});

test("the title flashes while it rings, whatever the app writes there meanwhile", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const page = { title: "Inbox" };
  Object.assign(globalThis, { document: page });
  t.after(() => delete (globalThis as { document?: unknown }).document);
  new FakeSpeakers().install(t);
  const world = new World();
  const [alice, bob] = await two(world);
  listen(t, bob);
  await ringing(world, alice, bob);
  assert.equal(page.title, "☎ alice");
  t.mock.timers.tick(1000);
  assert.equal(page.title, "Inbox");
  page.title = "Inbox (1)";
  t.mock.timers.tick(1000);
  assert.equal(page.title, "☎ alice");
  await onlyCall(alice).hangUp();
  await world.pass();
  assert.equal(page.title, "Inbox (1)");
});

test("nothing is left of tones that are closed, and a page without audio has none", async (t) => {
  const world = new World();
  const [alice, bob] = await two(world);
  const silent = listen(t, alice);
  assert.equal(silent.tones.canSelectOutput, false);
  const [, refused] = await ringing(world, alice, bob);
  await refused.decline();
  await world.pass();
  assert.deepEqual(silent.log, ["ringback", "busy", null]);

  silent.tones.close();

  const speakers = new FakeSpeakers().install(t);
  const { tones } = listen(t, bob);
  await ringing(world, alice, bob);
  assert.ok(heard(speakers));
  tones.close();
  assert.deepEqual([tones.tone, speakers.started[0]!.isOn], [null, false]);
  assert.equal(speakers.contexts[0]!.state, "closed");
  await onlyCall(alice).hangUp();
  await ringing(world, alice, bob);
  assert.equal(tones.tone, null);
  assert.equal(speakers.contexts.length, 1);
  assert.throws(() => createTones(alice.client, { volume: 2 }), RangeError);
});
