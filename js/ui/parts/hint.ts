/** What the user should know of the own microphone: spoken into while muted, or on and silent. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call } from "../../index.ts";
import type { RinglineElement } from "../element.ts";
import { icon } from "./icons.ts";

/** In the notices of a call. */
export function hintNotice(host: RinglineElement, call: Call): TemplateResult | typeof nothing {
  const { microphoneHint } = call;
  if (microphoneHint === undefined) return nothing;
  return html`<div class="notice warning" part="notice" role="status">
    ${icon("microphone", "strike")}
    <p>${host.texts.say(`hint.${microphoneHint}`)}</p>
  </div>`;
}
