/** The page between calls: whom to call, and how. */

import { button, heading, icon } from "./parts.ts";
import { shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import type { Actions, View } from "./state.ts";

export function dialPage(view: View, actions: Actions): Described {
  return h(
    "section",
    { key: "dial", class: "card" },
    heading(shown("Hello, {name}", view.user ?? "")),
    h("p", { class: "muted" }, stateWords(view)),
    h(
      "form",
      { class: "stack", novalidate: true, onsubmit: (event) => submit(event, actions) },
      fields(view),
    ),
    h(
      "p",
      { class: "hint muted" },
      "Just trying it out? Open this page in another tab and sign in as somebody else.",
      h("a", { href: "?" }, "Sign out"),
    ),
  );
}

function fields({ problem }: View): Child {
  return [
    h("label", { for: "to" }, "Who do you want to call?"),
    h("input", {
      id: "to",
      name: "to",
      maxlength: "128",
      placeholder: "bob",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      dir: "auto",
      "data-focus": true,
      "aria-invalid": problem !== null && "true",
      "aria-describedby": problem !== null && "problem",
    }),
    problem !== null && h("p", { id: "problem", class: "problem", role: "alert" }, icon("warning"), problem),
    h("div", { class: "row" }, submitButton("Audio call", "audio"), submitButton("Video call", "video")),
  ];
}

function submitButton(label: string, media: "audio" | "video"): Described {
  const [look, picture] =
    media === "audio" ? (["primary", "phone"] as const) : (["plain", "camera"] as const);
  return h(
    "button",
    { type: "submit", name: "media", value: media, class: `button ${look}` },
    icon(picture),
    h("span", {}, label),
  );
}

function submit(event: SubmitEvent, actions: Actions): void {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const to = String(new FormData(form).get("to") ?? "").trim();
  const isVideo = event.submitter instanceof HTMLButtonElement && event.submitter.value === "video";
  if (to === "") form.querySelector("input")?.focus();
  actions.dial(to, isVideo ? "video" : "audio");
}

function stateWords({ client }: View): string {
  if (client?.connection === "online") return "You can be called. Keep this page open.";
  if (client?.connection === "waiting")
    return "There is no connection to the server. It is tried again by itself.";
  return "Connecting to the server…";
}

/** Above the pages: a call that ended while another one was on, and one that was silenced here. */
export function notice(sentence: string, name: string, ...buttons: readonly Described[]): Described {
  return h(
    "div",
    { class: "notice" },
    icon("bell"),
    h("p", {}, shown(sentence, name)),
    h("div", { class: "row" }, buttons),
  );
}

/** The button that takes a notice away. */
export function dismiss(onclick: () => void): Described {
  return button("Dismiss", "quiet", onclick);
}
