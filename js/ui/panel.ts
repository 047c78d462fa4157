/** What a button of a call opens above the bar. */

import { html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { cache } from "lit/directives/cache.js";
import type { Call } from "../index.ts";
import { dialForm } from "./dial.ts";
import { define, RinglineElement } from "./element.ts";
import { focused } from "./focus.ts";
import { button } from "./parts/buttons.ts";
import { layoutChoice } from "./parts/layout_choice.ts";
import { shortcutSheet } from "./parts/shortcuts.ts";
import { panelStyles } from "./styles/panel.ts";

/** Devices, people to invite, another call, layouts or shortcuts: part `panel` of `<ringline-call>`. */
export class RinglinePanel extends RinglineElement {
  static override properties: PropertyDeclarations = {
    ...RinglineElement.properties,
    call: { attribute: false },
  };
  static override styles = [RinglineElement.styles, panelStyles];
  declare call: Call | null;
  #opened = "none";
  #isHere = false;

  constructor() {
    super();
    this.call = null;
    this.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.#close();
    });
  }

  override render(): unknown {
    return cache(this.#content());
  }

  /** Whoever opened a panel goes on in it. */
  protected override updated(): void {
    const panel = this.desk?.panel ?? "none";
    if (panel !== "none" && panel !== this.#opened) void this.#enter();
    this.#opened = panel;
    this.#isHere = this.desk !== null;
  }

  async #enter(): Promise<void> {
    const isLate = !this.#isHere;
    this.#isHere = true;
    await this.updateComplete;
    // The panels came after it was opened: whoever has gone on elsewhere stays there.
    if (isLate && !isFree(focused())) return;
    const inner = this.renderRoot.querySelector<RinglineElement>("[data-content]")?.renderRoot;
    (inner ?? this.renderRoot).querySelector<HTMLElement>("input, select, button")?.focus();
  }

  #content(): TemplateResult | typeof nothing {
    const { client, call, desk } = this;
    switch (desk?.panel ?? "none") {
      case "devices":
        return html`<ringline-devices data-content .client=${client} .call=${call}></ringline-devices>`;
      case "invite":
        return html`<ringline-invite-picker
          data-content
          .client=${client}
          .call=${call}
        ></ringline-invite-picker>`;
      case "call":
        return dialForm(this, { more: this.#closeButton() });
      case "layout":
        return html`${layoutChoice(this)} ${this.#closeButton()}`;
      case "keys":
        return html`${shortcutSheet(this)} ${this.#closeButton()}`;
      case "none":
        return nothing;
    }
  }

  #closeButton(): TemplateResult {
    return button(this, {
      label: this.texts.say("button.close"),
      press: { button: "close" },
      act: () => this.#close(),
    });
  }

  #close(): void {
    this.desk?.change({ panel: "none", problem: null });
  }
}

/** Nowhere, or still on the button that opened the panel. */
function isFree(element: Element | null): boolean {
  return element === null || element.hasAttribute("data-opens");
}

define("ringline-panel", RinglinePanel);
