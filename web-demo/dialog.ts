/** Modal dialogs: above everything, with the focus in them until they are answered. */

import { h } from "./render.ts";
import type { Child, Described, Props } from "./render.ts";

/** What a dialog is like. `oncancel`: Escape was pressed; the dialog stays until it is no longer described. */
export interface ModalProps extends Props {
  readonly role: "dialog" | "alertdialog";
  readonly oncancel: () => void;
}

export function modal({ oncancel, ...props }: ModalProps, ...children: readonly Child[]): Described {
  return h(
    "dialog",
    {
      ...props,
      "aria-modal": "true",
      tabindex: "-1",
      mounted: open,
      // Closing gives the focus back to what had it.
      removed: (dialog) => (dialog as HTMLDialogElement).close(),
      oncancel: (event) => {
        event.preventDefault();
        oncancel();
      },
      onkeydown: keepFocusInside,
    },
    ...children,
  );
}

/** Not on a button: whoever types at that moment must not answer by accident. */
function open(element: HTMLElement): void {
  (element as HTMLDialogElement).showModal();
  element.focus();
}

/** The rest of the page is inert; this keeps the focus from leaving for the browser's own controls. */
function keepFocusInside(event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const dialog = event.currentTarget as HTMLElement;
  const buttons = [...dialog.querySelectorAll("button")];
  const [from, to] = event.shiftKey ? [buttons.at(0), buttons.at(-1)] : [buttons.at(-1), buttons.at(0)];
  const isOutside = document.activeElement === dialog && event.shiftKey;
  if (document.activeElement !== from && !isOutside) return;
  event.preventDefault();
  to?.focus();
}
