/** Element `<ringline-history>`. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call, MediaKind } from "../index.ts";
import { define, RinglineElement } from "./element.ts";
import type { TextKey } from "./languages/english.ts";
import { button, iconButton } from "./parts/buttons.ts";
import { avatar } from "./parts/faces.ts";
import { icon } from "./parts/icons.ts";
import type { Icon } from "./parts/icons.ts";
import { faceOf, sessionOf, wasIn, whoOf } from "./people.ts";
import { base } from "./styles/base.ts";
import { historyStyles } from "./styles/history.ts";
import { clock } from "./texts.ts";
import type { Names } from "./texts.ts";
import { endTitle, titleOf } from "./wording.ts";

/**
 * The calls of this page that are over, the last one first: with whom, which way, when, for how long, and a button to
 * call again. An app that keeps its own history shows that instead.
 *
 * @element ringline-history
 * @prop {CallClient | null} client - The client whose calls these are.
 * @slot empty - What is shown while there is no call; default: that there is none.
 * @csspart title - The heading.
 * @csspart call - One call; also `missed` for one that was missed.
 * @csspart avatar - The face of somebody.
 * @csspart button - Every button; also its name in `ringline-button`: `audio-call`, `video-call`, `clear`.
 * @cssprop --ringline-problem - Colour of what was missed.
 * @fires ringline-button - Somebody pressed a button; `preventDefault()` keeps it from doing anything.
 */
export class RinglineHistory extends RinglineElement {
  static override styles = [base, historyStyles];

  protected override render(): TemplateResult | typeof nothing {
    const { desk } = this;
    if (!desk) return nothing;
    const { texts } = this;
    const { log } = desk;
    const title = html`<h2 id="title" part="title">${texts.say("history.title")}</h2>`;
    if (log.length === 0) {
      return html`${title}<slot name="empty"><p class="muted empty">${texts.say("history.empty")}</p></slot>`;
    }
    return html`<div class="head">
        ${title}
        ${button(this, {
          label: texts.say("history.clear"),
          press: { button: "clear" },
          act: () => desk.change({ log: [] }),
          look: "quiet",
        })}
      </div>
      <ul aria-labelledby="title">
        ${log.map((call) => this.#entry(call))}
      </ul>`;
  }

  #entry(call: Call): TemplateResult {
    const { texts } = this;
    const missed = isMissed(call);
    const way: TextKey = missed ? "history.missed" : `history.${call.direction}`;
    const kind: TextKey = call.kind === "group" ? `ring.group-${call.media}` : `ring.${call.media}`;
    return html`<li part=${missed ? "call missed" : "call"} class=${missed ? "missed" : ""}>
      ${avatar(faceOf(call), "small")}
      <div class="what">
        <p class="name">${titleOf(texts, call)}</p>
        <p class="muted facts">
          ${icon(iconOf(call))}<span class="way">${texts.say(way)}</span>
          <span>${texts.say(kind)}</span>
        </p>
      </div>
      <p class="muted when">
        <time datetime=${new Date(call.startedAt).toISOString()}>${this.#when(call)}</time>
        ${this.#outcome(call)}
      </p>
      ${this.desk?.settings.buttons.redial ? this.#again(call) : nothing}
    </li>`;
  }

  /** How long it was, or else why it was not. */
  #outcome(call: Call): TemplateResult | typeof nothing {
    if (isMissed(call)) return nothing;
    const talked = wasIn(call) && call.durationMs > 0;
    return html`<span>${talked ? clock(call.durationMs) : this.texts.say(endTitle(call))}</span>`;
  }

  /** The time of day, and the day unless it is this one. */
  #when({ startedAt }: Call): string {
    const isToday = new Date(startedAt).toDateString() === new Date().toDateString();
    return new Intl.DateTimeFormat(this.texts.language, {
      hour: "numeric",
      minute: "2-digit",
      ...(!isToday && { day: "numeric", month: "short" }),
    }).format(startedAt);
  }

  #again(call: Call): TemplateResult {
    const kinds = this.desk?.settings.audioOnly ? (["audio"] as const) : (["audio", "video"] as const);
    return html`<div class="again">${kinds.map((media) => this.#callButton(call, media))}</div>`;
  }

  #callButton(call: Call, media: MediaKind): TemplateResult {
    const names: Names = call.kind === "session" ? sessionOf(call) : (call.groupId ?? whoOf(call));
    return iconButton(
      this,
      {
        label: this.texts.speak(`history.${media}-call`, names),
        press: { button: `${media}-call`, call },
        act: () => this.#callAgain(call, media),
        icons: [media === "audio" ? "phone" : "camera"],
      },
      "iconic",
    );
  }

  /** What the last call was about goes along, unless another kind of call is wanted. */
  #callAgain(call: Call, media: MediaKind): void {
    const { desk } = this;
    if (call.kind === "session") return desk?.join(sessionOf(call), media);
    if (media === call.media) return desk?.redial(call);
    const [first = "", ...others] = call.participants.map(({ userId }) => userId);
    desk?.dial(others.length > 0 ? [first, ...others] : first, media);
  }
}

/** It rang here, and nobody talked. */
function isMissed({ direction, status }: Call): boolean {
  return direction === "incoming" && (status === "missed" || status === "busy");
}

function iconOf(call: Call): Icon {
  if (isMissed(call)) return "missed";
  return call.direction;
}

define("ringline-history", RinglineHistory);
