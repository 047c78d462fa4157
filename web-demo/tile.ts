/** One person's picture, or the avatar while there is none, and their sound. */

import type { Call, Participant } from "ringline";
import { avatar, icon } from "./parts.ts";
import { shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Described } from "./render.ts";
import { soundOf } from "./sound.ts";
import { nameOf } from "./state.ts";
import type { Actions } from "./state.ts";

/** The other side. */
export function remoteTile(participant: Participant, actions: Actions): Described {
  const name = nameOf(participant);
  const isSeen = participant.camera === "on";
  return h(
    "div",
    { key: participant.userId, role: "group", class: "tile remote", "aria-label": name },
    h("video", {
      class: isSeen ? "" : "unseen-picture",
      autoplay: true,
      playsinline: true,
      muted: true,
      srcObject: participant.stream,
    }),
    h("audio", {
      autoplay: true,
      srcObject: soundOf(participant.stream),
      updated: (audio) => actions.play(audio as HTMLAudioElement),
    }),
    !isSeen && avatar(name, "large"),
    h(
      "p",
      { class: "badges" },
      isMuted(participant) &&
        h(
          "span",
          { class: "badge muted-badge" },
          icon("microphone", "strike"),
          h("span", {}, shown("{name} is muted", name)),
        ),
    ),
  );
}

/** Whether a participant says that nothing can be heard. */
export function isMuted({ microphone, state }: Participant): boolean {
  return state === "joined" && (microphone === "off" || microphone === "failed");
}

/** This side, mirrored as in a looking-glass. */
export function localTile(call: Call): Described {
  const isSeen = call.local.camera === "on";
  return h(
    "div",
    { key: "local", role: "group", class: "tile local", "aria-label": "You" },
    h("video", {
      class: isSeen ? "mirrored" : "unseen-picture",
      autoplay: true,
      playsinline: true,
      muted: true,
      srcObject: call.local.stream,
    }),
    !isSeen && h("p", { class: "camera-off" }, icon("camera", "strike"), h("span", {}, localWords(call))),
  );
}

function localWords({ local }: Call): string {
  if (local.camera === "starting") return "Camera is starting";
  return local.camera === "failed" ? "No camera" : "Camera is off";
}
