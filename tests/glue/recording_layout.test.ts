import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted, gridOf, placesOf } from "../../js/recording/layout.ts";
import type { Rect, TileKind } from "../../js/recording/layout.ts";

const wide: Rect = { x: 0, y: 0, width: 1280, height: 720 };
const upright: Rect = { x: 0, y: 0, width: 720, height: 1280 };

function area({ width, height }: Rect): number {
  return width * height;
}

function contains(whole: Rect, { x, y, width, height }: Rect): boolean {
  const right = whole.x + whole.width;
  const bottom = whole.y + whole.height;
  return x >= whole.x && y >= whole.y && x + width <= right && y + height <= bottom;
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test("from 1 to 26 people: everybody is in the picture, alike, apart, and neither narrow nor flat", () => {
  for (const whole of [wide, upright, { x: 100, y: 50, width: 640, height: 640 }]) {
    for (let count = 1; count <= 26; count += 1) {
      const tiles = gridOf(count, whole);
      assert.equal(tiles.length, count);
      for (const [index, tile] of tiles.entries()) {
        assert.ok(contains(whole, tile), `${count} people, tile ${index}: ${JSON.stringify(tile)}`);
        const aspect = tile.width / tile.height;
        assert.ok(aspect > 0.98 && aspect < 1.8, `${count} people: ${aspect}`);
        assert.equal(area(tile), area(tiles[0]!));
        for (const other of tiles.slice(index + 1)) assert.ok(!overlap(tile, other));
      }
    }
  }
});

test("two are side by side in a wide picture and above each other in an upright one", () => {
  const [left, right] = gridOf(2, wide);
  assert.ok(left!.y === right!.y && left!.x < right!.x);
  const [above, below] = gridOf(2, upright);
  assert.ok(above!.x === below!.x && above!.y < below!.y);
});

test("the last row is in the middle", () => {
  const [first, second, last] = gridOf(3, wide);
  assert.equal(first!.y, second!.y);
  assert.ok(last!.y > first!.y);
  assert.equal(last!.x + last!.width / 2, 640);
});

test("a shared screen is large, and everybody is beside it, in the order of the call", () => {
  const kinds: TileKind[] = ["person", "person", "screen", "person"];
  const [alice, bob, screen, carol] = placesOf(kinds, "stage", wide);
  for (const person of [alice!, bob!, carol!]) {
    assert.ok(area(screen!) > 8 * area(person));
    assert.ok(person.x >= screen!.x + screen!.width && contains(wide, person));
  }
  assert.ok(alice!.y < bob!.y && bob!.y < carol!.y);
  const [onTop, below] = placesOf(["screen", "person"], "stage", upright);
  assert.ok(below!.y >= onTop!.y + onTop!.height, "in an upright picture below it");
});

test("several screens share the stage; without people, or as a grid, all are alike", () => {
  const [one, other, person] = placesOf(["screen", "screen", "person"], "stage", wide);
  assert.equal(area(one!), area(other!));
  assert.ok(area(one!) > area(person!));
  const [alone] = placesOf(["screen"], "stage", wide);
  assert.ok(area(alone!) > 0.9 * area(wide));
  const [screen, somebody] = placesOf(["screen", "person"], "grid", wide);
  assert.equal(area(screen!), area(somebody!));
});

test("a picture keeps its shape: the largest part in the middle", () => {
  const place = { x: 10, y: 20, width: 400, height: 400 };
  assert.deepEqual(fitted(2, place), { x: 10, y: 120, width: 400, height: 200 });
  assert.deepEqual(fitted(0.5, place), { x: 110, y: 20, width: 200, height: 400 });
});
