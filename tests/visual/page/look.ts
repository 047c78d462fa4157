/** What can be said of a screen without looking: what is cut, covered, too small or out of reach; where things are. */

/** From the left and the top edge, and how large; whole pixels. */
export type Place = readonly [x: number, y: number, width: number, height: number];

const PRESSED = "button, a[href], input, select, textarea, summary, [role=button]";

/** WCAG 2.5.5. */
const LEAST_TARGET = 44;

/** Rounding of the browser. */
const SLACK = 1;

/** All elements that are there to be seen, through open shadow roots. */
export function* seen(root: ParentNode = document): Generator<HTMLElement> {
  for (const element of root.querySelectorAll<HTMLElement>("*")) {
    if (element.checkVisibility({ visibilityProperty: true })) yield element;
    if (element.shadowRoot) yield* seen(element.shadowRoot);
  }
}

/** The one around it as it is laid out. */
function around(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  const parent = element.parentNode;
  return parent instanceof ShadowRoot ? parent.host : (parent as Element | null);
}

function* aroundAll(element: Element): Generator<HTMLElement> {
  for (let one = around(element); one instanceof HTMLElement; one = around(one)) yield one;
}

function isInside(inner: Element, outer: Element): boolean {
  return [...aroundAll(inner)].includes(outer as HTMLElement);
}

/** What lies above the page: a dialog, a small window, the bar of a call. */
function layerOf(element: HTMLElement): HTMLElement | null {
  for (const one of [element, ...aroundAll(element)]) {
    if (one instanceof HTMLDialogElement || /fixed|sticky/.test(getComputedStyle(one).position)) return one;
  }
  return null;
}

/** Whether one can scroll to it sideways. */
function isScrolled(element: HTMLElement): boolean {
  return [...aroundAll(element)].some((one) => {
    return one.scrollWidth > one.clientWidth + SLACK && /auto|scroll/.test(getComputedStyle(one).overflowX);
  });
}

function nameOf(element: HTMLElement): string {
  const words = element.getAttribute("aria-label") ?? element.textContent?.trim().replaceAll(/\s+/g, " ");
  return `${element.localName}${element.id && `#${element.id}`} "${(words ?? "").slice(0, 40)}"`;
}

/** What is pressed where a box is ticked is its label. */
function target(element: HTMLElement): HTMLElement {
  const isTicked = element instanceof HTMLInputElement && /checkbox|radio/.test(element.type);
  return (isTicked && element.labels?.[0]) || element;
}

/** What can be pressed now. */
function pressable(): HTMLElement[] {
  const all = [...seen()];
  const modal = all.find((element) => element.matches("dialog:modal"));
  const found = all.filter((element) => element.matches(PRESSED) && (!modal || isInside(element, modal)));
  return [...new Set(found.map(target))];
}

/** Everything that is wrong with the screen, in words. */
export function findings(): string[] {
  const pressed = pressable();
  const spots = pressed.map(spot);
  const root = document.scrollingElement!;
  const over = root.scrollWidth - innerWidth;
  return [
    ...(over > 0 ? [`the page is ${over} pixels too wide: ${widest()}`] : []),
    ...pressed.flatMap(reach),
    ...spots.flatMap((one, index) => spots.slice(index + 1).flatMap((other) => overlap(one, other))),
    ...[...seen()].flatMap(cut),
  ];
}

/** For whoever has to find out why. */
function widest(): string {
  const out = [...seen()].filter((one) => one.getBoundingClientRect().right > innerWidth && !isScrolled(one));
  return out.map(({ localName, className }) => `${localName}.${className}`).join(" > ");
}

/** Large enough, and where one gets to. */
function reach(element: HTMLElement): string[] {
  const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
  const found: string[] = [];
  if (Math.min(width, height) < LEAST_TARGET - 0.5) {
    found.push(`${nameOf(element)} is ${width.toFixed(1)} x ${height.toFixed(1)}`);
  }
  if ((left < -SLACK || right > innerWidth + SLACK) && !isScrolled(element)) {
    found.push(`${nameOf(element)} sticks out sideways: ${left} to ${right}`);
  }
  const layer = layerOf(element);
  const isFixed =
    layer && (layer instanceof HTMLDialogElement || getComputedStyle(layer).position === "fixed");
  if (isFixed && layer.scrollHeight <= layer.clientHeight + SLACK) {
    if (top < -SLACK || bottom > innerHeight + SLACK)
      found.push(`${nameOf(element)} is out of reach: ${top}`);
  }
  return found;
}

/** What can be pressed, the layer it is on, and what of it is not scrolled away. */
interface Spot {
  readonly element: HTMLElement;
  readonly layer: HTMLElement | null;
  readonly edges: Readonly<Record<"left" | "top" | "right" | "bottom", number>>;
}

function spot(element: HTMLElement): Spot {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const edges = { left, top, right, bottom };
  for (const one of aroundAll(element)) {
    if (getComputedStyle(one).overflow === "visible") continue;
    const clip = one.getBoundingClientRect();
    edges.left = Math.max(edges.left, clip.left);
    edges.top = Math.max(edges.top, clip.top);
    edges.right = Math.min(edges.right, clip.right);
    edges.bottom = Math.min(edges.bottom, clip.bottom);
  }
  return { element, layer: layerOf(element), edges };
}

/** Two that are pressed lie on each other, and none of them is above the page. */
function overlap({ element: one, layer, edges: a }: Spot, { element: other, ...more }: Spot): string[] {
  const b = more.edges;
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= SLACK || height <= SLACK || layer !== more.layer) return [];
  if (isInside(one, other) || isInside(other, one)) return [];
  return [`${nameOf(one)} and ${nameOf(other)} overlap`];
}

/** Words that are cut without a sign that there are more. */
function cut(element: HTMLElement): string[] {
  const { overflowX, textOverflow, webkitLineClamp, clipPath } = getComputedStyle(element);
  const isButton = element.matches("button");
  const hasWords = [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== "");
  const hides =
    hasWords && overflowX === "hidden" && textOverflow !== "ellipsis" && webkitLineClamp === "none";
  if ((!isButton && !hides) || clipPath !== "none") return [];
  const wide = element.scrollWidth - element.clientWidth;
  const high = isButton ? element.scrollHeight - element.clientHeight : 0;
  return wide > SLACK || high > SLACK ? [`${nameOf(element)} is cut by ${wide} x ${high}`] : [];
}

/** What is compared with where it was: parts with a name. */
const PLACED =
  "ringline-tile, .card, h1, dialog, [part~=title], [part~=controls], [part~=panel], [part~=notice], " +
  "[part~=toast], [part~=button]";

/** Where the parts are that have a name. */
export function places(): Record<string, Place> {
  const found: Record<string, Place> = {};
  for (const element of seen()) {
    if (!element.matches(PLACED)) continue;
    const kind = element.part.length > 0 ? [...element.part].join(" ") : element.localName;
    const name = `${kind}${element.localName === "ringline-tile" ? ` ${labelOf(element)}` : ""}`;
    const { x, y, width, height } = element.getBoundingClientRect();
    let key = name;
    for (let more = 2; key in found; more += 1) key = `${name} ${more}`;
    found[key] = [x, y, width, height].map(Math.round) as unknown as Place;
  }
  return found;
}

function labelOf(tile: HTMLElement): string {
  return tile.shadowRoot?.querySelector("[aria-label]")?.getAttribute("aria-label") ?? "";
}
