// Text over the boundary of the modules (wasm/strings.js).
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadClientCore } from "../../js/core/load.ts";
import { loadSwitchboardCore } from "../../server/core_loader.ts";
import { wasmModule } from "./support/people.ts";

/** What a new core sends as its token when it was given that one, after `before`. */
async function tokenSent(token: string, ...before: readonly string[]): Promise<unknown> {
  const core = await loadClientCore({ wasmBinary: wasmModule });
  const tell = (message: object): string => core.dispatch(JSON.stringify(message), 0);
  tell({ type: "configure", deviceId: "d", pageId: "p", incarnation: "i" });
  for (const text of before) core.dispatch(text, 0);
  tell({ type: "connect", request: 1 });
  tell({ type: "token", generation: 1, token });
  const { effects } = JSON.parse(tell({ type: "socket-opened", generation: 1 })) as {
    effects: readonly { readonly type: string; readonly text: string }[];
  };
  const hello = effects.find(({ type }) => type === "send");
  return (JSON.parse(hello?.text ?? "{}") as { token?: unknown }).token;
}

test("every plane of Unicode crosses as it is, both ways", async () => {
  for (const token of ["a", "é", "電話", "📞", "a\u0000b", "\uFEFF", "\u{10FFFF}é電📞".repeat(100)]) {
    assert.equal(await tokenSent(token), token);
  }
});

test("a text beyond the memory that a module starts with makes it grow, and is answered", async () => {
  const long = `{"type":"${"電".repeat(1_000_000)}"}`;
  assert.equal(await tokenSent("a", long, long), "a");
  const switchboard = await loadSwitchboardCore();
  const { refused } = JSON.parse(switchboard.dispatch(long, 0)) as { refused?: { code?: string } };
  assert.equal(refused?.code, "invalid-frame");
});

test("half a surrogate pair, which UTF-8 cannot say, becomes U+FFFD", async () => {
  const core = await loadSwitchboardCore();
  core.dispatch('{"type":"configure","epoch":"e","policy":{}}', 0);
  const { need } = JSON.parse(
    core.dispatch('{"type":"view","key":"u:default:\ud800","user":"u","device":"d"}\n\n', 0),
  ) as { need?: string };
  assert.equal(need, "u:default:\uFFFD");
});
