/** The keyboard's place survives what changes around it, across shadow roots. */

/** Where the focus was before the page changed. */
export interface FocusMark {
  readonly element: Element | null;
  /** Whose tile it was in. */
  readonly person: string | null;
  /** Which panel it was in. */
  readonly panel: string | null;
}

/** What has the focus, in whichever shadow root. */
export function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element === document.body ? null : element;
}

export function markFocus(): FocusMark {
  const element = focused();
  return { element, person: within(element, "data-person"), panel: within(element, "data-panel") };
}

/**
 * What had the focus is gone: it goes on in the tile of the same person, on the button that opened the panel, or else
 * where the page begins. On a page that is new it begins there, if nothing else has the focus.
 */
export function restoreFocus(root: ParentNode, before: FocusMark, isNewPage: boolean): void {
  const isLost = before.element !== null;
  if (focused() !== null || !(isNewPage || isLost)) return;
  // What was moved loses the focus, too, and is there again.
  if (before.element?.isConnected) (before.element as HTMLElement).focus();
  if (focused() !== null) return;
  const all = [...deep(root)];
  const tile = all.find(({ dataset }) => before.person !== null && dataset["person"] === before.person);
  const opener = all.find(({ dataset }) => before.panel !== null && dataset["opens"] === before.panel);
  const start = all.find(({ dataset }) => dataset["focus"] !== undefined);
  const inTile = tile && [...deep(tile)].find((one) => one.matches("button"));
  (inTile ?? opener ?? start)?.focus();
}

/** The value of the nearest attribute around an element, across shadow roots. */
function within(element: Element | null, name: string): string | null {
  for (let at = element; at; at = hostOf(at)) {
    const found = at.closest(`[${name}]`);
    if (found) return found.getAttribute(name);
  }
  return null;
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** All elements in a part of the page, in order, with what is in their shadow roots. */
function* deep(root: ParentNode): Generator<HTMLElement> {
  for (const element of root.querySelectorAll<HTMLElement>("*")) {
    yield element;
    if (element.shadowRoot) yield* deep(element.shadowRoot);
  }
}
