/**
 * Before anything else: who are you? A plain form, so that the name stands in the address as `?user=alice`.
 */

import { heading } from "./parts.ts";
import { h } from "./render.ts";
import type { Described } from "./render.ts";

/** `session`: what an invitation link asked for, which the form passes on. */
export function signInPage(session: string | null): Described {
  return h(
    "section",
    { key: "sign-in", class: "card" },
    h("img", { class: "logo", src: new URL("./icon.svg", import.meta.url).href, alt: "" }),
    heading("Welcome to Ringline"),
    h("p", { class: "muted" }, "Pick a name. Others call you by it."),
    h(
      "form",
      { method: "get", class: "stack" },
      h("label", { for: "user" }, "Your name"),
      h("input", {
        id: "user",
        name: "user",
        required: true,
        maxlength: "64",
        autocomplete: "username",
        autocapitalize: "none",
        spellcheck: "false",
        dir: "auto",
        mounted: (field) => field.focus(),
      }),
      session !== null && h("input", { type: "hidden", name: "session", value: session }),
      h("button", { type: "submit", class: "button primary" }, h("span", {}, "Sign in")),
    ),
  );
}
