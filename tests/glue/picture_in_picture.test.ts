/** What the headless client knows of a picture in picture: whom to ask. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call, CallClient, ClientPictureInPicture } from "../../js/index.ts";
import { createPictureInPicture } from "../../js/picture_in_picture/picture_in_picture.ts";
import { refusal, talking, two, World } from "./support/people.ts";

test("without it, entering says what to import", async () => {
  const world = new World();
  const [alice, bob] = await two(world);
  const [call] = await talking(world, alice, bob);
  assert.equal(call.pictureInPicture, "none");
  await assert.rejects(
    call.enterPictureInPicture(),
    /createPictureInPicture\(\) of "ringline\/picture-in-picture"/,
  );
  await assert.rejects(call.enterPictureInPicture(), refusal("invalid-state"));
  await call.exitPictureInPicture();
});

test("the call hands over to the one that its client was given", async () => {
  const world = new World();
  const asked: unknown[] = [];
  const pictureInPicture: ClientPictureInPicture = {
    watch: (client: CallClient) => asked.push(["watch", client.userId]),
    modeOf: () => "video",
    enter: async (call: Call, options) => asked.push(["enter", call.id, options]) > 0,
    exit: (call: Call) => asked.push(["exit", call.id]),
  };
  const alice = await world.person("alice", world.host(), { userId: "alice", pictureInPicture });
  const bob = await world.person("bob");
  const [call] = await talking(world, alice, bob);
  assert.equal(call.pictureInPicture, "video");
  await call.enterPictureInPicture({ width: 200 });
  await call.exitPictureInPicture();
  assert.deepEqual(asked, [
    ["watch", "alice"],
    ["enter", call.id, { width: 200 }],
    ["exit", call.id],
  ]);
});

test("where there is no page, nothing can be opened, and nothing breaks", async () => {
  const world = new World();
  const pictureInPicture = createPictureInPicture();
  const alice = await world.person("alice", world.host(), { pictureInPicture });
  const bob = await world.person("bob");
  const [call] = await talking(world, alice, bob);
  await assert.rejects(call.enterPictureInPicture(), refusal("invalid-state"));
  await call.exitPictureInPicture();
  assert.equal(call.pictureInPicture, "none");
});
