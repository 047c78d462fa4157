/**
 * Puts elements into places of a container by `transform`, width and height. Only what differs is written, and nothing
 * is read back from the page: where an element is on its way is known from its animation.
 */

import type { Rect } from "../layout.ts";

/** How long an element is on its way, and a new one takes to appear. */
const GLIDE_MS = 220;

const EASING = "cubic-bezier(0.2, 0, 0, 1)";

interface Stay {
  readonly rect: Rect;
  /** Where it comes from, while it is on its way. */
  readonly from?: Rect;
  readonly animation?: Animation;
}

/** Where elements are. */
export class Glide {
  readonly #stays = new WeakMap<HTMLElement, Stay>();

  /** Where an element belongs; undefined while it is not shown. */
  of(element: HTMLElement): Rect | undefined {
    return this.#stays.get(element)?.rect;
  }

  /** Shows an element at a place, or hides it with `null`. */
  put(element: HTMLElement, rect: Rect | null, how: "glide" | "jump"): void {
    const stay = this.#stays.get(element);
    if (rect && stay && isSame(stay.rect, rect)) {
      if (how === "jump") stay.animation?.cancel();
      return;
    }
    const from = stay && now(stay);
    stay?.animation?.cancel();
    if (!rect) this.#hide(element);
    else this.#show(element, rect, how === "glide" ? moves(from, rect) : null, from);
  }

  /** Follows a finger: from here the next `put` begins. */
  drag(element: HTMLElement, x: number, y: number): void {
    const stay = this.#stays.get(element);
    if (!stay) return;
    stay.animation?.cancel();
    element.style.transform = at({ x, y });
    this.#stays.set(element, { rect: { ...stay.rect, x, y } });
  }

  #hide(element: HTMLElement): void {
    this.#stays.delete(element);
    element.hidden = true;
  }

  #show(element: HTMLElement, rect: Rect, keyframes: Keyframe[] | null, from: Rect | undefined): void {
    const { style } = element;
    element.hidden = false;
    style.transform = at(rect);
    style.width = `${rect.width}px`;
    style.height = `${rect.height}px`;
    const animation = keyframes && element.animate(keyframes, { duration: GLIDE_MS, easing: EASING });
    this.#stays.set(element, { rect, ...(from && { from }), ...(animation && { animation }) });
  }
}

function moves(from: Rect | undefined, to: Rect): Keyframe[] {
  if (!from) return [{ opacity: 0, transform: `${at(to)} scale(0.96)` }, { transform: at(to) }];
  return [
    { transform: `${at(from)} scale(${from.width / to.width}, ${from.height / to.height})` },
    { transform: at(to) },
  ];
}

/** Where an element is to be seen now. */
function now({ rect, from, animation }: Stay): Rect {
  const progress = animation?.effect?.getComputedTiming().progress;
  if (!from || progress === null || progress === undefined) return rect;
  const between = (a: number, b: number): number => a + (b - a) * progress;
  return {
    x: between(from.x, rect.x),
    y: between(from.y, rect.y),
    width: between(from.width, rect.width),
    height: between(from.height, rect.height),
  };
}

function at({ x, y }: Pick<Rect, "x" | "y">): string {
  return `translate(${x}px, ${y}px)`;
}

function isSame(one: Rect, other: Rect): boolean {
  return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}
