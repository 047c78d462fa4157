/** The call is over: why, and what next. */

import type { Call } from "ringline";
import { avatar, button, heading } from "./parts.ts";
import { faceOf, sessionOf, wasIn, whoOf } from "./people.ts";
import { clock, shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Described } from "./render.ts";
import type { Actions } from "./state.ts";
import { endWords } from "./words.ts";

export function endedPage(call: Call, actions: Actions): Described {
  const { title, text } = endWords(call);
  const picture = call.media === "video" ? "camera" : "phone";
  const again = (): void => {
    if (call.kind === "session") actions.join(sessionOf(call), call.media);
    else actions.redial(call);
  };
  return h(
    "section",
    { key: `ended ${call.id}`, class: "card centred" },
    avatar(faceOf(call), "large"),
    heading(title),
    h("p", { class: "reason" }, shown(text, whoOf(call))),
    wasIn(call) &&
      call.durationMs >= 1000 &&
      h("p", { class: "muted" }, `You talked for ${clock(call.durationMs)}.`),
    h(
      "div",
      { class: "row" },
      button(againWords(call), "primary", again, picture),
      button("Close", "plain", actions.closeEnded),
    ),
  );
}

/** Nobody answered our call, or we missed theirs, or we have talked (R52). */
function againWords({ kind, direction, status }: Call): string {
  if (kind === "session") return "Join again";
  const isUnanswered = status === "unanswered" || status === "busy" || status === "rejected";
  if (direction === "outgoing" && isUnanswered) return "Redial";
  return direction === "incoming" && (status === "missed" || status === "busy") ? "Call back" : "Call again";
}
