// The demo's contacts, and those in the kit's picker, say whom a call would reach, as the server tells it.

import { test } from "node:test";
import type { Locator } from "playwright-core";
import type { Person } from "./support/person.ts";
import { talk } from "./support/person.ts";
import { demoWorld, openBrowser } from "./support/world.ts";

const browser = await openBrowser();

/** What stands beside somebody among the contacts. */
function beside(who: Person, user: string, word: string): Locator {
  const row = who.page
    .getByRole("list", { name: "Contacts" })
    .getByRole("listitem")
    .filter({ hasText: user });
  return row.getByText(word, { exact: true });
}

/** As who comes back to the tab: it is asked for at once. */
async function comesBack({ page }: Person): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
}

test("a contact is offline, online, in a call, online again and offline again", async (t) => {
  const world = await demoWorld(t, browser);
  const alice = await world.person("alice");
  await beside(alice, "bob", "Offline").waitFor();
  const bob = await world.person("bob");
  await beside(alice, "bob", "Online").waitFor(); // by itself, within 10 s
  const carol = await world.person("carol");
  await talk(carol, bob, "Audio call");
  await comesBack(alice);
  await beside(alice, "bob", "In a call").waitFor();
  await beside(alice, "carol", "In a call").waitFor();
  await beside(alice, "dave", "Offline").waitFor();
  await bob.press("Invite people");
  for (const name of [/alice Online$/, /dave Offline$/]) {
    await bob.page.getByRole("checkbox", { name }).waitFor();
  }
  await carol.press("Hang up");
  await bob.seesEnd("Call ended", "carol hung up.");
  await comesBack(alice);
  await beside(alice, "bob", "Online").waitFor();
  await bob.page.context().close();
  await comesBack(alice);
  await beside(alice, "bob", "Offline").waitFor();
});
