/** The figures behind the quality of a call, for those who look for a fault. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call, CallStats } from "../../index.ts";
import type { RinglineElement } from "../element.ts";
import type { TextKey } from "../languages/english.ts";
import { nameOfUser } from "../people.ts";
import type { Texts } from "../texts.ts";

/** What a host shows of a call. */
interface Shown {
  readonly call: Call;
  stats: CallStats | null;
  /** When they were asked for last; before they were: long ago. */
  askedAt: number;
}

type Path = CallStats["participants"][number];

/** The age at which figures are asked for again, when the host is drawn anyhow. */
const FRESH_MS = 900;

const shown = new WeakMap<RinglineElement, Shown>();

/** Folded away until somebody wants to know. As fresh as the host is drawn often: once a second with a clock. */
export function figures(host: RinglineElement, call: Call): TemplateResult {
  const { texts } = host;
  const known = shown.get(host);
  const own = known?.call === call ? known : undefined;
  if (own) refresh(host, own);
  else if (known) shown.delete(host);
  const toggled = ({ target }: Event): void => {
    if (!(target as HTMLDetailsElement).open) shown.delete(host);
    else if (!shown.has(host)) shown.set(host, { call, stats: null, askedAt: -Infinity });
    host.requestUpdate();
  };
  return html`<details class="figures" part="figures" ?open=${own !== undefined} @toggle=${toggled}>
    <summary>${texts.say("figures.title")}</summary>
    ${own?.stats ? table(texts, call, own.stats) : nothing}
  </details>`;
}

function refresh(host: RinglineElement, own: Shown): void {
  const now = performance.now();
  if (now - own.askedAt < FRESH_MS) return;
  own.askedAt = now;
  own.call.getStats().then(
    (stats) => {
      own.stats = stats;
      host.requestUpdate();
    },
    () => {}, // there is no table then
  );
}

const HEADS: readonly TextKey[] = [
  "figures.who",
  "figures.path",
  "figures.round-trip",
  "figures.loss",
  "figures.jitter",
  "figures.picture",
  "figures.rate",
  "figures.codec",
];

function table(texts: Texts, call: Call, { participants, subscribedPixels }: CallStats): TemplateResult {
  return html`<div class="scroller" tabindex="0" role="group" aria-label=${texts.say("figures.title")}>
      <table>
        <thead>
          <tr>
            ${HEADS.map((key) => html`<th scope="col">${texts.say(key)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${participants.map(
            (path) =>
              html`<tr>
                <th scope="row"><bdi>${nameOfUser(call, path.userId)}</bdi></th>
                ${cellsOf(texts, path).map((cell) => html`<td dir="auto">${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="muted">${texts.say("figures.pixels", { n: subscribedPixels })}</p>`;
}

function cellsOf(texts: Texts, { roundTripMs, local, remote, protocol, received, sent }: Path): string[] {
  const { audio, video } = received;
  const incoming = kilobits(audio?.bitrate, video?.bitrate);
  const outgoing = kilobits(sent.audio?.bitrate, sent.video?.bitrate);
  return [
    `${local ?? "?"} – ${remote ?? "?"} ${protocol ?? ""}`,
    figure(roundTripMs, "ms"),
    figure(audio?.loss === undefined ? undefined : audio.loss * 100, "%"),
    figure(audio?.jitterMs, "ms"),
    video?.width === undefined ? "–" : `${video.width} × ${video.height ?? 0}, ${video.framesPerSecond}/s`,
    texts.say("figures.in-out", { in: incoming, out: outgoing }),
    video?.codec?.replace(/^.*\//, "") ?? "–",
  ];
}

function figure(value: number | undefined, unit: string): string {
  return value === undefined ? "–" : `${Math.round(value)} ${unit}`;
}

function kilobits(...rates: readonly (number | undefined)[]): number {
  return Math.round(rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0) / 1000);
}
