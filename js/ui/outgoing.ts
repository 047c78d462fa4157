/** We call somebody, and there is no answer yet. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { define, RinglineElement } from "./element.ts";
import { button } from "./parts/buttons.ts";
import { avatar } from "./parts/faces.ts";
import { faceOf, whoOf } from "./people.ts";
import { call as callStyle, NOTICE_PARTS } from "./styles/call.ts";
import { stateKey } from "./wording.ts";

/**
 * The page on which one waits for an answer (R78, R79): whom we call, how far that is, our own picture in a video call.
 *
 * @element ringline-outgoing
 * @fires {ButtonEvent} ringline-button - a button was pressed; cancellable
 * @csspart button - every button, and its name beside that: `cancel-call`
 * @csspart notice - why microphone or camera cannot be used
 * @csspart avatar - the face of whoever is called
 */
export class RinglineOutgoing extends RinglineElement {
  static override styles = [RinglineElement.styles, callStyle];

  override render(): TemplateResult | typeof nothing {
    const call = this.desk?.current;
    if (!call || this.desk!.page !== "outgoing") return nothing;
    const { texts, client } = this;
    // Without a picture of ours there is room for theirs.
    const isVideo = call.media === "video" && call.local.camera !== "failed";
    return html`<section class="stage waiting ${isVideo ? "video" : "audio"}">
      ${isVideo ? html`<ringline-tile class="own" .client=${client} .call=${call}></ringline-tile>` : nothing}
      <div class="who">
        ${avatar(faceOf(call), "large", call.ringing || call.state === "calling")}
        <h1 tabindex="-1" data-focus>${texts.list(whoOf(call))}</h1>
        <p class="status">${texts.say(stateKey(call))}</p>
      </div>
      <ringline-notices exportparts=${NOTICE_PARTS} .client=${client} .call=${call}></ringline-notices>
      <div class="bar">
        ${button(this, {
          label: texts.say("button.cancel-call"),
          press: { button: "cancel-call", call },
          act: () => void call.hangUp(),
          look: "danger",
          icons: ["hangUp"],
        })}
      </div>
    </section>`;
  }
}

define("ringline-outgoing", RinglineOutgoing);
