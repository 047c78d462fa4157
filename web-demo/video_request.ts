/** Somebody in an audio call asks for video (R73): the question, and what became of it. */

import type { Call } from "ringline";
import { modal } from "./dialog.ts";
import { avatar, button, icon } from "./parts.ts";
import { nameOfUser } from "./people.ts";
import { shown } from "./phrases.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import type { Actions, View } from "./state.ts";

/** What became of the last request, as a sentence and the name in it; null when there is nothing to say. */
export function requestWords(call: Call): { readonly text: string; readonly name: string } | null {
  const request = call.videoRequest;
  if (!request) return null;
  const isOurs = !call.participants.some(({ userId }) => userId === request.by);
  const name = nameOfUser(call, request.by);
  const words = {
    none: "",
    requested: isOurs ? "You asked for video. Waiting for the answer." : "",
    accepted: isOurs ? "Your request for video was accepted." : "The call is a video call now.",
    declined: isOurs ? "Your request for video was declined." : "The request for video was declined.",
    cancelled: isOurs ? "You took your request for video back." : "{name} no longer asks for video.",
    "timed-out": isOurs ? "Nobody answered your request for video." : "{name} asked for video.",
  };
  return { text: words[request.state], name };
}

/** The same on the page: what waits, and what did not work, until it is dismissed. */
export function requestNotice(view: View, call: Call, actions: Actions): Child {
  const { id, state } = call.videoRequest ?? {};
  const words = requestWords(call);
  if (!words || words.text === "" || state === "accepted" || view.dismissed.get(call) === id) return null;
  return h(
    "div",
    { key: "video-request", class: "notice" },
    icon("camera"),
    h("p", {}, shown(words.text, words.name)),
    state === "requested"
      ? button("Cancel request", "plain", () => actions.cancelVideo(call))
      : button("Dismiss", "quiet", () => actions.closeRequest(call)),
  );
}

/** The question to this user. Escape is a no: a camera does not go on by accident. */
export function videoRequestDialog(call: Call, actions: Actions): Described {
  const name = nameOfUser(call, call.videoRequest?.by ?? "");
  return modal(
    {
      key: `video-request ${call.id} ${call.videoRequest?.id ?? 0}`,
      role: "dialog",
      class: "incoming",
      "aria-labelledby": "asks",
      "aria-describedby": "means",
      oncancel: () => actions.declineVideo(call),
    },
    avatar(name, "large"),
    h("h2", { id: "asks" }, shown("{name} asks for video", name)),
    h("p", { id: "means", class: "kind muted" }, "If you accept, your camera goes on."),
    h(
      "div",
      { class: "answers" },
      button("Accept", "accept", () => actions.acceptVideo(call), "camera"),
      button("Decline", "plain", () => actions.declineVideo(call)),
    ),
  );
}
