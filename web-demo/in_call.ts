/** The page of a call that was answered: the two tiles, the time, and the controls. */

import type { Call } from "ringline";
import { mediaNotices } from "./media_notice.ts";
import { button, heading, icon, roundButton } from "./parts.ts";
import { clock, named, shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Described } from "./render.ts";
import { otherName } from "./state.ts";
import type { Actions, View } from "./state.ts";
import { localTile, remoteTile } from "./tile.ts";
import { callWords, stateWords } from "./words.ts";

export function inCallPage(view: View, call: Call, actions: Actions): Described {
  const name = otherName(call);
  const isLost = call.state === "reconnecting";
  return h(
    "section",
    { key: "in-call", class: `stage in-call ${call.media}` },
    h("div", { class: "title" }, heading(named(name)), timeOrState(call)),
    h(
      "div",
      { class: "notices" },
      isLost &&
        h("div", { class: "notice warning" }, icon("warning"), h("p", {}, shown(callWords(call), name))),
      view.silent &&
        h("div", { class: "notice" }, button("Turn sound on", "primary", actions.turnSoundOn, "sound")),
      mediaNotices(call, actions),
    ),
    h("div", { class: "tiles" }, remotes(call, actions), call.media === "video" && localTile(call)),
    controls(call, actions),
  );
}

function remotes(call: Call, actions: Actions): Described[] {
  return call.participants.map((participant) => remoteTile(participant, actions));
}

/** The time once there is a connection. A timer is not read out by itself (ARIA, role timer). */
function timeOrState(call: Call): Described {
  if (call.state !== "connected" && call.state !== "reconnecting") {
    return h("p", { class: "status" }, stateWords(call));
  }
  return h("p", { class: "status time", role: "timer", "aria-label": "Call time" }, clock(call.durationMs));
}

function controls(call: Call, actions: Actions): Described {
  const { microphone, camera } = call.local;
  const hears = microphone === "on" || microphone === "starting";
  const sees = camera === "on" || camera === "starting";
  return h(
    "div",
    { class: "controls", role: "group", "aria-label": "Call controls" },
    hears
      ? roundButton("Mute microphone", "plain", () => actions.setMicrophone(call, false), "microphone")
      : roundButton(
          "Unmute microphone",
          "off",
          () => actions.setMicrophone(call, true),
          "microphone",
          "strike",
        ),
    call.media === "video" &&
      (sees
        ? roundButton("Turn camera off", "plain", () => actions.setCamera(call, false), "camera")
        : roundButton("Turn camera on", "off", () => actions.setCamera(call, true), "camera", "strike")),
    roundButton("Hang up", "danger", () => actions.hangUp(call), "hangUp"),
  );
}
