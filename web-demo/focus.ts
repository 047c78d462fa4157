/** The keyboard's place survives what changes around it. */

/** Where the focus was before the page changed. */
export interface FocusMark {
  readonly element: Element | null;
  /** Whose tile it was in. */
  readonly person: string | null;
  /** Which panel it was in. */
  readonly panel: string | null;
}

export function markFocus(): FocusMark {
  const element = document.activeElement === document.body ? null : document.activeElement;
  const within = (name: string): string | null => element?.closest(`[${name}]`)?.getAttribute(name) ?? null;
  return { element, person: within("data-person"), panel: within("data-panel") };
}

/**
 * What had the focus is gone: it goes on in the tile of the same person, on the button that opened the panel, or
 * else where the page begins. On a page that is new it begins there, if nothing else has the focus.
 */
export function restoreFocus(root: Element, before: FocusMark, isNewPage: boolean): void {
  const isNowhere = document.activeElement === null || document.activeElement === document.body;
  const isLost = before.element !== null && !before.element.isConnected;
  if (!isNowhere || !(isNewPage || isLost)) return;
  const all = [...root.querySelectorAll<HTMLElement>("[data-person], [data-opens]")];
  const tile = all.find(({ dataset }) => before.person !== null && dataset["person"] === before.person);
  const opener = all.find(({ dataset }) => before.panel !== null && dataset["opens"] === before.panel);
  const start = root.querySelector<HTMLElement>("main [data-focus]");
  (tile?.querySelector("button") ?? opener ?? start)?.focus();
}
