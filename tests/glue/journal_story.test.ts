// What a replay makes of journals before any core plays them: one timeline of clocks that sleep, and who can be
// said to disagree.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalEntry, JournalHeader, JournalPart, Told } from "../../js/shared/journal/format.ts";
import { disagreements, outcomesOf } from "../../simulate/outcome.ts";
import { timelineOf, untimed } from "../../simulate/timeline.ts";

type Line = JournalEntry["in"][number];

function entry(at: number, lines: readonly Line[], ...out: Told[]): JournalEntry {
  return { at, in: lines, out, digest: "" };
}

function ping(at: number, serverTime: number): JournalEntry {
  return entry(at, [
    { type: "frame", generation: 1 },
    { type: "ping", at: 0, serverTime, seq: 0 },
  ]);
}

function partOf(node: string, entries: JournalEntry[], header: Partial<JournalHeader> = {}): JournalPart {
  const kind = node.startsWith("d") ? "client" : "switchboard";
  return {
    header: { journal: 1, side: "simulation", version: "0", nodes: { [node]: kind }, ...header },
    entries,
    cut: false,
  };
}

function types(parts: readonly JournalPart[]): string[] {
  return timelineOf(parts).map(({ entry: { in: lines }, time }) => {
    const { type } = lines[0] as { type: string };
    return `${type} ${time}`;
  });
}

test("a clock that slept has an offset before and one after", () => {
  const client = partOf("d1", [
    entry(10, [{ type: "connect" }]),
    ping(20, 1_000_020),
    entry(30, [{ type: "hang-up" }]),
    entry(40, [{ type: "woke" }]), // an hour later
    ping(50, 4_600_050),
    ping(60, 4_600_055), // a slower one
  ]);
  const server = partOf("server", [
    entry(1_000_025, [{ type: "gone" }]),
    entry(4_600_045, [{ type: "pong" }]),
  ]);
  assert.deepEqual(types([client, server]), [
    ...["connect 1000010", "frame 1000020", "gone 1000025", "hang-up 1000030"],
    ...["woke 4600040", "pong 4600045", "frame 4600050", "frame 4600060"],
  ]);
});

test("who was never told the time is shown on its own clock, and named", () => {
  const client = partOf("d1", [entry(10, [{ type: "connect" }])]);
  assert.deepEqual(untimed(client), ["d1"]);
  assert.deepEqual(types([client]), ["connect 10"]);
});

test("the files of one simulation are in the order of their steps, whatever the clocks say", () => {
  const numbered = (part: JournalPart, ...steps: number[]): JournalPart => ({
    ...part,
    entries: part.entries.map((one, index) => ({ ...one, step: steps[index]! })),
  });
  const lost = numbered(partOf("d2", [entry(7, [{ type: "connect" }])], { seed: 3 }), 2);
  const server = partOf("server", [entry(900, [{ type: "gone" }]), entry(300, [{ type: "pong" }])], {
    seed: 3,
  });
  assert.deepEqual(types([lost, numbered(server, 1, 3)]), ["gone 900", "connect 900", "pong 300"]);
  assert.deepEqual(untimed(lost), []);
  const other = { ...lost, header: { ...lost.header, seed: 4 } };
  assert.equal(types([other, numbered(server, 1, 3)])[0], "connect 7");
});

const call = { type: "call", callId: "c1", kind: "direct", confirmed: true };
const view = { type: "event", callId: "c1", kind: "direct", device: "d1" };

/** What is said against the devices when `said` and then `told` is the end of the story. */
function against(said: Told, told: Told, header: Partial<JournalHeader> = {}, epoch = "e1"): string[] {
  const client = [
    entry(1, [
      { type: "frame", generation: 1 },
      { type: "welcome", epoch: "e1", serverTime: 1 },
    ]),
    entry(2, [{ type: "time" }], said),
  ];
  const server = [entry(1, [{ type: "configure", epoch }, "", ""]), entry(3, [{ type: "deadline" }], told)];
  return outcomesOf([partOf("d1", client, header), partOf("server", server)]).flatMap(disagreements);
}

test("a device disagrees when it could know better", () => {
  const hungUp = { ...view, state: "ended", endReason: "hangup" };
  const missed = { ...call, state: "ended", endReason: "missed" };
  assert.deepEqual(against(missed, hungUp), ["d1 says missed, the record says hangup for it"]);
  const talks = { ...call, state: "connected", confirmed: false };
  assert.deepEqual(against(talks, hungUp), ["d1 is still connected, the record has ended"]);
});

test("what a device could not know is not held against it", () => {
  const hungUp = { ...view, state: "ended", endReason: "hangup" };
  const missed = { ...call, state: "ended", endReason: "missed" };
  const talks = { ...call, state: "connected", confirmed: false };
  assert.deepEqual(against({ ...missed, confirmed: false }, hungUp), []);
  assert.deepEqual(against({ ...missed, endReason: "answered-elsewhere" }, hungUp), []);
  assert.deepEqual(against(talks, hungUp, { gone: ["d1"] }), []);
  // The engine lost its data, and another end was decided.
  assert.deepEqual(against(missed, hungUp, {}, "e2"), []);
});

test("the later page of a device speaks for it, and a call goes on under its new id", () => {
  const out = (at: number, node: string, ...told: Told[]): JournalEntry => ({
    ...entry(at, [{ type: "time" }], ...told),
    node,
  });
  const nodes = { d1: "client", "d1@2": "client" } as const;
  const part = partOf(
    "d1",
    [
      out(1, "d1", { ...call, state: "connected" }, { ...call, callId: "c0", state: "placing" }),
      out(2, "d1", { type: "event", callId: "c1", previousCallId: "c0", name: "replaced" }),
      out(3, "d1@2", { ...call, state: "rejoinable" }),
    ],
    { nodes },
  );
  const [first, ...others] = outcomesOf([part]);
  assert.equal(first?.devices.get("d1")?.state, "rejoinable");
  assert.deepEqual(others, []);
});
