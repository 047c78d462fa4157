/** How good a call is: bars for each path, who speaks, what to know of the microphone, and the figures behind it. */

import type { Call, CallStats, Participant } from "ringline";
import { nameOf } from "./people.ts";
import { named } from "./phrases.ts";
import { icon } from "./parts.ts";
import { h } from "./render.ts";
import type { Child, Described } from "./render.ts";

const WORDS = ["No connection", "Bad connection", "Poor connection", "Fair connection", "Good connection"];

/** Five bars, as many of them filled as the path is good. */
export function qualityBadge({ quality }: Participant): Child {
  if (quality === undefined) return null;
  const words = WORDS[quality] ?? "Excellent connection";
  const bars = [1, 2, 3, 4, 5].map((bar) => h("i", { class: bar <= quality ? "filled" : "" }));
  return h(
    "span",
    {
      class: "badge quality",
      role: "img",
      "aria-label": words,
      title: words,
      "data-quality": String(quality),
    },
    bars,
  );
}

/** What the user should know of the own microphone. */
export function hintNotice({ microphoneHint }: Call): Child {
  if (microphoneHint === undefined) return null;
  const text =
    microphoneHint === "no-sound"
      ? "Your microphone gives no sound. Is it switched off, or is another one meant?"
      : "You are muted: nobody hears what you say.";
  return h(
    "div",
    { key: "hint", class: "notice warning", role: "status" },
    icon("microphone", "strike"),
    h("p", {}, text),
  );
}

const figures = new WeakMap<Call, CallStats>();
let isOpen = false;

/** Folded away until somebody wants to know. What is shown is at most as old as the call's clock. */
export function figuresOf(call: Call): Described {
  if (isOpen)
    call.getStats().then(
      (stats) => figures.set(call, stats),
      () => {},
    );
  const stats = figures.get(call);
  const toggled = (event: Event): void => {
    isOpen = (event.target as HTMLDetailsElement).open;
    if (isOpen)
      call.getStats().then(
        (stats) => figures.set(call, stats),
        () => {},
      );
  };
  return h(
    "details",
    { key: "figures", class: "figures", ontoggle: toggled },
    h("summary", {}, "Connection figures"),
    isOpen && stats !== undefined && table(call, stats),
  );
}

function table(call: Call, { participants, subscribedPixels }: CallStats): Child {
  const rows = participants.map(({ userId, roundTripMs, local, remote, protocol, received, sent }) => {
    const who = call.participants.find((one) => one.userId === userId);
    const { audio, video } = received;
    const cells = [
      `${local ?? "?"} – ${remote ?? "?"} ${protocol ?? ""}`,
      figure(roundTripMs, "ms"),
      figure(audio?.loss === undefined ? undefined : audio.loss * 100, "%"),
      figure(audio?.jitterMs, "ms"),
      video?.width === undefined ? "–" : `${video.width} × ${video.height}, ${video.framesPerSecond}/s`,
      `${kilobits(audio?.bitrate, video?.bitrate)} in, ${kilobits(sent.audio?.bitrate, sent.video?.bitrate)} out`,
      video?.codec?.replace(/^.*\//, "") ?? "–",
    ];
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, named(who ? nameOf(who) : userId)),
      cells.map((cell) => h("td", {}, cell)),
    );
  });
  const heads = ["Who", "Path", "Round trip", "Loss", "Jitter", "Picture", "kbit/s", "Codec"];
  return [
    h(
      "table",
      {},
      h(
        "tbody",
        {},
        h(
          "tr",
          {},
          heads.map((head) => h("th", { scope: "col" }, head)),
        ),
        rows,
      ),
    ),
    h("p", { class: "muted" }, `${subscribedPixels} pixels are received.`),
  ];
}

function figure(value: number | undefined, unit: string): string {
  return value === undefined ? "–" : `${Math.round(value)} ${unit}`;
}

function kilobits(...rates: readonly (number | undefined)[]): string {
  return String(Math.round(rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0) / 1000));
}
