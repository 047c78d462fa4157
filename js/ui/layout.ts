/**
 * Where each tile of the call screen stands. Decided in C++ (src/layout/layout.h), in a small WebAssembly module of
 * its own that is part of this bundle; nothing is fetched, and the first call makes the one instance. Pure: the same
 * input gives the same arrangement. It must not know calls, elements or events.
 */

import bytes from "#wasm/layout.mjs";

/**
 * How tiles are arranged.
 *
 * - `auto`: chosen by who is there, see {@link Arrangement.layout}
 * - `grid`: all equal, in pages
 * - `spotlight`: the tile in focus large, the others in a strip below it
 * - `sidebar`: the same with the strip at the side
 * - `single`: only the tile in focus
 * - `audio`: square tiles for avatars, at most three by three a page
 */
export type LayoutMode = "auto" | "grid" | "spotlight" | "sidebar" | "single" | "audio";

/** `self`: the own camera. `screen`: a shared screen. `waiting`: a person invited who has not joined yet. */
export type TileKind = "person" | "screen" | "self" | "waiting";

/** A corner of the container. Left is left in every language, because people drag to it. */
export type Corner = "top-left" | "top-right" | "bottom-left" | "bottom-right";

/** An arrow key. */
export type Direction = "left" | "right" | "up" | "down";

/**
 * `main`: the large one. `strip`: beside or below it. `grid`: one of many equal ones. `inset`: the self view, over the
 * others in its corner.
 */
export type TileRole = "main" | "strip" | "grid" | "inset";

/** What the layout needs to know of a tile. */
export interface LayoutTile {
  readonly kind: TileKind;
  /** Width / height of its picture, if known. Unknown: something between 9:16 (in upright containers) and 16:9. */
  readonly aspect?: number | undefined;
  /** The user wants it large. Of several the first one counts. Default: false. */
  readonly pinned?: boolean | undefined;
  /** Has the floor: the active speaker. Default: false. */
  readonly speaking?: boolean | undefined;
  /** Shows a picture, not an avatar. Default: false. */
  readonly picture?: boolean | undefined;
}

/** Lengths in CSS pixels. Anything that is no number is taken as 0, or as the default if there is one. */
export interface LayoutInput {
  /** Of the container, without its padding. */
  readonly width: number;
  readonly height: number;
  /** In an order that does not change while people talk. At most 256 are placed; the others stay hidden. */
  readonly tiles: readonly LayoutTile[];
  /** Default: `auto`. */
  readonly mode?: LayoutMode | undefined;
  /** Of the grid, or of the strip: only one of them has pages. From 0; clamped. Default: 0. */
  readonly page?: number | undefined;
  /**
   * Where the self view is: over the others in a corner, or `tiled`, among them. `auto` puts it into the corner only
   * when there is one other person, `audio` never. Default: `top-right`.
   */
  readonly selfView?: Corner | "tiled" | undefined;
  /** Between tiles, and between the inset and the edges. Default: 8. */
  readonly gap?: number | undefined;
  /** The shorter side of a tile in a grid is not smaller than this: there are pages instead. Default: 120. */
  readonly smallestTile?: number | undefined;
  /** How many tiles a page of a grid has at most; fewer where there is no room. Default: 49, the most there can be. */
  readonly mostOnPage?: number | undefined;
  /** Mirrors everything but the inset. Default: false. */
  readonly rightToLeft?: boolean | undefined;
}

/** A place in the container, whole CSS pixels from its top left corner. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a tile stands. */
export interface PlacedTile extends Rect {
  /** False: not on this page, or not in this layout; all four numbers of the place are 0 then. */
  readonly visible: boolean;
  readonly role: TileRole;
  /** The page on which it is visible: the current one for `main` and `inset`, -1 if there is none. */
  readonly page: number;
}

/** The whole screen. */
export interface Arrangement {
  /**
   * The mode, or what `auto` chose: `sidebar` (`spotlight` in an upright container) while a screen is shared or
   * somebody is pinned; `spotlight` for one tile, or one other person with the self view in its corner; `audio` while
   * nobody has a picture; else `grid`.
   */
  readonly layout: Exclude<LayoutMode, "auto">;
  /** The current page, from 0. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
  /** Index of the tile that is (or, in `grid` and `audio`, would be) large; -1 if there is none. */
  readonly focus: number;
  /** One for each tile of the input, in the same order. */
  readonly tiles: readonly PlacedTile[];
}

/** How fast a dragged tile was when it was let go, in CSS pixels per millisecond; it glides on for a moment. */
export interface Velocity {
  readonly x: number;
  readonly y: number;
}

/** Where each tile stands. */
export function arrange(input: LayoutInput): Arrangement {
  const layout = core();
  const { width, height, mode = "auto", page = 0, selfView = "top-right" } = input;
  const { gap = 8, smallestTile = 120, mostOnPage = 49, rightToLeft = false } = input;
  const count = Math.min(input.tiles.length, MOST_TILES);
  const tiles = new DataView(layout.memory.buffer, layout.tiles_in());
  input.tiles.slice(0, count).forEach((tile, index) => writeTile(tiles, index * TILE_BYTES, tile));
  const sizes = [width, height, gap, smallestTile, mostOnPage, page] as const;
  const words = [indexOf(MODES, mode), indexOf(SELF_VIEWS, selfView), Number(rightToLeft)] as const;
  layout.arrange(count, ...sizes, ...words);
  const out = numbersOut(layout);
  return {
    layout: MODES[out[0]!] as Arrangement["layout"],
    page: out[1]!,
    pages: out[2]!,
    focus: out[3]!,
    tiles: input.tiles.map((_, index) => (index < count ? readPlace(out, HEAD + index * PLACE) : NOWHERE)),
  };
}

/** The corner to which a self view glides that was let go at `dragged`. */
export function snap(
  dragged: Rect,
  container: { readonly width: number; readonly height: number },
  velocity: Velocity = { x: 0, y: 0 },
): Corner {
  const { x, y, width, height } = dragged;
  return CORNERS[
    core().snap(x, y, width, height, velocity.x, velocity.y, container.width, container.height)
  ]!;
}

/** The corner to which an arrow key moves the self view; the same one at an edge. */
export function step(corner: Corner, direction: Direction): Corner {
  return CORNERS[core().step(indexOf(CORNERS, corner), indexOf(DIRECTIONS, direction))]!;
}

/**
 * The tile to which an arrow key moves the focus: the nearest visible one in that direction; `from` itself if there is
 * none. Left and right stay in the row. `tiles`: those of an {@link Arrangement}; `from`: an index among them.
 */
export function nextFocus(tiles: readonly PlacedTile[], from: number, direction: Direction): number {
  const layout = core();
  const out = numbersOut(layout);
  const count = Math.min(tiles.length, MOST_TILES);
  tiles.slice(0, count).forEach(({ x, y, width, height }, index) => {
    out.set([x, y, width, height], HEAD + index * PLACE);
  });
  return layout.next_focus(count, from, indexOf(DIRECTIONS, direction));
}

/** The exports of wasm/layout.cpp. The engine makes numbers of 32 bits of all arguments. */
interface Layout {
  readonly memory: WebAssembly.Memory;
  tiles_in(): number;
  arrangement_out(): number;
  arrange(
    count: number,
    width: number,
    height: number,
    gap: number,
    smallestTile: number,
    mostOnPage: number,
    page: number,
    mode: number,
    selfView: number,
    rightToLeft: number,
  ): void;
  snap(...numbers: number[]): number;
  step(corner: number, direction: number): number;
  next_focus(count: number, from: number, direction: number): number;
}

// In the order of the enumerators in src/layout/.
const MODES = ["auto", "grid", "spotlight", "sidebar", "single", "audio"] as const;
const KINDS = ["person", "screen", "self", "waiting"] as const;
const CORNERS = ["top-left", "top-right", "bottom-left", "bottom-right"] as const;
const SELF_VIEWS = [...CORNERS, "tiled"] as const;
const DIRECTIONS = ["left", "right", "up", "down"] as const;
const ROLES = ["grid", "strip", "main", "inset"] as const;

/** What src/limits.h calls kTiles. */
const MOST_TILES = 256;

/** Of a Tile: kind, aspect, three flags of a byte. */
const TILE_BYTES = 12;

/** In numbers of 32 bits: what an Arrangement has before its places, and a Place. */
const HEAD = 4;
const PLACE = 6;

const NOWHERE: PlacedTile = { x: 0, y: 0, width: 0, height: 0, visible: false, role: "grid", page: -1 };

let instance: Layout | undefined;

/** Made at the first use, so that an import has no side effect. */
function core(): Layout {
  if (!instance) {
    const binary = Uint8Array.from(bytes, (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary));
    instance = exports as unknown as Layout;
  }
  return instance;
}

/** A word that is not in the table (from plain JavaScript) is taken as the first one. */
function indexOf<T>(table: readonly T[], word: T): number {
  return Math.max(0, table.indexOf(word));
}

function writeTile(to: DataView, at: number, tile: LayoutTile): void {
  to.setInt32(at, indexOf(KINDS, tile.kind), true);
  to.setFloat32(at + 4, tile.aspect ?? 0, true);
  to.setUint8(at + 8, Number(tile.pinned === true));
  to.setUint8(at + 9, Number(tile.speaking === true));
  to.setUint8(at + 10, Number(tile.picture === true));
}

function numbersOut(layout: Layout): Int32Array {
  return new Int32Array(layout.memory.buffer, layout.arrangement_out(), HEAD + MOST_TILES * PLACE);
}

function readPlace(from: Int32Array, at: number): PlacedTile {
  const [x = 0, y = 0, width = 0, height = 0, role = 0, page = -1] = from.subarray(at, at + PLACE);
  return { x, y, width, height, visible: width > 0, role: ROLES[role]!, page };
}
