/** Element `<ringline-devices>`. */

import { html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Call, Participant } from "../index.ts";
import { problemLine } from "./dial.ts";
import { define, RinglineElement } from "./element.ts";
import { Level, levelMeter } from "./level.ts";
import { button, iconButton } from "./parts/buttons.ts";
import { avatar } from "./parts/faces.ts";
import { permissionNotice } from "./parts/permissions.ts";
import { outputPicker, picker } from "./parts/pickers.ts";
import { nameOf, profileOf } from "./people.ts";
import { base } from "./styles/base.ts";
import { devicesStyles } from "./styles/devices.ts";

/**
 * Which microphone, camera and speaker are used, how loud the own microphone is, and how loud each of the others is
 * here. Stands in a call, where the kit opens it beside the controls, or by itself on a page of settings.
 *
 * @element ringline-devices
 * @prop {CallClient | null} client - The client whose devices these are.
 * @prop {Call | null} call - The call whose people can be made louder; without one there are only devices.
 * @csspart picker - A list of devices with its label; also `microphone`, `camera` or `speaker`.
 * @csspart level - The meter of the microphone.
 * @csspart volume - The row of one person in the call.
 * @csspart button - Every button; also its name in `ringline-button`: `allow`, `mute-here`, `close`.
 * @csspart notice - What is said about permissions.
 * @csspart problem - Why a device could not be taken.
 * @cssprop --ringline-accent - Colour of the meter and of the sliders.
 * @fires ringline-button - Somebody pressed a button; `preventDefault()` keeps it from doing anything.
 */
export class RinglineDevices extends RinglineElement {
  static override properties: PropertyDeclarations = {
    ...RinglineElement.properties,
    call: { attribute: false },
  };
  static override styles = [base, devicesStyles];
  declare call: Call | null;
  readonly #level = new Level(() => this.renderRoot.querySelector(".level"));

  constructor() {
    super();
    this.call = null;
  }

  /** To the first list. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("select, input")?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#level.follow(null);
  }

  protected override updated(): void {
    const { desk } = this;
    if (desk && desk.devices === null) {
      const look = desk.client.devices.list();
      look.then((devices) => desk.change({ devices })).catch(() => {});
    }
    this.#level.follow(this.isConnected ? this.#microphone : null);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { desk, call } = this;
    if (!desk) return nothing;
    const hasCamera = !desk.settings.audioOnly && call?.media !== "audio";
    return html`<div class="stack devices">
      ${permissionNotice(this, hasCamera ? ["microphone", "camera"] : ["microphone"])}
      ${picker(this, "microphone")} ${this.#microphone ? levelMeter(this.texts) : nothing}
      ${hasCamera ? picker(this, "camera") : nothing} ${outputPicker(this)} ${problemLine(this)}
      ${call && desk.settings.buttons.volume ? this.#volumes(call) : nothing}
      ${desk.panel === "devices" ? this.#closeButton() : nothing}
    </div>`;
  }

  /** In a call it is open anyhow; for a list alone it is not opened. */
  get #microphone(): MediaStreamTrack | null {
    return this.call?.local.stream.getAudioTracks()[0] ?? null;
  }

  #volumes({ participants }: Call): TemplateResult | typeof nothing {
    const heard = participants.filter(({ state }) => state === "joined");
    if (heard.length === 0) return nothing;
    return html`<div class="stack volumes">${heard.map((one) => this.#volume(one))}</div>`;
  }

  #volume(participant: Participant): TemplateResult {
    const { texts } = this;
    const name = nameOf(participant);
    const { muted } = participant;
    const change = ({ target }: Event): void =>
      participant.setVolume(Number((target as HTMLInputElement).value) / 100);
    return html`<div class="volume" part="volume">
      ${avatar(profileOf(participant), "small")}
      <div class="loudness">
        <span class="name" aria-hidden="true"><bdi>${name}</bdi></span>
        <input
          type="range"
          min="0"
          max="100"
          aria-label=${texts.speak("person.volume", name)}
          .value=${live(String(Math.round(participant.volume * 100)))}
          @input=${change}
        />
      </div>
      ${iconButton(
        this,
        {
          label: texts.speak(muted ? "person.unmute-here" : "person.mute-here", name),
          press: { button: "mute-here", participant, ...(this.call && { call: this.call }) },
          act: () => {
            participant.setMuted(!muted);
            this.desk?.changed();
          },
          look: muted ? "off" : "plain",
          icons: muted ? ["sound", "strike"] : ["sound"],
        },
        "iconic",
      )}
    </div>`;
  }

  #closeButton(): TemplateResult {
    const press = { button: "close", ...(this.call && { call: this.call }) } as const;
    const act = (): void => this.desk?.change({ panel: "none", problem: null });
    return html`<div class="row">
      ${button(this, { label: this.texts.say("button.close"), press, act })}
    </div>`;
  }
}

define("ringline-devices", RinglineDevices);
