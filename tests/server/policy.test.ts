// Names of policy fields: the core knows every one of them, and one with a typing error is refused.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadSwitchboardCore } from "../../server/core_loader.ts";
import { createSignallingServer } from "../../server/index.ts";
import { policyNames } from "../../server/policy.ts";

/** Something else than the default, for every field. */
const others: Readonly<Record<string, unknown>> = {
  ...{ ringTimeoutMs: 9_000, connectTimeoutMs: 9_000, commandTimeoutMs: 9_000, ackTimeoutMs: 4_000 },
  ...{ videoRequestTimeoutMs: 9_000, reconnectGraceMs: 9_000, busy: "call-waiting", busyScope: "device" },
  ...{ glare: "busy", callWhileInCall: "hold", groupEnd: "local-hangup", whoCanInvite: "inviter" },
  ...{
    whoCanEnd: "nobody",
    earlyOffer: false,
    preconnect: "relay",
    meshLimit: 4,
    recordingConsent: "required",
    screenShare: "one",
    icePolicy: "relay",
  },
};

test("the core takes every field, and the document names it", async () => {
  const core = await loadSwitchboardCore();
  const configure = { type: "configure", epoch: "e1", policy: others };
  const { policy } = JSON.parse(core.dispatch(`${JSON.stringify(configure)}\n\n`, 0)) as { policy: object };
  core.delete();
  assert.deepEqual(policy, others);
  assert.deepEqual(new Set(policyNames), new Set(["preset", ...Object.keys(others)]));
  const document = readFileSync(new URL("../../docs/PROTOCOL.md", import.meta.url), "utf8");
  for (const name of Object.keys(others)) assert.ok(document.includes(`\`${name}\``), name);
});

test("a field that is none is refused before the server starts", () => {
  const auth = { verify: () => Promise.reject(new Error("nobody comes")) };
  assert.throws(
    () => createSignallingServer({ auth, port: 0, policy: { ringTimeoutMS: 9_000 } }),
    /A policy has no field "ringTimeoutMS"; there are preset, ringTimeoutMs,/,
  );
});
