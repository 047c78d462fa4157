/** Where each tile of a recorded picture stands. Pure geometry: knows nothing of calls and canvases. */

import type { RecordingLayout } from "../recorder.ts";

/** A place in the picture, in pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whether a tile shows a person or a shared screen. */
export type TileKind = "person" | "screen";

/** Between two tiles, and around them. */
const GAP = 8;

/** A person's tile is cropped to something between a square and a wide picture. */
const NARROWEST = 1;
const WIDEST = 16 / 9;

/** How much of the picture the screens get beside people. */
const STAGE_SHARE = 0.8;

/** The place of each tile, in their order. */
export function placesOf(kinds: readonly TileKind[], layout: RecordingLayout, whole: Rect): Rect[] {
  const screens = kinds.filter((kind) => kind === "screen").length;
  const people = kinds.length - screens;
  if (layout === "grid" || screens === 0) return gridOf(kinds.length, whole);
  if (people === 0) return gridOf(screens, whole);
  const [stage, side] = split(whole);
  const onStage = gridOf(screens, stage);
  const beside = gridOf(people, side);
  return kinds.map((kind) => (kind === "screen" ? onStage.shift()! : beside.shift()!));
}

/** The largest equal tiles for which there is room; the last row is centred. */
export function gridOf(count: number, { x, y, width, height }: Rect): Rect[] {
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const cell = tileIn((width - GAP * (columns + 1)) / columns, (height - GAP * (rows + 1)) / rows);
    if (cell.width * cell.height > best.width * best.height) best = { columns, ...cell };
  }
  const rows = Math.ceil(count / best.columns);
  const top = y + (height - rows * best.height - (rows - 1) * GAP) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / best.columns);
    const inRow = Math.min(best.columns, count - row * best.columns);
    const left = x + (width - inRow * best.width - (inRow - 1) * GAP) / 2;
    return {
      x: Math.round(left + (index % best.columns) * (best.width + GAP)),
      y: Math.round(top + row * (best.height + GAP)),
      width: Math.floor(best.width),
      height: Math.floor(best.height),
    };
  });
}

/** The largest part of a place that has this shape, in its middle. */
export function fitted(aspect: number, { x, y, width, height }: Rect): Rect {
  const fit =
    width / height > aspect ? { width: height * aspect, height } : { width, height: width / aspect };
  return { x: x + (width - fit.width) / 2, y: y + (height - fit.height) / 2, ...fit };
}

function tileIn(width: number, height: number): { width: number; height: number } {
  if (width <= 0 || height <= 0) return { width: 0, height: 0 };
  return { width: Math.min(width, height * WIDEST), height: Math.min(height, width / NARROWEST) };
}

/** Screens first; the people beside them, or below them in an upright picture. */
function split({ x, y, width, height }: Rect): [Rect, Rect] {
  if (width >= height) {
    const stage = Math.round(width * STAGE_SHARE);
    return [
      { x, y, width: stage, height },
      { x: x + stage, y, width: width - stage, height },
    ];
  }
  const stage = Math.round(height * STAGE_SHARE);
  return [
    { x, y, width, height: stage },
    { x, y: y + stage, width, height: height - stage },
  ];
}
