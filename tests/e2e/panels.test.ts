// The elements beside a call, each by itself: devices, the page before a call, whom to invite, calls that were, and
// what stands above every page.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { kitWorld, put } from "./support/kit_page.ts";
import type { Person } from "./support/person.ts";
import { openBrowser } from "./support/world.ts";

const browser = await openBrowser();
/** Nobody says yes to a prompt here. */
const wary = await openBrowser({ without: ["--use-fake-ui-for-media-stream"] });

/** Calls and answers by the library: the screens of that are tested elsewhere. */
async function call(caller: Person, callee: Person, media: "audio" | "video"): Promise<void> {
  await caller.page.evaluate(
    async ([to, media]) => {
      await window.panels.client.call(to, { media });
    },
    [callee.user, media] as const,
  );
  await callee.state("ringing");
  await callee.page.evaluate(() => window.panels.client.calls[0]!.accept());
  await Promise.all([caller.state("connected"), callee.state("connected")]);
}

/** How many tracks that the page has captured are live. */
function live({ page }: Person, kind: "audio" | "video"): Promise<number> {
  return page.evaluate(
    (kind) => window.spies.tracks.filter((one) => one.kind === kind && one.readyState === "live").length,
    kind,
  );
}

/** A prompt that stays open until somebody says yes: a headless browser has none, and says no at once. */
function promptsWait({ page }: Person): Promise<void> {
  return page.evaluate(() => {
    const { mediaDevices, permissions } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      for (const name of ["microphone", "camera"] as PermissionName[]) {
        const status = await permissions.query({ name });
        if (status.state === "granted") continue;
        await new Promise((resolve) => status.addEventListener("change", resolve, { once: true }));
      }
      return getUserMedia(constraints);
    };
  });
}

/** Waits until a meter shows something: the fake microphone beeps. */
async function beeps(meter: Locator): Promise<void> {
  const element = await meter.elementHandle();
  await meter.page().waitForFunction((one) => Number(one?.getAttribute("aria-valuenow")) > 0, element);
}

/** What has the focus, in whichever shadow root. */
function focusedText({ page }: Person): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    return (labels[0] ?? element)?.textContent?.replaceAll(/\s+/g, " ").trim() ?? "";
  });
}

test("devices have names once they are allowed, and one that is chosen is used", async (t) => {
  const world = await kitWorld(t, wary);
  const alice = await world.person("alice");
  await put(alice, "ringline-devices");
  const microphone = alice.page.getByLabel("Microphone", { exact: true });
  await alice.button("Allow microphone and camera").waitFor();
  await promptsWait(alice);
  await alice.press("Allow microphone and camera");
  await alice.page.context().grantPermissions(["microphone", "camera"]);
  await microphone.getByRole("option", { name: "Fake Audio Input 2" }).waitFor({ state: "attached" });
  await alice.button("Allow microphone and camera").waitFor({ state: "detached" });
  await alice.page.waitForFunction(() => window.spies.tracks.length === 2);
  await alice.page.waitForFunction(() =>
    window.spies.tracks.every(({ readyState }) => readyState === "ended"),
  );
  await microphone.selectOption("Fake Audio Input 2");
  const chosen = await alice.page.waitForFunction(() => window.panels.client.devices.chosen.microphone);
  assert.equal(await microphone.inputValue(), await chosen.jsonValue());
  assert.equal(await alice.page.getByRole("meter").count(), 0, "no microphone is opened to look at a list");
});

test("what is allowed beside the address gives the devices their names, too", async (t) => {
  const world = await kitWorld(t, wary);
  const alice = await world.person("alice");
  await put(alice, "ringline-devices");
  await alice.button("Allow microphone and camera").waitFor();
  await alice.page.context().grantPermissions(["microphone", "camera"]);
  await alice.button("Allow microphone and camera").waitFor({ state: "detached" });
  const microphone = alice.page.getByLabel("Microphone", { exact: true });
  await microphone.getByRole("option", { name: "Fake Audio Input 2" }).waitFor({ state: "attached" });
  assert.deepEqual(await alice.captures(), [], "nothing is captured for that");
});

test("in a call the own microphone is seen, and somebody is made quieter here", async (t) => {
  const world = await kitWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await call(alice, bob, "audio");
  await put(alice, "ringline-devices", true);
  await beeps(alice.page.getByRole("meter", { name: "Input level" }));
  assert.equal(await alice.page.getByLabel("Camera").count(), 0, "nobody is seen in an audio call");
  const volume = (): Promise<[number, boolean]> =>
    alice.page.evaluate(() => {
      const { volume, muted } = window.panels.client.calls[0]!.participants[0]!;
      return [volume, muted];
    });
  await alice.page.getByRole("slider", { name: "Volume of \u2068bob\u2069" }).fill("30");
  assert.deepEqual(await volume(), [0.3, false]);
  await alice.press("Mute \u2068bob\u2069 here");
  await alice.button("Unmute \u2068bob\u2069 here").waitFor();
  assert.deepEqual(await volume(), [0.3, true]);
  // Whoever looks away measures nothing.
  await put(alice, "ringline-history");
  await alice.page.waitForFunction(() => window.spies.listening.some(({ state }) => state === "closed"));
});

test("before a call one sees and hears oneself, and begins as one chose to", async (t) => {
  const world = await kitWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await put(alice, "ringline-prejoin");
  await alice.page.evaluate(() => {
    window.panels.desk.set({ prejoin: true });
    window.panels.desk.dial("bob", "video");
  });
  await alice.page.getByRole("heading", { name: "Call with bob" }).waitFor();
  assert.equal(await focusedText(alice), "Call with bob");
  const picture = alice.page.getByLabel("Your picture");
  await picture.evaluate(
    (video: HTMLVideoElement) =>
      video.readyState < 2 && new Promise((resolve) => video.addEventListener("loadeddata", resolve)),
  );
  await beeps(alice.page.getByRole("meter", { name: "Input level" }));
  // The picture goes on while something else changes.
  await picture.evaluate((video) =>
    video.addEventListener("emptied", () => video.setAttribute("data-anew", "")),
  );
  await alice.page.getByRole("switch", { name: "Microphone on" }).uncheck();
  await alice.page.getByRole("meter").waitFor({ state: "detached" });
  await alice.page.getByRole("switch", { name: "Microphone on" }).check();
  await beeps(alice.page.getByRole("meter", { name: "Input level" }));
  assert.equal(await picture.getAttribute("data-anew"), null);
  await alice.page.getByLabel("Camera", { exact: true }).selectOption({ index: 1 });
  await alice.page.waitForFunction(() => window.spies.captures.length > 1);
  await alice.page.waitForFunction(
    () => window.spies.tracks.filter(({ kind }) => kind === "video").length === 2,
  );
  assert.equal(await live(alice, "video"), 1, "the other camera is off");
  await alice.page.getByRole("switch", { name: "Camera on" }).uncheck();
  await alice.sees("Camera is off");
  assert.deepEqual([await live(alice, "video"), await live(alice, "audio")], [0, 1]);
  await alice.page.getByRole("switch", { name: "Microphone on" }).uncheck();
  await alice.page.getByRole("meter").waitFor({ state: "detached" });
  assert.equal(await live(alice, "audio"), 0);
  const before = (await alice.captures()).length;
  await alice.press("Start the call");
  await bob.state("ringing");
  const facts = await bob.page.evaluate(() => window.panels.client.calls[0]?.media);
  assert.equal(facts, "audio", "without a camera it is an audio call");
  await alice.page.waitForFunction(() => window.panels.client.calls[0]?.local.microphone === "off");
  await alice.page.getByRole("heading").waitFor({ state: "detached" });
  assert.ok((await alice.captures()).length - before <= 1, "the page before the call captured nothing more");
});

test("without permission one is told where to give it, and can call without", async (t) => {
  const world = await kitWorld(t, wary);
  const [alice, bob] = await world.people("alice", "bob");
  await put(alice, "ringline-prejoin");
  await alice.page.evaluate(() => {
    window.panels.desk.set({ prejoin: true });
    window.panels.desk.dial("bob", "video");
  });
  const notice = alice.page.getByRole("group", { name: "This page may not use your microphone and camera" });
  await notice.getByText("Press the symbol left of the address").waitFor();
  await alice.sees("No camera");
  await alice.button("Call without microphone and camera").waitFor();
  await alice.page.context().grantPermissions(["microphone"]);
  await notice.getByRole("button", { name: "Try again" }).click();
  await alice.page.getByRole("group", { name: "This page may not use your camera" }).waitFor();
  await beeps(alice.page.getByRole("meter", { name: "Input level" }));
  await alice.press("Call without camera");
  await bob.state("ringing");
  assert.equal(await bob.page.evaluate(() => window.panels.client.calls[0]?.media), "audio");
  await alice.page.waitForFunction(() => window.panels.client.calls[0]?.local.microphone === "on");
});

test("a preview ends with a cancel, and with its element", async (t) => {
  const world = await kitWorld(t, browser);
  const alice = await world.person("alice");
  const plan = (): Promise<void> =>
    alice.page.evaluate(() => {
      window.panels.desk.set({ prejoin: true });
      window.panels.desk.join("lobby", "video");
    });
  const seen = alice.page.getByLabel("Your picture");
  const allEnded = (): Promise<unknown> =>
    alice.page.waitForFunction(() => window.spies.tracks.every(({ readyState }) => readyState === "ended"));
  await put(alice, "ringline-prejoin");
  await plan();
  await alice.page.getByRole("heading", { name: "Ready to join?" }).waitFor();
  await alice.sees("Session lobby");
  await seen.waitFor();
  assert.equal(await live(alice, "video"), 1);
  await alice.press("Cancel");
  await alice.page.getByRole("heading").waitFor({ state: "detached" });
  await allEnded();
  await plan();
  await seen.waitFor();
  assert.equal(await live(alice, "video"), 1);
  await put(alice, "ringline-history");
  await allEnded();
  await alice.page.waitForFunction(() => window.spies.listening.every(({ state }) => state === "closed"));
});

test("whom to invite: found by letters without accents, those who are there are not offered", async (t) => {
  const world = await kitWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await call(alice, bob, "audio");
  await alice.page.evaluate(() => {
    const contacts = [
      { userId: "alice", name: "Alice" },
      { userId: "bob", name: "Bob" },
      { userId: "carol", name: "Zoë Müller", presence: "online" as const },
      { userId: "dave", name: "Éric Dave" },
      { userId: "erin" },
    ];
    window.panels.desk.change({ contacts });
    document.addEventListener("ringline-select", (event) =>
      document.body.setAttribute("data-selected", JSON.stringify((event as CustomEvent).detail)),
    );
  });
  await put(alice, "ringline-invite-picker", true);
  const boxes = alice.page.getByRole("checkbox");
  const offers = (...names: readonly string[]): Promise<unknown> =>
    alice.page.waitForFunction((wanted) => {
      const root = document.querySelector("ringline-invite-picker")!.shadowRoot!;
      const found = [...root.querySelectorAll(".person .name")].map(({ textContent }) => textContent);
      return JSON.stringify(found) === JSON.stringify(wanted);
    }, names);
  await boxes.first().waitFor();
  await offers("Zoë Müller", "Éric Dave", "erin");
  const search = alice.page.getByRole("searchbox", { name: "Who do you want to invite?" });
  await search.fill("ERIC");
  await offers("Éric Dave");
  await search.fill("carol MULLER");
  await offers("Zoë Müller");
  await search.fill("nobody");
  await alice.sees("Nobody found.");
  await search.fill("");

  // By keys alone.
  await alice.press("Invite");
  await alice.page.getByRole("alert").getByText("Type the name of the person first.").waitFor();
  await search.fill("e");
  await offers("Zoë Müller", "Éric Dave", "erin");
  await search.press("Enter");
  assert.match(await focusedText(alice), /Zoë Müller carol/, "of several one is chosen in the list");
  await search.fill("eric");
  await search.press("Enter");
  await alice.sees("1 person chosen");
  await alice.page.getByRole("checkbox", { name: "Éric Dave" }).uncheck();
  await search.focus();
  const { keyboard } = alice.page;
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowUp");
  assert.match(await focusedText(alice), /Zoë Müller carol/);
  await keyboard.press("Space");
  await alice.sees("1 person chosen");
  assert.equal(await alice.page.getByRole("alert").count(), 0);
  await keyboard.press("End");
  await keyboard.press("Space");
  await alice.sees("2 people chosen");
  await keyboard.press("Space");
  await alice.sees("1 person chosen");
  await keyboard.type("zoe");
  assert.equal(await search.inputValue(), "zoe", "letters go on in the field");
  await keyboard.press("Enter");
  await carol.state("ringing");
  assert.equal(await alice.page.getAttribute("body", "data-selected"), '{"userIds":["carol"]}');
  await search.waitFor();
  await alice.page.waitForFunction(() => window.panels.desk.current?.participants.length === 2);
  await put(alice, "ringline-invite-picker", true);
  await boxes.first().waitFor();
  await offers("Éric Dave", "erin");
});

test("an app that invites in its own way keeps the kit from it", async (t) => {
  const world = await kitWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await call(alice, bob, "audio");
  await put(alice, "ringline-controls");
  const asked = (): Promise<unknown> =>
    alice.page.evaluate(
      () =>
        new Promise((resolve) =>
          document.addEventListener(
            "inviterequest",
            (event) => {
              const { call, exclude } = (event as CustomEvent).detail;
              resolve([call === window.panels.desk.current, exclude]);
              if (window.name === "own") event.preventDefault();
            },
            { once: true },
          ),
        ),
    );
  const panel = (): Promise<string> => alice.page.evaluate(() => window.panels.desk.panel);
  await alice.page.evaluate(() => (window.name = "own"));
  let told = asked();
  await alice.press("Invite people");
  assert.deepEqual(await told, [true, ["alice", "bob"]]);
  assert.equal(await panel(), "none");
  await alice.page.evaluate(() => (window.name = ""));
  told = asked();
  await alice.press("Invite people");
  await told;
  assert.equal(await panel(), "invite");

  // Without contacts people are typed.
  await put(alice, "ringline-invite-picker", true);
  const field = alice.page.getByLabel("Who do you want to invite?");
  await field.press("Enter");
  await alice.page.getByRole("alert").getByText("Type the name of the person first.").waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await alice.page.evaluate(() =>
    document.addEventListener("ringline-select", (event) => event.preventDefault(), { once: true }),
  );
  await field.fill("carol, dave");
  await field.press("Enter");
  assert.equal(await panel(), "invite", "the app said no");
  assert.equal(await alice.page.evaluate(() => window.panels.desk.current?.participants.length), 1);
  await field.press("Enter");
  await alice.page.waitForFunction(() => window.panels.desk.current?.participants.length === 3);
  await alice.page.waitForFunction(() => window.panels.desk.panel === "none");
});

test("what needs no decision goes by itself, unless somebody points at it or is in it", async (t) => {
  const world = await kitWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await call(alice, bob, "audio");
  await alice.page.clock.install();
  await put(alice, "ringline-toasts");
  const missed = alice.page.getByText("carol called and stopped before you answered.");
  const ring = async (): Promise<void> => {
    await carol.page.evaluate(async () => {
      await window.panels.client.call("alice", { media: "audio" });
    });
    await alice.state("ringing");
    await carol.page.evaluate(() => window.panels.client.calls[0]!.hangUp());
    await missed.waitFor();
  };
  await ring();
  await missed.hover();
  await alice.page.clock.fastForward(20_000);
  await missed.waitFor();
  await alice.page.mouse.move(0, 0);
  await alice.button("Dismiss").focus();
  await alice.page.clock.fastForward(20_000);
  await missed.waitFor();
  await alice.button("Dismiss").evaluate((one: HTMLElement) => one.blur());
  await alice.page.clock.fastForward(8_100);
  await missed.waitFor({ state: "detached" });

  await alice.page.evaluate(() => window.panels.desk.fail({ code: "timeout" }));
  await alice.page.getByRole("alert").getByText("The server did not answer.").waitFor();
  await alice.press("Dismiss");
  await alice.page.getByRole("alert").waitFor({ state: "detached" });
  await ring();
  await alice.press("Dismiss");
  await missed.waitFor({ state: "detached" });
});

test("a call on hold and one that was silenced stay until somebody decides", async (t) => {
  const world = await kitWorld(t, browser);
  const [alice, bob, carol] = await world.people("alice", "bob", "carol");
  await call(alice, bob, "audio");
  await put(alice, "ringline-toasts");
  await carol.page.evaluate(async () => {
    await window.panels.client.call("alice", { media: "audio" });
  });
  await alice.state("ringing");
  await alice.page.evaluate(() => window.panels.desk.ringing!.ignore());
  await alice.sees("carol is still calling. The ring is off here.");
  await alice.press("Answer");
  await alice.onHold("bob").waitFor();
  await alice.onHold("bob").getByRole("button", { name: "Resume" }).click();
  await alice.onHold("carol").waitFor();
  await alice.onHold("carol").getByRole("button", { name: "End this call" }).click();
  await alice.onHold("carol").waitFor({ state: "detached" });
  await carol.page.waitForFunction(() => window.panels.client.calls.length === 0);
});

test("the calls that were: which way, how they ended, and again", async (t) => {
  const world = await kitWorld(t, browser);
  const [alice, bob] = await world.people("alice", "bob");
  await put(alice, "ringline-history");
  await alice.sees("No calls yet.");
  await call(alice, bob, "video");
  await alice.page.evaluate(() => window.panels.client.calls[0]!.hangUp());
  await alice.page.getByRole("listitem").getByText("Outgoing").waitFor();
  await bob.page.waitForFunction(() => window.panels.client.calls.length === 0);
  await bob.page.evaluate(async () => {
    await window.panels.client.call("alice", { media: "audio" });
  });
  await alice.state("ringing");
  await bob.page.evaluate(() => window.panels.client.calls[0]!.hangUp());
  const [first, second] = [0, 1].map((index) => alice.page.getByRole("listitem").nth(index)) as [
    Locator,
    Locator,
  ];
  await first.getByText("Missed").waitFor();
  await second.getByText("Video call").waitFor();
  await first.getByRole("button", { name: "Audio call with \u2068bob\u2069" }).click();
  await bob.state("ringing");
  await alice.page.evaluate(() => window.panels.client.calls[0]!.hangUp());
  await alice.press("Clear the list");
  await alice.sees("No calls yet.");
});
