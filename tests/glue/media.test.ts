import assert from "node:assert/strict";
import { test } from "node:test";
import { captureError } from "../../js/errors.ts";
import { MediaRegistry } from "../../js/media.ts";
import { FakeHost, settled } from "../../js/testing.ts";
import type { CoreInput, MediaKind } from "../../js/types.ts";

function scene() {
  const host = new FakeHost();
  const inputs: CoreInput[] = [];
  const media = new MediaRegistry({ host, logger: {}, post: (input) => void inputs.push(input) });
  const capture = async (...kinds: MediaKind[]): Promise<void> => {
    for (const kind of kinds) media.capture({ type: "capture", callId: "c", kind, generation: 1 });
    media.flush();
    await settled();
  };
  return { host, inputs, media, capture, types: () => inputs.map(({ type, kind }) => `${type} ${kind}`) };
}

test("both kinds in one turn are one prompt", async () => {
  const { host, capture, types, media } = scene();
  await capture("audio", "video");
  assert.deepEqual(host.devices.asked, ["both"]);
  assert.deepEqual(types(), ["captured audio", "captured video"]);
  assert.equal(media.liveTracks, 2);
});

test("with permission nothing prompts, and a slow camera does not delay the microphone", async () => {
  const { host, capture, media, types } = scene();
  host.devices.permitted = true;
  await media.prepare();
  host.devices.video = "hang";
  await capture("audio", "video");
  assert.deepEqual(host.devices.asked, ["audio", "video"]);
  assert.deepEqual(types(), ["captured audio"]);
});

test("while an answer is being written only a screen is asked for, which a gesture allows", async () => {
  const { host, media, types } = scene();
  for (const kind of ["audio", "video", "screen"] as const) {
    media.capture({ type: "capture", callId: "c", kind, generation: 1 });
  }
  media.flush(true);
  await settled();
  assert.deepEqual(types(), ["captured screen"]);
  media.flush();
  media.flush();
  await settled();
  assert.deepEqual(host.devices.asked.slice(-1), ["both"]);
  assert.deepEqual(types(), ["captured screen", "captured audio", "captured video"]);
});

test("when both fail together, each is asked for by itself", async () => {
  const { host, capture, types, media } = scene();
  host.devices.video = "missing";
  await capture("audio", "video");
  assert.deepEqual(host.devices.asked, ["both", "audio", "video"]);
  assert.deepEqual(types(), ["captured audio", "capture-failed video"]);
  assert.equal(media.liveTracks, 1);
});

test("a stream without the camera that was asked for leaves no microphone on", async () => {
  const { host, capture, types, media } = scene();
  const { devices } = host;
  host.getUserMedia = async ({ video }) => {
    const stream = await devices.getUserMedia({ audio: true });
    devices.audio = "busy";
    return (video ? stream : Promise.reject(new DOMException("", "NotReadableError"))) as never;
  };
  await capture("audio", "video");
  assert.deepEqual(types().sort(), ["capture-failed audio", "capture-failed video"]);
  assert.equal(devices.live, 0);
  assert.equal(media.liveTracks, 0);
});

test("every way a device can fail has its word", async () => {
  const words = {
    deny: "denied",
    missing: "not-found",
    busy: "in-use",
    overconstrained: "overconstrained",
    fail: "failed",
  } as const;
  for (const [mode, word] of Object.entries(words)) {
    const { host, capture, inputs } = scene();
    host.devices.audio = mode as keyof typeof words;
    await capture("audio");
    assert.deepEqual(inputs, [
      { type: "capture-failed", callId: "c", kind: "audio", generation: 1, error: word },
    ]);
  }
  assert.equal(captureError(new DOMException("", "SecurityError")), "denied");
  assert.equal(captureError(new DOMException("", "constructor")), "failed");
  assert.equal(captureError(new TypeError("navigator.mediaDevices is undefined")), "failed");
  assert.equal(captureError("text"), "failed");
});

test("a late track waits in the registry for the core's word", async () => {
  const { host, capture, media, types } = scene();
  host.devices.audio = "hang";
  await capture("audio");
  assert.deepEqual(types(), []);
  host.devices.audio = "grant";
  host.devices.answer();
  await settled();
  assert.deepEqual(types(), ["captured audio"]);
  assert.equal(media.liveTracks, 1);
  media.release("c", "audio", 1);
  assert.equal(host.liveTracks, 0);
  media.release("c", "audio", 1);
});

test("a track that arrives after everything was closed is stopped on the spot", async () => {
  const { host, capture, media } = scene();
  host.devices.audio = "hang";
  await capture("audio");
  media.close();
  host.devices.audio = "grant";
  host.devices.answer();
  await settled();
  assert.equal(host.devices.tracks.length, 1);
  assert.equal(host.liveTracks, 0);
});

test("a device that vanishes is told once; a track that we stop is not", async () => {
  const { host, capture, media, types } = scene();
  await capture("audio", "video");
  const [audio, video] = host.devices.tracks;
  audio!.end();
  media.release("c", "video", 1);
  video!.dispatchEvent(new Event("ended"));
  assert.deepEqual(types().slice(2), ["capture-ended audio"]);
});

test("the stream of a call keeps its identity, through generations and a new call id", async () => {
  const { capture, media } = scene();
  const stream = media.stream("c");
  await capture("audio");
  assert.equal(media.stream("c"), stream);
  media.rename("c", "d");
  assert.equal(media.stream("d"), stream);
  assert.equal(media.tracks("d", "audio", 1)[0], stream.getTracks()[0]);
  assert.deepEqual(media.tracks("d", "audio", 0), []);
  media.enable("d", "audio", 1, false);
  assert.equal(stream.getTracks()[0]!.enabled, false);
  media.releaseCall("d");
  assert.deepEqual(stream.getTracks(), []);
  assert.equal(media.liveTracks, 0);
});

test("a capture under way when the call gets another id arrives under that", async () => {
  const { host, capture, media, inputs } = scene();
  const stream = media.stream("c");
  host.devices.audio = "hang";
  await capture("audio");
  media.forget("d");
  media.rename("c", "d");
  host.devices.audio = "grant";
  host.devices.answer();
  await settled();
  const size = { width: undefined, height: undefined };
  assert.deepEqual(inputs, [{ type: "captured", callId: "d", kind: "audio", generation: 1, ...size }]);
  assert.equal(media.tracks("d", "audio", 1)[0], stream.getTracks()[0]);
  host.devices.tracks[0]!.end();
  assert.deepEqual(inputs[1], { type: "capture-ended", callId: "d", kind: "audio", generation: 1 });
  media.releaseCall("d");
  assert.equal(media.liveTracks, 0);
});

test("a capture that fails after the call got another id says so under that", async () => {
  const { host, capture, media, inputs } = scene();
  host.devices.video = "hang";
  await capture("video");
  media.rename("c", "d");
  host.devices.video = "deny";
  host.devices.answer();
  await settled();
  assert.deepEqual(inputs, [
    { type: "capture-failed", callId: "d", kind: "video", generation: 1, error: "denied" },
  ]);
});

test("a track that arrives for a forgotten call is stopped on the spot, and nothing is kept", async () => {
  const { host, capture, media } = scene();
  host.devices.audio = "hang";
  await capture("audio");
  media.forget("c");
  host.devices.audio = "grant";
  host.devices.answer();
  await settled();
  assert.equal(host.devices.tracks.length, 1);
  assert.equal(host.liveTracks, 0);
  assert.deepEqual(media.tracks("c", "audio", 1), []);
});

test("a screen is asked for in the turn itself, and brings its sound along", async () => {
  const { host, media, inputs } = scene();
  media.capture({ type: "capture", callId: "c", kind: "screen", generation: 1 });
  media.flush();
  assert.deepEqual(host.devices.asked, ["screen"], "the gesture is still good");
  await settled();
  const size = { width: 640, height: 480 };
  assert.deepEqual(inputs, [{ type: "captured", callId: "c", kind: "screen", generation: 1, ...size }]);
  const [picture, sound] = media.tracks("c", "screen", 1);
  assert.deepEqual([picture?.kind, picture?.contentHint, sound?.kind], ["video", "detail", "audio"]);
  assert.deepEqual(media.screen("c").getTracks(), [picture, sound]);
  assert.deepEqual(media.stream("c").getTracks(), [], "beside microphone and camera");
  host.devices.tracks[1]!.end();
  assert.equal(inputs.length, 1, "a screen may go on without its sound");
  host.devices.tracks[0]!.end();
  assert.deepEqual(inputs[1], { type: "capture-ended", callId: "c", kind: "screen", generation: 1 });
  media.release("c", "screen", 1);
  assert.deepEqual(media.screen("c").getTracks(), []);
  assert.equal(media.liveTracks, 0);
});

test("a screen without sound, because it was not asked for or is not offered", async () => {
  const { host, media } = scene();
  media.setScreenAudio("c", false);
  media.capture({ type: "capture", callId: "c", kind: "screen", generation: 1 });
  media.flush();
  await settled();
  media.setScreenAudio("c", true);
  host.devices.screenAudio = false;
  media.capture({ type: "capture", callId: "c", kind: "screen", generation: 2 });
  media.flush();
  await settled();
  for (const generation of [1, 2]) assert.equal(media.tracks("c", "screen", generation).length, 1);
});

test("microphone, camera and screen of one turn are asked for by themselves, as each wants it", async () => {
  const { host, media, inputs } = scene();
  for (const kind of ["audio", "screen", "video"] as const) {
    media.capture({ type: "capture", callId: "c", kind, generation: 1 });
  }
  host.devices.screen = "deny";
  media.flush();
  await settled();
  assert.deepEqual(host.devices.asked, ["screen", "both"]);
  assert.deepEqual(inputs.map(({ type, kind, error }) => [type, kind, error]).sort(), [
    ["capture-failed", "screen", "denied"],
    ["captured", "audio", undefined],
    ["captured", "video", undefined],
  ]);
});

for (const late of ["grant", "deny"] as const) {
  test(`what an earlier stay in a session asked for (${late}) is not taken for that of the next one`, async () => {
    const { host, capture, media, types } = scene();
    host.devices.audio = "hang";
    await capture("audio");
    media.forget("c");
    host.devices.audio = "grant";
    await capture("audio"); // counted anew by the core: the same generation
    host.devices.audio = late;
    host.devices.answer();
    await settled();
    assert.deepEqual(
      types(),
      ["captured audio"],
      "the core would release, or give up, the one that is there",
    );
    assert.equal(media.liveTracks, 1);
    assert.equal(host.liveTracks, 1);
  });
}
