/** The figures behind the quality of a call, for those who look for a fault. */

import { html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { Call, CallStats } from "../index.ts";
import { define, RinglineElement } from "./element.ts";
import type { TextKey } from "./languages/english.ts";
import { nameOfUser } from "./people.ts";
import { figuresStyles } from "./styles/figures.ts";
import type { Texts } from "./texts.ts";

type Path = CallStats["participants"][number];

/** How long figures are shown before others are asked for. */
const FRESH_MS = 1000;

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

/** Part `figures` of `<ringline-call>`: folded away until somebody wants to know, and asked for only then. */
export class RinglineFigures extends RinglineElement {
  static override properties: PropertyDeclarations = {
    ...RinglineElement.properties,
    call: { attribute: false },
  };
  static override styles = [RinglineElement.styles, figuresStyles];
  declare call: Call | null;
  #isOpen = false;
  #stats: CallStats | null = null;
  #next: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.call = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#next);
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.desk || !this.call) return nothing;
    const { texts } = this;
    return html`<details @toggle=${this.#toggled}>
      <summary>${texts.say("figures.title")}</summary>
      ${this.#stats ? table(texts, this.call, this.#stats) : nothing}
    </details>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("call")) return;
    this.#stats = null;
    void this.#refresh();
  }

  readonly #toggled = ({ target }: Event): void => {
    this.#isOpen = (target as HTMLDetailsElement).open;
    this.#stats = null;
    void this.#refresh();
  };

  /** There is no table where there are no figures. */
  async #refresh(): Promise<void> {
    clearTimeout(this.#next);
    const { call } = this;
    const stats = this.#isOpen ? await call?.getStats().catch(() => null) : null;
    if (!this.#isOpen || !this.isConnected || this.call !== call) return;
    this.#stats = stats ?? null;
    this.requestUpdate();
    clearTimeout(this.#next);
    this.#next = setTimeout(() => void this.#refresh(), FRESH_MS);
  }
}

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

define("ringline-figures", RinglineFigures);
