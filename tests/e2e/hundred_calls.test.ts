// A hundred calls, one after the other, in which both sides do whatever comes to their minds: afterwards the pages are
// as they were before. The seed of what is done is printed; `SEED=123 node --test tests/e2e/hundred_calls.test.ts`
// plays it again.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { AppWorld } from "./support/app_site.ts";
import { Chance } from "./support/chance.ts";
import type { Person } from "./support/person.ts";
import { deeds, installWhims } from "./support/whims.ts";
import type { Deed, Done, Step, Whims } from "./support/whims.ts";
import { openBrowser } from "./support/world.ts";

const calls = 100;
const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1e9));
const browser = await openBrowser({ cameras: 2 });

const page = `<!doctype html>
<title>A hundred calls</title>
<link rel="icon" href="data:," />
<script type="module">
  import { CallClient } from "/dist/index.js";
  import { createPictureInPicture } from "/dist/picture-in-picture.js";
  import { createRecorder } from "/dist/recording.js";
  import { createStats } from "/dist/stats.js";
  import { createTones } from "/dist/tones.js";
  const userId = new URLSearchParams(location.search).get("user");
  const body = JSON.stringify({ user: userId });
  const client = await CallClient.create({
    url: "/ringline",
    userId,
    tokenProvider: async () => (await (await fetch("/token", { method: "POST", body })).json()).token,
    pictureInPicture: createPictureInPicture(),
    recorder: createRecorder(),
    stats: createStats(),
  });
  createTones(client);
  window.ringlineDemo = { client };
  await client.connect();
</script>`;

/** The rates of a server are for people; these are faster. */
const limits = {
  commandsPerMinute: 6000,
  commandBurst: 6000,
  signalsPerMinute: 60_000,
  signalBurst: 60_000,
  invitesPerMinute: 6000,
  inviteBurst: 6000,
  unansweredPerHour: 6000,
  unansweredBurst: 6000,
};

/** What is there once nothing is begun any more. */
interface Held {
  readonly calls: number;
  readonly liveTracks: number;
  readonly openPeers: number;
  /** Each that is not closed, by its state. */
  readonly contexts: readonly string[];
  /** Elements that play or could, in the page or not. */
  readonly players: number;
  readonly timers: number;
  readonly listeners: Readonly<Record<string, number>>;
  readonly elements: number;
}

function held({ page }: Person): Promise<Held> {
  return page.evaluate(() => {
    const { spies } = window;
    const received = spies.peers.flatMap((peer) => peer.getReceivers().map(({ track }) => track));
    const tracks = [...spies.tracks, ...spies.clones, ...spies.made, ...received];
    return {
      calls: window.ringlineDemo.client!.calls.length,
      liveTracks: tracks.filter(({ readyState }) => readyState === "live").length,
      openPeers: spies.peers.filter(({ signalingState }) => signalingState !== "closed").length,
      contexts: spies.contexts.map(({ state }) => state).filter((state) => state !== "closed"),
      players: [...spies.players].filter(({ paused, srcObject }) => !paused || srcObject !== null).length,
      timers: spies.timers.size,
      listeners: Object.fromEntries([...spies.listeners].filter(([, count]) => count !== 0).sort()),
      elements: document.querySelectorAll("*").length,
    };
  });
}

/** Waits until a page holds that, and tells what else it holds if it does not come to that. */
async function comesTo(person: Person, wanted: Held): Promise<void> {
  const deadline = Date.now() + 20_000;
  // Each look takes a round trip to the page: this is no busy loop.
  for (let seen = await held(person); ; seen = await held(person)) {
    if (JSON.stringify(seen) === JSON.stringify(wanted)) return;
    if (Date.now() > deadline) return assert.deepEqual(seen, wanted, person.user);
  }
}

/** Deeds that only make sense after others: those come first, more often than not. */
const afterwards: Partial<Record<Deed, Deed>> = {
  resume: "hold",
  "stop sharing": "share",
  "stop recording": "record",
  "back into the page": "picture in picture",
};

/** The whims of caller and callee. */
function whimsOf(chance: Chance): { caller: Whims; callee: Whims } {
  // An answer to a question for video comes by itself; more of those are asked instead.
  const isAnswer = (deed: Deed): boolean => deed === "take video" || deed === "refuse video";
  const step = (deed = chance.one(deeds)): Step => ({
    deed: isAnswer(deed) ? "ask for video" : deed,
    value: chance.share(),
    isAwaited: chance.is(60),
    rest: chance.is(50) ? 0 : chance.below(8),
  });
  const some = (least: number, most: number): Step[] =>
    chance
      .some(least, most, () => step())
      .flatMap((one) => {
        const first = afterwards[one.deed];
        return first && chance.is(70) ? [{ ...one, deed: first }, one] : [one];
      });
  const lateness = (): (number | null)[] =>
    chance.some(0, 6, () => (chance.is(60) ? 0 : chance.is(60) ? chance.below(15) : null));
  const side = (then: Whims["then"], whileRinging: readonly Step[], leaves: boolean): Whims => ({
    media: chance.one(["audio", "video"]),
    takesVideo: chance.is(50),
    whileRinging,
    then,
    whileTalking: some(0, 8),
    leaves,
    lateness: lateness(),
  });
  const few = (): Step[] => some(0, 2);
  const how = chance.below(100);
  if (how < 8) return { caller: side("leave", [], true), callee: side("accept", [], true) };
  if (how < 16) return { caller: side("leave", few(), true), callee: side("wait", few(), false) };
  if (how < 22) return { caller: side("leave", few(), true), callee: side("accept", few(), true) };
  if (how < 30) return { caller: side("wait", few(), true), callee: side("leave", few(), false) };
  const who = chance.below(3);
  return { caller: side("wait", few(), who !== 1), callee: side("accept", few(), who !== 0) };
}

async function callEachOther(pair: readonly [Person, Person], chance: Chance, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const [caller, callee] = chance.is(50) ? pair : ([pair[1], pair[0]] as const);
    const whims = whimsOf(chance);
    await callee.page.evaluate(([number, whims]) => window.whims.expect(number, whims), [
      number,
      whims.callee,
    ] as const);
    await caller.page.evaluate(([to, number, whims]) => window.whims.call(to, number, whims), [
      callee.user,
      number,
      whims.caller,
    ] as const);
    await Promise.all(pair.map(({ page }) => page.evaluate(() => window.whims.rest())));
  }
}

async function person(world: AppWorld, user: string, permissions: string[]): Promise<Person> {
  const context = await world.profile({ permissions });
  await context.addInitScript(installWhims);
  const one = await world.tab(context, user);
  await one.connection("online");
  return one;
}

/** As the page is before its first call: devices are looked at, the tones may be heard, WebRTC is warm. */
async function prepared({ page }: Person): Promise<void> {
  await page.evaluate(() => window.ringlineDemo.client!.devices.list());
  await page.mouse.click(1, 1);
  await page.waitForFunction(() => {
    const { peers, contexts } = window.spies;
    const isWarm = peers.length > 0 && peers.every(({ signalingState }) => signalingState === "closed");
    return isWarm && contexts.some(({ state }) => state === "suspended");
  });
}

function doneIn(page: Page): Promise<Done> {
  return page.evaluate(() => window.whims.done);
}

test(`a hundred calls leave no track, connection, context or timer behind (SEED=${seed})`, async (t) => {
  const world = await AppWorld.open(t, browser, { pages: { "/": page }, limits });
  const allowed = ["microphone", "camera"];
  const pairs = [
    [await person(world, "alice", allowed), await person(world, "bob", [])],
    [await person(world, "carol", []), await person(world, "dave", allowed)],
  ] as const;
  const people = pairs.flat();
  await Promise.all(people.map(prepared));
  const before = await Promise.all(people.map(held));
  for (const { contexts, openPeers, liveTracks } of before) {
    assert.deepEqual(
      { contexts, openPeers, liveTracks },
      { contexts: ["suspended"], openPeers: 0, liveTracks: 0 },
    );
  }

  const started = performance.now();
  const chances = pairs.map((_, index) => new Chance(seed + index));
  await Promise.all(pairs.map((pair, index) => callEachOther(pair, chances[index]!, calls / pairs.length)));
  t.diagnostic(`${calls} calls in ${((performance.now() - started) / 1000).toFixed(1)} s`);

  const done = await Promise.all(people.map(({ page }) => doneIn(page)));
  t.diagnostic(JSON.stringify(done.map(({ talks, deeds }) => ({ talks, ...deeds }))));
  assert.deepEqual(
    done.flatMap(({ faults }) => faults),
    [],
  );
  for (const deed of deeds)
    assert.ok(
      done.some(({ deeds }) => (deeds[deed] ?? 0) > 0),
      `nobody could: ${deed}`,
    );
  for (const { talks } of done) assert.ok(talks >= calls / 8, `${talks} of the calls came about`);
  await Promise.all(people.map((one, index) => comesTo(one, before[index]!)));
});
