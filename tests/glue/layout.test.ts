// The layout as TypeScript sees it. What each layout does is tested in tests/core/layout; here, that all of it gets
// through the WebAssembly.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, nextFocus, snap, step } from "../../js/ui/layout.ts";
import type { LayoutMode, LayoutTile, PlacedTile } from "../../js/ui/layout.ts";

const phone = { width: 360, height: 640 };
const desktop = { width: 1280, height: 720 };
const self: LayoutTile = { kind: "self", picture: true };
const person: LayoutTile = { kind: "person", picture: true };
const screen: LayoutTile = { kind: "screen", picture: true };
const people = (count: number) => Array.from({ length: count }, () => person);
const hidden: PlacedTile = { x: 0, y: 0, width: 0, height: 0, visible: false, role: "grid", page: -1 };

test("a page has no more tiles than the app wants", () => {
  const tiles = Array.from({ length: 10 }, () => person);
  assert.equal(arrange({ ...desktop, tiles, mode: "grid" }).pages, 1);
  assert.equal(arrange({ ...desktop, tiles, mode: "grid", mostOnPage: 4 }).pages, 3);
});

test("one other person fills the phone, and the self view is in its corner", () => {
  const full = { x: 0, y: 0, width: 360, height: 640, visible: true, role: "main", page: 0 };
  const inset = { x: 272, y: 8, width: 80, height: 100, visible: true, role: "inset", page: 0 };
  assert.deepEqual(arrange({ ...phone, tiles: [self, person] }), {
    layout: "spotlight",
    page: 0,
    pages: 1,
    focus: 1,
    tiles: [inset, full],
  });
});

test("every mode has its name, and auto says which it chose", () => {
  const modes: LayoutMode[] = ["grid", "spotlight", "sidebar", "single", "audio"];
  const roles = modes.map((mode) => {
    const { layout, tiles } = arrange({ ...desktop, mode, tiles: people(3) });
    assert.equal(layout, mode);
    return tiles.map(({ role, visible }) => (visible ? role : "")).join(" ");
  });
  assert.deepEqual(roles, [
    "grid grid grid",
    "main strip strip",
    "main strip strip",
    "main  ",
    "grid grid grid",
  ]);
  const second = modes.map((mode) => arrange({ ...desktop, mode, tiles: people(3) }).tiles[1]!);
  assert.ok(second[1]!.y > 500, "the strip of the spotlight is below");
  assert.ok(second[2]!.x > 1000, "that of the sidebar at the side");
  assert.equal(second[4]!.width, second[4]!.height, "avatars are square");
  const chosen = (tiles: LayoutTile[], box = desktop) => arrange({ ...box, tiles }).layout;
  assert.equal(chosen(people(3)), "grid");
  assert.equal(chosen([self, person, screen]), "sidebar");
  assert.equal(chosen([self, person, screen], phone), "spotlight");
  assert.equal(chosen([{ kind: "person" }, { kind: "waiting" }]), "audio");
});

test("every fact of a tile counts", () => {
  const focus = (...tiles: LayoutTile[]) => arrange({ ...desktop, mode: "spotlight", tiles }).focus;
  assert.equal(focus({ kind: "waiting" }, self, person), 2);
  assert.equal(focus(self, person, { ...person, speaking: true }), 2);
  assert.equal(focus(person, { ...person, speaking: true }, screen), 2);
  assert.equal(focus(screen, person, { ...self, pinned: true }), 2);
  const upright = arrange({ ...desktop, mode: "grid", tiles: [{ ...person, aspect: 9 / 16 }] }).tiles[0]!;
  assert.deepEqual([upright.width, upright.height], [405, 720]);
});

test("every option counts", () => {
  const tiles = [self, person];
  for (const selfView of ["top-left", "top-right", "bottom-left", "bottom-right"] as const) {
    const inset = arrange({ ...desktop, selfView, tiles }).tiles[0]!;
    assert.equal(inset.role, "inset");
    assert.equal(snap(inset, desktop), selfView);
  }
  assert.equal(arrange({ ...desktop, selfView: "tiled", tiles }).layout, "grid");
  const [first, second] = arrange({ ...desktop, mode: "grid", gap: 20, tiles: people(2) }).tiles;
  assert.equal(second!.x - first!.x - first!.width, 20);
  const mirrored = arrange({ ...desktop, mode: "grid", rightToLeft: true, tiles: people(2) }).tiles;
  assert.ok(mirrored[0]!.x > mirrored[1]!.x);
  const large = arrange({ ...phone, smallestTile: 200, page: 1, tiles: people(7) });
  assert.deepEqual([large.page, large.pages], [1, 3]);
  assert.deepEqual(large.tiles[0], { ...hidden, page: 0 });
});

test("twenty-five fit on a desktop and have pages on a phone, each on one of them", () => {
  const tiles = people(25);
  assert.ok(arrange({ ...desktop, tiles }).tiles.every(({ visible }) => visible));
  const { pages } = arrange({ ...phone, tiles });
  assert.equal(pages, 3);
  const shown = Array.from({ length: pages }, (_, page) =>
    arrange({ ...phone, page, tiles }).tiles.flatMap(({ visible }, index) => (visible ? [index] : [])),
  );
  assert.deepEqual(shown.flat(), [...tiles.keys()]);
});

test("the 257th tile has no place", () => {
  const { tiles } = arrange({ ...desktop, mode: "grid", page: 99, tiles: people(257) });
  assert.equal(tiles.length, 257);
  assert.ok(tiles[255]!.visible);
  assert.deepEqual(tiles[256], hidden);
  assert.equal(nextFocus(tiles, 256, "left"), 256);
});

test("an arrangement stays what it is when the next one is made", () => {
  const before = arrange({ ...desktop, tiles: people(3) });
  const copy = structuredClone(before);
  arrange({ ...phone, tiles: people(9) });
  assert.deepEqual(before, copy);
});

test("garbage is an empty screen, and words that are none are the first of their kind", () => {
  for (const width of [NaN, -1, 0, -Infinity, undefined, "wide", {}] as number[]) {
    const { tiles, page, pages } = arrange({ width, height: 500, page: NaN, tiles: people(2) });
    assert.deepEqual({ tiles, page, pages }, { tiles: [hidden, hidden], page: 0, pages: 1 });
  }
  const strange = { kind: "cat", aspect: NaN, pinned: "no" } as unknown as LayoutTile;
  const mode = "mosaic" as LayoutMode;
  assert.deepEqual(
    arrange({ ...desktop, mode, tiles: [strange, strange] }),
    arrange({ ...desktop, tiles: [{ kind: "person" }, { kind: "person" }] }),
  );
  assert.deepEqual(arrange({ ...desktop, tiles: [] }).tiles, []);
});

test("a dragged self view snaps to a corner, a thrown one to where it was thrown", () => {
  const dragged = { x: 20, y: 20, width: 80, height: 100 };
  assert.equal(snap(dragged, phone), "top-left");
  assert.equal(snap({ ...dragged, x: 250 }, phone), "top-right");
  assert.equal(snap({ ...dragged, y: 500 }, phone), "bottom-left");
  assert.equal(snap(dragged, phone, { x: 2, y: 4 }), "bottom-right");
});

test("arrow keys move the self view between corners and the focus between tiles", () => {
  assert.equal(step("top-left", "right"), "top-right");
  assert.equal(step("top-right", "down"), "bottom-right");
  assert.equal(step("bottom-right", "left"), "bottom-left");
  assert.equal(step("bottom-left", "up"), "top-left");
  const { tiles } = arrange({ ...desktop, mode: "grid", tiles: people(9) });
  const around = (["left", "right", "up", "down"] as const).map((direction) =>
    nextFocus(tiles, 4, direction),
  );
  assert.deepEqual(around, [3, 5, 1, 7]);
  assert.equal(nextFocus(tiles, 2, "right"), 2);
});
