/** The real host, as far as Node has what it needs; the rest is tested in browsers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browserHost } from "../../js/browser_host.ts";

const host = browserHost();

test("there is one host a page, made when it is asked for", () => {
  assert.equal(browserHost(), host);
});

test("clocks run, ids are random, and a timer can be cleared", async () => {
  assert.ok(Math.abs(host.wallClock() - Date.now()) < 1000);
  assert.ok(host.now() <= performance.now());
  assert.equal(host.randomBytes(16).length, 16);
  assert.notDeepEqual(host.randomBytes(16), host.randomBytes(16));
  const chance = host.random();
  assert.ok(chance >= 0 && chance < 1);
  const fired: string[] = [];
  const cleared = host.setTimer(() => fired.push("cleared"), 0);
  host.clearTimer(cleared);
  await new Promise<void>((resolve) => host.setTimer(resolve, 1));
  assert.deepEqual(fired, []);
});

test("a delay beyond what timers can count does not fire at once", async () => {
  let fired = false;
  const handle = host.setTimer(() => (fired = true), 2 ** 40);
  await new Promise<void>((resolve) => host.setTimer(resolve, 5));
  host.clearTimer(handle);
  assert.equal(fired, false);
});

test("a lock is free for the first and taken for the second", async () => {
  assert.equal(await host.holdLock("ringline.test"), "free");
  assert.equal(await host.holdLock("ringline.test"), "taken");
  assert.equal(await host.holdLock("ringline.other"), "free");
});

test("without a page there are no devices, no permission and nothing to listen to", async () => {
  await assert.rejects(host.getUserMedia({ audio: true }), TypeError);
  assert.equal(await host.mayCapture(), false);
  assert.equal(host.canShareScreen(), false);
  await assert.rejects(host.getDisplayMedia({ video: true }), TypeError);
  assert.equal(host.storage("session"), null);
  host.onPageEvent(() => assert.fail())();
  assert.throws(() => host.createPeer({}), ReferenceError);
});

test("an address that is none throws; a server that is not there closes", async () => {
  const handlers = { opened: () => {}, message: () => {}, closed: () => {} };
  assert.throws(() => host.openSocket("nonsense", "ringline.v1", handlers), { name: "SyntaxError" });
  const code = await new Promise<number>((resolve) => {
    host.openSocket("ws://127.0.0.1:1/ringline", "ringline.v1", { ...handlers, closed: resolve });
  });
  assert.equal(code, 1006);
});
