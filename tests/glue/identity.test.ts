import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "../../js/host.ts";
import { identify } from "../../js/identity.ts";
import { FakeHost, FakeProfile } from "../../js/testing.ts";

test("ids are 128 random bits that the wire takes", () => {
  const host = new FakeHost({ seed: 5 });
  const ids = new Set(Array.from({ length: 1000 }, () => newId(host)));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});

test("a reload keeps device and page, and is a new incarnation", async () => {
  const profile = new FakeProfile();
  const session = new Map<string, string>();
  const page = new FakeHost({ seed: 1, profile, session });
  const before = await identify(page);
  page.vanish();
  const after = await identify(new FakeHost({ seed: 2, profile, session }));
  assert.equal(after.deviceId, before.deviceId);
  assert.equal(after.pageId, before.pageId);
  assert.notEqual(after.incarnation, before.incarnation);
});

test("a duplicated tab has a copy of the page id, and takes another", async () => {
  const profile = new FakeProfile();
  const session = new Map<string, string>();
  const original = await identify(new FakeHost({ seed: 1, profile, session }));
  const copy = new Map(session);
  const duplicate = await identify(new FakeHost({ seed: 2, profile, session: copy }));
  assert.notEqual(duplicate.pageId, original.pageId);
  assert.equal(duplicate.deviceId, original.deviceId);
  assert.equal(copy.get("ringline.page"), duplicate.pageId);
});

test("two clients of one page have one page id and one incarnation", async () => {
  const host = new FakeHost();
  const [first, second] = await Promise.all([identify(host), identify(host)]);
  assert.deepEqual(first, second);
});

test("without storage the ids last as long as the page", async () => {
  const host = new FakeHost({ profile: null });
  const { pageId, incarnation, deviceId } = await identify(host, "my-device");
  assert.equal(deviceId, "my-device");
  assert.deepEqual(await identify(host, "my-device"), { deviceId, pageId, incarnation });
});

test("storage that throws is as good as none", async () => {
  const host = new FakeHost();
  host.storage = () => ({
    getItem: () => {
      throw new DOMException("", "SecurityError");
    },
    setItem: () => {
      throw new DOMException("", "QuotaExceededError");
    },
  });
  assert.match((await identify(host)).deviceId, /^[0-9a-f]{32}$/);
});

test("what lies in storage and is no id is replaced", async () => {
  const profile = new FakeProfile();
  profile.local.set("ringline.device", "<img onerror>");
  const { deviceId } = await identify(new FakeHost({ profile }));
  assert.match(deviceId, /^[0-9a-f]{32}$/);
  assert.equal(profile.local.get("ringline.device"), deviceId);
});
