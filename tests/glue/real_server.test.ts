/**
 * The real server, real WebSockets, the real cores on both sides; only devices, peers and the clients' clock
 * are fake.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSocket } from "../../js/browser_host.ts";
import { CallClient } from "../../js/index.ts";
import type { Call, CallStateName } from "../../js/index.ts";
import { FakeHost, FakeNetwork, FakeProfile } from "../../js/testing.ts";
import { createSignallingServer, jwtAuth, mintToken } from "../../server/index.ts";
import type { SignallingServer } from "../../server/index.ts";
import { assertLightsOff, nextIncoming, reaches, wasmModule } from "./support/people.ts";
import type { Person } from "./support/people.ts";

const identity = { secret: "0123456789abcdef0123456789abcdef-glue", issuer: "glue", audience: "calls" };

let server: SignallingServer;
const network = new FakeNetwork();
const people: Person[] = [];
let seed = 100;

before(async () => {
  server = createSignallingServer({ port: 0, auth: jwtAuth(identity), origins: ["none"] });
  await server.listen();
});

after(async () => {
  for (const { client } of people) await client[Symbol.asyncDispose]();
  await server.close();
});

async function person(
  userId: string,
  options: { profile?: FakeProfile; session?: Map<string, string> } = {},
): Promise<Person> {
  const host = new FakeHost({ seed: (seed += 1), network, openSocket, ...options });
  const client = await CallClient.create({
    url: `http://127.0.0.1:${server.address!.port}/ringline`,
    tokenProvider: () => mintToken({ ...identity, userId, name: userId.toUpperCase() }),
    wasmBinary: wasmModule,
    host,
  });
  await client.connect();
  const made = { userId, host, client };
  people.push(made);
  return made;
}

/** Alice rings Bob over the real server. */
async function ring(
  alice: Person,
  bob: Person,
  media: "audio" | "video",
  ext?: unknown,
): Promise<[Call, Call]> {
  const rings = nextIncoming(bob);
  const outgoing = await alice.client.call(bob.userId, { media, ext });
  return [outgoing, await rings];
}

const both = (calls: Call[], state: CallStateName): Promise<unknown> =>
  Promise.all(calls.map((call) => reaches(call, state)));

test("a whole video call: ring, accept, talk, mute, hang up", async () => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  const [outgoing, incoming] = await ring(alice, bob, "video", { topic: "lunch" });
  assert.deepEqual(incoming.ext, { topic: "lunch" });
  assert.equal(incoming.inviter, "alice");
  assert.deepEqual(incoming.participants[0]!.profile, { name: "ALICE" });
  assert.deepEqual(bob.host.devices.asked, []);
  await reaches(outgoing, "calling");
  await incoming.accept({ ext: "yes" });
  await both([outgoing, incoming], "connected");
  assert.deepEqual((await outgoing.placed).ok, ["bob"]);
  const muted = new Promise<void>((resolve) => {
    outgoing.addEventListener("participantchanged", ({ detail }) => {
      if (detail.participant.microphone === "off") resolve();
    });
  });
  await incoming.setMicrophoneEnabled(false);
  await muted;
  assert.equal(outgoing.participants[0]!.ext, "yes");
  await outgoing.hangUp();
  await both([outgoing, incoming], "ended");
  assert.deepEqual([outgoing.endReason, incoming.endReason], ["hangup", "remote-hangup"]);
  assertLightsOff(alice);
  assertLightsOff(bob);
});

test("the client knows its user from the server's welcome", async () => {
  const { client } = await person("ivan");
  assert.equal(client.userId, "ivan");
});

test("the first device to accept wins, and the other is told", async () => {
  const caller = await person("carol");
  const [phone, laptop] = [await person("dave"), await person("dave")];
  const rings = [nextIncoming(phone), nextIncoming(laptop)];
  const outgoing = await caller.client.call("dave", { media: "audio" });
  const [onPhone, onLaptop] = await Promise.all(rings);
  await onPhone!.accept();
  await reaches(onLaptop!, "ended");
  assert.equal(onLaptop!.endReason, "answered-elsewhere");
  await reaches(outgoing, "connected");
  assert.equal(laptop.host.devices.asked.length, 0);
  await onPhone!.hangUp();
  await reaches(outgoing, "ended");
  [caller, phone, laptop].forEach(assertLightsOff);
});

test("decline, cancel and an unknown user end as they should", async () => {
  const [erin, frank] = [await person("erin"), await person("frank")];
  const [first, declined] = await ring(erin, frank, "audio");
  await declined.decline();
  await reaches(first, "ended");
  assert.equal(first.endReason, "remote-declined");
  const [second, cancelled] = await ring(erin, frank, "audio");
  await second.cancel();
  await reaches(cancelled, "ended");
  assert.equal(cancelled.endReason, "remote-cancelled");
  assert.equal(cancelled.status, "missed");
  [erin, frank].forEach(assertLightsOff);
});

test("a reload finds its call, and goes on with it", async () => {
  const grace = await person("grace");
  const profile = new FakeProfile();
  const session = new Map<string, string>();
  const before = await person("heidi", { profile, session });
  const [outgoing, incoming] = await ring(grace, before, "audio");
  await incoming.accept();
  await both([outgoing, incoming], "connected");
  const { stream } = outgoing.participants[0]!;
  before.host.vanish();
  const reloaded = await person("heidi", { profile, session });
  assert.equal(reloaded.client.deviceId, before.client.deviceId);
  const call = await new Promise<Call>((resolve) => {
    const look = (): void => void (reloaded.client.calls[0] && resolve(reloaded.client.calls[0]));
    reloaded.client.subscribe(look);
    look();
  });
  assert.equal(call.id, incoming.id);
  assert.equal(call.canRejoin, true);
  assert.equal(reloaded.host.devices.asked.length, 0);
  await call.rejoin();
  await both([outgoing, call], "connected");
  assert.equal(outgoing.participants[0]!.stream, stream, "the same stream, another link");
  await call.hangUp();
  await reaches(outgoing, "ended");
  [grace, reloaded].forEach(assertLightsOff);
});
