/**
 * What a screen reader says by itself: each change once. Rings and requests are not here: their dialogs speak for
 * themselves.
 */

import { css, html } from "lit";
import type { TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Desk } from "./desk.ts";
import { define, RinglineElement } from "./element.ts";
import { nameOf, nameOfUser, placeSentence, whoOf } from "./people.ts";
import { callKey, endText, endTitle, requestKey } from "./wording.ts";

/** Sentences by subject. */
export interface Announcements {
  readonly call: string;
  readonly video: string;
  readonly connection: string;
  /** One for each participant, by user id. */
  readonly others: readonly (readonly [string, string])[];
}

export function announcements(desk: Desk): Announcements {
  const { current: call, texts } = desk;
  const request = call && requestKey(call);
  return {
    call: call ? texts.speak(callKey(call), whoOf(call)) : endAnnouncement(desk),
    video: request ? texts.speak(request.key, nameOfUser(call, request.by)) : "",
    connection: connectionAnnouncement(desk),
    others: (call?.participants ?? []).map((one) => {
      const key = placeSentence(call!, one);
      return [one.userId, key === null ? "" : texts.speak(key, nameOf(one))];
    }),
  };
}

function endAnnouncement({ ended, page, texts }: Desk): string {
  if (!ended || page !== "ended") return "";
  return `${texts.say(endTitle(ended))} – ${texts.speak(endText(ended), whoOf(ended))}`;
}

/** Silence is good news. */
function connectionAnnouncement({ client: { connection }, texts }: Desk): string {
  const isNews = connection === "waiting" || connection === "in-use" || connection === "fenced";
  return isNews ? texts.say(`connection.${connection}`) : "";
}

/**
 * The live region, at the end of the page, outside what the kit shows: there is one however often the kit moves. It is
 * not atomic: it reads what changes in it (ARIA, aria-atomic), so that each subject has its own element. Those of
 * people come and go in one that stays.
 */
export class RinglineAnnouncer extends RinglineElement {
  static override styles = [
    RinglineElement.styles,
    css`
      :host {
        position: absolute;
      }
    `,
  ];

  override render(): TemplateResult {
    const { call, video, connection, others } = this.desk ? announcements(this.desk) : NOTHING;
    return html`<div
      class="unseen"
      part="announcer"
      role="status"
      aria-atomic="false"
      lang=${this.desk?.texts.language ?? ""}
    >
      <p>${call}</p>
      <p>${video}</p>
      <p>${connection}</p>
      <div>
        ${repeat(
          others,
          ([user]) => user,
          ([, sentence]) => html`<p>${sentence}</p>`,
        )}
      </div>
    </div>`;
  }
}

const NOTHING: Announcements = { call: "", video: "", connection: "", others: [] };

define("ringline-announcer", RinglineAnnouncer);
