// Who may do what with a call (inv. 15): strangers, tokens without the grant, other apps, odd ids.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accept, invite, joined, leave, linkOf, newCallId, party, ring } from "./call_support.ts";
import { codeOf, field, startServer, tokenFor } from "./support.ts";

const server = await startServer();
after(() => server.close());

let people = 0;
/** Users that no other test has. */
const names = (...stems: string[]): string[] => stems.map((stem) => `${stem}-${(people += 1)}`);

test("strangers can do nothing with a call id (inv. 15)", async () => {
  const [a = "", b = "", m = ""] = names("alice", "bob", "mallory");
  const [alice, bob] = [await party(server, { user: a }), await party(server, { user: b })];
  const mallory = await party(server, { user: m });
  const callId = newCallId();
  await joined(alice, callId, bob);
  for (const type of ["ringing", "decline", "rejoin", "state"]) {
    const more = { leg: mallory.leg, microphone: "on", camera: "on" };
    const reply = await mallory.device.command({ type, callId, ...more });
    assert.equal(reply["ok"], false, type);
  }
  assert.equal((await accept(mallory, callId))["ok"], false);
  mallory.device.send({
    type: "signal",
    callId,
    to: bob.leg.legId,
    link: linkOf(alice, bob),
    negotiation: 1,
  });
  await mallory.device.command({ type: "sync" });
  const synced = await bob.device.command({ type: "sync" });
  assert.equal(field(synced, "snapshot", "calls", 0, "call", "state"), "active");
  assert.equal(
    bob.device.frames.some(({ type }) => type === "signal"),
    false,
  );
  await leave(alice, callId);
});

test("who has no grant to place calls cannot", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const alice = await party(server, { user: a, token: await tokenFor(a, { grants: ["receive"] }) });
  assert.equal(codeOf(await invite(alice, newCallId(), [b])), "forbidden");
});

test("the same ids in another app are other people and other calls", async () => {
  const [a = "", b = ""] = names("alice", "bob");
  const alice = await party(server, { user: a });
  const bob = await party(server, { user: b });
  const other = await party(server, { user: b, token: await tokenFor(b, { app: "other" }) });
  const callId = newCallId();
  await ring(alice, callId, [bob]);
  assert.deepEqual(field(await other.device.command({ type: "sync", calls: [callId] }), "snapshot"), {
    calls: [],
    unknown: [callId],
  });
  assert.equal((await accept(other, callId))["ok"], false);
  await leave(alice, callId);
});

test("users called __proto__ and constructor call each other (S7)", async () => {
  const alice = await party(server, { user: "__proto__" });
  const bob = await party(server, { user: "constructor" });
  const callId = newCallId();
  await joined(alice, callId, bob);
  alice.device.send({ type: "signal", callId, to: bob.leg.legId, link: linkOf(alice, bob), negotiation: 1 });
  assert.equal(field(await bob.device.takeType("signal"), "from", "userId"), "__proto__");
  assert.equal((await leave(bob, callId))["ok"], true);
});
