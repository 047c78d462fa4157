// The parts that need no socket: the token bucket, seals, the deadline index, the memory engine,
// queues by key, and the check of a frame's text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BoundedMap } from "../../server/bounded_map.ts";
import { DeadlineIndex } from "../../server/deadline_index.ts";
import { EngineError } from "../../server/engine.ts";
import { readFrame } from "../../server/frame.ts";
import { iceServersFor } from "../../server/ice.ts";
import { Lanes } from "../../server/lanes.ts";
import { memoryEngine } from "../../server/memory_engine.ts";
import { Quarantine } from "../../server/quarantine.ts";
import { TokenBucket } from "../../server/rate_limit.ts";
import { Relay } from "../../server/relay.ts";
import { sealKey, Sealer } from "../../server/seal.ts";

test("a bucket admits its burst at once, then its rate", () => {
  const bucket = new TokenBucket({ burst: 3, perMinute: 60 }, 0);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => bucket.take(0)),
    [true, true, true, false],
  );
  assert.equal(bucket.take(999), false);
  assert.equal(bucket.take(1000), true);
  assert.equal(bucket.take(1000), false);
});

test("a bucket neither fills over its burst nor by a clock that jumps back", () => {
  const bucket = new TokenBucket({ burst: 2, perMinute: 60 }, 0);
  assert.equal(bucket.take(1_000_000), true);
  assert.equal(bucket.take(1_000_000), true);
  assert.equal(bucket.take(1_000_000), false);
  assert.equal(bucket.take(0), false);
  assert.equal(bucket.take(1_000_500), false);
});

test("a seal holds for its own text and key only", () => {
  const sealer = new Sealer(new Uint8Array(32).fill(1));
  const seal = sealer.seal('{"callId":"c1"}');
  assert.equal(sealer.verify(seal), true);
  assert.equal(sealer.verify({ ...seal, claims: '{"callId":"c2"}' }), false);
  assert.equal(new Sealer(new Uint8Array(32).fill(2)).verify(seal), false);
  for (const wrong of [null, undefined, 7, "x", {}, { claims: seal.claims }, { ...seal, mac: "" }]) {
    assert.equal(sealer.verify(wrong), false);
  }
});

test("the seal key: given, else from the token secret and the same every time, else random", () => {
  const tokenSecret = new Uint8Array(32).fill(3);
  assert.throws(() => sealKey("short", undefined), /at least 32/);
  assert.deepEqual(sealKey(undefined, tokenSecret), sealKey(undefined, tokenSecret));
  assert.equal(sealKey(undefined, tokenSecret).ephemeral, false);
  assert.equal(sealKey("x".repeat(32), tokenSecret).ephemeral, false);
  assert.equal(sealKey(undefined, undefined).ephemeral, true);
});

test("the deadline index gives what is due, earliest first, and forgets what was changed", () => {
  const index = new DeadlineIndex();
  for (let i = 0; i < 500; i++) index.set(`k${i}`, (i * 7919) % 500);
  for (let i = 0; i < 500; i += 2) index.set(`k${i}`, null);
  index.set("k1", 10_000);
  assert.equal(index.due(499, 1000).length, 249);
  const due = index.due(499, 1000).map(({ at }) => at);
  assert.deepEqual(
    due,
    [...due].sort((a, b) => a - b),
  );
  assert.equal(index.earliest(), due[0]);
  assert.equal(index.due(100_000, 3).length, 3);
});

test("the deadline index gives each key once, however often its deadline was moved and moved back", () => {
  const index = new DeadlineIndex();
  for (let i = 0; i < 10; i++) {
    index.set("k", 1);
    index.set("k", 2);
  }
  index.set("k", 1);
  assert.deepEqual(index.due(5, 10), [{ key: "k", at: 1 }]);
});

test("a bounded map forgets what was set longest ago, and setting again keeps", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1).set("b", 2).set("a", 3).set("c", 4);
  assert.deepEqual(
    [...map],
    [
      ["a", 3],
      ["c", 4],
    ],
  );
  assert.equal(map.get("b"), undefined);
  map.clear();
  map.set("d", 5);
  assert.equal(map.size, 1);
});

test("compare-and-set takes the expected version only", async () => {
  const engine = memoryEngine();
  const record = { version: 1, text: "a", deadline: 5, expiresAt: null };
  assert.equal(await engine.commit("k", 1, record), false);
  assert.equal(await engine.commit("k", 0, record), true);
  assert.equal(await engine.commit("k", 0, record), false);
  assert.equal(await engine.commit("k", 1, { ...record, version: 2, deadline: null }), true);
  assert.equal((await engine.get("k"))?.version, 2);
  assert.equal(await engine.nextDeadline(), null);
});

test("a record is a copy: changing what was given or got changes nothing", async () => {
  const engine = memoryEngine();
  const record = { version: 1, text: "a", deadline: null, expiresAt: null };
  await engine.commit("k", 0, record);
  record.text = "b";
  const got = await engine.get("k");
  assert.equal(got?.text, "a");
  if (got) got.text = "c";
  assert.equal((await engine.get("k"))?.text, "a");
});

test("a record expires, with its deadline, whether it is asked for or swept", async () => {
  let now = 0;
  const engine = memoryEngine({ now: () => now });
  const record = { version: 1, text: "a", deadline: 50, expiresAt: 100 };
  await engine.commit("asked", 0, record);
  await engine.commit("swept", 0, record);
  now = 100;
  assert.equal(await engine.get("asked"), null);
  assert.deepEqual(await engine.due(now, 10), []);
  assert.equal(await engine.commit("swept", 0, record), true);
});

test("the memory engine refuses at its limit and still takes changes", async () => {
  const engine = memoryEngine({ maxRecords: 1 });
  const record = { version: 1, text: "a", deadline: null, expiresAt: null };
  await engine.commit("one", 0, record);
  await assert.rejects(engine.commit("two", 0, record), /full/);
  assert.equal(await engine.commit("one", 1, { ...record, version: 2 }), true);
});

test("before it refuses it forgets what expired, then the idle record that would expire first", async () => {
  let now = 0;
  const engine = memoryEngine({ now: () => now, maxRecords: 4 });
  const record = (expiresAt: number | null, deadline: number | null = null) => ({
    version: 1,
    text: "a",
    deadline,
    expiresAt,
  });
  const kept = async (): Promise<string[]> => {
    const names = ["live", "busy", "soon", "late", "new1", "new2", "new3"];
    const found = await Promise.all(names.map((name) => engine.get(name)));
    return names.filter((_, i) => found[i] !== null);
  };
  await engine.commit("live", 0, record(null));
  await engine.commit("busy", 0, record(100, 50));
  await engine.commit("late", 0, record(300));
  await engine.commit("soon", 0, record(200));
  await engine.commit("new1", 0, record(null));
  assert.deepEqual(await kept(), ["live", "busy", "late", "new1"]);
  now = 100;
  await engine.commit("new2", 0, record(null));
  assert.deepEqual(await kept(), ["live", "late", "new1", "new2"], "busy, but expired");
  await engine.commit("new3", 0, record(null));
  assert.deepEqual(await kept(), ["live", "new1", "new2", "new3"]);
  await assert.rejects(engine.commit("late", 0, record(null)), /full/);
});

test("a revocation is kept for a day, however many come after it; where there is no room it fails", async () => {
  let now = 0;
  const engine = memoryEngine({ now: () => now, maxRevocations: 2 });
  await engine.revoke("first", 1);
  now = 1_000;
  await engine.revoke("second", 2);
  await assert.rejects(engine.revoke("third", 3), EngineError);
  await engine.revoke("second", 4);
  assert.deepEqual([await engine.revokedAt("first"), await engine.revokedAt("second")], [1, 4]);
  assert.equal(await engine.revokedAt("third"), null);
  now = 86_400_000;
  assert.deepEqual([await engine.revokedAt("first"), await engine.revokedAt("second")], [null, 4]);
  await engine.revoke("third", 5);
  assert.equal(await engine.revokedAt("third"), 5);
});

test("the memory engine keeps more than ten thousand revocations", async () => {
  const engine = memoryEngine();
  for (let i = 0; i <= 10_000; i++) await engine.revoke(`user ${i}`, i);
  assert.equal(await engine.revokedAt("user 0"), 0);
});

test("a memory engine that is closed has forgotten everything", async () => {
  const engine = memoryEngine();
  const record = { version: 1, text: "a", deadline: 5, expiresAt: 6 };
  const address = { app: "a", user: "u", device: "d" };
  const rate = { burst: 1, perMinute: 0 };
  const { epoch } = engine;
  const fill = async (): Promise<boolean> => {
    await engine.deliver(address, {}, "event");
    await engine.revoke("u", 1);
    const isNew = await engine.log({ app: "a", user: "u", callId: "c", entry: {} });
    return (await engine.take("b", rate)) && isNew && (await engine.commit("k", 0, record));
  };
  assert.equal(await fill(), true);
  await engine.close();
  assert.notEqual(engine.epoch, epoch);
  assert.equal(await engine.nextDeadline(), null);
  assert.deepEqual([await engine.sequence(address), await engine.revokedAt("u")], [0, null]);
  assert.deepEqual(engine.history("a", "u"), []);
  assert.equal(await fill(), true);
});

test("a device's events are numbered from 1 without a gap, also while nobody listens", async () => {
  const engine = memoryEngine();
  const address = { app: "a", user: "__proto__", device: "constructor" };
  await engine.deliver(address, { type: "event" }, "event");
  const seen: (number | undefined)[] = [];
  await engine.join("n", {
    delivered: ({ seq }) => seen.push(seq),
    told: () => {},
    missed: () => {},
    lostData: () => {},
  });
  await engine.deliver(address, { type: "event" }, "event");
  await engine.deliver(address, { type: "signal" }, "signal");
  await engine.deliver(address, { type: "event" }, "event");
  assert.deepEqual(seen, [2, undefined, 3]);
  assert.equal(await engine.sequence(address), 3);
});

test("a memory engine is of one server", async () => {
  const engine = memoryEngine();
  const listener = { delivered: () => {}, told: () => {}, missed: () => {}, lostData: () => {} };
  await engine.join("one", listener);
  await assert.rejects(engine.join("two", listener), /one server/);
});

test("a bucket takes back what it gave, and goes into debt no deeper than its burst", () => {
  const bucket = new TokenBucket({ burst: 2, perMinute: 60 }, 0);
  bucket.take(0);
  bucket.credit(0, 100);
  assert.deepEqual(
    [1, 2, 3].map(() => bucket.take(0)),
    [true, true, false],
  );
  bucket.credit(0, -100);
  assert.equal(bucket.take(2_999), false);
  assert.equal(bucket.take(3_000), true);
});

test("every engine has an epoch of its own", () => {
  assert.notEqual(memoryEngine().epoch, memoryEngine().epoch);
});

test("the call log keeps one entry a call, and the newest", async () => {
  const engine = memoryEngine({ maxLogEntries: 2 });
  for (const [callId, entry] of [
    ["c1", 1],
    ["c2", 2],
    ["c1", 3],
    ["c3", 4],
  ] as const) {
    await engine.log({ app: "a", user: "u", callId, entry });
  }
  assert.deepEqual(
    engine.history("a", "u").map(({ callId }) => callId),
    ["c1", "c3"],
  );
});

test("work of one key runs in order, work of other keys beside it", async () => {
  const lanes = new Lanes();
  const order: string[] = [];
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const slow = lanes.run("a", async () => {
    await gate;
    order.push("a1");
  });
  const next = lanes.run("a", async () => void order.push("a2"));
  await lanes.run("b", async () => void order.push("b1"));
  open();
  await Promise.all([slow, next]);
  assert.deepEqual(order, ["b1", "a1", "a2"]);
  await lanes.idle();
});

test("urgent work of a key runs before what waits, and not before what runs", async () => {
  const lanes = new Lanes();
  const order: string[] = [];
  const note = (name: string) => async (): Promise<void> => {
    await Promise.resolve();
    order.push(name);
  };
  const all = [
    lanes.run("a", note("first")),
    lanes.run("a", note("last")),
    lanes.runNext("a", note("urgent")),
  ];
  await lanes.idle();
  await Promise.all(all);
  assert.deepEqual(order, ["first", "urgent", "last"]);
});

test("work that fails does not stop what comes behind it", async () => {
  const lanes = new Lanes();
  const failing = lanes.run("a", () => Promise.reject(new Error("first")));
  const next = lanes.run("a", () => Promise.resolve("second"));
  await assert.rejects(failing, /first/);
  assert.equal(await next, "second");
});

test("a key is held after two traps, and only for a while", () => {
  const quarantine = new Quarantine();
  assert.equal(quarantine.trapped("k", 0), false);
  assert.equal(quarantine.holds("k", 1), false);
  assert.equal(quarantine.trapped("k", 2), true);
  assert.equal(quarantine.holds("k", 3), true);
  assert.equal(quarantine.holds("other", 3), false);
  assert.equal(quarantine.holds("k", 3 + 600_000), false);
});

test("the app's iceServers may be late or fail; the call goes on without", async () => {
  const user = { app: "a", userId: "u", deviceId: "d" };
  const reasons: string[] = [];
  const note = (reason: string): void => void reasons.push(reason);
  const list = [{ urls: "stun:stun.example" }];
  assert.deepEqual(await iceServersFor(list, user, 10, note), list);
  assert.deepEqual(await iceServersFor(async () => list, user, 1000, note), list);
  assert.deepEqual(await iceServersFor(() => Promise.reject(new Error("no")), user, 1000, note), []);
  assert.deepEqual(await iceServersFor(() => new Promise(() => {}), user, 10, note), []);
  assert.deepEqual(reasons, ["no", "no answer within 10 ms"]);
});

test("signals pass between the legs that were granted, and from nobody else", () => {
  const relay = new Relay();
  const a = { user: "alice", device: "d1", legId: "l1" };
  const b = { user: "__proto__", device: "d2", legId: "l2" };
  const c = { user: "carol", device: "d3", legId: "l3" };
  const alice = { app: "x", user: "alice", device: "d1" };
  const carol = { app: "x", user: "carol", device: "d3" };
  relay.grant("x", "c1", [a, b, c], 1);
  const signal = {
    type: "signal",
    callId: "c1",
    to: "l2",
    link: "i~j",
    negotiation: 1,
    from: "mallory",
    extra: 1,
  };
  const passed = relay.pass(alice, signal);
  assert.deepEqual(passed?.to, { app: "x", user: "__proto__", device: "d2" });
  assert.deepEqual(passed?.frame, {
    type: "signal",
    callId: "c1",
    link: "i~j",
    negotiation: 1,
    from: { userId: "alice", deviceId: "d1", legId: "l1" },
  });
  assert.equal(relay.pass({ ...alice, device: "d9" }, signal), undefined);
  assert.equal(relay.pass({ ...alice, user: "mallory" }, signal), undefined);
  assert.equal(relay.pass({ ...alice, app: "y" }, signal), undefined);
  assert.equal(relay.pass(alice, { ...signal, to: "l1" }), undefined);
  assert.equal(relay.pass(alice, { ...signal, callId: "c2" }), undefined);
  assert.deepEqual(relay.pass(alice, { ...signal, to: "l3" })?.to, carol);
  assert.deepEqual(relay.pass(carol, signal)?.frame["from"], {
    userId: "carol",
    deviceId: "d3",
    legId: "l3",
  });
  relay.grant("x", "c1", [a, b], 2);
  assert.equal(relay.pass(alice, { ...signal, to: "l3" }), undefined);
  assert.equal(relay.pass(carol, signal), undefined);
  assert.notEqual(relay.pass(alice, signal), undefined);
  relay.revoke("x", "c1", 4);
  assert.equal(relay.pass(alice, signal), undefined);
  relay.grant("x", "c1", [a, b], 3);
  assert.equal(relay.pass(alice, signal), undefined, "a grant that a revocation overtook");
  relay.grant("x", "c1", [a, b], 5);
  assert.notEqual(relay.pass(alice, signal), undefined);
  assert.equal(relay.size, 1);
  relay.clear();
  assert.equal(relay.pass(alice, signal), undefined);
});

test("a signal over its limits does not pass the fast way", () => {
  const relay = new Relay();
  const alice = { app: "x", user: "alice", device: "d1" };
  const legs = [
    { user: "alice", device: "d1", legId: "l1" },
    { user: "bob", device: "d2", legId: "l2" },
  ];
  relay.grant("x", "c1", legs, 1);
  const pass = (more: object): boolean =>
    relay.pass(alice, { type: "signal", callId: "c1", to: "l2", link: "i~j", negotiation: 1, ...more }) !==
    undefined;
  const candidate = { candidate: "c", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: null };
  assert.equal(pass({ description: { type: "offer", sdp: "s".repeat(32_768) } }), true);
  assert.equal(pass({ description: { type: "offer", sdp: "s".repeat(32_769) } }), false);
  assert.equal(pass({ description: "offer" }), false);
  assert.equal(pass({ candidates: Array(32).fill(candidate) }), true);
  assert.equal(pass({ candidates: Array(33).fill(candidate) }), false);
  assert.equal(pass({ candidates: [{ ...candidate, candidate: "c".repeat(1025) }] }), false);
  assert.equal(pass({ candidates: [null] }), false);
  assert.equal(pass({ negotiation: 1.5 }), false);
  assert.equal(pass({ link: 7 }), false);
});

test("a frame is one JSON object with a type", () => {
  for (const text of ["", " ", "null", "7", '"x"', "[]", "{", "{}", '{"type":7}', "NaN", "{'type':'x'}"]) {
    assert.equal(readFrame(text, 16).ok, false, text);
  }
  assert.equal(readFrame('{"type":"sync","id":"1"}', 16).ok, true);
});

test("a frame nests sixteen levels and not seventeen, however deep the text goes", () => {
  const nested = (levels: number): string =>
    `{"type":"x","a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
  assert.equal(readFrame(nested(16), 16).ok, true);
  const check = readFrame(nested(17), 16);
  assert.ok(!check.ok);
  assert.equal(check.code, "too-large");
  assert.equal(readFrame(nested(30_000), 16).ok, false);
});

test("a key that stands twice is refused, at any level, also when it is escaped", () => {
  for (const text of [
    '{"type":"x","type":"y"}',
    '{"type":"x","typ\\u0065":"y"}',
    '{"type":"x","a":{"b":1,"b":2}}',
    '{"type":"x","a":[{"b":1,"c":[],"b":2}]}',
    '{"type":"x","__proto__":1,"__proto__":2}',
  ]) {
    assert.equal(readFrame(text, 16).ok, false, text);
  }
  for (const text of [
    '{"type":"x","a":{"type":"x"},"b":[{"c":1},{"c":1}]}',
    '{"type":"x","a":"\\"type\\":","b":"{[,","c":"\\\\"}',
    '{"type":"type","a":["a","a"],"__proto__":{"x":1}}',
  ]) {
    assert.equal(readFrame(text, 16).ok, true, text);
  }
});
