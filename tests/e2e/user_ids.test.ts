// Names that are markup, run from right to left, or mean something to JavaScript.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hears } from "./support/media.ts";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

const pairs = [
  ['<img src=x onerror="document.body.remove()">', "</bdi><script>document.body.remove()</script>"],
  ["__proto__", "constructor"],
  ["\u202eevila", "נועה & \"ali\" 'x' 😀"],
] as const;

for (const [caller, callee] of pairs) {
  test(`${JSON.stringify(caller)} calls ${JSON.stringify(callee)}`, async (t) => {
    const world = await demoWorld(t, browser);
    const alice = await world.person(caller);
    const bob = await world.person(callee);
    await alice.dial(callee, "Audio call");
    await bob.ring.getByText(caller).waitFor();
    await bob.press("Accept");
    await Promise.all([alice.timer.waitFor(), bob.timer.waitFor()]);
    assert.equal(await alice.page.getByRole("heading").textContent(), callee);
    assert.equal(await alice.page.locator(".remote").getAttribute("aria-label"), callee);
    await hears(alice);
    await bob.press("Hang up");
    await alice.sees(`${callee} hung up.`);
    // Every name stands in an element that isolates its direction.
    for (const { page } of [alice, bob]) {
      const loose = await page.evaluate(
        (names) =>
          window.spies
            .all("body *")
            .filter((element) => element.tagName !== "BDI" && !element.closest("[aria-hidden]"))
            .flatMap((element) => [...element.childNodes])
            .filter((node) => node.nodeType === Node.TEXT_NODE)
            .map((node) => node.nodeValue ?? "")
            .filter((text) => names.some((name) => text.includes(name))),
        [caller, callee] as string[],
      );
      assert.deepEqual(loose, []);
    }
    assert.deepEqual(world.said, []);
  });
}

test("an id that is too long is refused in words, and the page goes on", async (t) => {
  const world = await demoWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await alice.dial("ä".repeat(100), "Audio call");
  await alice.sees("This cannot be called.");
  await talk(alice, bob, "Audio call");
});
