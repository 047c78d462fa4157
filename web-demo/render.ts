/**
 * Screens are pure functions that describe what should be seen; `render` makes the page look like the
 * description and keeps the elements that stay, with their focus, their video and their text fields.
 * Must not know calls.
 */

/** What an element should be like. Attributes by name; `undefined` and `false` take one away. */
export interface Props {
  readonly key?: string;
  /** Runs once the element is in the page. */
  readonly mounted?: (element: HTMLElement) => void;
  /** Runs after every render, `mounted` included. */
  readonly updated?: (element: HTMLElement) => void;
  /** Runs before the element leaves the page, or the one it is in. */
  readonly removed?: (element: HTMLElement) => void;
  readonly onclick?: (event: MouseEvent) => void;
  readonly onsubmit?: (event: SubmitEvent) => void;
  readonly oninput?: (event: Event) => void;
  readonly onkeydown?: (event: KeyboardEvent) => void;
  readonly oncancel?: (event: Event) => void;
  readonly srcObject?: MediaStream | null;
  readonly [attribute: string]: unknown;
}

/** A described element. */
export interface Described {
  readonly tag: string;
  readonly props: Props;
  readonly children: readonly (Described | string)[];
}

/** What may stand among children; nothing is shown for null and false. */
export type Child = Described | string | null | false | readonly Child[];

/** Describes an element. */
export function h(tag: string, props: Props = {}, ...children: readonly Child[]): Described {
  return { tag, props, children: flat(children) };
}

/** Makes the content of `container` be what is described. */
export function render(container: Element, ...children: readonly Child[]): void {
  const after: (() => void)[] = [];
  patchChildren(container, flat(children), after);
  for (const run of after) run();
}

const described = new WeakMap<Node, Described>();
const HOOKS = new Set(["key", "mounted", "updated", "removed"]);

function flat(children: readonly Child[]): (Described | string)[] {
  return children.flatMap((child): (Described | string)[] => {
    if (child === null || child === false) return [];
    if (typeof child === "string") return child === "" ? [] : [child];
    return "tag" in child ? [child] : flat(child);
  });
}

/** Keeps an element whose tag and key are the same, in order; whatever is passed over leaves. */
function patchChildren(
  parent: Element,
  children: readonly (Described | string)[],
  after: (() => void)[],
): void {
  let place: ChildNode | null = parent.firstChild;
  for (const child of children) {
    let found = place;
    while (found && !isSame(found, child)) found = found.nextSibling;
    if (found) {
      while (place && place !== found) place = remove(place);
      place = found.nextSibling;
      patch(found, child, after);
    } else {
      parent.insertBefore(create(child, parent, after), place);
    }
  }
  while (place) place = remove(place);
}

function isSame(node: Node, child: Described | string): boolean {
  if (typeof child === "string") return node.nodeType === Node.TEXT_NODE;
  const old = described.get(node);
  return old?.tag === child.tag && old.props.key === child.props.key;
}

function create(child: Described | string, parent: Element, after: (() => void)[]): Node {
  if (typeof child === "string") return document.createTextNode(child);
  const isGraphic = child.tag === "svg" || parent.namespaceURI === SVG;
  const element = isGraphic ? document.createElementNS(SVG, child.tag) : document.createElement(child.tag);
  if (child.props.mounted) after.push(() => child.props.mounted?.(element as HTMLElement));
  patch(element, child, after);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

function patch(node: Node, child: Described | string, after: (() => void)[]): void {
  if (typeof child === "string") {
    if (node.nodeValue !== child) node.nodeValue = child;
    return;
  }
  const element = node as HTMLElement;
  const old = described.get(node)?.props ?? {};
  for (const name of new Set([...Object.keys(old), ...Object.keys(child.props)])) {
    if (!HOOKS.has(name) && old[name] !== child.props[name]) setProp(element, name, child.props[name]);
  }
  described.set(node, child);
  patchChildren(element, child.children, after);
  if (child.props.updated) after.push(() => child.props.updated?.(element));
}

function setProp(element: HTMLElement, name: string, value: unknown): void {
  if (name.startsWith("on") || name === "srcObject" || name === "muted") {
    Object.assign(element, { [name]: value ?? null });
  } else if (value === undefined || value === false || value === null) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

function remove(node: ChildNode): ChildNode | null {
  const next = node.nextSibling;
  leave(node);
  node.remove();
  return next;
}

function leave(node: Node): void {
  described.get(node)?.props.removed?.(node as HTMLElement);
  for (const child of node.childNodes) leave(child);
}
