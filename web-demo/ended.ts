/** The call is over: why, and what next. */

import type { Call } from "ringline";
import { avatar, button, heading } from "./parts.ts";
import { clock, shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Described } from "./render.ts";
import { otherName } from "./state.ts";
import type { Actions } from "./state.ts";
import { endWords } from "./words.ts";

export function endedPage(call: Call, actions: Actions): Described {
  const name = otherName(call);
  const { title, text } = endWords(call);
  return h(
    "section",
    { key: `ended ${call.id}`, class: "card centred" },
    avatar(name, "large"),
    heading(title),
    h("p", { class: "reason" }, shown(text, name)),
    call.durationMs >= 1000 && h("p", { class: "muted" }, `You talked for ${clock(call.durationMs)}.`),
    h(
      "div",
      { class: "row" },
      button(
        "Call again",
        "primary",
        () => actions.redial(call),
        call.media === "video" ? "camera" : "phone",
      ),
      button("Close", "plain", actions.closeEnded),
    ),
  );
}
