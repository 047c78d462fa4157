/** What became of the last request for video (R73). */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call } from "../../index.ts";
import type { RinglineElement } from "../element.ts";
import { nameOfUser } from "../people.ts";
import { requestKey } from "../wording.ts";
import { button } from "./buttons.ts";
import { icon } from "./icons.ts";

/** What waits, and what did not work, until it is dismissed. */
export function requestNotice(host: RinglineElement, call: Call): TemplateResult | typeof nothing {
  const { texts, desk } = host;
  const state = call.videoRequest?.state;
  const words = requestKey(call);
  if (!words || state === "accepted" || desk?.isDismissed(call)) return nothing;
  const cancel = button(host, {
    label: texts.say("button.cancel-request"),
    press: { button: "cancel-request", call },
    act: () => desk?.try(call.cancelVideo()),
  });
  const dismiss = button(host, {
    label: texts.say("button.dismiss"),
    press: { button: "dismiss", call },
    act: () => desk?.closeRequest(call),
    look: "quiet",
  });
  return html`<div class="notice" part="notice">
    ${icon("camera")}
    <p>${texts.show(words.key, nameOfUser(call, words.by))}</p>
    ${state === "requested" ? cancel : dismiss}
  </div>`;
}
