import assert from "node:assert/strict";
import { test } from "node:test";
import { ClientCore } from "../../js/core/core.ts";
import { EffectRunner } from "../../js/effects.ts";
import type { CallError } from "../../js/errors.ts";
import { FakeHost } from "../../js/testing.ts";
import type { CoreEffect, CoreInput } from "../../js/types.ts";

interface Scene {
  readonly host: FakeHost;
  readonly runner: EffectRunner;
  /** What happened, in order. */
  readonly log: string[];
  /** What the core answers to each type of input. */
  readonly answers: Map<string, { effects?: string[]; deadline?: number | null; fault?: string }>;
  onEffect: (effect: string) => void;
  before: () => void;
}

function scene(): Scene {
  const host = new FakeHost();
  const log: string[] = [];
  const answers: Scene["answers"] = new Map();
  const core = new ClientCore({
    dispatch(message) {
      const { type } = JSON.parse(message.split("\n")[0]!) as CoreInput;
      log.push(`in ${type}`);
      if (type === "trap") throw new WebAssembly.RuntimeError("unreachable");
      const { effects = [], deadline = null, fault } = answers.get(type) ?? {};
      return JSON.stringify({ effects: effects.map((name) => ({ type: name })), deadline, fault });
    },
    delete: () => log.push("deleted"),
  });
  const made: Scene = {
    ...{ host, log, answers },
    onEffect: () => {},
    before: () => {},
    runner: new EffectRunner({
      host,
      core,
      before: () => made.before(),
      perform: ({ type }: CoreEffect) => {
        log.push(`do ${type}`);
        made.onEffect(type);
        log.push(`did ${type}`);
      },
      turnEnded: () => log.push("turn"),
      faulted: ({ message }, header) => log.push(`fault ${message} of ${header.type}`),
      died: (error: CallError) => log.push(error.code),
      timerFired: (lateMs) => log.push(`late ${lateMs}`),
    }),
  };
  return made;
}

test("effects are performed in their order, and an input from within waits for its own turn", () => {
  const { runner, answers, log, ...rest } = scene();
  answers.set("hang-up", { effects: ["settle", "close-peer", "ended", "release-media"] });
  const world = Object.assign(rest, { runner, answers, log });
  void world;
  runner.post({ type: "hang-up" });
  assert.deepEqual(
    log.filter((line) => line.startsWith("do ")),
    ["do settle", "do close-peer", "do ended", "do release-media"],
  );
  assert.equal(log.at(-1), "turn");
});

test("an app that hangs up in the middle of a turn does not disturb it", () => {
  const world = scene();
  world.answers.set("frame", { effects: ["call", "incoming"] });
  world.answers.set("decline", { effects: ["ended"] });
  world.onEffect = (effect) => effect === "call" && world.runner.post({ type: "decline" });
  world.runner.post({ type: "frame" });
  assert.deepEqual(world.log, [
    ...["in frame", "do call", "did call", "do incoming", "did incoming", "turn"],
    ...["in decline", "do ended", "did ended", "turn"],
  ]);
});

test("there is one timer, for the last deadline", async () => {
  const { host, runner, answers, log } = scene();
  answers.set("a", { deadline: host.now() + 500 });
  answers.set("b", { deadline: host.now() + 100 });
  runner.post({ type: "a" });
  runner.post({ type: "b" });
  assert.equal(host.clock.timers, 1);
  await host.advance(99);
  assert.ok(!log.includes("in time"));
  await host.advance(1);
  assert.equal(log.filter((line) => line === "in time").length, 1);
  assert.equal(host.clock.timers, 0, "the answer to `time` had no deadline");
});

test("a deadline that lies in the past fires at once, not in a loop", async () => {
  const { host, runner, answers, log } = scene();
  answers.set("a", { deadline: host.now() - 5000 });
  runner.post({ type: "a" });
  await host.advance(0);
  assert.equal(log.filter((line) => line === "in time").length, 1);
});

test("how late the timer came is told before the time is", async () => {
  const { host, runner, answers, log } = scene();
  answers.set("a", { deadline: host.now() + 100 });
  runner.post({ type: "a" });
  host.clock.freeze(60_000);
  await host.advance(0);
  assert.deepEqual(log.slice(-3), ["late 59900", "in time", "turn"]);
});

test("what is put in front is heard before what waits", () => {
  const world = scene();
  world.before = () => world.runner.postFirst({ type: "woke" });
  world.runner.post({ type: "frame" });
  assert.deepEqual(world.log, ["in woke", "turn", "in frame", "turn"]);
});

test("a message that is none, or cannot be written, is a fault too: the core lives", () => {
  const { host, runner, log, answers } = scene();
  answers.set("start", { deadline: host.now() + 1000 });
  runner.post({ type: "start" });
  runner.post({ type: "configure", policy: { callWhileInCall: 1n } });
  runner.post({ type: "frame" }, 7 as never);
  runner.post({ type: "time" });
  assert.deepEqual(log, [
    ...["in start", "turn"],
    "fault invalid-argument: a message must be JSON of configure",
    "fault invalid-argument: the body must be a string of frame",
    ...["in time", "turn"],
  ]);
});

test("a refused message is a fault of ours, and the turn goes on", () => {
  const { runner, answers, log } = scene();
  answers.set("nonsense", { fault: "unknown type" });
  runner.post({ type: "nonsense" });
  assert.deepEqual(log, ["in nonsense", "fault invalid-argument: unknown type of nonsense", "turn"]);
});

test("a trap ends all turns and the timer", async () => {
  const { host, runner, answers, log } = scene();
  answers.set("a", { deadline: host.now() + 100 });
  runner.post({ type: "a" });
  runner.post({ type: "trap" });
  runner.post({ type: "a" });
  await host.advance(1000);
  assert.deepEqual(log, ["in a", "turn", "in trap", "core-died"]);
  assert.equal(host.clock.timers, 0);
});
