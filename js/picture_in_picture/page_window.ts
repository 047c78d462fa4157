/** A small window within the page, in one of its corners: dragged, or moved by a button and its arrow keys. */

import { Stage } from "./stage.ts";
import type { PictureWindow, WindowOptions } from "./window.ts";

/** From the edges of the page, pixels. */
const MARGIN = 12;

interface Corner {
  readonly x: "left" | "right";
  readonly y: "top" | "bottom";
}

const CLOCKWISE: readonly Corner[] = [
  { x: "right", y: "bottom" },
  { x: "left", y: "bottom" },
  { x: "left", y: "top" },
  { x: "right", y: "top" },
];

const ARROWS: Readonly<Record<string, Partial<Corner>>> = {
  ArrowLeft: { x: "left" },
  ArrowRight: { x: "right" },
  ArrowUp: { y: "top" },
  ArrowDown: { y: "bottom" },
};

/** Always possible. */
export function openPageWindow(options: WindowOptions): Promise<PictureWindow> {
  const { words, width, height, gone } = options;
  let corner = CLOCKWISE[0]!;
  const put = (next: Corner): void => {
    corner = next;
    const [x, y] = [`${MARGIN}px`, `${MARGIN}px`];
    const auto = { left: "auto", right: "auto", top: "auto", bottom: "auto", transform: "none" };
    Object.assign(stage.host.style, auto, { [corner.x]: x, [corner.y]: y });
  };
  const next = (): void => {
    const index = CLOCKWISE.findIndex(({ x, y }) => x === corner.x && y === corner.y);
    put(CLOCKWISE[(index + 1) % CLOCKWISE.length]!);
  };
  const stage = new Stage(document, "page", options, [
    ["move", { label: words.move, icons: ["move"], look: "", press: next }],
    ["close", { label: words.close, icons: ["close"], look: "", press: gone }],
  ]);
  const { host } = stage;
  let focused = document.activeElement;
  // What has the focus may be in an element of the app's own.
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  host.setAttribute("role", "region");
  host.setAttribute("aria-label", words.title);
  Object.assign(host.style, { width: `${width}px`, height: `${height}px` });
  put(corner);
  document.body.append(host);
  stage.show();
  host.addEventListener("keydown", (event) => {
    const [target] = event.composedPath();
    const arrow = ARROWS[event.key];
    if (!arrow || (target as HTMLElement).dataset?.["key"] !== "move") return;
    event.preventDefault();
    put({ ...corner, ...arrow });
  });
  drag(host, (x, y) =>
    put({ x: x < innerWidth / 2 ? "left" : "right", y: y < innerHeight / 2 ? "top" : "bottom" }),
  );
  return Promise.resolve({
    mode: "page",
    close() {
      const hadFocus = document.activeElement === host;
      stage.close();
      if (hadFocus && focused instanceof HTMLElement) focused.focus();
    },
  });
}

/** Follows the pointer; `dropped` is told where the middle of it came to lie. */
function drag(host: HTMLElement, dropped: (x: number, y: number) => void): void {
  host.addEventListener("pointerdown", (start) => {
    const onButton = start.composedPath().some((one) => (one as Element).localName === "button");
    if (onButton || start.button !== 0) return;
    const stop = new AbortController();
    const { signal } = stop;
    host.setPointerCapture(start.pointerId);
    const follow = ({ clientX, clientY }: PointerEvent): void => {
      host.style.transform = `translate(${clientX - start.clientX}px, ${clientY - start.clientY}px)`;
    };
    const drop = (): void => {
      stop.abort();
      const { x, y, width, height } = host.getBoundingClientRect();
      dropped(x + width / 2, y + height / 2);
    };
    host.addEventListener("pointermove", follow, { signal });
    host.addEventListener("pointerup", drop, { signal });
    host.addEventListener("pointercancel", drop, { signal });
  });
}
