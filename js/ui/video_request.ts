/** Somebody in an audio call asks for video (R73): the question to this user. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call } from "../index.ts";
import { define } from "./element.ts";
import { button } from "./parts/buttons.ts";
import { avatar } from "./parts/faces.ts";
import { ModalElement } from "./parts/modal.ts";
import { nameOfUser } from "./people.ts";
import { incoming } from "./styles/incoming.ts";

/**
 * Asks this user whether the call becomes a video call. Escape is a no: a camera does not go on by accident.
 *
 * @element ringline-video-request
 * @fires {ButtonEvent} ringline-button - a button was pressed; cancellable
 * @csspart dialog - the dialog
 */
export class RinglineVideoRequest extends ModalElement {
  static override styles = [ModalElement.styles, incoming];

  protected override get subject(): string {
    const call = this.#call;
    return call ? `${call.id} ${call.videoRequest?.id ?? 0}` : "";
  }

  protected override cancelled(): void {
    const call = this.#call;
    if (call) this.press({ button: "video-decline", call }, () => this.desk!.try(call.declineVideo()));
  }

  override render(): TemplateResult {
    const call = this.#call;
    return html`<dialog
      part="dialog"
      class="incoming"
      aria-modal="true"
      aria-labelledby="asks"
      aria-describedby="means"
      tabindex="-1"
      @cancel=${this.oncancelled}
      @keydown=${this.keepFocus}
    >
      ${call ? this.#content(call) : nothing}
    </dialog>`;
  }

  get #call(): Call | null {
    const call = this.desk?.current;
    return call?.canAnswerVideo ? call : null;
  }

  #content(call: Call): TemplateResult {
    const { texts, desk } = this;
    const by = call.videoRequest?.by ?? "";
    const name = nameOfUser(call, by);
    return html`
      ${avatar({ name }, "large")}
      <h2 id="asks">${texts.show("video.asks", name)}</h2>
      <p id="means" class="kind muted">${texts.say("video.means")}</p>
      <div class="answers">
        ${button(this, {
          label: texts.say("button.accept"),
          press: { button: "video-accept", call },
          act: () => desk!.try(call.acceptVideo()),
          look: "accept",
          icons: ["camera"],
        })}
        ${button(this, {
          label: texts.say("button.decline"),
          press: { button: "video-decline", call },
          act: () => desk!.try(call.declineVideo()),
        })}
      </div>
    `;
  }
}

define("ringline-video-request", RinglineVideoRequest);
