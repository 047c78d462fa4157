// A client that means ill, in calls of more than two and in sessions: who rings, who declined, left or was
// removed, and who was never in it. Over real sockets, with signals on the fast path (hostile.test.ts has the
// table of direct calls, tests/core/switchboard/hostile_test.cpp more scenes).

import assert from "node:assert/strict";
import { after, test } from "node:test";
import {
  accept,
  attackable,
  invite,
  joined,
  leave,
  linkOf,
  newCallId,
  party,
  sdpAnswer,
  sdpOffer,
  seen,
  stateOf,
} from "./call_support.ts";
import type { Party, View } from "./call_support.ts";
import { codeOf, field, startServer, tokenFor } from "./support.ts";
import type { Frame } from "./support.ts";
import { memoryEngine } from "../../server/index.ts";

const engine = memoryEngine();
const server = await startServer({ engine, ...attackable });
after(() => server.close());

/**
 * `opener`: of a session; `other`: a second device of somebody who is in; `out`: declined, left or removed.
 */
type Part = "inviter" | "opener" | "member" | "other" | "pending" | "out" | "outsider";

interface Scene {
  callId: string;
  people: Record<string, { who: Party; part: Part }>;
}

const candidate = { candidate: "CANDIDATE-MARKER", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "f" };
const nobody: readonly Part[] = [];
const legs: readonly Part[] = ["inviter", "opener", "member"];
const inviter: readonly Part[] = ["inviter", "opener"];
const pending: readonly Part[] = ["pending"];
const users = (scene: Scene, ...names: string[]): string[] =>
  names.flatMap((name) => scene.people[name]?.who.user ?? []);

interface Command {
  fields: (scene: Scene, sender: Party) => object;
  /** Who may change the call by it, at most. */
  changes: readonly Part[];
  /** The answer does not say whether there is such a call: nothing to compare. */
  apart?: true;
}

const commands: Record<string, Command> = {
  invite: {
    fields: (_, { leg }) => ({ kind: "direct", media: "audio", to: ["somebody-else"], leg }),
    changes: nobody,
    apart: true,
  },
  ringing: { fields: () => ({}), changes: pending },
  accept: {
    fields: (_, { leg }) => ({ leg, media: "video", answer: { negotiation: 1, sdp: sdpAnswer } }),
    changes: pending,
  },
  decline: { fields: () => ({ reason: "no" }), changes: ["pending", "opener", "member"] },
  leave: { fields: () => ({}), changes: [...legs, "pending"] },
  add: {
    fields: (scene, { user }) => ({ to: [...new Set([user, ...users(scene, "carol", "bob")])] }),
    changes: legs,
  },
  // In the session nobody rings: only the reply is remembered.
  cancel: { fields: (scene) => ({ to: users(scene, "carol", "bob") }), changes: legs },
  remove: { fields: (scene) => ({ to: users(scene, "bob") }), changes: inviter },
  end: { fields: () => ({}), changes: inviter },
  // With the grant: the same page again.
  join: { fields: (_, { leg }) => ({ leg, media: "audio" }), changes: legs },
  rejoin: { fields: (_, { leg }) => ({ leg }), changes: legs },
  state: { fields: () => ({ microphone: "on", camera: "on", hold: true }), changes: legs },
  "video-request": { fields: () => ({}), changes: legs },
  "video-accept": { fields: () => ({}), changes: legs },
  "video-decline": { fields: () => ({}), changes: legs },
  "video-cancel": { fields: () => ({}), changes: legs },
  "mute-request": { fields: (scene) => ({ to: users(scene, "bob") }), changes: legs },
  reassert: { fields: () => ({ seal: { claims: "{}", mac: "forged" } }), changes: nobody },
};

const keyOf = (callId: string): string => `c:default:${callId}`;

/** The version of the call, and who is in it, once nothing of it is under way any more. */
async function settled(callId: string): Promise<{ version: number; joined: string[] }> {
  for (;;) {
    const stored = await engine.get(keyOf(callId));
    if (stored === null) return { version: 0, joined: [] };
    const record = JSON.parse(stored.text) as {
      outbox?: unknown;
      participants: { userId: string; state: string }[];
    };
    if (record.outbox === undefined) {
      const inside = record.participants.filter(({ state }) => state === "joined");
      return { version: stored.version, joined: inside.map(({ userId }) => userId) };
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

let scenes = 0;
async function arrive(name: string, device = "1", grants?: string[]): Promise<Party> {
  const user = `${name.toUpperCase()}-${scenes}`;
  const token = grants && { token: await tokenFor(user, { grants }) };
  return party(server, { user, device: `${name}-${device}`, ...token });
}

/** Ann and Bob are in and hold, Carol rings, Ann asks for video; Dave declined, Frank left, Gina was removed. */
async function group(): Promise<Scene> {
  scenes += 1;
  const callId = newCallId();
  const [ann, bob, carol] = [await arrive("ann"), await arrive("bob"), await arrive("carol")];
  const [dave, frank, gina] = [await arrive("dave"), await arrive("frank"), await arrive("gina")];
  const to = [bob, carol, dave, frank, gina].map(({ user }) => user);
  const placed = await invite(ann, callId, to, { kind: "group", media: "audio", offer: undefined });
  assert.equal(placed["ok"], true, JSON.stringify(placed));
  for (const who of [bob, carol, dave, frank, gina])
    await seen(who, callId, "the ring", ({ you }) => field(you, "state") === "rung");
  const done = async (who: Party, type: string, more: object = {}): Promise<void> => {
    const reply = await who.device.command({ type, callId, ...more });
    assert.equal(reply["ok"], true, `${type}: ${JSON.stringify(reply)}`);
  };
  for (const who of [bob, frank, gina]) await accept(who, callId, { media: "audio", answer: undefined });
  await done(carol, "ringing");
  await done(dave, "decline");
  await done(frank, "leave");
  await done(ann, "remove", { to: [gina.user] });
  await done(ann, "video-request");
  for (const who of [ann, bob]) await done(who, "state", { microphone: "off", camera: "off", hold: true });
  const people: Scene["people"] = {
    ann: { who: ann, part: "inviter" },
    annPhone: { who: await arrive("ann", "2"), part: "other" },
    bob: { who: bob, part: "member" },
    bobPhone: { who: await arrive("bob", "2"), part: "other" },
    carol: { who: carol, part: "pending" },
    dave: { who: dave, part: "out" },
    frank: { who: frank, part: "out" },
    gina: { who: gina, part: "out" },
    eve: { who: await arrive("eve", "1", ["place", "receive", "moderate"]), part: "outsider" },
  };
  return { callId, people };
}

/** Ann opened it, Bob is in, Frank left; Eve has no grant for it. */
async function session(): Promise<Scene> {
  scenes += 1;
  const room = `room-${scenes}`;
  const callId = `session:${room}`;
  const grants = ["place", "receive", `join:${room}`];
  const [ann, bob, frank] = [
    await arrive("ann", "1", grants),
    await arrive("bob", "1", grants),
    await arrive("frank", "1", ["place", "receive"]),
  ];
  for (const { device, leg, user } of [ann, bob]) {
    const reply = await device.command({ type: "join", callId, leg, media: "audio" });
    assert.equal(reply["ok"], true, `${user}: ${JSON.stringify(reply)}`);
  }
  // Rung into it and gone again: a former member without the grant.
  await ann.device.command({ type: "add", callId, to: [frank.user] });
  await seen(frank, callId, "the ring", ({ you }) => field(you, "state") === "rung");
  assert.equal((await accept(frank, callId, { media: "audio", answer: undefined }))["ok"], true);
  assert.equal((await leave(frank, callId))["ok"], true);
  const people: Scene["people"] = {
    ann: { who: ann, part: "opener" },
    annPhone: { who: await arrive("ann", "2"), part: "other" },
    bob: { who: bob, part: "member" },
    frank: { who: frank, part: "out" },
    eve: { who: await arrive("eve"), part: "outsider" },
  };
  return { callId, people };
}

function discard({ people }: Scene): void {
  for (const { who } of Object.values(people)) who.device.close();
}

const withoutId = ({ id: _, serverTime: __, ...reply }: Frame): string => JSON.stringify(reply);

/** What somebody who is not in it, or no longer, may be told: nothing unasked, and of nobody's device. */
async function checkTold(
  scene: Scene,
  { who, part }: Scene["people"][string],
  type: string,
  reply: Frame,
): Promise<void> {
  const text = JSON.stringify(reply);
  const told = who.device.frames.filter((frame) => frame.type !== "ping");
  if (part === "pending") {
    assert.doesNotMatch(text, /SDP|CANDIDATE|"seal"/);
    return;
  }
  if (part !== "out" && part !== "outsider") return;
  assert.deepEqual(told, [], "nothing unasked");
  assert.doesNotMatch(text, /MARKER|"legs":\[\{|"seal"|"parked"/);
  const command = commands[type];
  if (part !== "outsider" || command === undefined || command.apart) return;
  const nowhere = scene.callId.startsWith("session:") ? `session:no-${scenes}` : newCallId();
  const other = await who.device.command({ type, callId: nowhere, ...command.fields(scene, who) });
  assert.equal(withoutId(reply), withoutId(other), "as of a call that does not exist (inv. 40)");
}

/** One cell; answers whether the scene is as before. */
async function tryOut(scene: Scene, name: string, type: string, command: Command): Promise<boolean> {
  const sender = scene.people[name];
  assert.ok(sender);
  const { who, part } = sender;
  const before = await settled(scene.callId);
  for (const each of Object.values(scene.people)) each.who.device.frames.length = 0;
  const fields = command.fields(scene, who);
  const reply = await who.device.command({ type, callId: scene.callId, ...fields });
  const now = await settled(scene.callId);
  const cell = `${type} by ${name}: ${JSON.stringify(reply)}`;
  const mayChange = command.changes.includes(part);
  if (!mayChange) assert.equal(now.version, before.version, `changed the call: ${cell}`);
  const mayEnter = type === "accept" && mayChange ? [who.user] : [];
  for (const user of now.joined)
    assert.ok(before.joined.includes(user) || mayEnter.includes(user), `${user} came in by ${cell}`);
  if (!mayChange) await checkTold(scene, sender, type, reply);
  return now.version === before.version;
}

for (const [what, build] of [
  ["a group with one who rings and three who are out", group],
  ["a session with a former member", session],
] as const) {
  test(`${what}: every command by everybody (S1, S2, S6; inv. 10, 13-17, 40)`, async () => {
    scenes += 1;
    const [yan, zoe] = [await arrive("yan"), await arrive("zoe")];
    const witness = newCallId();
    await joined(yan, witness, zoe);
    const { version } = await settled(witness);
    let scene = await build();
    for (const [type, command] of Object.entries(commands)) {
      for (const name of Object.keys(scene.people)) {
        if (await tryOut(scene, name, type, command)) continue;
        discard(scene);
        scene = await build();
      }
    }
    discard(scene);
    assert.equal((await settled(witness)).version, version, "another call was touched (inv. 10)");
    assert.equal(server.stats().traps, 0);
    await leave(yan, witness);
  });
}

test("signals pass among those who are in, and neither from nor to anybody else (S5, S6; inv. 16)", async () => {
  const scene = await group();
  const { people, callId } = scene;
  const [ann, bob] = [people["ann"]?.who, people["bob"]?.who];
  assert.ok(ann && bob);
  const all = Object.values(people);
  const hears: string[] = [];
  for (const { who: from } of all) {
    for (const { who: to } of all) {
      const signal = { type: "signal", callId, to: to.leg.legId, link: linkOf(from, to), negotiation: 1 };
      from.device.send({ ...signal, candidates: [candidate] });
      from.device.send({ ...signal, description: { type: "offer", sdp: sdpOffer } });
    }
    from.device.send({ type: "ack", callId, version: 2 ** 53 - 1 });
    await from.device.command({ type: "sync" });
  }
  for (const { who } of all) {
    await who.device.command({ type: "sync" });
    const heard = who.device.frames.filter(({ type }) => type === "signal");
    if (heard.length > 0) hears.push(who.user);
    for (const frame of heard)
      assert.ok([ann.user, bob.user].includes(String(field(frame, "from", "userId"))));
  }
  assert.deepEqual(hears, [ann.user, bob.user]);
  discard(scene);
});

test("whoever is out of a group sees it as it was, not what becomes of it (S8, inv. 40)", async () => {
  const scene = await group();
  const { callId, people } = scene;
  const [ann, gina, eve] = [people["ann"]?.who, people["gina"]?.who, people["eve"]?.who];
  assert.ok(ann && gina && eve);
  await new Promise((resolve) => setTimeout(resolve, 2)); // a later millisecond of the server's clock
  assert.equal((await ann.device.command({ type: "add", callId, to: [eve.user] }))["ok"], true);
  await seen(eve, callId, "the ring", ({ you }) => field(you, "state") === "rung");
  const taken = await accept(eve, callId, { media: "audio", answer: undefined });
  assert.equal(taken["ok"], true);
  for (const reply of [
    await gina.device.command({ type: "sync", calls: [callId] }),
    await leave(gina, callId),
  ]) {
    assert.doesNotMatch(JSON.stringify(reply), new RegExp(`${eve.user}|eve-1|"legs":\\[\\{|videoRequest`));
    assert.match(JSON.stringify(reply), new RegExp(ann.user));
  }
  assert.equal((await ann.device.command({ type: "remove", callId, to: [eve.user] }))["ok"], true);
  const again = await eve.device.command({
    ...{ type: "accept", id: taken["id"], callId, leg: eve.leg, media: "audio" },
  });
  assert.equal(field(again, "call", "you", "endReason"), "removed");
  assert.doesNotMatch(JSON.stringify(again), /ICE-MARKER|"seal"/, "an old answer brings no credentials");
  discard(scene);
});

test("keys in the clear and a description with too many media pass nobody (T9)", async () => {
  scenes += 1;
  const [ann, bob] = [await arrive("ann"), await arrive("bob")];
  const crypto = "v=0\r\nm=audio 9 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SDES-MARKER\r\n";
  const media = `v=0\r\n${"m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n".repeat(17)}s=SDES-MARKER`;
  const offer = { negotiation: 1, sdp: crypto };
  assert.equal(codeOf(await invite(ann, newCallId(), [bob.user], { offer })), "invalid-argument");
  const callId = newCallId();
  await joined(ann, callId, bob);
  const signal = { type: "signal", callId, to: bob.leg.legId, link: linkOf(ann, bob) };
  for (const [at, sdp] of [crypto, media, "v=0\r\nFINE"].entries())
    ann.device.send({ ...signal, negotiation: 2 + at, description: { type: "offer", sdp } });
  const heard = await bob.device.takeType("signal");
  assert.match(JSON.stringify(heard), /FINE/, "the first that came");
  assert.doesNotMatch(JSON.stringify(bob.device.frames), /SDES-MARKER/);
  await leave(ann, callId);
});

test("who was rung and cancelled cannot answer, whatever is sent again (S1)", async () => {
  const scene = await group();
  const { callId, people } = scene;
  const [ann, carol] = [people["ann"]?.who, people["carol"]?.who];
  assert.ok(ann && carol);
  const cancelled = await ann.device.command({ type: "cancel", callId, to: [carol.user] });
  assert.equal(stateOf(cancelled["call"] as View, carol.user), "cancelled");
  assert.equal(codeOf(await accept(carol, callId)), "answered-elsewhere");
  assert.equal((await settled(callId)).joined.includes(carol.user), false);
  discard(scene);
});
