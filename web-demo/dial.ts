/** The page between calls: whom to call, and how; or which session to enter. */

import type { MediaKind } from "ringline";
import { button, heading, icon } from "./parts.ts";
import type { Icon } from "./parts.ts";
import { shown } from "./phrases.ts";
import type { Names } from "./phrases.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import type { Actions, View } from "./state.ts";

export function dialPage(view: View, actions: Actions): Described {
  return h(
    "section",
    { key: "dial", class: "card" },
    heading(shown("Hello, {name}", view.user ?? "")),
    h("p", { class: "muted" }, stateWords(view)),
    view.session !== null && joinForm(view.session, actions),
    callForm(view, actions),
    view.session === null && joinForm("", actions),
    h(
      "p",
      { class: "hint muted" },
      "Just trying it out? Open this page in other tabs and sign in as somebody else there. " +
        "Names with commas between them call several people, #everyone calls all who are here.",
      h("a", { href: "?" }, "Sign out"),
    ),
  );
}

/** Whom to call. `more`: further buttons. */
export function callForm(view: View, actions: Actions, more: Child = null): Described {
  const onsubmit = (event: SubmitEvent): void => {
    const { form, media } = submitted(event);
    const to = String(new FormData(form).get("to") ?? "");
    if (to.trim() === "") form.querySelector("input")?.focus();
    actions.dial(to, media);
  };
  return h(
    "form",
    { key: "call", class: "stack", novalidate: true, onsubmit },
    peopleField("Who do you want to call?", "bob, or bob, carol", view.problem),
    problemLine(view.problem),
    h("div", { class: "row" }, mediaButton("Audio call", "audio"), mediaButton("Video call", "video"), more),
  );
}

/** A field for one user id or several. */
export function peopleField(label: string, placeholder: string, problem: string | null): Child {
  return [
    h("label", { for: "to" }, label),
    h("input", {
      id: "to",
      name: "to",
      maxlength: "3000",
      placeholder,
      ...PLAIN_TEXT,
      "data-focus": true,
      "aria-invalid": problem !== null && "true",
      "aria-describedby": problem !== null && "problem",
    }),
  ];
}

/** Why it did not work. */
export function problemLine(problem: string | null): Child {
  return (
    problem !== null && h("p", { id: "problem", class: "problem", role: "alert" }, icon("warning"), problem)
  );
}

const PLAIN_TEXT = { autocomplete: "off", autocapitalize: "none", spellcheck: "false", dir: "auto" };

/** In a session nobody rings: whoever knows its name and is allowed to comes in. */
function joinForm(session: string, actions: Actions): Described {
  const onsubmit = (event: SubmitEvent): void => {
    const { form, media } = submitted(event);
    const name = String(new FormData(form).get("session") ?? "").trim();
    if (name === "") form.querySelector("input")?.focus();
    else actions.join(name, media);
  };
  return h(
    "form",
    { key: "join", class: "stack join", novalidate: true, onsubmit },
    h("label", { for: "session" }, "Join a session"),
    h("input", {
      id: "session",
      name: "session",
      maxlength: "56",
      placeholder: "lobby",
      value: session,
      ...PLAIN_TEXT,
    }),
    h(
      "div",
      { class: "row" },
      mediaButton("Join with audio", "audio", session === "" ? "plain" : "primary"),
      mediaButton("Join with video", "video", "plain"),
    ),
  );
}

function mediaButton(
  label: string,
  media: MediaKind,
  look = media === "audio" ? "primary" : "plain",
): Described {
  const picture: Icon = media === "audio" ? "phone" : "camera";
  const props = { key: label, type: "submit", name: "media", value: media, class: `button ${look}` };
  return h("button", props, icon(picture), h("span", {}, label));
}

function submitted(event: SubmitEvent): { readonly form: HTMLFormElement; readonly media: MediaKind } {
  event.preventDefault();
  const isVideo = event.submitter instanceof HTMLButtonElement && event.submitter.value === "video";
  return { form: event.target as HTMLFormElement, media: isVideo ? "video" : "audio" };
}

function stateWords({ client }: View): string {
  if (client?.connection === "online") return "You can be called. Keep this page open.";
  if (client?.connection === "waiting")
    return "There is no connection to the server. It is tried again by itself.";
  return "Connecting to the server…";
}

/** Above the pages: what goes on beside the call, and what ended beside it. */
export function notice(
  key: string,
  sentence: string,
  names: Names,
  ...buttons: readonly Described[]
): Described {
  return h(
    "div",
    { key, class: "notice" },
    icon("bell"),
    h("p", {}, shown(sentence, names)),
    h("div", { class: "row" }, buttons),
  );
}

/** The button that takes a notice away. */
export function dismiss(onclick: () => void): Described {
  return button("Dismiss", "quiet", onclick);
}
