// The log holds nothing of what people say or who they are called: no token, SDP, candidate, display
// name or ext (reliability 2.5). Everything is logged here, at the finest level, and searched.

import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { pino } from "pino";
import { joined, leave, linkOf, newCallId, party, seen } from "./call_support.ts";
import { connect, greet, startServer, tokenFor } from "./support.ts";

const markers = {
  sdp: "SDP-OFFER-MARKER",
  answer: "SDP-ANSWER-MARKER",
  candidate: "candidate:CANDIDATE-MARKER 203.0.113.7",
  name: "NAME-MARKER",
  ext: "EXT-MARKER",
  credential: "CREDENTIAL-MARKER",
};

test("a whole call, refusals and failures leave no trace of contents in the log", async () => {
  const stream = new PassThrough();
  let written = "";
  stream.on("data", (data: Buffer) => (written += data.toString()));
  const failing = { now: false };
  const server = await startServer({
    logger: pino({ level: "debug" }, stream),
    iceServers: ({ userId }) => {
      if (failing.now) throw new Error("no servers");
      return [{ urls: "turn:turn.example", username: userId, credential: markers.credential }];
    },
  });
  const tokens = [
    await tokenFor("alice", { name: markers.name }),
    await tokenFor("bob", { name: markers.name }),
    await tokenFor("mallory", { audience: "another" }),
  ];
  const [aliceToken = "", bobToken = "", wrongToken = ""] = tokens;
  const alice = await party(server, { user: "alice", token: aliceToken });
  const bob = await party(server, { user: "bob", token: bobToken });
  const callId = newCallId();
  await joined(alice, callId, bob);
  const candidate = { candidate: markers.candidate, sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "f" };
  const signal = {
    type: "signal",
    callId,
    link: linkOf(alice, bob),
    negotiation: 2,
    candidates: [candidate],
  };
  alice.device.send({ ...signal, to: bob.leg.legId });
  await bob.device.takeType("signal");
  alice.device.send({ ...signal, to: "nobody" });
  await leave(alice, callId, { ext: JSON.stringify({ note: markers.ext }) });
  await seen(bob, callId, "the end", (view) => view.state === "ended");
  const refused = await greet(server, { user: "mallory" }, { token: wrongToken });
  await refused.untilClosed();
  alice.device.socket.send(`{"type":"invite","id":"x","ext":"${markers.ext}"`);
  const forged = { type: "reassert", callId, seal: { claims: markers.ext, mac: markers.ext } };
  await alice.device.command(forged);
  failing.now = true;
  await joined(alice, newCallId(), bob);
  (await connect(server, { user: "carol" })).close();
  await server.close();

  assert.match(written, /admitted/);
  assert.match(written, /hello refused/);
  assert.match(written, /iceServers failed/);
  for (const marker of [...Object.values(markers), ...tokens]) {
    assert.ok(!written.includes(marker), marker.slice(0, 40));
    for (const part of marker.split(".").filter(({ length }) => length > 20)) {
      assert.ok(!written.includes(part), part.slice(0, 40));
    }
  }
  assert.ok(!written.includes("v=0"));
  assert.ok(!written.includes("203.0.113.7"));
});
