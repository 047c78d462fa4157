/** Above every page: calls on hold, calls that were silenced here, calls that ended meanwhile, what went wrong. */

import { dismiss, notice } from "./dial.ts";
import { titleOf } from "./in_call.ts";
import { button, icon } from "./parts.ts";
import { everybodyIn, whoOf } from "./people.ts";
import { spoken } from "./phrases.ts";
import { recordingNotices } from "./recording.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import { heldCalls, pageOf, silencedCalls } from "./state.ts";
import type { Actions, View } from "./state.ts";
import { endWords } from "./words.ts";

export function pageNotices(view: View, actions: Actions): Described {
  return h(
    "div",
    { key: "notices", class: "page-notices" },
    problemNotice(view, actions),
    recordingNotices(view, actions),
    heldNotices(view, actions),
    silencedCalls(view).map((call) =>
      notice(
        `silenced ${call.id}`,
        "{name} is still calling. The ring is off here.",
        whoOf(call),
        button("Answer", "accept", () => actions.accept(call), "phone"),
      ),
    ),
    view.told.map((call) =>
      notice(
        `told ${call.id}`,
        endWords(call).text,
        whoOf(call),
        dismiss(() => actions.closeTold(call)),
      ),
    ),
  );
}

/** On the page between calls it stands at the field; where a panel is open, in that. */
function problemNotice(view: View, actions: Actions): Child {
  const page = pageOf(view);
  if (view.problem === null || page === "dial" || view.panel !== "none") return null;
  return h(
    "div",
    { key: "problem", class: "notice warning" },
    icon("warning"),
    h("p", { role: "alert" }, view.problem),
    dismiss(actions.closeProblem),
  );
}

function heldNotices(view: View, actions: Actions): Child {
  return heldCalls(view).map((call) =>
    h(
      "div",
      {
        key: `held ${call.id}`,
        class: "notice held",
        role: "group",
        "aria-label": spoken("On hold: {name}", everybodyIn(call)),
      },
      icon("pause"),
      h("p", {}, h("strong", {}, titleOf(call)), h("span", {}, " On hold")),
      h(
        "div",
        { class: "row" },
        call.canResume && button("Resume", "primary", () => actions.resume(call), "play"),
        button("End this call", "plain", () => actions.hangUp(call), "hangUp"),
      ),
    ),
  );
}
