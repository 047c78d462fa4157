/** What opens above the controls of a call: whom to invite into it, whom else to call, or its devices. */

import type { Call } from "ringline";
import { devicesPanel } from "./devices_panel.ts";
import { callForm, peopleField, problemLine } from "./dial.ts";
import { button } from "./parts.ts";
import { h } from "./render.ts";
import type { Described } from "./render.ts";
import type { Actions, View } from "./state.ts";

export function panel(view: View, call: Call, actions: Actions): Described {
  return h(
    "div",
    {
      key: `panel ${view.panel}`,
      class: "panel",
      "data-panel": view.panel,
      mounted: (element) => element.querySelector<HTMLElement>("input, select")?.focus(),
      onkeydown: (event) => {
        if (event.key === "Escape") actions.open("none");
      },
    },
    content(view, call, actions),
  );
}

function content(view: View, call: Call, actions: Actions): Described {
  if (view.panel === "devices") return devicesPanel(view, call, actions);
  if (view.panel === "invite") return inviteForm(view, call, actions);
  return callForm(view, actions, close(actions));
}

function inviteForm(view: View, call: Call, actions: Actions): Described {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    actions.invite(call, String(new FormData(form).get("to") ?? ""));
    form.querySelector("input")?.focus();
  };
  return h(
    "form",
    { class: "stack", novalidate: true, onsubmit: submit },
    peopleField("Who do you want to invite?", "carol, dave", view.problem),
    problemLine(view.problem),
    h(
      "div",
      { class: "row" },
      h("button", { type: "submit", class: "button primary" }, h("span", {}, "Invite")),
      close(actions),
    ),
  );
}

function close(actions: Actions): Described {
  return button("Close", "plain", () => actions.open("none"));
}
