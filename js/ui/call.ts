/** The page of a call that was answered, and of a group from its dial on: tiles, time, and controls. */

import { html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Call } from "../index.ts";
import type { RinglineControls } from "./controls.ts";
import { define, RinglineElement } from "./element.ts";
import { loadPanels } from "./lazy.ts";
import { button } from "./parts/buttons.ts";
import { icon } from "./parts/icons.ts";
import { whoOf } from "./people.ts";
import { call as callStyle, NOTICE_PARTS } from "./styles/call.ts";
import { clock } from "./texts.ts";
import { callKey, stateKey, titleOf } from "./wording.ts";

/**
 * A call: who is in it, for how long, what there is to know of it, and the buttons (R78, R81 to R84).
 *
 * @element ringline-call
 * @attr {boolean} small - a small window: tiles and two buttons
 * @slot captions - captions or subtitles of the app, over the tiles
 * @slot controls - buttons of the app, in the bar
 * @fires {ButtonEvent} ringline-button - a button was pressed; cancellable
 * @csspart title - who is in the call, and the time
 * @csspart stage - the tiles
 * @csspart controls - the bar of buttons
 * @csspart notice - what is said of devices, of recordings and of being muted
 * @csspart panel - what a button opens above the bar
 * @csspart figures - the figures of the connection
 */
export class RinglineCall extends RinglineElement {
  static override properties: PropertyDeclarations = {
    ...RinglineElement.properties,
    small: { type: Boolean, reflect: true },
  };
  static override styles = [RinglineElement.styles, callStyle];
  declare small: boolean;

  constructor() {
    super();
    this.small = false;
  }

  override render(): TemplateResult | typeof nothing {
    const call = this.desk?.current;
    if (!call) return nothing;
    const { texts, client, desk } = this;
    return html`<section class="stage in-call ${call.media}">
      <div class="title" part="title">
        <h1 tabindex="-1" data-focus>${titleOf(texts, call)}</h1>
        ${this.#timeOrState(call)}
      </div>
      <div class="notices">
        ${this.#notices(call)}
        <ringline-notices exportparts=${NOTICE_PARTS} .client=${client} .call=${call}></ringline-notices>
      </div>
      <ringline-stage part="stage" .client=${client} .call=${call}>
        <slot name="captions" slot="captions"></slot>
      </ringline-stage>
      <ringline-panel
        part="panel"
        exportparts="button, close"
        data-panel=${this.small ? "none" : desk!.panel}
        .client=${client}
        .call=${call}
      ></ringline-panel>
      ${
        desk!.settings.controls
          ? html`<ringline-controls part="controls" .client=${client}>
              <slot name="controls"></slot>
            </ringline-controls>`
          : nothing
      }
      ${desk!.settings.figures && !this.small ? this.#figures(call) : nothing}
    </section>`;
  }

  #figures(call: Call): TemplateResult {
    return html`<ringline-figures part="figures" .client=${this.client} .call=${call}></ringline-figures>`;
  }

  #notices(call: Call): unknown {
    const { texts, desk } = this;
    const isLost = call.state === "reconnecting" || call.held;
    const state = html`<div class="notice warning">
      ${icon(call.held ? "pause" : "warning")}
      <p>${texts.show(callKey(call), whoOf(call))} ${call.held ? texts.say("call.held-effect") : nothing}</p>
    </div>`;
    const silent = html`<div class="notice bare">
      ${button(this, {
        label: texts.say("button.sound-on"),
        press: { button: "sound", call },
        act: () => desk!.client.calls.forEach((one) => one.resumePlayback()),
        look: "primary",
        icons: ["sound"],
      })}
    </div>`;
    const offline = html`<div class="notice warning">
      ${icon("warning")}
      <p>${texts.say("dial.waiting")}</p>
    </div>`;
    const incomplete = html`<div class="notice warning" role="alert">
      ${icon("warning")}
      <p>${texts.say("page.broken.text")}</p>
      ${button(this, {
        label: texts.say("button.try-again"),
        press: { button: "try-again", call },
        act: () => void loadPanels(desk!),
      })}
    </div>`;
    return [
      desk!.missing ? incomplete : nothing,
      isLost ? state : nothing,
      // A call goes on without the server; inviting and answering do not.
      desk!.client.connection === "waiting" ? offline : nothing,
      desk!.silent ? silent : nothing,
    ];
  }

  /** The time once there is a connection. A timer is not read out by itself (ARIA, role timer). */
  #timeOrState(call: Call): unknown {
    const { texts } = this;
    if (call.state !== "connected" && call.state !== "reconnecting") {
      return html`<p class="status">${texts.say(stateKey(call))}</p>`;
    }
    if (!this.desk!.settings.timer) return nothing;
    return html`<p class="status time" role="timer" aria-label=${texts.say("call.time")}>
      ${clock(call.durationMs)}
    </p>`;
  }

  /** Letters are shortcuts while nothing is typed and no modifier is held (R82; WCAG 2.1.4: setting `shortcuts`). */
  readonly #shortcut = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    const isTyping =
      target instanceof HTMLElement &&
      (target.isContentEditable || target.matches("input, select, textarea"));
    if (isTyping || !this.desk?.settings.shortcuts || this.desk.page !== "call") return;
    if (event.key === "?") {
      this.desk.change({ panel: this.desk.panel === "keys" ? "none" : "keys" });
    } else if (!this.renderRoot.querySelector<RinglineControls>("ringline-controls")?.pressKey(event.key)) {
      return;
    }
    event.preventDefault();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#shortcut);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#shortcut);
  }
}

define("ringline-call", RinglineCall);
