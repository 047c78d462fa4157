/**
 * A microphone or camera that cannot be used: why, what to do about it, and that the call goes on without it.
 */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call, CaptureError } from "../../index.ts";
import type { RinglineElement } from "../element.ts";
import { captureKeys } from "../wording.ts";
import type { Missing } from "../wording.ts";
import { button } from "./buttons.ts";
import { icon } from "./icons.ts";

/** One notice for each cause; nothing while all is well. */
export function mediaNotices(
  host: RinglineElement,
  call: Call,
): readonly (TemplateResult | typeof nothing)[] {
  const { local } = call;
  const microphone = local.microphone === "failed" ? (local.microphoneError ?? "failed") : null;
  const camera = local.camera === "failed" ? (local.cameraError ?? "failed") : null;
  if (microphone !== null && microphone === camera) return [notice(host, call, "both", microphone)];
  return [
    microphone === null ? nothing : notice(host, call, "microphone", microphone),
    camera === null ? nothing : notice(host, call, "camera", camera),
  ];
}

function notice(host: RinglineElement, call: Call, missing: Missing, error: CaptureError): TemplateResult {
  const { texts } = host;
  const [title, effect, advice] = captureKeys(missing, error).map((key) => texts.say(key));
  // What failed stands in call.local, and is shown from there.
  const again = (): void => {
    if (missing !== "camera") call.setMicrophoneEnabled(true).catch(() => {});
    if (missing !== "microphone") call.setCameraEnabled(true).catch(() => {});
  };
  const press = { button: "try-again", call } as const;
  return html`<div class="notice warning" part="notice" role="group" aria-label=${title ?? ""}>
    ${icon("warning")}
    <p><strong>${title}</strong>. ${effect} ${advice}</p>
    ${button(host, { label: texts.say("button.try-again"), press, act: again })}
  </div>`;
}
