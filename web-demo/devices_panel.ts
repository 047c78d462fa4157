/**
 * Which microphone, camera and speaker are used, and how loud each of the others is here. What the browser leaves no
 * choice in is said, not shown as a choice.
 */

import type { Call, Device, DeviceName, Participant } from "ringline";
import { problemLine } from "./dial.ts";
import { button } from "./parts.ts";
import { nameOf } from "./people.ts";
import { spoken } from "./phrases.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";
import type { Actions, View } from "./state.ts";

const WORDS: Readonly<Record<DeviceName, string>> = {
  microphone: "Microphone",
  camera: "Camera",
  speaker: "Audio output",
};

export function devicesPanel(view: View, call: Call, actions: Actions): Described {
  const output = view.client?.devices.capabilities.output ?? "none";
  return h(
    "div",
    { class: "stack devices" },
    picker(view, "microphone", actions),
    call.media === "video" && picker(view, "camera", actions),
    output === "sink" && picker(view, "speaker", actions),
    output === "input" && h("p", { class: "muted" }, "Sound comes out where the microphone is."),
    output === "none" && h("p", { class: "muted" }, "Where sound comes out is chosen in your system."),
    problemLine(view.problem),
    call.participants.filter(({ state }) => state === "joined").map((one) => volume(one, actions)),
    h(
      "div",
      { class: "row" },
      button("Close", "plain", () => actions.open("none")),
    ),
  );
}

function picker(view: View, name: DeviceName, actions: Actions): Described {
  const chosen = view.client?.devices.chosen[name] ?? "";
  const all = view.devices?.[name].filter(isOwn) ?? [];
  const options = [{ deviceId: "", label: "System default" }, ...all];
  return h(
    "label",
    { key: name, class: "picker" },
    h("span", {}, WORDS[name]),
    h(
      "select",
      {
        onchange: (event: Event) => actions.pick(name, (event.target as HTMLSelectElement).value),
        updated: (element) => ((element as HTMLSelectElement).value = chosen),
      },
      options.map(({ deviceId, label }, index) =>
        h(
          "option",
          { key: deviceId, value: deviceId },
          label === "" ? `${WORDS[name]} ${String(index)}` : label,
        ),
      ),
    ),
  );
}

/** Chromium lists two entries that stand for another device. */
function isOwn({ deviceId }: Device): boolean {
  return deviceId !== "" && deviceId !== "default" && deviceId !== "communications";
}

function volume(participant: Participant, actions: Actions): Child {
  const name = nameOf(participant);
  return h(
    "div",
    { key: participant.userId, class: "volume" },
    h("input", {
      type: "range",
      min: "0",
      max: "100",
      "aria-label": spoken("Volume of {name}", name),
      mounted: (element) => ((element as HTMLInputElement).value = String(participant.volume * 100)),
      oninput: (event) =>
        actions.setVolume(participant, Number((event.target as HTMLInputElement).value) / 100),
    }),
    participant.muted
      ? button(spoken("Unmute {name} here", name), "plain", () => actions.muteHere(participant, false))
      : button(spoken("Mute {name} here", name), "plain", () => actions.muteHere(participant, true)),
  );
}
