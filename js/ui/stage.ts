/** Everybody in a call, arranged. Where each tile stands is decided in C++ (layout.ts). */

import { html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Call, Participant } from "../index.ts";
import { define, RinglineElement } from "./element.ts";
import { arrange, nextFocus, snap, step } from "./layout.ts";
import type { Arrangement, Corner, Direction, LayoutTile, PlacedTile, Rect, TileKind } from "./layout.ts";
import { iconButton } from "./parts/buttons.ts";
import { Drag } from "./parts/drag.ts";
import { Glide } from "./parts/glide.ts";
import { isOut, isWaitedFor, sharersOf } from "./people.ts";
import { stage } from "./styles/stage.ts";
import { pinKey, RinglineTile } from "./tile.ts";

/** What is shown as a tile. */
interface Entry {
  readonly key: string;
  readonly kind: TileKind;
  readonly participant: Participant | null;
}

const SELF = "self";

/** The height of the row with the buttons for pages, and what is between it and the tiles. */
const PAGES_HEIGHT = 52;

/** Below this width there is less room between tiles. */
const NARROW = 640;

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

const TILE_PARTS =
  "tile, video, avatar, badge, name, actions, button, pin, ask-to-mute, remove, cancel-ring, ring-again";

/**
 * The tiles of a call: everybody who is in it or rung, the screens that are shared, and this side in a video call.
 * Below them those who are out of a group call. It fills the room that it is given and follows it when that changes;
 * a change of layout moves tiles and never makes one anew.
 *
 * Keys: the arrows go from tile to tile and move the own picture from corner to corner, Enter and P pin a tile,
 * Page Up and Page Down turn the pages.
 *
 * @element ringline-stage
 * @prop {CallClient | null} client - the client
 * @prop {Call | null} call - the call
 * @slot captions - over the tiles, at the bottom
 * @fires {ButtonEvent} ringline-button - a button was pressed (`page`, and those of the tiles); cancellable
 * @csspart tiles - the room of the tiles
 * @csspart outs - the row of those who are out
 * @csspart pages - the buttons and the number of the page
 * @csspart tile - each tile; `video`, `avatar`, `badge`, `name`, `actions`, `button` and the names of the buttons as in
 *   ringline-tile
 * @cssprop --ringline-stage-height - the least height of the room of the tiles
 */
export class RinglineStage extends RinglineElement {
  static override properties: PropertyDeclarations = { call: { attribute: false } };
  static override styles = [RinglineElement.styles, stage];
  declare call: Call | null;
  readonly #glide = new Glide();
  readonly #drag = new Drag({
    rect: () => this.#ownRect(),
    container: () => this.#room,
    move: (x, y) => this.#glide.drag(this.#tileOf(SELF)!, x, y),
    drop: (rect, velocity) => this.#moveTo(snap(rect, this.#room, velocity)),
    cancel: () => this.requestUpdate(),
  });
  #observer: ResizeObserver | null = null;
  #observed: Element | null = null;
  #size = { width: 0, height: 0 };
  #wasResized = false;
  /** Of the tiles, without the row of the pages. */
  #room = this.#size;
  #entries: readonly Entry[] = [];
  #tiles: ReadonlyMap<string, RinglineTile> = new Map();
  #arrangement: Arrangement | null = null;
  #page = 0;
  /** Where the user put the own picture. */
  #corner: Corner | null = null;
  /** The one that Tab leads to. */
  #focused = "";
  /** What had the focus before the last change. */
  #active: Element | null = null;

  constructor() {
    super();
    this.call = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      if (width === this.#size.width && height === this.#size.height) return;
      this.#size = { width, height };
      this.#wasResized = true;
      this.requestUpdate();
    });
    this.#observed = null;
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  protected override willUpdate(changed?: PropertyValues<this>): void {
    super.willUpdate();
    const { call, desk } = this;
    this.#active = this.shadowRoot?.activeElement ?? null;
    if (changed?.has("call")) [this.#entries, this.#page, this.#focused] = [[], 0, ""];
    if (!call || !desk) return;
    this.#entries = inOrder(entriesOf(call), this.#entries);
    this.#arrangement = this.#arrange(call);
    this.#page = this.#arrangement.page;
    this.#focused = this.#reachable(this.#arrangement);
  }

  override render(): TemplateResult | typeof nothing {
    const { call, desk, texts } = this;
    if (!call || !desk) return nothing;
    const isMany = call.kind !== "direct";
    const others = this.#entries.filter(({ kind }) => kind !== "self");
    const people = others.filter(({ kind }) => kind !== "screen").length;
    const outs = isMany ? call.participants.filter(isOut) : [];
    return html`<div
        role="group"
        part="tiles"
        class="tiles ${isMany ? "group" : ""} ${this.#arrangement!.layout}"
        dir=${texts.direction}
        aria-label=${texts.say("call.tiles")}
        data-people=${people}
        @keydown=${this.#keyPressed}
        @focusin=${this.#focusMoved}
      >
        ${repeat(
          others,
          ({ key }) => key,
          (entry) => this.#tile(call, entry),
        )}
        ${this.#entries.filter(({ kind }) => kind === "self").map((entry) => this.#ownTile(call, entry))}
        ${this.#entries.length === 0 ? html`<p class="alone muted">${texts.say("call.alone")}</p>` : nothing}
        <div class="captions"><slot name="captions"></slot></div>
        ${this.#pages(call)}
      </div>
      ${outs.length > 0 ? this.#outs(call, outs) : nothing}`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const room = this.renderRoot.querySelector(".tiles");
    if (room !== this.#observed) {
      this.#observer?.disconnect();
      if (room) this.#observer?.observe(room);
      this.#observed = room;
    }
    const tiles = this.renderRoot.querySelectorAll<RinglineTile>("ringline-tile[data-key]");
    this.#tiles = new Map([...tiles].map((tile) => [tile.dataset["key"]!, tile]));
    const isStill = this.#wasResized || matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#wasResized = false;
    this.#place(isStill ? "jump" : "glide");
    this.#keepFocus();
  }

  #tile(call: Call, { key, kind, participant }: Entry): TemplateResult {
    const place = this.#placeOf(key);
    const main = place?.role === "main" ? this.#insetCorner() : null;
    return html`<ringline-tile
      exportparts=${TILE_PARTS}
      data-key=${key}
      .client=${this.client}
      .call=${call}
      .participant=${participant}
      .screen=${kind === "screen"}
      .pinnable=${this.#canPin}
      .place=${place?.role ?? ""}
      .covered=${main}
      .reach=${key === this.#focused ? "tab" : "arrows"}
      hidden
      @ringline-aspect=${this.#redraw}
    ></ringline-tile>`;
  }

  /** It has a place of its own among the elements, too: whoever moves it by keys gets to it by Tab. */
  #ownTile(call: Call, { key }: Entry): TemplateResult {
    const isMovable = this.#isMovable;
    return html`<ringline-tile
      exportparts=${TILE_PARTS}
      data-key=${key}
      .client=${this.client}
      .call=${call}
      .place=${this.#placeOf(key)?.role ?? ""}
      .movable=${isMovable}
      .reach=${isMovable || key === this.#focused ? "tab" : "arrows"}
      hidden
      @ringline-aspect=${this.#redraw}
      @pointerdown=${this.#drag.down}
      @pointermove=${this.#drag.move}
      @pointerup=${this.#drag.up}
      @pointercancel=${this.#drag.cancel}
    ></ringline-tile>`;
  }

  #outs(call: Call, outs: readonly Participant[]): TemplateResult {
    return html`<div class="outs" part="outs" dir=${this.texts.direction}>
      ${repeat(
        outs,
        ({ userId }) => userId,
        (participant) =>
          html`<ringline-tile
            exportparts=${TILE_PARTS}
            .client=${this.client}
            .call=${call}
            .participant=${participant}
            place="row"
          ></ringline-tile>`,
      )}
    </div>`;
  }

  #pages(call: Call): TemplateResult | typeof nothing {
    const { page, pages } = this.#arrangement!;
    if (pages < 2) return nothing;
    const { texts } = this;
    const arrows = ["previous", "next"] as const;
    const [before, after] = arrows.map((which) =>
      iconButton(this, {
        label: texts.say(`button.${which}-page`),
        press: { button: "page", call },
        act: () => this.#show(page + (which === "next" ? 1 : -1)),
        icons: [which],
      }),
    );
    return html`<div class="pages" part="pages">
      ${before}
      <p role="status">${texts.say("call.page", { n: page + 1, all: pages })}</p>
      ${after}
    </div>`;
  }

  #arrange(call: Call): Arrangement {
    const { desk, texts } = this;
    const { settings, layout, pinned } = desk!;
    const mode = layout ?? settings.layout;
    const isNarrow = this.#size.width < NARROW;
    const isRightToLeft = texts.direction === "rtl";
    const tiles = this.#entries.map((entry) => this.#described(call, entry, pinned));
    const arranged = (height: number): Arrangement =>
      arrange({
        width: this.#size.width,
        height,
        tiles,
        mode,
        page: this.#page,
        selfView: mode === "grid" ? "tiled" : this.#ownCorner,
        gap: isNarrow ? 8 : 12,
        mostOnPage: settings.maxTilesPerPage,
        rightToLeft: isRightToLeft,
      });
    const { height, width } = this.#size;
    const whole = arranged(height);
    const room = whole.pages > 1 ? Math.max(0, height - PAGES_HEIGHT) : height;
    this.#room = { width, height: room };
    return room === height ? whole : arranged(room);
  }

  #described(call: Call, { key, kind, participant }: Entry, pinned: string | null): LayoutTile {
    const isScreen = kind === "screen";
    const side = participant ?? call.local;
    const isSeen = side.camera === "on" && !participant?.hold && !call.held;
    return {
      kind,
      aspect: isScreen || isSeen ? this.#tileOf(key)?.aspect : undefined,
      picture: isScreen || isSeen,
      pinned: participant !== null && pinned === pinKey(participant, isScreen),
      speaking: participant !== null && !isScreen && participant === call.activeSpeaker,
    };
  }

  /** Pinning one of one changes nothing, and a grid makes nobody large. */
  get #canPin(): boolean {
    const { layout, settings } = this.desk!;
    const mode = layout ?? settings.layout;
    const others = this.#entries.filter(({ kind }) => kind !== "self");
    return others.length > 1 && mode !== "grid" && mode !== "audio";
  }

  get #isMovable(): boolean {
    return this.#placeOf(SELF)?.role === "inset" && this.desk!.settings.selfViewDraggable;
  }

  /** Away from where a name begins. */
  get #ownCorner(): Corner {
    return this.#corner ?? (this.texts.direction === "rtl" ? "bottom-left" : "bottom-right");
  }

  #insetCorner(): Corner | null {
    return this.#placeOf(SELF)?.role === "inset" ? this.#ownCorner : null;
  }

  #placeOf(key: string): PlacedTile | undefined {
    return this.#arrangement?.tiles[this.#entries.findIndex((entry) => entry.key === key)];
  }

  #tileOf(key: string): RinglineTile | undefined {
    return this.#tiles.get(key);
  }

  #ownRect(): Rect | undefined {
    return this.#isMovable ? this.#glide.of(this.#tileOf(SELF)!) : undefined;
  }

  #place(how: "glide" | "jump"): void {
    const inset = this.#placeOf(SELF);
    for (const [index, { key }] of this.#entries.entries()) {
      const element = this.#tileOf(key);
      const place = this.#arrangement!.tiles[index];
      if (!element || (key === SELF && this.#drag.isMoving)) continue;
      this.#glide.put(element, place?.visible ? place : null, how);
      if (element.covered) element.style.setProperty("--covered", `${inset!.width}px`);
    }
  }

  /** Whoever was at a tile of another page goes on at one of this page. */
  #keepFocus(): void {
    const active = this.#active;
    if (active instanceof RinglineTile && active.hidden) this.#tileOf(this.#focused)?.focus();
  }

  /** The tile that Tab leads to: the last one that had the focus, while it is there. */
  #reachable({ tiles, focus }: Arrangement): string {
    if (this.#placeOf(this.#focused)?.visible) return this.#focused;
    const first = tiles[focus]?.visible ? focus : tiles.findIndex(({ visible }) => visible);
    return this.#entries[first]?.key ?? "";
  }

  #show(page: number): void {
    this.#page = page;
    this.requestUpdate();
  }

  #moveTo(corner: Corner): void {
    this.#corner = corner;
    this.requestUpdate();
  }

  readonly #redraw = (): void => this.requestUpdate();

  readonly #focusMoved = ({ target }: Event): void => {
    const key = target instanceof RinglineTile ? target.dataset["key"] : undefined;
    if (key === undefined || key === this.#focused) return;
    this.#focused = key;
    this.requestUpdate();
  };

  readonly #keyPressed = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const turn = { PageUp: -1, PageDown: 1 }[event.key];
    const direction = ARROWS[event.key];
    if (turn !== undefined) this.#turn(event, turn);
    else if (direction && event.target instanceof RinglineTile) this.#go(event, event.target, direction);
    else if (event.key === "Escape") this.#drag.cancel();
  };

  #turn(event: Event, by: number): void {
    const { page, pages } = this.#arrangement!;
    if (pages < 2) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(page + by, pages - 1));
    if (next !== page) this.press({ button: "page", call: this.call! }, () => this.#show(next));
  }

  #go(event: Event, from: RinglineTile, direction: Direction): void {
    event.preventDefault();
    const key = from.dataset["key"];
    if (key === SELF && this.#isMovable) return this.#moveTo(step(this.#ownCorner, direction));
    // One that is moved by these keys is no stop on the way.
    const tiles = this.#arrangement!.tiles.map((tile) =>
      tile.role === "inset" && this.#isMovable ? { ...tile, visible: false } : tile,
    );
    const at = this.#entries.findIndex((entry) => entry.key === key);
    const next = this.#entries[nextFocus(tiles, at, direction)];
    if (next) this.#tileOf(next.key)?.focus();
  }
}

/** Who and what has a tile. */
function entriesOf(call: Call): Entry[] {
  const people = call.kind === "direct" ? call.participants : call.participants.filter((one) => !isOut(one));
  return [
    ...people.map((participant): Entry => {
      const isWaiting = call.kind !== "direct" && isWaitedFor(participant);
      return { key: `person ${participant.userId}`, kind: isWaiting ? "waiting" : "person", participant };
    }),
    ...sharersOf(call).map((participant): Entry => ({
      key: `screen ${participant.userId}`,
      kind: "screen",
      participant,
    })),
    ...(call.media === "video" ? [{ key: SELF, kind: "self", participant: null } as const] : []),
  ];
}

/** As they came: whoever is there stays where they are, and the own tile is the last. */
function inOrder(entries: readonly Entry[], before: readonly Entry[]): Entry[] {
  const ranks = new Map(before.map(({ key }, index) => [key, index]));
  const rankOf = ({ key, kind }: Entry): number =>
    kind === "self" ? before.length + 1 : (ranks.get(key) ?? before.length);
  return [...entries].sort((one, other) => rankOf(one) - rankOf(other));
}

define("ringline-stage", RinglineStage);
