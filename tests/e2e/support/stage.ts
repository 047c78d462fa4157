// A stage on a page of its own, in front of alice; the others are all in one other page.

import type { Locator, Page } from "playwright-core";
import type { MediaKind } from "ringline";
import type { ButtonPress, RinglineStage, RinglineTile } from "ringline/ui";
import { crowd } from "./kit.ts";
import type { KitWorld } from "./kit.ts";
import type { ProfileOptions } from "./world.ts";

/** Who is called and what they do: take it with their camera or without, say no, or let it ring. */
export type Callees = Readonly<Record<string, "video" | "audio" | "decline" | "wait">>;

/** What a tile is and where, from the corner of the room of the tiles. */
export interface Seen {
  readonly label: string;
  readonly place: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

declare global {
  interface Window {
    stage: RinglineStage;
    /** Every `ringline-button`, in order. */
    pressed: (ButtonPress & { readonly who: string | undefined })[];
    /** Whether buttons do nothing. */
    refuses: boolean;
  }
}

/** The page with the stage. */
export class StagePage {
  readonly page: Page;
  readonly #others: Page;
  readonly #signedIn = new Set<string>();

  private constructor(page: Page, others: Page) {
    this.page = page;
    this.#others = others;
  }

  static async open(world: KitWorld, options: ProfileOptions = {}): Promise<StagePage> {
    const [page, others] = [await world.page(options), await world.page()];
    await crowd(page, ["alice"]);
    return new StagePage(page, others);
  }

  /** Alice calls, and the stage is there. */
  async call(callees: Callees, media: MediaKind): Promise<void> {
    await this.#signIn(callees);
    await this.page.evaluate(
      async ([to, media]) => {
        const client = window.kit.clients["alice"]!;
        const call = await client.call(to.length === 1 ? to[0]! : to, { media });
        await call.placed;
        window.stage = Object.assign(document.createElement("ringline-stage"), { client, call });
        window.pressed = [];
        window.refuses = false;
        window.stage.addEventListener("ringline-button", (event) => {
          const { detail } = event as CustomEvent<ButtonPress>;
          window.pressed.push({ ...detail, who: detail.participant?.userId });
          if (window.refuses) event.preventDefault();
        });
        document.body.append(window.stage);
      },
      [Object.keys(callees), media] as const,
    );
    const isIn = Object.keys(callees).filter((user) => /video|audio/.test(callees[user]!));
    await this.page.waitForFunction((users) => {
      const { participants = [] } = window.stage.call ?? {};
      return users.every((user) =>
        participants.some(({ userId, connection }) => userId === user && connection === "connected"),
      );
    }, isIn);
    await this.settled();
  }

  /** The call is over, and the stage is gone. */
  async hangUp(): Promise<void> {
    await this.page.evaluate(async () => {
      await window.stage.call?.hangUp();
      window.stage.remove();
    });
  }

  /** Everything is where it belongs. */
  async settled(): Promise<void> {
    await this.page.evaluate(async () => {
      // A new size is known after a frame, what follows from it after another one.
      for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
      if (!window.stage?.isConnected) return;
      await window.stage.updateComplete;
      const tiles = [...window.stage.shadowRoot!.querySelectorAll("ringline-tile")];
      const all = tiles.flatMap((tile) => tile.getAnimations());
      await Promise.all(all.map(({ finished }) => finished.catch(() => {})));
    });
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
    await this.page.waitForFunction((width) => window.innerWidth === width, width);
    await this.settled();
  }

  /** The size of the room. */
  room(): Promise<{ width: number; height: number }> {
    return this.page.evaluate(() => {
      const { width, height } = window.stage.shadowRoot!.querySelector(".tiles")!.getBoundingClientRect();
      return { width, height };
    });
  }

  /** The tiles that are to be seen. */
  seen(): Promise<Seen[]> {
    return this.page.evaluate(() => {
      const room = window.stage.shadowRoot!.querySelector(".tiles")!;
      const { x: left, y: top } = room.getBoundingClientRect();
      const tiles = [...room.querySelectorAll<RinglineTile>("ringline-tile")];
      return tiles
        .filter((tile) => tile.checkVisibility())
        .map((tile) => {
          const { x, y, width, height } = tile.getBoundingClientRect();
          const label = tile.shadowRoot!.querySelector(".tile")!.getAttribute("aria-label")!;
          return { label, place: tile.place, x: x - left, y: y - top, width, height };
        });
    });
  }

  async place(label: string): Promise<Seen> {
    const found = (await this.seen()).find((one) => one.label === label);
    if (!found) throw new Error(`no tile of ${label}`);
    return found;
  }

  tile(label: string): Locator {
    return this.page.getByRole("group", { name: label, exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  /** Whose tile has the focus, if it is the tile itself. */
  focused(): Promise<string | null> {
    return this.page.evaluate(() => window.spies.focused()?.getAttribute("aria-label") ?? null);
  }

  /** Something about the screens of alice. */
  async desk(fields: Readonly<Record<string, unknown>>): Promise<void> {
    await this.page.evaluate((fields) => window.kit.deskOf("alice").change(fields), fields);
    await this.settled();
  }

  async set(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.page.evaluate((settings) => window.kit.deskOf("alice").set(settings), settings);
    await this.settled();
  }

  pinned(): Promise<string | null> {
    return this.page.evaluate(() => window.kit.deskOf("alice").pinned);
  }

  /** What was pressed so far, as "button of whom". */
  pressed(): Promise<string[]> {
    return this.page.evaluate(() =>
      window.pressed.map(({ button, who }) => (who ? `${button} ${who}` : button)),
    );
  }

  refuse(refuses: boolean): Promise<void> {
    return this.page.evaluate((refuses) => void (window.refuses = refuses), refuses);
  }

  async #signIn(callees: Callees): Promise<void> {
    const users = Object.keys(callees).filter((user) => !this.#signedIn.has(user));
    await crowd(this.#others, users);
    for (const user of users) this.#signedIn.add(user);
    await this.#others.evaluate((callees) => {
      for (const [user, client] of Object.entries(window.kit.clients)) {
        client.addListener("callee", {
          incoming: ({ detail: { call } }) => {
            const answer = callees[user];
            if (answer === "decline") void call.decline();
            else if (answer === "audio" || answer === "video") void call.accept({ media: answer });
          },
        });
      }
    }, callees);
  }
}

/** Whether two tiles lie on each other. */
export function overlap(one: Seen, other: Seen): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
