/** An element that follows a finger or a mouse within its container. */

import type { Rect, Velocity } from "../layout.ts";

/** A shorter way is a click. */
const LEAST_WAY = 4;

/** How far back one looks to know how fast a finger was when it let go. */
const SPEED_MS = 100;

/** What the drag needs of whatever moves. */
export interface Draggable {
  /** Where the element stands; undefined: it cannot be dragged now. */
  rect(): Rect | undefined;
  /** The size of the container. */
  container(): { readonly width: number; readonly height: number };
  move(x: number, y: number): void;
  /** It was let go. */
  drop(rect: Rect, velocity: Velocity): void;
  /** The browser took the finger, or the user thought better of it. */
  cancel(): void;
}

interface Sample {
  readonly time: number;
  readonly x: number;
  readonly y: number;
}

/** One drag at a time. */
export class Drag {
  readonly #draggable: Draggable;
  #pointer: number | null = null;
  #isMoving = false;
  #start: Rect | null = null;
  #at: Rect | null = null;
  #samples: Sample[] = [];

  constructor(draggable: Draggable) {
    this.#draggable = draggable;
  }

  /** Whether it is in the hand. */
  get isMoving(): boolean {
    return this.#isMoving;
  }

  readonly down = (event: PointerEvent): void => {
    const rect = this.#draggable.rect();
    if (!rect || event.button !== 0 || this.#pointer !== null) return;
    this.#pointer = event.pointerId;
    [this.#start, this.#at] = [rect, rect];
    this.#samples = [sampleOf(event)];
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };

  readonly move = (event: PointerEvent): void => {
    const [start, first] = [this.#start, this.#samples[0]];
    if (event.pointerId !== this.#pointer || !start || !first) return;
    const [x, y] = [event.clientX - first.x, event.clientY - first.y];
    if (!this.#isMoving && Math.hypot(x, y) < LEAST_WAY) return;
    this.#isMoving = true;
    this.#samples.push(sampleOf(event));
    const { width, height } = this.#draggable.container();
    this.#at = {
      ...start,
      x: within(start.x + x, width - start.width),
      y: within(start.y + y, height - start.height),
    };
    this.#draggable.move(this.#at.x, this.#at.y);
  };

  readonly up = (event: PointerEvent): void => {
    if (event.pointerId !== this.#pointer) return;
    const [at, wasMoving] = [this.#at, this.#isMoving];
    const velocity = this.#velocity(event.timeStamp);
    this.#end();
    if (at && wasMoving) this.#draggable.drop(at, velocity);
  };

  /** Puts it back. */
  readonly cancel = (): void => {
    const wasMoving = this.#isMoving;
    this.#end();
    if (wasMoving) this.#draggable.cancel();
  };

  #end(): void {
    this.#pointer = null;
    this.#isMoving = false;
    [this.#start, this.#at, this.#samples] = [null, null, []];
  }

  /** Of the last moment; a finger that rested before it let go has none. */
  #velocity(now: number): Velocity {
    const recent = this.#samples.filter(({ time }) => now - time <= SPEED_MS);
    const [first, last] = [recent[0], recent.at(-1)];
    const time = first && last ? last.time - first.time : 0;
    if (!first || !last || time <= 0) return { x: 0, y: 0 };
    return { x: (last.x - first.x) / time, y: (last.y - first.y) / time };
  }
}

function sampleOf({ timeStamp, clientX, clientY }: PointerEvent): Sample {
  return { time: timeStamp, x: clientX, y: clientY };
}

/** Between 0 and `most`. */
function within(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}
