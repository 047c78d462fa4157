/** What others do to this user: recordings and whether one agrees to them (R86); being muted (R77). */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call } from "../../index.ts";
import type { ButtonName, RinglineElement } from "../element.ts";
import { nameOfUser } from "../people.ts";
import { button } from "./buttons.ts";
import type { Look } from "./buttons.ts";
import { icon } from "./icons.ts";

/** In the notices of a call. */
export function moderationNotices(
  host: RinglineElement,
  call: Call,
): readonly (TemplateResult | typeof nothing)[] {
  return [recordedNotice(host, call), mutedNotice(host, call)];
}

/** Somebody else records: everybody is told for as long as it lasts, and asked once. */
function recordedNotice(host: RinglineElement, call: Call): TemplateResult | typeof nothing {
  const { texts } = host;
  const by = call.recording?.by.find((user) => call.participants.some(({ userId }) => userId === user));
  if (by === undefined) return nothing;
  const key = call.recording?.state === "starting" ? "recording.wants" : "recording.by";
  const answer = (name: ButtonName, look: Look, given: boolean): TemplateResult =>
    button(host, {
      label: texts.say(given ? "button.agree" : "button.leave-me-out"),
      press: { button: name, call },
      act: () => host.desk?.try(call.consentToRecording(given)),
      look,
    });
  return html`<div class="notice warning" part="notice">
    ${icon("record")}
    <p role="status">
      ${texts.show(key, nameOfUser(call, by))}
      ${call.consent === "refused" ? texts.say("recording.left-out") : nothing}
    </p>
    ${call.canConsent ? [answer("agree", "primary", true), answer("leave-me-out", "plain", false)] : nothing}
  </div>`;
}

/** The microphone obeyed somebody. */
function mutedNotice(host: RinglineElement, call: Call): TemplateResult | typeof nothing {
  const { texts } = host;
  const by = call.local.mutedBy;
  if (by === undefined) return nothing;
  return html`<div class="notice" part="notice">
    ${icon("microphone", "strike")}
    <p role="status">${texts.show("muted.by", nameOfUser(call, by))}</p>
    ${button(host, {
      label: texts.say("button.unmute-short"),
      press: { button: "microphone", call },
      act: () => void call.setMicrophoneEnabled(true).catch(() => {}),
    })}
  </div>`;
}
