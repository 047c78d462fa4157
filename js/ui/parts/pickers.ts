/** Which microphone, camera and speaker are used. What the browser leaves no choice in is said, not shown. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Device, DeviceName } from "../../index.ts";
import type { RinglineElement } from "../element.ts";
import { icon } from "./icons.ts";
import type { Icon } from "./icons.ts";

const ICONS = { microphone: "microphone", camera: "camera", speaker: "sound" } as const satisfies Record<
  DeviceName,
  Icon
>;

/** The list of one kind. */
export function picker(host: RinglineElement, name: DeviceName): TemplateResult {
  const { texts, desk } = host;
  const chosen = desk?.client.devices.chosen[name] ?? "";
  const all = desk?.devices?.[name].filter(isOwn) ?? [];
  const options = [{ deviceId: "", label: texts.say("devices.default") }, ...all];
  const label = texts.say(`devices.${name}`);
  const pick = ({ target }: Event): void => {
    const { value } = target as HTMLSelectElement;
    const done = desk?.client.devices.select(name, value);
    desk?.try(done?.finally(() => host.requestUpdate()));
  };
  return html`<div class="picker" part="picker ${name}">
    <label for=${`device-${name}`}>${label}</label>
    <span class="choice">
      ${icon(ICONS[name])}
      <select id=${`device-${name}`} @change=${pick}>
        ${options.map(
          (option, index) =>
            html`<option value=${option.deviceId} .selected=${live(option.deviceId === chosen)}>
              ${option.label || `${label} ${String(index)}`}
            </option>`,
        )}
      </select>
    </span>
  </div>`;
}

/** Where sound comes out, as far as there is a choice (R71). */
export function outputPicker(host: RinglineElement): TemplateResult | typeof nothing {
  const { texts, desk } = host;
  if (!desk?.settings.buttons.audioOutput) return nothing;
  const { output } = desk.client.devices.capabilities;
  if (output === "sink") return picker(host, "speaker");
  const key = output === "input" ? "devices.with-microphone" : "devices.by-system";
  return html`<p class="muted aside">${icon("sound")} ${texts.say(key)}</p>`;
}

/** Chromium lists two entries that stand for another device. */
function isOwn({ deviceId }: Device): boolean {
  return deviceId !== "" && deviceId !== "default" && deviceId !== "communications";
}
