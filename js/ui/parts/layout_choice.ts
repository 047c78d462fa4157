/** Which layout the user wants (R82). */

import { html } from "lit";
import type { TemplateResult } from "lit";
import type { RinglineElement } from "../element.ts";
import { settingValues } from "../settings.ts";

/** One of several: radio buttons. */
export function layoutChoice(host: RinglineElement): TemplateResult {
  const { texts, desk } = host;
  const chosen = desk!.layout ?? desk!.settings.layout;
  const choices = settingValues.layout.map(
    (layout) =>
      html`<label class="choice">
        <input
          type="radio"
          name="layout"
          value=${layout}
          .checked=${layout === chosen}
          @change=${() => host.press({ button: "layout" }, () => desk!.change({ layout }))}
        />
        <span>${texts.say(`layout.${layout}`)}</span>
      </label>`,
  );
  return html`<fieldset class="choices">
    <legend>${texts.say("button.layout")}</legend>
    ${choices}
  </fieldset>`;
}
