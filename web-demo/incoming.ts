/** Somebody calls: an alert dialog above everything, with the focus in it until it is answered. */

import type { Call } from "ringline";
import { avatar, button } from "./parts.ts";
import { shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Described } from "./render.ts";
import { otherName } from "./state.ts";
import type { Actions } from "./state.ts";

export function incomingDialog(call: Call, actions: Actions): Described {
  const isVideo = call.media === "video";
  const name = otherName(call);
  return h(
    "dialog",
    {
      key: `incoming ${call.id}`,
      class: "incoming",
      role: "alertdialog",
      "aria-modal": "true",
      "aria-labelledby": "caller",
      "aria-describedby": "kind",
      tabindex: "-1",
      mounted: open,
      // Closing gives the focus back to what had it.
      removed: (dialog) => (dialog as HTMLDialogElement).close(),
      oncancel: (event) => {
        event.preventDefault();
        actions.ignore(call);
      },
      onkeydown: keepFocusInside,
    },
    avatar(name, "large", call.ringing ? "rings" : ""),
    h("h2", { id: "caller" }, shown("{name} is calling", name)),
    h("p", { id: "kind", class: "kind muted" }, isVideo ? "Video call" : "Audio call"),
    h(
      "div",
      { class: "answers" },
      button("Accept", "accept", () => actions.accept(call), isVideo ? "camera" : "phone"),
      isVideo && button("Accept as audio", "plain", () => actions.accept(call, "audio"), "phone"),
      button("Decline", "danger", () => actions.decline(call), "hangUp"),
      button("Ignore", "quiet", () => actions.ignore(call)),
    ),
  );
}

/** Not on a button: whoever types at that moment must not answer by accident. */
function open(element: HTMLElement): void {
  (element as HTMLDialogElement).showModal();
  element.focus();
}

/** The rest of the page is inert; this keeps the focus from leaving for the browser's own controls. */
function keepFocusInside(event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const dialog = event.currentTarget as HTMLElement;
  const buttons = [...dialog.querySelectorAll("button")];
  const [from, to] = event.shiftKey ? [buttons.at(0), buttons.at(-1)] : [buttons.at(-1), buttons.at(0)];
  const isOutside = document.activeElement === dialog && event.shiftKey;
  if (document.activeElement !== from && !isOutside) return;
  event.preventDefault();
  to?.focus();
}
