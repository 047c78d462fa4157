/** What others do to this user, and this user to others: recordings and whether one agrees to them; being muted. */

import type { Call, Participant } from "ringline";
import { button, icon, iconButton } from "./parts.ts";
import { isMuted, nameOfUser } from "./people.ts";
import { shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Child } from "./render.ts";
import type { Actions } from "./state.ts";

/** In the notices of a call. */
export function moderationNotices(call: Call, actions: Actions): Child {
  return [recordedNotice(call, actions), mutedNotice(call, actions)];
}

/** Somebody else records: everybody is told for as long as it lasts, and asked once (R86). */
function recordedNotice(call: Call, actions: Actions): Child {
  const by = call.recording?.by.find((user) => call.participants.some(({ userId }) => userId === user));
  if (by === undefined) return null;
  const asks = call.recording?.state === "starting";
  return h(
    "div",
    { key: "recorded-by", class: "notice warning" },
    icon("record"),
    h(
      "p",
      { role: "status" },
      shown(
        asks ? "{name} wants to record this call." : "{name} is recording this call.",
        nameOfUser(call, by),
      ),
      call.consent === "refused" && " You are left out.",
    ),
    call.canConsent && [
      button("Agree", "primary", () => actions.consent(call, true)),
      button("Leave me out", "plain", () => actions.consent(call, false)),
    ],
  );
}

/** The microphone obeyed somebody (R77). */
function mutedNotice(call: Call, actions: Actions): Child {
  const by = call.local.mutedBy;
  if (by === undefined) return null;
  return h(
    "div",
    { key: "muted-by", class: "notice" },
    icon("microphone", "strike"),
    h("p", { role: "status" }, shown("{name} asked you to mute, so nobody hears you.", nameOfUser(call, by))),
    button("Unmute", "plain", () => actions.setMicrophone(call, true)),
  );
}

/** In the tile of somebody who can be heard. */
export function muteButton(call: Call, participant: Participant, actions: Actions): Child {
  if (call.kind === "direct" || isMuted(participant) || participant.state !== "joined") return null;
  return iconButton("Ask to mute", () => actions.requestMute(call, participant.userId), "microphone");
}
