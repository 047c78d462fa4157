// A client that speaks the protocol and means ill: every command in every state of a call from every kind
// of device. Nobody is in a call without an accept of their own (inv. 13, 17), nothing touches a call that
// its sender has no say in (inv. 15), and who is not in a call learns nothing of it (inv. 40).
// A new command is one more line in `commands`.

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
  ring,
  sdpAnswer,
  sdpOffer,
} from "./call_support.ts";
import type { Party } from "./call_support.ts";
import { codeOf, field, HandClock, startServer, until } from "./support.ts";
import type { Frame } from "./support.ts";
import { MemoryEngine } from "../../server/memory_engine.ts";
import type { StoredRecord } from "../../server/engine.ts";
import { EngineError } from "../../server/index.ts";

/** An engine that does not store some records: a call whose callee cannot be reached stays `placing`. */
class HoldingEngine extends MemoryEngine {
  readonly held = new Set<string>();
  override async commit(key: string, expect: number, record: StoredRecord): Promise<boolean> {
    if (this.held.has(key)) throw new EngineError("held back by the test");
    return super.commit(key, expect, record);
  }
}

const engine = new HoldingEngine({ now: new HandClock().now });
const server = await startServer({ engine, ...attackable });
after(() => server.close());

const states = ["absent", "placing", "ringing", "active", "ended"] as const;
type State = (typeof states)[number];
/** `callee` is the device that accepts; while it rings, both devices of the callee are pending. */
const roles = ["caller", "callersOther", "callee", "calleesOther", "stranger"] as const;
type Role = (typeof roles)[number];

interface Scene {
  callId: string;
  parties: Record<Role, Party>;
}

interface Command {
  fields: (scene: Scene, sender: Party) => object;
  /** Who may change the call by it, at most. Nobody else changes anything. */
  changes?: Partial<Record<State, readonly Role[]>>;
  /** It names no call, or begins one: no answer to compare with that of a call that does not exist. */
  apart?: true;
  /** It has no reply. */
  silent?: true;
}

const candidate = { candidate: "CANDIDATE-MARKER", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "f" };
const legs: readonly Role[] = ["caller", "callee"];
const pending: readonly Role[] = ["callee", "calleesOther"];
const callee = ({ parties }: Scene): string[] => [parties.callee.user];

const commands: Record<string, Command> = {
  invite: {
    fields: (_, { leg }) => ({ kind: "direct", media: "audio", to: ["somebody-else"], leg }),
    changes: { absent: roles },
    apart: true,
  },
  ringing: { fields: () => ({}), changes: { ringing: pending } },
  accept: {
    fields: (_, { leg }) => ({ leg, media: "video", answer: { negotiation: 1, sdp: sdpAnswer } }),
    changes: { ringing: pending },
  },
  decline: { fields: () => ({ reason: "no" }), changes: { ringing: pending, active: ["callee"] } },
  leave: {
    fields: () => ({}),
    changes: { absent: roles, placing: ["caller"], ringing: ["caller", ...pending], active: legs },
  },
  add: { fields: (_, { user }) => ({ to: [user, "third"] }), changes: { ringing: ["caller"], active: legs } },
  cancel: {
    fields: (scene) => ({ to: callee(scene) }),
    // While active nobody rings: only the reply is remembered.
    changes: { placing: ["caller"], ringing: ["caller"], active: legs },
  },
  remove: {
    fields: (scene) => ({ to: callee(scene) }),
    changes: { ringing: ["caller"], active: ["caller"] },
  },
  // In a direct call it is a hang-up.
  end: { fields: () => ({}), changes: { placing: ["caller"], ringing: ["caller"], active: legs } },
  join: { fields: (_, { leg }) => ({ leg, media: "audio" }) },
  rejoin: { fields: (_, { leg }) => ({ leg }), changes: { ringing: ["caller"], active: legs } },
  state: {
    fields: () => ({ microphone: "on", camera: "on", hold: true }),
    changes: { placing: ["caller"], ringing: ["caller"], active: legs },
  },
  "video-request": { fields: () => ({}), changes: { active: legs } },
  "video-accept": { fields: () => ({}), changes: { active: legs } },
  "video-decline": { fields: () => ({}), changes: { active: legs } },
  "video-cancel": { fields: () => ({}), changes: { active: legs } },
  "mute-request": { fields: (scene) => ({ to: callee(scene) }), changes: { active: ["caller"] } },
  reassert: { fields: () => ({ seal: { claims: "{}", mac: "forged" } }), apart: true },
  sync: { fields: ({ callId }) => ({ calls: [callId] }), apart: true },
  renew: { fields: () => ({ token: "not-a-token" }), apart: true },
  presence: { fields: (scene) => ({ users: callee(scene) }) },
  hello: { fields: () => ({ v: 1, deviceId: "d", pageId: "p", incarnation: "i" }), apart: true },
  signal: {
    fields: ({ parties }, sender) => ({
      to: sender === parties.callee ? parties.caller.leg.legId : parties.callee.leg.legId,
      link: linkOf(parties.caller, parties.callee),
      negotiation: 1,
      description: { type: "offer", sdp: "v=0 SIGNAL-MARKER" },
      candidates: [candidate],
    }),
    silent: true,
  },
  ack: { fields: () => ({ version: 2 ** 53 - 1 }), changes: { active: ["caller"] }, silent: true },
  pong: { fields: () => ({ at: 1 }), silent: true },
};

const keyOf = (callId: string): string => `c:default:${callId}`;

/** The version of the call once nothing of it is under way any more. */
async function settledVersion(callId: string): Promise<number> {
  for (;;) {
    const record = await engine.get(keyOf(callId));
    const isHeld = engine.held.size > 0;
    if (record === null || isHeld || !record.text.includes('"outbox"')) return record?.version ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

let people = 0;

async function build(state: State): Promise<Scene> {
  people += 1;
  const [alice, bob] = [`CALLER-${people}`, `CALLEE-${people}`];
  const callId = newCallId();
  const parties = {
    caller: await party(server, { user: alice, device: "a1" }),
    callersOther: await party(server, { user: alice, device: "a2" }),
    callee: await party(server, { user: bob, device: "b1" }),
    calleesOther: await party(server, { user: bob, device: "b2" }),
    stranger: await party(server, { user: `mallory-${people}` }),
  };
  const { caller, callee: phone, calleesOther } = parties;
  if (state === "placing") {
    engine.held.add(`u:default:${bob}`);
    void invite(caller, callId, [bob]).catch(() => {});
    await until("a failure to claim the callee", () => server.stats().engineFailures > 0);
    while ((await engine.get(keyOf(callId))) === null) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  if (state === "ringing" || state === "ended") await ring(caller, callId, [phone, calleesOther]);
  if (state === "active") await joined(caller, callId, phone);
  if (state === "ended") await leave(caller, callId);
  await settledVersion(callId);
  return { callId, parties };
}

function discard({ parties }: Scene): void {
  engine.held.clear();
  for (const { device } of Object.values(parties)) device.close();
}

/** Whether the callee has joined, as the server has it. */
async function calleeIsIn({ callId, parties }: Scene): Promise<boolean> {
  const text = (await engine.get(keyOf(callId)))?.text ?? "{}";
  const record = JSON.parse(text) as { participants?: { userId: string; state: string }[] };
  const state = record.participants?.find(({ userId }) => userId === parties.callee.user)?.state;
  return state === "joined";
}

/** Sends it, and gives the reply; none for what has none, once the server has worked on it. */
async function attempt(
  sender: Party,
  type: string,
  command: Command,
  frame: object,
): Promise<Frame | undefined> {
  if (command.silent !== true) return sender.device.command({ type, ...frame });
  sender.device.send({ type, ...frame });
  await sender.device.command({ type: "sync" });
  return undefined;
}

const withoutId = ({ id: _, serverTime: __, ...reply }: Frame): string => JSON.stringify(reply);
const secrets = new RegExp(`${sdpOffer}|${sdpAnswer}|MARKER|CALLER-|CALLEE-|"(legId|seal|parked)"`);

/** What must hold of a stranger, in any state of the call. */
async function checkStranger(
  scene: Scene,
  type: string,
  command: Command,
  reply: Frame | undefined,
): Promise<void> {
  const { device } = scene.parties.stranger;
  const told = device.frames.filter((frame) => frame.type !== "ping");
  assert.deepEqual(told, [], "a stranger is told nothing");
  assert.doesNotMatch(JSON.stringify(reply ?? {}), secrets);
  if (command.apart === true || reply === undefined) return;
  const fields = command.fields(scene, scene.parties.stranger);
  const other = await attempt(scene.parties.stranger, type, command, { ...fields, callId: newCallId() });
  assert.equal(withoutId(reply), withoutId(other ?? reply), "as of a call that does not exist (inv. 40)");
}

/** One cell; answers whether the scene is as before. */
async function tryOut(scene: Scene, state: State, role: Role, type: string): Promise<boolean> {
  const command = commands[type] as Command;
  const { callId, parties } = scene;
  const sender = parties[role];
  const cell = `${type} by ${role} while ${state}`;
  const wasIn = await calleeIsIn(scene);
  const before = await settledVersion(callId);
  for (const { device } of Object.values(parties)) device.frames.length = 0;
  const reply = await attempt(sender, type, command, { callId, ...command.fields(scene, sender) });
  const mayChange = command.changes?.[state]?.includes(role) === true;
  const version = await settledVersion(callId);
  if (!mayChange) assert.equal(version, before, `${cell} changed the call: ${JSON.stringify(reply)}`);
  const mayEnter = wasIn || (type === "accept" && mayChange);
  if (!mayEnter) assert.equal(await calleeIsIn(scene), false, `${cell} put the callee into the call`);
  const bob = [...parties.callee.device.frames, ...parties.calleesOther.device.frames];
  if (!wasIn && type !== "accept") {
    assert.doesNotMatch(JSON.stringify(bob), /SIGNAL-MARKER|CANDIDATE-MARKER/, `${cell} before the accept`);
  }
  if (role === "stranger" && !mayChange) await checkStranger(scene, type, command, reply);
  return version === before;
}

for (const state of states) {
  test(`every command from every device while the call is ${state} (S1, S2, S3, S5, S6; inv. 13-17, 40)`, async () => {
    const [dave, erin] = [
      await party(server, { user: `d-${state}` }),
      await party(server, { user: `e-${state}` }),
    ];
    const witness = newCallId();
    await joined(dave, witness, erin);
    const witnessed = await settledVersion(witness);
    let scene = await build(state);
    for (const type of Object.keys(commands)) {
      for (const role of roles) {
        if (await tryOut(scene, state, role, type)) continue;
        discard(scene);
        scene = await build(state);
      }
    }
    discard(scene);
    assert.equal(await settledVersion(witness), witnessed, "another call was touched (inv. 10)");
    assert.equal(server.stats().traps, 0);
    await leave(dave, witness);
  });
}

test("the table names every command of the protocol", async () => {
  const { readFile } = await import("node:fs/promises");
  const header = await readFile(new URL("../../src/switchboard/command.h", import.meta.url), "utf8");
  const names = /EnumNames<(?:\w+::)?CommandType> \{[^(]*names_table\(([^)]*)\)/.exec(header)?.[1] ?? "";
  const known = [...names.matchAll(/"([^"]*)"/g)].map(([, name = ""]) => name);
  assert.ok(known.length > 10);
  assert.deepEqual(Object.keys(commands).sort(), known.sort());
});

test("naming oneself, or the callee once more, puts nobody into the call (S2)", async () => {
  const { parties, callId } = await build("ringing");
  const { caller, callee: phone } = parties;
  for (const to of [[caller.user], [phone.user], [phone.user, phone.user], [caller.user, phone.user]]) {
    await caller.device.command({ type: "add", callId, to });
  }
  assert.equal(await calleeIsIn({ parties, callId }), false);
  discard({ parties, callId });
});

test("a command id that another user used gets no other user's answer (T2)", async () => {
  const scene = await build("ringing");
  const { callee: phone, stranger, calleesOther } = scene.parties;
  const won = await accept(phone, scene.callId, { id: "same-id" });
  assert.equal(won["ok"], true);
  assert.equal(codeOf(await accept(stranger, scene.callId, { id: "same-id" })), "unknown-call");
  assert.equal(codeOf(await accept(calleesOther, scene.callId, { id: "same-id" })), "answered-elsewhere");
  discard(scene);
});

test("who knows every id of a call still has no part in it (S6, S8)", async () => {
  const scene = await build("active");
  const { stranger, caller, callee: phone } = scene.parties;
  const knowing = { ...stranger, leg: phone.leg };
  for (const type of ["accept", "rejoin", "state", "end", "remove"]) {
    const more = { leg: knowing.leg, media: "video", microphone: "on", camera: "on", to: [caller.user] };
    const reply = await stranger.device.command({ type, callId: scene.callId, ...more });
    assert.equal(codeOf(reply), "unknown-call", type);
  }
  const synced = await stranger.device.command({ type: "sync", calls: [scene.callId] });
  assert.deepEqual(field(synced, "snapshot"), { calls: [], unknown: [scene.callId] });
  discard(scene);
});
