// The page of docs/ui.md, as it stands there: plain HTML, one import, any server for its files.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { AppSite, AppWorld } from "./support/app_site.ts";
import { hears, seesPicture } from "./support/media.ts";
import { Person, talk } from "./support/person.ts";
import { endsWith, openBrowser } from "./support/world.ts";

const browser = await openBrowser();
const [, html = ""] = /```html\n(<!doctype html>[\s\S]*?)```/.exec(readFileSync("docs/ui.md", "utf8")) ?? [];

/** What somebody who copies the page fills in: the address of the server, and who they are. */
function filledIn(asked: URL): string {
  const user = asked.searchParams.get("user") ?? "";
  const address = new URL("/ringline", asked);
  address.protocol = "ws:";
  const page = html
    .replace("wss://calls.example.org/ringline", address.href)
    .replace('user="alice"', `user="${user}"`);
  assert.notEqual(page, html);
  return page;
}

class PlainWorld extends AppWorld {
  override async person(user: string): Promise<Person> {
    const { page } = await this.tab(await this.profile(), user);
    await page.waitForFunction(() => document.querySelector("ringline-kit")?.client?.connection === "online");
    return new Person(user, page);
  }
}

test("a plain page with one import makes and takes calls", async (t) => {
  const site = await AppSite.start({ pages: { "/": filledIn }, mount: "/node_modules/ringline/dist" });
  const world = endsWith(t, new PlainWorld(browser, site));
  const [alice, bob] = await world.people("alice", "bob");
  await talk(alice, bob, "Video call");
  await seesPicture(bob);
  await hears(alice);
  await bob.press("Hang up");
  await alice.page.getByRole("heading", { name: "Call ended" }).waitFor();
  await alice.press("Close");
  await bob.press("Close");
  await bob.dial("alice", "Audio call");
  await alice.answer("Decline");
  await bob.page.getByRole("heading", { name: "Call declined" }).waitFor();
  assert.deepEqual(world.said, []);
});
