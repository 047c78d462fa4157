/**
 * A microphone or camera that cannot be used: why, what to do about it, and that the call goes on without it.
 */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call, CaptureError } from "../../index.ts";
import type { RinglineElement } from "../element.ts";
import type { TextKey } from "../languages/english.ts";
import { button } from "./buttons.ts";
import { icon } from "./icons.ts";

/** What can be missing. */
export type Missing = "microphone" | "camera" | "both";

/** Why microphone or camera are missing, what goes on without them, and what to do about it. */
export function captureKeys(missing: Missing, error: CaptureError): readonly [TextKey, TextKey, TextKey] {
  return [`capture.${missing}.${error}`, `capture.${missing}`, `capture.${error}`];
}

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
    <p><strong>${title}</strong> – ${effect} ${advice}</p>
    ${button(host, { label: texts.say("button.try-again"), press, act: again })}
  </div>`;
}
