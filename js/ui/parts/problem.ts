/** Why what was tried last did not work. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { RinglineElement } from "../element.ts";
import { icon } from "./icons.ts";

/** Beside what it is about; a field names it by `aria-describedby="problem"`. */
export function problemLine({ desk, texts }: RinglineElement): TemplateResult | typeof nothing {
  const code = desk?.problem;
  if (code === null || code === undefined) return nothing;
  return html`<p id="problem" class="problem" part="problem" role="alert">
    ${icon("warning")}<span>${texts.error({ code })}</span>
  </p>`;
}
