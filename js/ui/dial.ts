/** Between calls: whom to call, and how; or which session to enter. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { MediaKind } from "../index.ts";
import { readPeople } from "./desk.ts";
import type { RinglineElement } from "./element.ts";
import type { TextKey } from "./languages/english.ts";
import { icon } from "./parts/icons.ts";

/** Room for as many user ids as one call may name. */
const MOST_TYPED = 3000;

/** A session's name is at most this long (docs/PROTOCOL.md). */
const MOST_SESSION = 56;

/** Whom to call. `more`: further buttons. */
export function dialForm(
  host: RinglineElement,
  { more = nothing }: { readonly more?: unknown } = {},
): TemplateResult {
  const { desk } = host;
  const submit = (event: SubmitEvent): void => {
    const { form, media, field } = submitted(event, "to");
    const to = readPeople(field);
    if (to === null) {
      form.querySelector("input")?.focus();
      return desk!.fail({ code: "no-name" });
    }
    host.press({ button: media === "video" ? "video-call" : "audio-call" }, () => desk!.dial(to, media));
  };
  return html`<form class="stack" novalidate @submit=${submit}>
    ${peopleField(host, "dial.field", "dial.example")} ${problemLine(host)}
    <div class="row">
      ${mediaButton(host, "button.audio-call", "audio", "primary")}
      ${desk!.settings.audioOnly ? nothing : mediaButton(host, "button.video-call", "video", "plain")} ${more}
    </div>
  </form>`;
}

/** In a session nobody rings: whoever knows its name and is allowed to comes in. */
export function joinForm(host: RinglineElement, session: string): TemplateResult {
  const { texts, desk } = host;
  const submit = (event: SubmitEvent): void => {
    const { form, media, field } = submitted(event, "session");
    if (field === "") return form.querySelector("input")?.focus();
    host.press({ button: "join" }, () => desk!.join(field, media));
  };
  return html`<form class="stack join" novalidate @submit=${submit}>
    <label for="session">${texts.say("dial.session")}</label>
    <input
      id="session"
      name="session"
      maxlength=${MOST_SESSION}
      placeholder=${texts.say("dial.session-example")}
      value=${session}
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      dir="auto"
    />
    <div class="row">
      ${mediaButton(host, "button.join-audio", "audio", session === "" ? "plain" : "primary")}
      ${desk!.settings.audioOnly ? nothing : mediaButton(host, "button.join-video", "video", "plain")}
    </div>
  </form>`;
}

/** A field for one user id or several. */
export function peopleField(host: RinglineElement, label: TextKey, example: TextKey): TemplateResult {
  const { texts, desk } = host;
  const isWrong = desk!.problem !== null;
  return html`<label for="to">${texts.say(label)}</label>
    <input
      id="to"
      name="to"
      maxlength=${MOST_TYPED}
      placeholder=${texts.say(example)}
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      dir="auto"
      data-focus
      aria-invalid=${ifDefined(isWrong ? "true" : undefined)}
      aria-describedby=${ifDefined(isWrong ? "problem" : undefined)}
    />`;
}

/** Why it did not work. */
export function problemLine({ desk, texts }: RinglineElement): TemplateResult | typeof nothing {
  if (desk!.problem === null) return nothing;
  return html`<p id="problem" class="problem" role="alert">
    ${icon("warning")}${texts.error({ code: desk!.problem })}
  </p>`;
}

function mediaButton(host: RinglineElement, label: TextKey, media: MediaKind, look: string): TemplateResult {
  return html`<button type="submit" name="media" value=${media} part="button" class="button ${look}">
    ${icon(media === "audio" ? "phone" : "camera")}<span>${host.texts.say(label)}</span>
  </button>`;
}

function submitted(
  event: SubmitEvent,
  name: string,
): { readonly form: HTMLFormElement; readonly media: MediaKind; readonly field: string } {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const isVideo = event.submitter instanceof HTMLButtonElement && event.submitter.value === "video";
  const field = String(new FormData(form).get(name) ?? "").trim();
  return { form, media: isVideo ? "video" : "audio", field };
}
