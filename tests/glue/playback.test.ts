import assert from "node:assert/strict";
import { test } from "node:test";
import { Playback } from "../../js/playback.ts";
import { FakeHost, FakeTrack, settled } from "../../js/testing.ts";

function scene({ manual = false, autoplay = true } = {}) {
  const host = new FakeHost();
  host.autoplay = autoplay;
  const told: string[] = [];
  const changed = (callId: string, blocked: boolean): void => void told.push(`${callId} ${blocked}`);
  const playback = new Playback({ host, logger: {}, manual, changed });
  const play = async (userId = "bob", callId = "c"): Promise<MediaStreamTrack> => {
    const track = new FakeTrack("audio") as unknown as MediaStreamTrack;
    playback.play(callId, userId, track);
    await settled();
    return track;
  };
  return { host, playback, play, told };
}

test("each participant is heard by an element of their own, and silent when the track goes", async () => {
  const { host, playback, play } = scene();
  const track = await play("bob");
  await play("carol");
  assert.equal(host.heard, 2);
  playback.play("c", "bob", track);
  assert.equal(host.audios.length, 2, "the same track again is no news");
  playback.play("c", "bob", new FakeTrack("video") as unknown as MediaStreamTrack);
  assert.equal(host.audios.length, 2, "pictures make no sound");
  playback.stop("c", "bob", track);
  assert.equal(host.heard, 1);
  playback.forget("c");
  assert.deepEqual([host.heard, playback.playing], [0, 0]);
});

test("the end of one track does not silence another one of the same participant", async () => {
  const { host, playback, play } = scene();
  const old = await play();
  await play();
  playback.stop("c", "bob", old);
  assert.equal(host.heard, 1);
});

test("volume and mute are kept from before the first track on, and over the next", async () => {
  const { host, playback, play } = scene();
  const sound = playback.sound("c", "bob");
  sound.volume = 0.25;
  sound.muted = true;
  const old = await play();
  assert.equal(host.heard, 0);
  sound.muted = false;
  await settled();
  playback.stop("c", "bob", old);
  await play();
  assert.deepEqual([host.heard, host.audios.at(-1)?.volume], [1, 0.25]);
});

test("the chosen output is that of every element, now and later", async () => {
  const { host, playback, play } = scene();
  await play("bob");
  playback.setOutput("headset");
  await play("carol");
  assert.deepEqual(
    host.audios.map(({ sinkId }) => sinkId),
    ["headset", "headset"],
  );
});

test("a refused sound is told once, and the next gesture turns it on", async () => {
  const { host, playback, play, told } = scene({ autoplay: false });
  await play("bob");
  await play("carol");
  assert.deepEqual(told, ["c true"]);
  assert.ok(playback.blocked("c"));
  assert.equal(host.pageListeners, 1);
  host.gesture();
  await settled();
  assert.deepEqual(told, ["c true", "c false"]);
  assert.equal(host.heard, 2);
  assert.equal(host.pageListeners, 0, "nobody listens for gestures any more");
});

test("a refused sound is turned on by the app, or goes with its call", async () => {
  const first = scene({ autoplay: false });
  await first.play();
  first.playback.rename("c", "d");
  first.host.autoplay = true;
  first.playback.resume();
  await settled();
  assert.deepEqual(first.told, ["c true", "d false"]);
  const second = scene({ autoplay: false });
  await second.play();
  second.playback.close();
  assert.deepEqual(second.told, ["c true", "c false"]);
  assert.equal(second.host.pageListeners, 0);
});

test("an app that plays the sound itself is left alone", async () => {
  const { host, play } = scene({ manual: true });
  await play();
  assert.equal(host.audios.length, 0);
});
