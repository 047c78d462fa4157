/** Somebody calls: an alert dialog above everything, until it is answered. */

import type { Call } from "ringline";
import { modal } from "./dialog.ts";
import { avatar, button, wide } from "./parts.ts";
import { everybodyIn, faceOf, nameOf, whoOf } from "./people.ts";
import { shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import type { Actions, View } from "./state.ts";

/** `current`: the call that one is in, and that an answer puts on hold or ends. */
export function incomingDialog(view: View, call: Call, current: Call | null, actions: Actions): Described {
  return modal(
    {
      key: `incoming ${call.id}`,
      role: "alertdialog",
      class: "incoming",
      "aria-labelledby": "caller",
      "aria-describedby": current ? "kind consequence" : "kind",
      oncancel: () => actions.ignore(call),
    },
    avatar(faceOf(call), "large", call.ringing ? "rings" : ""),
    h("h2", { id: "caller" }, shown("{name} is calling", whoOf(call))),
    h("p", { id: "kind", class: "kind muted" }, kindWords(call)),
    current !== null &&
      h(
        "p",
        { id: "consequence", class: "kind muted" },
        shown("Accepting puts your call with {name} on hold.", everybodyIn(current)),
      ),
    view.ringsSilently &&
      h("p", { key: "silent", class: "muted" }, "The ring is silent until you press anything here."),
    h("div", { class: "answers" }, answers(call, current, actions)),
  );
}

function kindWords(call: Call): Child {
  if (call.kind === "direct") return call.media === "video" ? "Video call" : "Audio call";
  const others = call.participants.filter(({ userId }) => userId !== call.inviter).map(nameOf);
  const kind = call.media === "video" ? "Group video call" : "Group audio call";
  return others.length === 0 ? kind : [kind, shown(" with {name}", others)];
}

/** Two beside each other; the first and the last have the whole width where that leaves no gap. */
function answers(call: Call, current: Call | null, actions: Actions): Child[] {
  const isVideo = call.media === "video";
  const extras: Child[] = [
    isVideo && button("Accept as audio", "plain", () => actions.accept(call, { media: "audio" }), "phone"),
    current !== null && button("End and accept", "plain", () => actions.accept(call, { end: true }), "phone"),
  ].filter((one) => one !== false);
  const accept = button("Accept", "accept", () => actions.accept(call), isVideo ? "camera" : "phone");
  const decline = button("Decline", "danger", () => actions.decline(call), "hangUp");
  return [
    extras.length > 0 ? wide(accept) : accept,
    extras,
    extras.length === 2 ? wide(decline) : decline,
    wide(button("Ignore", "quiet", () => actions.ignore(call))),
  ];
}
