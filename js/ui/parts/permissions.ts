/** Whether this page may use microphone and camera, and where that is changed. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { RinglineElement } from "../element.ts";
import type { TextKey } from "../languages/english.ts";
import { captureKeys } from "./media_notice.ts";
import type { Missing } from "./media_notice.ts";
import { button } from "./buttons.ts";
import { icon } from "./icons.ts";

/** What is captured. */
export type Captured = "microphone" | "camera";

/** One that was refused, with what to do; or the button that asks, where nothing has been asked yet. */
export function permissionNotice(
  host: RinglineElement,
  wanted: readonly Captured[],
): TemplateResult | typeof nothing {
  const { desk, texts } = host;
  if (!desk) return nothing;
  const { permissions } = desk.client.devices;
  const denied = missingOf(wanted.filter((one) => permissions[one] === "denied"));
  if (denied) return deniedNotice(host, denied);
  const { devices } = desk;
  const isNamed = wanted.some((one) => devices?.[one].some(({ label }) => label !== ""));
  if (devices === null || isNamed) return nothing;
  const ask = (): void => {
    const there = wanted.filter((one) => devices[one].length > 0);
    const asked = there.length > 0 ? there : wanted;
    desk.try(
      desk.client.devices.request({
        microphone: asked.includes("microphone"),
        camera: asked.includes("camera"),
      }),
    );
  };
  return html`<div class="notice" part="notice">
    ${icon("microphone")}
    <p>${texts.say("devices.which")}</p>
    ${button(host, { label: texts.say("button.allow"), press: { button: "allow" }, act: ask, look: "primary" })}
  </div>`;
}

function deniedNotice({ texts }: RinglineElement, missing: Missing): TemplateResult {
  const [title] = captureKeys(missing, "denied");
  return html`<div class="notice warning" part="notice" role="group" aria-label=${texts.say(title)}>
    ${icon("warning")}
    <p><strong>${texts.say(title)}</strong>. ${texts.say(permissionHelpKey())}</p>
  </div>`;
}

/** One word for one or both of them. */
export function missingOf(captured: readonly Captured[]): Missing | undefined {
  return captured.length > 1 ? "both" : captured[0];
}

/** What helps in this browser: where it keeps what its user has allowed. */
export function permissionHelpKey(): TextKey {
  return `help.permission.${browserOf(navigator)}`;
}

type Browser = "chrome" | "edge" | "firefox" | "safari" | "ios" | "android" | "other";

/** By client hints where there are some (WICG, user agent client hints), else by the string. */
function browserOf({ userAgent, userAgentData, maxTouchPoints }: Navigator & Hints): Browser {
  const brands = userAgentData?.brands.map(({ brand }) => brand) ?? [];
  // An iPad says that it is a Mac.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return "ios";
  if (/Android/.test(userAgent)) return "android";
  if (brands.includes("Microsoft Edge") || userAgent.includes("Edg/")) return "edge";
  if (brands.includes("Chromium") || userAgent.includes("Chrome/")) return "chrome";
  if (userAgent.includes("Firefox/")) return "firefox";
  return userAgent.includes("Safari/") ? "safari" : "other";
}

interface Hints {
  readonly userAgentData?: { readonly brands: readonly { readonly brand: string }[] };
}
