// What goes wrong behind the sockets: a core that trapped, an engine that fails or was written by
// another node meanwhile. The devices get a typed answer, and everything goes on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { accept, invite, joined, leave, newCallId, party, ring, seen } from "./call_support.ts";
import { loadSwitchboardCore } from "../../server/core_loader.ts";
import type { EmbindCore } from "../../js/shared/embind_core.ts";
import { MemoryEngine } from "../../server/memory_engine.ts";
import type { Engine, StoredRecord } from "../../server/engine.ts";
import { EngineError } from "../../server/index.ts";
import { codeOf, connect, field, greet, startServer, until } from "./support.ts";

/** Starts real cores and keeps them, so that a test can break one: a freed core throws on use. */
function breakableCores(): { load: () => Promise<EmbindCore>; break: () => void; count: () => number } {
  const cores: EmbindCore[] = [];
  const load = async (): Promise<EmbindCore> => {
    const core = await loadSwitchboardCore();
    cores.push(core);
    return core;
  };
  return { load, break: () => cores.at(-1)?.delete(), count: () => cores.length };
}

/** Waits until every outbox was delivered, and the core told so: then nothing is under way by itself. */
async function settled(engine: Engine, keys: string[]): Promise<void> {
  for (const key of keys) {
    while ((await engine.get(key))?.text.includes('"outbox"')) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

test("a trap is answered with internal; a new core goes on with the calls that there were (T10)", async () => {
  const cores = breakableCores();
  const engine = new MemoryEngine({});
  await using server = await startServer({ engine, loadCore: cores.load });
  const [alice, bob] = [await party(server, { user: "alice" }), await party(server, { user: "bob" })];
  const callId = newCallId();
  await joined(alice, callId, bob);
  await settled(engine, [`c:default:${callId}`, "u:default:alice", "u:default:bob"]);
  cores.break();
  const state = { type: "state", callId, microphone: "on", camera: "off" };
  const reply = await alice.device.command(state);
  assert.equal(codeOf(reply), "internal");
  assert.equal(field(reply, "error", "retryable"), true);
  assert.equal((await alice.device.command(state))["ok"], true);
  assert.equal((await leave(bob, callId))["ok"], true);
  await seen(alice, callId, "the end", (view) => view.state === "ended");
  assert.equal(cores.count(), 2);
  assert.equal(server.stats().traps, 1);
});

test("a record that trapped twice is left alone, and no other suffers", async () => {
  const cores = breakableCores();
  await using server = await startServer({ loadCore: cores.load });
  const alice = await party(server, { user: "alice" });
  const state = { type: "state", callId: "poisoned", microphone: "on", camera: "off" };
  for (let i = 0; i < 2; i++) {
    cores.break();
    assert.equal(codeOf(await alice.device.command(state)), "internal");
    assert.equal((await alice.device.command({ type: "sync" }))["ok"], true);
  }
  const { dispatched } = server.stats();
  assert.equal(codeOf(await alice.device.command(state)), "internal");
  assert.equal(server.stats().dispatched, dispatched, "the core was not even asked");
  assert.equal(codeOf(await alice.device.command({ ...state, callId: "other" })), "unknown-call");
});

test("a hello during a trap is told internal and may try again", async () => {
  const cores = breakableCores();
  await using server = await startServer({ loadCore: cores.load });
  cores.break();
  const device = await greet(server, { user: "alice" });
  assert.equal((await device.takeType("goodbye"))["code"], "internal");
  assert.equal((await device.untilClosed()).code, 4500);
  (await connect(server, { user: "bob" })).close();
});

/** The memory engine on a bad day. */
class FailingEngine extends MemoryEngine implements Engine {
  failing = false;
  /** Keys that another node writes just before our commit, so many times. */
  conflicts = 0;

  override async get(key: string): Promise<StoredRecord | null> {
    if (this.failing) throw new EngineError("no answer");
    return super.get(key);
  }

  override async commit(key: string, expect: number, record: StoredRecord): Promise<boolean> {
    if (this.failing) throw new EngineError("no answer");
    if (this.conflicts > 0 && key.startsWith("c:") && expect > 0) {
      this.conflicts -= 1;
      const stored = await super.get(key);
      if (stored !== null) {
        // As a node that repeated our last commit under a new version.
        const version = stored.version + 1;
        const text = stored.text.replace(`"version":${stored.version}`, `"version":${version}`);
        await super.commit(key, expect, { ...stored, version, text });
      }
    }
    return super.commit(key, expect, record);
  }
}

test("a hello that the core admits and the engine does not is told try-later", async () => {
  class UnattachingEngine extends MemoryEngine {
    failing = true;
    override async attach(): Promise<void> {
      if (this.failing) throw new EngineError("no answer");
    }
  }
  const engine = new UnattachingEngine({});
  await using server = await startServer({ engine });
  const device = await greet(server, { user: "alice" });
  assert.equal((await device.takeType("goodbye"))["code"], "try-later");
  assert.equal((await device.untilClosed()).code, 4503);
  engine.failing = false;
  (await connect(server, { user: "alice" })).close();
});

test("while the engine fails commands are told try-later; afterwards they work", async () => {
  const engine = new FailingEngine({});
  await using server = await startServer({ engine });
  const [alice, bob] = [await party(server, { user: "alice" }), await party(server, { user: "bob" })];
  const callId = newCallId();
  engine.failing = true;
  const refused = await invite(alice, callId, ["bob"]);
  assert.equal(codeOf(refused), "try-later");
  assert.equal(field(refused, "error", "retryable"), true);
  engine.failing = false;
  await joined(alice, callId, bob);
  engine.failing = true;
  assert.equal(codeOf(await leave(alice, callId)), "try-later");
  engine.failing = false;
  assert.equal((await leave(alice, callId))["ok"], true);
  await seen(bob, callId, "the end", (view) => view.state === "ended");
});

test("a commit that another node forestalled is decided anew on what that node wrote", async () => {
  const engine = new FailingEngine({});
  await using server = await startServer({ engine });
  const [alice, bob] = [await party(server, { user: "alice" }), await party(server, { user: "bob" })];
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  engine.conflicts = 3;
  assert.equal((await accept(bob, callId))["ok"], true);
  assert.ok(server.stats().conflicts >= 3, String(server.stats().conflicts));
  engine.conflicts = 1_000;
  assert.equal(codeOf(await leave(alice, callId)), "try-later");
  engine.conflicts = 0;
  assert.equal((await leave(alice, callId))["ok"], true);
  await seen(bob, callId, "the end", (view) => view.state === "ended");
});

test("an outbox that could not be delivered is delivered when the engine is back", async () => {
  // Fails for the callee's record only, after the call's own record was committed.
  class OneWayEngine extends MemoryEngine {
    failing = true;
    override async get(key: string): Promise<StoredRecord | null> {
      if (this.failing && key === "u:default:carol") throw new EngineError("no answer");
      return super.get(key);
    }
  }
  const engine = new OneWayEngine({});
  await using server = await startServer({ engine });
  const alice = await party(server, { user: "alice" });
  const callId = newCallId();
  const replied = invite(alice, callId, ["carol"]);
  await until("the failure", () => server.stats().engineFailures > 0);
  engine.failing = false;
  const carol = await party(server, { user: "carol" });
  const reply = await replied;
  assert.equal(reply["ok"], true, JSON.stringify(reply));
  await seen(carol, callId, "the ring", (view) => view.state === "ringing");
  await leave(alice, callId);
});
