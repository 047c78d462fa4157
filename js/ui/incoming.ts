/** Somebody calls: an alert dialog above everything, until it is answered. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call } from "../index.ts";
import { define } from "./element.ts";
import type { ButtonName } from "./element.ts";
import { button } from "./parts/buttons.ts";
import type { Look } from "./parts/buttons.ts";
import { avatar } from "./parts/faces.ts";
import type { Icon } from "./parts/icons.ts";
import { ModalElement } from "./parts/modal.ts";
import { callersOf, everybodyIn, faceOf, nameOf } from "./people.ts";
import { incoming } from "./styles/incoming.ts";
import type { TextKey } from "./languages/english.ts";

/**
 * The call that rings here: who calls, and the answers there are (R78 to R80). Setting `incoming` makes it a banner
 * at the top, which opens to the whole dialog.
 *
 * @element ringline-incoming
 * @fires {ButtonEvent} ringline-button - a button was pressed; cancellable
 * @csspart dialog - the dialog
 * @csspart button - every button, and its name beside that: `accept`, `decline`, …
 * @csspart avatar - the face of whoever calls
 */
export class RinglineIncoming extends ModalElement {
  static override styles = [ModalElement.styles, incoming];
  #expanded: Call | null = null;

  protected override get subject(): string {
    const call = this.desk?.ringing;
    return call ? `${call.id} ${this.isModal}` : "";
  }

  protected override get isModal(): boolean {
    const desk = this.desk;
    return desk?.settings.incoming !== "banner" || this.#expanded === desk.ringing;
  }

  protected override cancelled(): void {
    const call = this.desk?.ringing;
    if (call) this.press({ button: "ignore", call }, () => void call.ignore());
  }

  override render(): TemplateResult {
    const call = this.desk?.ringing ?? null;
    const isBanner = !this.isModal;
    return html`<dialog
      role="alertdialog"
      part="dialog"
      class="incoming ${isBanner ? "banner" : ""}"
      aria-modal=${isBanner ? "false" : "true"}
      aria-labelledby="caller"
      aria-describedby="kind consequence"
      tabindex="-1"
      @cancel=${this.oncancelled}
      @keydown=${this.keepFocus}
    >
      ${call ? this.#content(call, isBanner) : nothing}
    </dialog>`;
  }

  #content(call: Call, isBanner: boolean): TemplateResult {
    const { texts } = this;
    const { current, ringsSilently } = this.desk!;
    const waiting =
      current &&
      html`<p id="consequence" class="kind muted">${texts.show("ring.holds", everybodyIn(current))}</p>`;
    return html`
      ${avatar(faceOf(call), isBanner ? "small" : "large", call.ringing)}
      <h2 id="caller">${texts.show("ring.calling", callersOf(call))}</h2>
      <p id="kind" class="kind muted">${this.#kind(call)}</p>
      ${waiting} ${ringsSilently ? html`<p class="muted">${texts.say("ring.silent")}</p>` : nothing}
      <slot name="incoming"></slot>
      <div class="answers">${isBanner ? this.#few(call) : this.#all(call, current !== null)}</div>
    `;
  }

  #kind(call: Call): unknown {
    const { texts } = this;
    if (call.kind === "direct") return texts.say(call.media === "video" ? "ring.video" : "ring.audio");
    const others = call.participants.filter(({ userId }) => userId !== call.inviter).map(nameOf);
    const kind = texts.say(call.media === "video" ? "ring.group-video" : "ring.group-audio");
    return others.length === 0 ? kind : [kind, " ", texts.show("ring.with", others)];
  }

  /** Two beside each other; the first and the last have the whole width where that leaves no gap. */
  #all(call: Call, isInCall: boolean): readonly unknown[] {
    const { acceptAudio, ignore } = this.desk!.settings.buttons;
    const isVideo = call.media === "video" && !this.desk!.settings.audioOnly;
    const accepts = isVideo && acceptAudio;
    const extras = Number(accepts) + Number(isInCall);
    return [
      this.#answer(call, "accept", "accept", isVideo ? "camera" : "phone", extras > 0),
      accepts ? this.#answer(call, "accept-audio", "plain", "phone") : nothing,
      isInCall ? this.#answer(call, "end-accept", "plain", "phone") : nothing,
      this.#answer(call, "decline", "danger", "hangUp", extras === 2),
      ignore ? this.#answer(call, "ignore", "quiet", null, true) : nothing,
    ];
  }

  #few(call: Call): readonly unknown[] {
    const expand = {
      label: this.texts.say("button.expand"),
      press: { button: "layout", call } as const,
      look: "quiet" as const,
      act: () => {
        this.#expanded = call;
        this.requestUpdate();
      },
    };
    return [
      this.#answer(call, "accept", "accept", call.media === "video" ? "camera" : "phone"),
      this.#answer(call, "decline", "danger", "hangUp"),
      button(this, expand),
    ];
  }

  #answer(call: Call, name: Answer, look: Look, picture: Icon | null, isWide = false): TemplateResult {
    const { desk } = this;
    const acts: Record<Answer, () => void> = {
      accept: () => desk!.accept(call),
      "accept-audio": () => desk!.accept(call, { media: "audio" }),
      "end-accept": () => desk!.accept(call, { end: true }),
      decline: () => void call.decline().catch(() => {}),
      ignore: () => void call.ignore(),
    };
    const label: TextKey = `button.${name}`;
    const icons = picture === null ? [] : [picture];
    return button(this, {
      label: this.texts.say(label),
      press: { button: name, call },
      act: acts[name],
      look,
      icons,
      isWide,
    });
  }
}

type Answer = Extract<ButtonName, "accept" | "accept-audio" | "end-accept" | "decline" | "ignore">;

define("ringline-incoming", RinglineIncoming);
