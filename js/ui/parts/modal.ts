/** Modal dialogs: above everything, with the focus in them until they are answered. */

import { RinglineElement } from "../element.ts";

/** Base class of elements that are one `<dialog>`: open while there is something to ask. */
export abstract class ModalElement extends RinglineElement {
  #shown = "";

  /** What is asked about now; another one is another dialog. Empty: nothing is asked. */
  protected abstract get subject(): string;

  /** Whether the rest of the page waits for the answer. */
  protected get isModal(): boolean {
    return true;
  }

  /** Escape was pressed. The dialog stays until there is nothing to ask. */
  protected abstract cancelled(): void;

  protected readonly oncancelled = (event: Event): void => {
    event.preventDefault();
    this.cancelled();
  };

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    const { subject } = this;
    if (!dialog || subject === this.#shown) return;
    this.#shown = subject;
    // Closing gives the focus back to what had it.
    if (dialog.open) dialog.close();
    if (subject === "") return;
    if (!this.isModal) return dialog.show();
    dialog.showModal();
    // Not on a button: whoever types at that moment must not answer by accident.
    dialog.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.renderRoot.querySelector("dialog")?.close();
    this.#shown = "";
  }

  /** The rest of the page is inert; this keeps the focus from leaving for the browser's own controls. */
  protected readonly keepFocus = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !this.isModal) this.cancelled();
    if (event.key !== "Tab" || !this.isModal) return;
    const dialog = event.currentTarget as HTMLElement;
    const buttons = [...dialog.querySelectorAll("button")];
    const [from, to] = event.shiftKey ? [buttons.at(0), buttons.at(-1)] : [buttons.at(-1), buttons.at(0)];
    const { activeElement } = this.renderRoot as ShadowRoot;
    if (activeElement !== from && !(activeElement === dialog && event.shiftKey)) return;
    event.preventDefault();
    to?.focus();
  };
}
