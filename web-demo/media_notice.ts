/**
 * A microphone or camera that cannot be used: why, what to do about it, and that the call goes on without
 * it.
 */

import type { Call, CaptureError } from "ringline";
import { button, icon } from "./parts.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import type { Actions } from "./state.ts";
import { captureWords } from "./words.ts";
import type { Device } from "./words.ts";

/** One notice for each cause; nothing while all is well. */
export function mediaNotices(call: Call, actions: Actions): Child {
  const { local } = call;
  const microphone = local.microphone === "failed" ? (local.microphoneError ?? "failed") : null;
  const camera = local.camera === "failed" ? (local.cameraError ?? "failed") : null;
  if (microphone !== null && microphone === camera) {
    return notice(["microphone", "camera"], microphone, call, actions);
  }
  return [
    microphone !== null && notice(["microphone"], microphone, call, actions),
    camera !== null && notice(["camera"], camera, call, actions),
  ];
}

function notice(devices: readonly Device[], error: CaptureError, call: Call, actions: Actions): Described {
  const { title, text } = captureWords(devices, error);
  const again = (): void => {
    if (devices.includes("microphone")) actions.setMicrophone(call, true);
    if (devices.includes("camera")) actions.setCamera(call, true);
  };
  return h(
    "div",
    { key: devices.join(), class: "notice warning", role: "group", "aria-label": title },
    icon("warning"),
    h("p", {}, h("strong", {}, title), ". ", text),
    button("Try again", "plain", again),
  );
}
