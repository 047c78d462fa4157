// The demo runs under a strict content security policy, and nothing in it would need a weaker one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { seesPicture } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

test("a call under the demo's policy violates nothing", async (t) => {
  const world = await demoWorld(t, browser);
  const response = await fetch(world.url);
  const policy = response.headers.get("content-security-policy") ?? "";
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
  assert.match(policy, /style-src 'self'(;|$)/);
  assert.match(policy, /default-src 'self'(;|$)/);
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await Promise.all([seesPicture(alice), seesPicture(bob)]);
  await bob.press("Hang up");
  await alice.seesEnd("Call ended", "bob hung up.");
  for (const { page } of [alice, bob]) {
    assert.deepEqual(await page.evaluate(() => window.spies.violations), []);
  }
  assert.deepEqual(world.said, [], "and nothing is written to the console");
});

test("the policy is in force: an inline style would have been stopped", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  const violated = await alice.page.evaluate(async () => {
    const violation = new Promise((resolve) =>
      document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), {
        once: true,
      }),
    );
    const style = Object.assign(document.createElement("style"), { textContent: "* { color: red }" });
    document.body.append(style);
    return violation;
  });
  assert.equal(violated, "style-src-elem");
});
