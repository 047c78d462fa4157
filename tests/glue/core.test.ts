import assert from "node:assert/strict";
import { test } from "node:test";
import { ClientCore } from "../../js/core/core.ts";
import { CallError } from "../../js/errors.ts";

/** A module that traps: a real one, whose only function is `unreachable`. */
const trap = new WebAssembly.Instance(
  new WebAssembly.Module(
    Uint8Array.of(
      ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
      ...[7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11],
    ),
  ),
).exports.trap as () => string;

function trappedCore(): { core: ClientCore; entered: () => number; deleted: () => number } {
  let entered = 0;
  let deleted = 0;
  const core = new ClientCore({
    dispatch: () => {
      entered += 1;
      return trap();
    },
    delete: () => void (deleted += 1),
  });
  return { core, entered: () => entered, deleted: () => deleted };
}

test("a module that traps is reported once and never entered again", () => {
  const { core, entered, deleted } = trappedCore();
  assert.throws(
    () => core.dispatch({ type: "time" }, undefined, 1),
    (error: unknown) =>
      error instanceof CallError &&
      error.code === "core-died" &&
      !error.retryable &&
      error.cause instanceof WebAssembly.RuntimeError,
  );
  assert.equal(core.dead, true);
  assert.deepEqual(core.dispatch({ type: "time" }, undefined, 2), { effects: [], deadline: null });
  assert.equal(entered(), 1);
  core.close();
  assert.equal(deleted(), 0, "not even to be deleted");
});

test("what is no message does not reach the module", () => {
  const { core, entered } = trappedCore();
  const refused = { name: "CallError", code: "invalid-argument" };
  assert.throws(() => core.dispatch({} as never, undefined, 1), refused);
  assert.throws(() => core.dispatch(null as never, undefined, 1), refused);
  assert.throws(() => core.dispatch({ type: "frame" }, 7 as never, 1), refused);
  assert.throws(() => core.dispatch({ type: "call", to: 1n }, undefined, 1), refused);
  for (const now of [1.5, -1, NaN, Infinity, "1" as never]) {
    assert.throws(() => core.dispatch({ type: "time" }, undefined, now), refused);
  }
  assert.equal(entered(), 0);
});

test("closing twice deletes once, and a closed core has nothing to say", () => {
  const messages: string[] = [];
  let deleted = 0;
  const core = new ClientCore({
    dispatch: (message) => {
      messages.push(message);
      return '{"effects":[],"deadline":5}';
    },
    delete: () => void (deleted += 1),
  });
  assert.equal(core.dispatch({ type: "frame", generation: 1 }, "raw\ntext", 1).deadline, 5);
  core.close();
  core[Symbol.dispose]();
  assert.equal(deleted, 1);
  assert.equal(core.dispatch({ type: "time" }, undefined, 2).deadline, null);
  assert.deepEqual(messages, ['{"type":"frame","generation":1}\nraw\ntext']);
});
