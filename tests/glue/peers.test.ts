import assert from "node:assert/strict";
import { test } from "node:test";
import { MediaRegistry } from "../../js/media.ts";
import { Peers } from "../../js/peers.ts";
import { Playback } from "../../js/playback.ts";
import { FakeHost, FakeNetwork, settled } from "../../js/testing.ts";
import type { FakePeer } from "../../js/testing.ts";
import type { CandidateRecord, CoreInput, OpenPeerEffect } from "../../js/types.ts";

interface Side {
  readonly host: FakeHost;
  readonly media: MediaRegistry;
  readonly peers: Peers;
  readonly inputs: CoreInput[];
  readonly peer: () => FakePeer;
  sdp(type: string): string;
  candidates(): CandidateRecord[];
}

function side(network: FakeNetwork, seed: number): Side {
  const host = new FakeHost({ network, seed });
  const inputs: CoreInput[] = [];
  const post = (input: CoreInput): void => void inputs.push(input);
  const media = new MediaRegistry({ host, logger: {}, post });
  const playback = new Playback({ host, logger: {}, manual: false, changed: () => {} });
  const iceServers = [{ urls: "stun:stun.test" }];
  return {
    ...{ host, media, inputs },
    peers: new Peers({ host, media, playback, logger: {}, post, iceServers }),
    peer: () => host.peers.at(-1)!,
    sdp: (type) => inputs.find((input) => input.type === type)!.sdp as string,
    candidates: () =>
      inputs.filter(({ type }) => type === "candidate").map(({ candidate }) => candidate as CandidateRecord),
  };
}

const open = (fields: Partial<OpenPeerEffect>): OpenPeerEffect => ({
  ...{ type: "open-peer", linkId: "l", callId: "c", legId: "g", userId: "bob", video: true, offerer: true },
  ...fields,
});

/** An offerer and an answerer, negotiated and connected. */
async function linked(fields: Partial<OpenPeerEffect> = {}): Promise<[Side, Side]> {
  const network = new FakeNetwork();
  const [a, b] = [side(network, 1), side(network, 2)];
  a.peers.perform(open(fields));
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 1, iceRestart: false });
  await settled();
  b.peers.perform(open({ ...fields, offerer: false, userId: "alice" }));
  b.peers.perform({ type: "create-answer", linkId: "l", operation: 1, sdp: a.sdp("offer-created") });
  b.peers.perform({ type: "add-candidates", linkId: "l", candidates: a.candidates() });
  await settled();
  a.peers.perform({ type: "apply-answer", linkId: "l", operation: 2, sdp: b.sdp("answer-created") });
  a.peers.perform({ type: "add-candidates", linkId: "l", candidates: b.candidates() });
  await settled();
  return [a, b];
}

const states = ({ inputs }: Side): unknown[] =>
  inputs.filter(({ type }) => type === "peer-state").map(({ state }) => state);

test("nothing exists before open-peer, and the connection is made as the design says", async () => {
  const a = side(new FakeNetwork(), 1);
  assert.equal(a.host.peers.length, 0);
  a.peers.perform(open({ iceServers: [{ urls: "turn:turn.test", username: "u", credential: "c" }] }));
  const { configuration } = a.peer();
  assert.equal(configuration.bundlePolicy, "max-bundle");
  assert.deepEqual(
    configuration.iceServers?.map(({ urls }) => urls),
    ["stun:stun.test", "turn:turn.test"],
  );
  const transceivers = a.peer().getTransceivers();
  assert.deepEqual(
    transceivers.map(({ direction, sender, receiver }) => [receiver.track.kind, direction, sender.track]),
    [
      ["audio", "sendrecv", null],
      ["video", "sendrecv", null],
    ],
  );
  assert.deepEqual(
    transceivers.map(({ sender }) => sender.streams[0]),
    [a.media.stream("c"), a.media.stream("c")],
  );
  await settled();
  assert.deepEqual(a.inputs, [], "and it does nothing by itself");
});

test("other ICE servers reach every open connection, beside the app's own", async () => {
  const [a] = await linked({ iceServers: [{ urls: "turn:one.test" }] });
  a.peers.setIceServers([{ urls: "turn:two.test", username: "u", credential: "c" }]);
  const { configuration } = a.peer();
  assert.deepEqual(
    configuration.iceServers?.map(({ urls }) => urls),
    ["stun:stun.test", "turn:two.test"],
  );
  assert.equal(configuration.bundlePolicy, "max-bundle", "the rest stays");
});

test("where only relays may be used and there is none, the first operation says so", () => {
  const a = side(new FakeNetwork(), 1);
  a.peers.perform(open({ relayOnly: true, iceServers: [{ urls: ["stun:other.test"] }] }));
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 3, iceRestart: false });
  const failed = { type: "operation-failed", linkId: "l", operation: 3, error: "no-relay" };
  assert.deepEqual([a.inputs, a.host.peers.length], [[failed], 0]);
  a.peers.perform({ type: "close-peer", linkId: "l" });
  a.peers.perform(open({ relayOnly: true, iceServers: [{ urls: ["stun:x", "TURNS:turn.test"] }] }));
  assert.equal(a.peer().configuration.iceTransportPolicy, "relay");
});

test("offer and answer are reported before the candidates, and both sides connect", async () => {
  const [a, b] = await linked();
  assert.deepEqual(a.inputs.map(({ type }) => type).slice(0, 2), ["offer-created", "candidate"]);
  assert.equal(a.inputs.filter(({ type }) => type === "description-set").length, 1);
  assert.deepEqual(b.inputs.map(({ type }) => type).slice(0, 2), ["answer-created", "candidate"]);
  assert.deepEqual(states(a), ["connecting", "connected"]);
  assert.deepEqual(states(b), ["connecting", "connected"]);
  assert.ok(
    b
      .peer()
      .getTransceivers()
      .every(({ direction }) => direction === "sendrecv"),
  );
});

test("candidates that only connect to what no browser offers stay here", async () => {
  const network = new FakeNetwork();
  const a = side(network, 1);
  a.peers.perform(open({}));
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 1, iceRestart: false });
  await settled();
  assert.equal(a.candidates().length, 1);
  assert.match(a.candidates()[0]!.candidate, / udp /);
});

test("the answer is out before it is applied to ourselves", async () => {
  const network = new FakeNetwork();
  const [a, b] = [side(network, 1), side(network, 2)];
  a.peers.perform(open({}));
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 1, iceRestart: false });
  await settled();
  b.peers.perform(open({ offerer: false }));
  let applied: unknown = "not told";
  b.inputs.push = (input) => {
    if (input.type === "answer-created") applied = b.peer().localDescription;
    return 0;
  };
  b.peers.perform({ type: "create-answer", linkId: "l", operation: 1, sdp: a.sdp("offer-created") });
  await settled();
  assert.equal(applied, null);
  assert.equal(b.peer().localDescription?.type, "answer");
});

test("candidates that come before the description wait for it, 32 at most", async () => {
  const network = new FakeNetwork();
  const [a, b] = [side(network, 1), side(network, 2)];
  a.peers.perform(open({}));
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 1, iceRestart: false });
  await settled();
  b.peers.perform(open({ offerer: false }));
  const [candidate] = a.candidates();
  b.peers.perform({ type: "add-candidates", linkId: "l", candidates: Array(100).fill(candidate) });
  let added = 0;
  const add = b.peer().addIceCandidate.bind(b.peer());
  b.peer().addIceCandidate = (init) => ((added += 1), add(init));
  b.peers.perform({ type: "create-answer", linkId: "l", operation: 1, sdp: a.sdp("offer-created") });
  await settled();
  assert.equal(added, 32);
});

test("a track that was set before there is a transceiver is sent once there is one", async () => {
  const network = new FakeNetwork();
  const [a, b] = [side(network, 1), side(network, 2)];
  a.peers.perform(open({ video: false }));
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 1, iceRestart: false });
  await settled();
  b.peers.perform(open({ offerer: false }));
  b.media.capture({ type: "capture", callId: "c", kind: "audio", generation: 4 });
  b.media.flush();
  await settled();
  b.peers.perform({ type: "set-track", linkId: "l", kind: "audio", generation: 4 });
  b.peers.perform({ type: "create-answer", linkId: "l", operation: 1, sdp: a.sdp("offer-created") });
  await settled();
  assert.equal(b.peer().getSenders()[0]!.track, b.host.devices.tracks[0]);
  b.peers.perform({ type: "set-track", linkId: "l", kind: "audio", generation: 0 });
  await settled();
  assert.equal(b.peer().getSenders()[0]!.track, null);
});

test("what fails says which operation failed, and the next one still runs", async () => {
  const a = side(new FakeNetwork(), 1);
  a.peers.perform(open({}));
  a.peers.perform({ type: "apply-answer", linkId: "l", operation: 7, sdp: "nonsense" });
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 8, iceRestart: false });
  await settled();
  const [failed, offer] = a.inputs;
  assert.deepEqual([failed!.type, failed!.operation, failed!.linkId], ["operation-failed", 7, "l"]);
  assert.deepEqual([offer!.type, offer!.operation], ["offer-created", 8]);
});

test("a browser that makes no connection fails the first operation on it", () => {
  const a = side(new FakeNetwork(), 1);
  a.host.createPeer = () => {
    throw new DOMException("too many", "UnknownError");
  };
  a.peers.perform(open({}));
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 1, iceRestart: false });
  const [failed] = a.inputs;
  assert.deepEqual([failed!.type, failed!.operation, failed!.linkId], ["operation-failed", 1, "l"]);
});

test("data goes both ways, and nowhere while the channel is not open", async () => {
  const [a, b] = await linked();
  a.peers.perform({ type: "send-data", linkId: "l", text: "bye" });
  await settled();
  assert.deepEqual(b.inputs.at(-1), { type: "data", text: "bye", linkId: "l" });
  const c = side(new FakeNetwork(), 3);
  c.peers.perform(open({}));
  c.peers.perform({ type: "send-data", linkId: "l", text: "nobody" });
});

test("closing detaches everything: whatever happens to the connection is not heard", async () => {
  const [a, b] = await linked();
  const heard = a.inputs.length;
  const peer = a.peer();
  a.peers.perform({ type: "close-peer", linkId: "l" });
  assert.equal(a.peers.open, 0);
  assert.equal(peer.connectionState, "closed");
  peer.dispatchEvent(new Event("connectionstatechange"));
  peer.channel!.dispatchEvent(new MessageEvent("message", { data: "late" }));
  a.peers.perform({ type: "send-data", linkId: "l", text: "late" });
  b.peers.close();
  await settled();
  assert.equal(a.inputs.length, heard);
});

test("an operation under way when the link closes is not reported", async () => {
  const a = side(new FakeNetwork(), 1);
  a.peers.perform(open({}));
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 1, iceRestart: false });
  a.peers.perform({ type: "close-peer", linkId: "l" });
  await settled();
  assert.deepEqual(a.inputs, []);
});

test("the stream of a participant outlives the link, and holds one track of a kind", async () => {
  const [a] = await linked();
  const stream = a.peers.streams("c", "bob")[0];
  const first = stream.getTracks();
  assert.equal(first.length, 2);
  a.peers.perform({ type: "close-peer", linkId: "l" });
  assert.deepEqual(stream.getTracks(), []);
  a.peers.perform(open({ linkId: "m" }));
  const peer = a.peer();
  const [audio] = peer.getReceivers();
  peer.dispatchEvent(Object.assign(new Event("track"), audio));
  assert.equal(a.peers.streams("c", "bob")[0], stream);
  assert.deepEqual(stream.getTracks(), [audio!.track]);
  a.peers.forget("c");
  assert.notEqual(a.peers.streams("c", "bob")[0], stream);
  assert.equal(a.peers.open, 0);
});

/** Negotiates once more, `a` offering. */
async function renegotiate(a: Side, b: Side): Promise<void> {
  for (const { inputs } of [a, b]) inputs.length = 0;
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 11, iceRestart: false });
  await settled();
  b.peers.perform({ type: "create-answer", linkId: "l", operation: 11, sdp: a.sdp("offer-created") });
  await settled();
  a.peers.perform({ type: "apply-answer", linkId: "l", operation: 12, sdp: b.sdp("answer-created") });
  await settled();
}

async function film({ media }: Side): Promise<void> {
  media.capture({ type: "capture", callId: "c", kind: "video", generation: 2 });
  media.flush();
  await settled();
}

const pictures = (peer: FakePeer): unknown[] =>
  peer
    .getTransceivers()
    .filter(({ kind }) => kind === "video")
    .map(({ mid, sender, currentDirection }) => [mid, sender.track?.readyState, currentDirection]);

test("video is added to an audio link, and each side finds where to send its picture", async () => {
  const [a, b] = await linked({ video: false });
  await film(a);
  await film(b);
  a.peers.perform({ type: "set-track", linkId: "l", kind: "video", generation: 2 });
  a.peers.perform({ type: "add-video", linkId: "l" });
  await renegotiate(a, b);
  b.peers.perform({ type: "set-track", linkId: "l", kind: "video", generation: 2 });
  await settled();
  assert.deepEqual(
    [pictures(a.peer()), pictures(b.peer())],
    [[["2", "live", "sendrecv"]], [["2", "live", "sendrecv"]]],
  );
  const seen = [a.peers.streams("c", "bob")[0], b.peers.streams("c", "alice")[0]];
  for (const stream of seen) assert.equal(stream.getVideoTracks().length, 1);
  for (const { inputs } of [a, b]) assert.ok(!inputs.some(({ type }) => type === "operation-failed"));
});

test("video that is added while the other side restarts is in the offer after that", async () => {
  const [a, b] = await linked({ video: false });
  for (const side of [a, b]) {
    await film(side);
    side.inputs.length = 0;
    side.peers.perform({ type: "set-track", linkId: "l", kind: "video", generation: 2 });
  }
  a.peers.perform({ type: "add-video", linkId: "l" });
  a.peers.perform({ type: "create-offer", linkId: "l", operation: 21, iceRestart: false });
  b.peers.perform({ type: "create-offer", linkId: "l", operation: 21, iceRestart: true });
  await settled();
  a.peers.perform({ type: "create-answer", linkId: "l", operation: 22, sdp: b.sdp("offer-created") });
  await settled();
  b.peers.perform({ type: "apply-answer", linkId: "l", operation: 22, sdp: a.sdp("answer-created") });
  await settled();
  assert.deepEqual([pictures(a.peer()), pictures(b.peer())], [[[null, "live", null]], []]);
  await renegotiate(a, b);
  assert.deepEqual(
    [pictures(a.peer()), pictures(b.peer())],
    [[["2", "live", "sendrecv"]], [["2", "live", "sendrecv"]]],
  );
});

const sent = (peer: FakePeer): unknown[] =>
  peer.getTransceivers().map(({ kind, sender }) => [kind, sender.track?.kind, sender.streams[0]]);

test("a screen has lines of its own, behind the camera's, also where there was none", async () => {
  const [a, b] = await linked({ video: false });
  a.media.capture({ type: "capture", callId: "c", kind: "screen", generation: 1 });
  a.media.flush();
  await settled();
  a.peers.perform({ type: "add-screen", linkId: "l" });
  a.peers.perform({ type: "set-track", linkId: "l", kind: "screen", generation: 1 });
  await renegotiate(a, b);
  const [stream, screen] = [a.media.stream("c"), a.media.screen("c")];
  assert.deepEqual(sent(a.peer()), [
    ["audio", undefined, stream],
    ["video", undefined, stream],
    ["video", "video", screen],
    ["audio", "audio", screen],
  ]);
  const [bobSees, aliceSees] = [b.peers.streams("c", "alice"), a.peers.streams("c", "bob")];
  for (const streams of [bobSees, aliceSees]) {
    assert.deepEqual(
      streams.map((one) => one.getTracks().map(({ kind }) => kind)),
      [
        ["audio", "video"],
        ["video", "audio"],
      ],
    );
  }
  a.peers.perform({ type: "set-track", linkId: "l", kind: "screen", generation: 0 });
  assert.ok(sent(a.peer()).every((one) => (one as unknown[])[1] === undefined));
  a.peers.mute("c", true);
  assert.ok(
    aliceSees.every((one) => one.getTracks().every(({ enabled }) => !enabled)),
    "hold",
  );
  a.peers.perform({ type: "close-peer", linkId: "l" });
  assert.ok(aliceSees.every((one) => one.getTracks().length === 0));
});

test("a link that is made while somebody shares has all lines from the start", async () => {
  const [a, b] = await linked({ screen: true });
  for (const side of [a, b]) {
    assert.deepEqual(
      side
        .peer()
        .getTransceivers()
        .map(({ kind }) => kind),
      ["audio", "video", "video", "audio"],
    );
  }
  b.media.capture({ type: "capture", callId: "c", kind: "screen", generation: 1 });
  b.media.flush();
  await settled();
  b.peers.perform({ type: "set-track", linkId: "l", kind: "screen", generation: 1 });
  assert.deepEqual(
    b
      .peer()
      .getTransceivers()
      .map(({ sender }) => sender.track?.kind),
    [undefined, undefined, "video", "audio"],
  );
});

test("a screen that is chosen before its lines are there goes out with the answer that makes them", async () => {
  const [a, b] = await linked();
  b.media.capture({ type: "capture", callId: "c", kind: "screen", generation: 1 });
  b.media.flush();
  await settled();
  b.peers.perform({ type: "set-track", linkId: "l", kind: "screen", generation: 1 });
  a.peers.perform({ type: "add-screen", linkId: "l" });
  await renegotiate(a, b);
  assert.deepEqual(
    b
      .peer()
      .getTransceivers()
      .map(({ sender }) => sender.track?.kind),
    [undefined, undefined, "video", "audio"],
  );
});

test("what the others send is muted and let through again, new tracks and links included", async () => {
  const [a] = await linked({ video: false });
  const enabled = (): boolean[] =>
    a.peers
      .streams("c", "bob")[0]
      .getTracks()
      .map((track) => track.enabled);
  a.peers.mute("c", true);
  assert.deepEqual(enabled(), [false]);
  const peer = a.peer();
  const late = peer.addTransceiver("video").receiver;
  peer.dispatchEvent(Object.assign(new Event("track"), late));
  assert.deepEqual(enabled(), [false, false]);
  a.peers.mute("other", false);
  assert.deepEqual(enabled(), [false, false]);
  a.peers.mute("c", false);
  assert.deepEqual(enabled(), [true, true]);
});

test("links and streams go on under a new call id", async () => {
  const [a] = await linked();
  const stream = a.peers.streams("c", "bob")[0];
  a.peers.mute("c", true);
  a.peers.rename("c", "d");
  assert.equal(a.peers.streams("d", "bob")[0], stream);
  const { receiver } = a.peer().addTransceiver("video");
  a.peer().dispatchEvent(Object.assign(new Event("track"), receiver));
  assert.equal(stream.getVideoTracks()[0] as unknown, receiver.track);
  assert.equal(receiver.track.enabled, false, "still on hold");
  a.peers.perform({ type: "close-peer", linkId: "l" });
  assert.deepEqual(stream.getTracks(), []);
  a.peers.perform(open({ linkId: "m", callId: "d" }));
  a.peers.forget("d");
  assert.equal(a.peers.open, 0);
});

test("each person of a call has a stream of their own, and one link's end is one person's", () => {
  const a = side(new FakeNetwork(), 1);
  const arrive = (linkId: string, userId: string): MediaStream => {
    a.peers.perform(open({ linkId, userId, video: false }));
    const [audio] = a.peer().getReceivers();
    a.peer().dispatchEvent(Object.assign(new Event("track"), audio));
    return a.peers.streams("c", userId)[0];
  };
  const streams = [arrive("l", "bob"), arrive("m", "carol"), arrive("n", "dave")];
  assert.equal(new Set(streams.flatMap((stream) => stream.getTracks())).size, 3);
  a.peers.perform({ type: "close-peer", linkId: "m" });
  assert.deepEqual(
    streams.map((stream) => stream.getTracks().length),
    [1, 0, 1],
  );
  assert.equal(a.peers.open, 2);
});
