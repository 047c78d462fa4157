/**
 * One person: the picture, or the avatar while there is none; the library plays the sound. In a group also those who
 * are not in it: whether they are rung, or why they are out.
 */

import type { Call, Participant } from "ringline";
import { muteButton } from "./moderation.ts";
import { avatar, button, icon, iconButton } from "./parts.ts";
import { isMuted, isOut, isWaitedFor, nameOf, placeWords } from "./people.ts";
import { named, shown } from "./phrases.ts";
import { qualityBadge } from "./quality.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import type { Actions } from "./state.ts";

/** Somebody else. In a call of two there are only people who are in it. */
export function personTile(call: Call, participant: Participant, actions: Actions): Described {
  const isAbsent = call.kind !== "direct" && participant.state !== "joined";
  const name = nameOf(participant);
  return h(
    "div",
    {
      key: participant.userId,
      role: "group",
      class: classesOf(participant, isAbsent),
      "aria-label": name,
      "data-person": participant.userId,
    },
    isAbsent ? absentPerson(call, participant, actions) : presentPerson(call, participant, actions),
  );
}

function classesOf(participant: Participant, isAbsent: boolean): string {
  const words = [isAbsent && "absent", isOut(participant) && "out", participant.speaking && "speaks"];
  return ["tile remote", ...words.filter(Boolean)].join(" ");
}

function presentPerson(call: Call, participant: Participant, actions: Actions): Child {
  const isSeen = participant.camera === "on" && !participant.hold && !call.held;
  return [
    h("video", {
      class: isSeen ? "" : "unseen-picture",
      autoplay: true,
      playsinline: true,
      muted: true,
      srcObject: participant.stream,
    }),
    !isSeen && avatar(nameOf(participant), "large"),
    h("p", { class: "badges" }, badges(call, participant), qualityBadge(participant)),
    muteButton(call, participant, actions),
    call.canRemove &&
      call.kind !== "direct" &&
      iconButton("Remove", () => actions.remove(call, participant.userId), "cross"),
  ];
}

/** In a call of two the name stands above; in a group, here. */
function badges(call: Call, participant: Participant): Child {
  const name = nameOf(participant);
  const { connection } = participant;
  const isConnected = connection === "connected";
  return [
    participant.hold
      ? badge("hold-badge", icon("pause"), shown("{name} has put the call on hold", name))
      : isMuted(participant)
        ? badge("muted-badge", icon("microphone", "strike"), shown("{name} is muted", name))
        : call.kind !== "direct" && badge("", named(name)),
    call.kind !== "direct" &&
      !isConnected &&
      badge("", connection === "reconnecting" ? "Reconnecting…" : "Connecting…"),
  ];
}

function badge(look: string, ...content: readonly Child[]): Described {
  const [first, ...rest] = content;
  return h(
    "span",
    { class: `badge ${look}` },
    rest.length > 0 ? [first ?? null, h("span", {}, rest)] : h("span", {}, content),
  );
}

function absentPerson(call: Call, participant: Participant, actions: Actions): Child {
  const name = nameOf(participant);
  const { userId } = participant;
  const isRinging = participant.state === "ringing";
  return [
    avatar(name, isWaitedFor(participant) ? "large" : "small", isRinging ? "rings" : ""),
    h("p", { class: "person" }, h("strong", {}, named(name)), h("span", {}, placeWords(participant))),
    isWaitedFor(participant)
      ? call.canCancel && button("Cancel", "plain", () => actions.cancelRing(call, userId))
      : call.canInvite && button("Ring again", "plain", () => actions.ringAgain(call, userId)),
  ];
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

function localWords({ held, local }: Call): string {
  if (held) return "On hold";
  if (local.camera === "starting") return "Camera is starting";
  return local.camera === "failed" ? "No camera" : "Camera is off";
}
