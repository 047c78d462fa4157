// Whether somebody exists, is here, or does not want to be called is nobody else's to know (inv. 40, design
// 11.15): to a caller, unknown, offline and blocking users are the same frames at the same time; to a
// stranger, the calls of others are calls that never were.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accept, invite, joined, leave, newCallId, party, seen, stateOf, youEnd } from "./call_support.ts";
import type { Party } from "./call_support.ts";
import { connect, field, startServer } from "./support.ts";
import type { Frame } from "./support.ts";
import { memoryEngine } from "../../server/index.ts";

const engine = memoryEngine();
const ackTimeoutMs = 500;

/** Users who do not want to hear of `mallory`. Nothing fills a block list yet, so it is written into the record. */
async function blocking(...users: string[]): Promise<void> {
  const other = memoryEngine();
  await using before = await startServer({ engine: other });
  for (const user of users) {
    await connect(before, { user, device: "elsewhere" });
    const key = `u:default:${user}`;
    const record = await other.get(key);
    assert.ok(record);
    const text = record.text.replace('"blockList":[]', '"blockList":["mallory"]');
    assert.notEqual(text, record.text);
    assert.ok(await engine.commit(key, 0, { ...record, text }));
  }
}

await blocking("blocker", "busy-blocker");
const server = await startServer({ engine, policy: { ackTimeoutMs } });
after(() => server.close());
const [mallory, blocker, busy, friend] = [
  await party(server, { user: "mallory" }),
  await party(server, { user: "blocker" }),
  await party(server, { user: "busy-blocker" }),
  await party(server, { user: "friend" }),
];
(await connect(server, { user: "offline" })).close();

/** Without what is new in every call, or hangs on how busy this machine is: ids, times, versions, numbers. */
function plain(frames: readonly Frame[], ...names: string[]): string {
  let text = JSON.stringify(frames.filter(({ type }) => type !== "ping"));
  for (const [at, name] of names.entries()) text = text.replaceAll(name, `NAME-${at}`);
  return text
    .replaceAll(/\b1\d{12}\b/g, "TIME")
    .replaceAll(/"(seq|mac|id)":("[^"]*"|\d+)/g, '"$1":"NEW"')
    .replaceAll(/\\?"version\\?":\d+/g, "");
}

/** All that the caller is told of a call to that user, until it is over. */
async function story(caller: Party, user: string): Promise<{ told: string; lasted: number }> {
  const callId = newCallId();
  caller.device.frames.length = 0;
  const reply = await invite(caller, callId, [user]);
  const frames = [reply];
  for (;;) {
    const event = await seen(caller, callId, "what becomes of it", () => true);
    frames.push(event);
    if (youEnd(event.call) === undefined) continue;
    const lasted = Number(field(event, "call", "endedAt")) - Number(field(event, "call", "createdAt"));
    return { told: plain(frames, callId, user), lasted };
  }
}

test("unknown, offline, blocking and busy but blocking are one answer, at one time (T3, inv. 40)", async () => {
  const witness = newCallId();
  await joined(friend, witness, busy);
  for (const { device } of [blocker, busy]) device.frames.length = 0;
  const unknown = await story(mallory, "nobody-at-all");
  assert.match(unknown.told, /"endReason":"unreachable"/);
  for (const user of ["offline", "blocker", "busy-blocker"]) {
    const { told, lasted } = await story(mallory, user);
    assert.equal(told, unknown.told, user);
    assert.ok(lasted >= ackTimeoutMs, `${user}: not before the others`);
  }
  assert.ok(unknown.lasted >= ackTimeoutMs);
  for (const { device } of [blocker, busy]) {
    await device.command({ type: "sync" });
    assert.deepEqual(
      device.frames.filter(({ type }) => type !== "ping"),
      [],
      "who blocks hears nothing",
    );
  }
  const { told } = await story(await party(server, { user: "welcome-guest" }), "busy-blocker");
  assert.match(told, /"endReason":"remote-busy"/, "others are told so");
  await leave(friend, witness);
});

test("a blocking user is an unknown one in a group, too, when dialled and when added (T4, inv. 40)", async () => {
  const fates: string[] = [];
  for (const wanted of ["blocker", "nobody-at-all"]) {
    const callId = newCallId();
    const group = { kind: "group", media: "audio", offer: undefined };
    const reply = await invite(mallory, callId, ["friend", wanted], group);
    await seen(friend, callId, "the ring", (view) => view.state === "ringing");
    const taken = await accept(friend, callId, { media: "audio", answer: undefined });
    assert.equal(taken["ok"], true);
    const gone = (view: Frame): boolean => stateOf(view as never, wanted) === "unreachable";
    await seen(mallory, callId, "that nobody rings there", gone);
    const added = await mallory.device.command({ type: "add", callId, to: [wanted] });
    const last = await seen(mallory, callId, "the same again", gone);
    fates.push(plain([reply, added, last], callId, wanted));
    await leave(mallory, callId);
    await seen(friend, callId, "the end", (view) => youEnd(view) !== undefined);
  }
  assert.equal(fates[0], fates[1]);
  await blocker.device.command({ type: "sync" });
  assert.equal(
    blocker.device.frames.some(({ type }) => type === "event"),
    false,
  );
});

test("to a stranger the call of others is a call that never was, whatever is asked (inv. 40)", async () => {
  const callId = newCallId();
  await joined(friend, callId, blocker);
  const fields = { leg: mallory.leg, media: "audio", microphone: "on", camera: "on", to: ["friend"] };
  const seal = { claims: "{}", mac: "forged" };
  const types = [
    "ringing",
    "accept",
    "decline",
    "leave",
    "add",
    "cancel",
    "remove",
    "end",
    "rejoin",
    "state",
  ];
  const video = ["video-request", "video-accept", "video-decline", "video-cancel", "mute-request"];
  for (const type of [...types, ...video, "reassert", "join"]) {
    const ask = async (id: string): Promise<string> =>
      plain([await mallory.device.command({ type, callId: id, ...fields, seal })], id);
    assert.equal(await ask(callId), await ask(newCallId()), type);
  }
  const synced = await mallory.device.command({ type: "sync", calls: [callId, "call-nowhere"] });
  assert.deepEqual(field(synced, "snapshot"), { calls: [], unknown: [callId, "call-nowhere"] });
  await leave(friend, callId);
});
