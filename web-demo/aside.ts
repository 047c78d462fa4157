/**
 * Pages beside the calls: rejoin after a reload, another tab has the device, not admitted, could not start.
 */

import type { Call } from "ringline";
import { titleOf } from "./in_call.ts";
import { avatar, button, heading } from "./parts.ts";
import { faceOf, whoOf } from "./people.ts";
import { shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import type { Actions } from "./state.ts";
import { callWords } from "./words.ts";

/** The page was reloaded in a call. Nothing is heard or seen of us until the user says so. */
export function rejoinPage(call: Call, actions: Actions): Described {
  return h(
    "section",
    { key: "rejoin", class: "card centred" },
    avatar(faceOf(call), "large"),
    heading(titleOf(call)),
    h("p", { class: "reason" }, shown(callWords(call), whoOf(call))),
    h("p", { class: "muted" }, "Your microphone and camera are off until you rejoin."),
    h(
      "div",
      { class: "row" },
      button("Rejoin call", "accept", () => actions.rejoin(call), "phone"),
      button("Hang up", "danger", () => actions.hangUp(call), "hangUp"),
    ),
  );
}

export function elsewherePage(actions: Actions): Described {
  return message(
    "elsewhere",
    "Ringline is in use in another tab",
    "Calls ring there. You can bring them here; the other tab will then be set aside.",
    button("Use here", "primary", actions.useHere),
  );
}

export function refusedPage(sentence: string, actions: Actions): Described {
  return message(
    "refused",
    "You are not signed in",
    sentence,
    button("Try again", "primary", actions.connect),
    h("a", { class: "button plain", href: "?" }, "Sign in as somebody else"),
  );
}

export function brokenPage(actions: Actions): Described {
  return message(
    "broken",
    "This page could not start",
    "A part of it did not arrive, or it stopped working.",
    button("Reload", "primary", actions.reload),
  );
}

function message(key: string, title: string, text: string, ...buttons: readonly Child[]): Described {
  const row = h("div", { class: "row" }, buttons);
  return h("section", { key, class: "card centred" }, heading(title), h("p", { class: "reason" }, text), row);
}
