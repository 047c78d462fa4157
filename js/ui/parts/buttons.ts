/** Buttons: with words, round with words below, and in the corner of a tile. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { ButtonPress, RinglineElement } from "../element.ts";
import { icon } from "./icons.ts";
import type { Icon } from "./icons.ts";

/** How a button looks. */
export type Look = "plain" | "primary" | "accept" | "danger" | "warn" | "quiet" | "off";

/** What a button is and does. */
export interface Button {
  /** Its words. */
  readonly label: string;
  readonly press: ButtonPress;
  readonly act: () => void;
  readonly look?: Look;
  readonly icons?: readonly Icon[];
  /** Over the whole width of where it stands. */
  readonly isWide?: boolean;
  /** For a button that opens and closes a panel: which, and whether it is open. */
  readonly opens?: string;
  readonly expanded?: boolean;
  /** The keys that press it (WAI-ARIA, aria-keyshortcuts). */
  readonly keys?: string;
}

/** A button with words, and maybe icons before them. */
export function button(host: RinglineElement, described: Button): TemplateResult {
  const { label, press, act, look = "plain", icons = [], isWide = false } = described;
  return html`<button
    type="button"
    part="button ${press.button}"
    class="button ${look} ${isWide ? "wide" : ""}"
    @click=${() => host.press(press, act)}
  >
    ${icons.length > 0 ? icon(...icons) : nothing}<span>${label}</span>
  </button>`;
}

/** A round button with its words below. */
export function roundButton(host: RinglineElement, described: Button): TemplateResult {
  const { label, press, act, look = "plain", icons = [], opens, expanded, keys } = described;
  return html`<button
    type="button"
    part="button ${press.button}"
    class="round ${look}"
    data-opens=${ifDefined(opens)}
    aria-expanded=${ifDefined(expanded === undefined ? undefined : expanded ? "true" : "false")}
    aria-keyshortcuts=${ifDefined(keys)}
    @click=${() => host.press(press, act)}
  >
    <span class="disc">${icon(...icons)}</span><span class="caption">${label}</span>
  </button>`;
}

/** A round button that is only an icon to those who see it: above a picture, or where it stands. */
export function iconButton(
  host: RinglineElement,
  described: Button,
  shape: "corner" | "iconic" = "corner",
): TemplateResult {
  const { label, press, act, look = "plain", icons = [] } = described;
  return html`<button
    type="button"
    part="button ${press.button}"
    class="${shape} ${look}"
    aria-label=${label}
    title=${label}
    @click=${() => host.press(press, act)}
  >
    ${icon(...icons)}
  </button>`;
}
