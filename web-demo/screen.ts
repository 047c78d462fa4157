/** Screens that are shared: a tile for each, and the button for one's own. */

import type { Call, Participant } from "ringline";
import { icon, roundButton } from "./parts.ts";
import { nameOf } from "./people.ts";
import { shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import type { Actions } from "./state.ts";

/** Those who show one, which is to be seen here. */
export function sharersOf(call: Call): Participant[] {
  if (call.held) return [];
  return call.participants.filter(({ state, screen }) => state === "joined" && screen === "on");
}

/** Beside the person's own tile. */
export function screenTile(participant: Participant): Described {
  const name = nameOf(participant);
  const { screenStream } = participant;
  return h(
    "div",
    {
      key: `screen ${participant.userId}`,
      role: "group",
      class: "tile remote",
      "aria-label": `${name} (screen)`,
    },
    h("video", { autoplay: true, playsinline: true, muted: true, srcObject: screenStream }),
    h(
      "p",
      { class: "badges" },
      h("span", { class: "badge" }, [icon("screen"), h("span", {}, shown("{name} shares a screen", name))]),
    ),
  );
}

/** One button whose words change, where there is something to do. */
export function screenButton(call: Call, actions: Actions): Child {
  const { screen } = call.local;
  const isShared = screen === "on" || screen === "starting";
  if (!isShared && !call.canShareScreen) return null;
  return roundButton(isShared ? "Stop sharing" : "Share screen", {
    key: "screen",
    look: isShared ? "warn" : "plain",
    icons: isShared ? ["screen", "strike"] : ["screen"],
    onclick: () => actions.shareScreen(call, !isShared),
  });
}
