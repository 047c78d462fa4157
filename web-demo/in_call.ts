/** The page of a call that was answered, and of a group from its dial on: tiles, time, and controls. */

import type { Call } from "ringline";
import { mediaNotices } from "./media_notice.ts";
import { moderationNotices } from "./moderation.ts";
import { panel } from "./panel.ts";
import { button, heading, icon, roundButton } from "./parts.ts";
import type { RoundButton } from "./parts.ts";
import { everybodyIn, isOut, sessionOf, whoOf } from "./people.ts";
import { clock, listed, named, shown } from "./phrases.ts";
import { figuresOf, hintNotice } from "./quality.ts";
import { recordingButton } from "./recording.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import { screenButton, screenTile, sharersOf } from "./screen.ts";
import type { Actions, Panel, View } from "./state.ts";
import { localTile, personTile } from "./tile.ts";
import { requestNotice } from "./video_request.ts";
import { ALONE, callWords, stateWords } from "./words.ts";

export function inCallPage(view: View, call: Call, actions: Actions): Described {
  const isLost = call.state === "reconnecting" || call.held;
  return h(
    "section",
    { key: "in-call", class: `stage in-call ${call.media}` },
    h("div", { class: "title" }, heading(titleOf(call)), timeOrState(call)),
    h(
      "div",
      { class: "notices" },
      isLost &&
        h(
          "div",
          { key: "state", class: "notice warning" },
          icon(call.held ? "pause" : "warning"),
          h("p", {}, shown(callWords(call), whoOf(call)), call.held && " Nobody hears or sees you."),
        ),
      view.silent &&
        h("div", { class: "notice" }, button("Turn sound on", "primary", actions.turnSoundOn, "sound")),
      mediaNotices(call, actions),
      moderationNotices(call, actions),
      hintNotice(call),
      requestNotice(view, call, actions),
    ),
    tiles(call, actions),
    view.panel !== "none" && panel(view, call, actions),
    controls(view, call, actions),
    figuresOf(call),
  );
}

/** What a call is called on its pages. */
export function titleOf(call: Call): Child {
  if (call.kind === "session") return shown("Session {name}", sessionOf(call));
  if (call.kind === "group" && call.groupId !== undefined) return named(call.groupId);
  return listed(everybodyIn(call));
}

/** Those who are in or rung, in a grid; below it those who are out. */
function tiles(call: Call, actions: Actions): Child {
  const isVideo = call.media === "video";
  const screens = sharersOf(call).map((one) => screenTile(one));
  if (call.kind === "direct") {
    const remote = call.participants.map((one) => personTile(call, one, actions));
    return h("div", { key: "two", class: "tiles" }, remote, screens, isVideo && localTile(call));
  }
  const inIt = call.participants.filter((one) => !isOut(one));
  const out = call.participants.filter(isOut);
  const count = inIt.length + screens.length + (isVideo ? 1 : 0);
  return [
    h(
      "div",
      { key: "many", class: `tiles group ${sizeOf(count)}`, "data-people": String(inIt.length) },
      inIt.map((one) => personTile(call, one, actions)),
      screens,
      isVideo && localTile(call),
      inIt.length === 0 && !isVideo && h("p", { class: "alone muted" }, ALONE),
    ),
    out.length > 0 &&
      h(
        "div",
        { key: "out", class: "outs" },
        out.map((one) => personTile(call, one, actions)),
      ),
  ];
}

/** How many tiles there is room for: the grid of a size stands in call.css. */
function sizeOf(count: number): string {
  if (count <= 2) return count === 2 ? "two" : "one";
  if (count <= 4) return "four";
  if (count <= 6) return "six";
  return count <= 9 ? "nine" : "more";
}

/** The time once there is a connection. A timer is not read out by itself (ARIA, role timer). */
function timeOrState(call: Call): Described {
  if (call.state !== "connected" && call.state !== "reconnecting") {
    return h("p", { class: "status" }, stateWords(call));
  }
  return h("p", { class: "status time", role: "timer", "aria-label": "Call time" }, clock(call.durationMs));
}

function controls(view: View, call: Call, actions: Actions): Described {
  const opens = (name: Panel): Pick<RoundButton, "onclick" | "opens" | "expanded"> => ({
    opens: name,
    onclick: () => actions.open(view.panel === name ? "none" : name),
    expanded: view.panel === name,
  });
  return h(
    "div",
    { class: "controls", role: "group", "aria-label": "Call controls" },
    !call.held && devices(view, call, actions),
    videoRequest(call, actions),
    screenButton(call, actions),
    call.canHold && roundButton("Hold", { key: "hold", icons: ["pause"], onclick: () => actions.hold(call) }),
    call.canResume &&
      roundButton("Resume", {
        key: "hold",
        look: "off",
        icons: ["play"],
        onclick: () => actions.resume(call),
      }),
    !call.held && roundButton("Devices", { icons: ["sound"], ...opens("devices") }),
    call.canInvite && roundButton("Invite people", { icons: ["people"], ...opens("invite") }),
    recordingButton(view, call, actions),
    view.canCallMore && roundButton("New call", { icons: ["plus"], ...opens("call") }),
    pictureInPicture(call, actions),
    call.canEnd &&
      call.kind !== "direct" &&
      roundButton("End for everyone", {
        look: "warn",
        icons: ["stop"],
        onclick: () => actions.endForAll(call),
      }),
    roundButton("Hang up", { look: "danger", icons: ["hangUp"], onclick: () => actions.hangUp(call) }),
  );
}

/** The buttons of microphone and camera keep their place and the focus while their words change. */
function devices(view: View, call: Call, actions: Actions): Child {
  const { microphone, camera } = call.local;
  const isHeard = microphone === "on" || microphone === "starting";
  const isSeen = camera === "on" || camera === "starting";
  return [
    roundButton(isHeard ? "Mute microphone" : "Unmute microphone", {
      key: "microphone",
      look: isHeard ? "plain" : "off",
      icons: isHeard ? ["microphone"] : ["microphone", "strike"],
      onclick: () => actions.setMicrophone(call, !isHeard),
    }),
    call.media === "video" &&
      roundButton(isSeen ? "Turn camera off" : "Turn camera on", {
        key: "camera",
        look: isSeen ? "plain" : "off",
        icons: isSeen ? ["camera"] : ["camera", "strike"],
        onclick: () => actions.setCamera(call, !isSeen),
      }),
    isSeen &&
      (view.devices?.camera.length ?? 0) > 1 &&
      roundButton("Switch camera", {
        icons: ["camera", "turn"],
        onclick: () => actions.switchCamera(call),
      }),
  ];
}

function videoRequest(call: Call, actions: Actions): Child {
  if (!call.canRequestVideo || call.held) return null;
  return roundButton("Request video", { icons: ["camera"], onclick: () => actions.requestVideo(call) });
}

function pictureInPicture(call: Call, actions: Actions): Described {
  const isOpen = call.pictureInPicture !== "none";
  return roundButton(isOpen ? "Back to the page" : "Picture in picture", {
    key: "picture",
    look: isOpen ? "off" : "plain",
    icons: ["picture"],
    onclick: () => actions.setPictureInPicture(call, !isOpen),
  });
}
