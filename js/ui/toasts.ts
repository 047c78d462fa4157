/** Element `<ringline-toasts>`. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Call } from "../index.ts";
import { Countdown } from "./countdown.ts";
import { define, RinglineElement } from "./element.ts";
import { button } from "./parts/buttons.ts";
import { icon } from "./parts/icons.ts";
import { everybodyIn, whoOf } from "./people.ts";
import { base } from "./styles/base.ts";
import { toastsStyles } from "./styles/toasts.ts";
import { endText, titleOf } from "./wording.ts";

/** For how long something stands that nobody has to decide. */
const SHOWN_MS = 8_000;

/** What goes by itself: a call that ended, or the code of a problem. */
type Passing = Call | string;

/**
 * What stands above every page: what went wrong, recordings, calls on hold, calls that were silenced here, and calls
 * that ended meanwhile. What needs no decision goes by itself after a while, unless somebody points at it or has the
 * focus in it; setting `toasts` takes away those that tell of ended calls.
 *
 * @element ringline-toasts
 * @prop {CallClient | null} client - The client whose calls these are.
 * @csspart toast - One of them.
 * @csspart button - Every button; also its name in `ringline-button`: `answer`, `dismiss`, `hang-up`, `record`,
 *   `resume`.
 * @cssprop --ringline-surface - Ground of a toast.
 * @cssprop --ringline-warning-ground - Ground of a warning.
 * @cssprop --ringline-shadow - Shadow of a toast.
 * @fires ringline-button - Somebody pressed a button; `preventDefault()` keeps it from doing anything.
 */
export class RinglineToasts extends RinglineElement {
  static override styles = [base, toastsStyles];
  readonly #countdown = new Countdown<Passing>(SHOWN_MS, (passed) => this.#passed(passed));
  #isHovered = false;

  constructor() {
    super();
    this.addEventListener("pointerenter", () => this.#hover(true));
    this.addEventListener("pointerleave", () => this.#hover(false));
    this.addEventListener("focusin", () => this.#count());
    // At the event the focus is nowhere yet.
    this.addEventListener("focusout", () => queueMicrotask(() => this.#count()));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#count);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#count);
    this.#countdown.update([], true);
  }

  protected override updated(): void {
    this.#count();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { desk } = this;
    if (!desk) return nothing;
    return html`<div class="toasts">
      ${this.#problem()} ${this.#recording()} ${this.#recorded()}
      ${repeat(
        desk.held,
        ({ id }) => id,
        (call) => this.#held(call),
      )}
      ${repeat(
        desk.silenced,
        ({ id }) => id,
        (call) => this.#silenced(call),
      )}
      ${repeat(
        this.#told,
        ({ id }) => id,
        (call) => this.#ended(call),
      )}
    </div>`;
  }

  /** Where it stands beside what it is about, it is not said twice. */
  get #shownProblem(): string | null {
    const { problem, page, panel } = this.desk!;
    return page === "idle" || page === "prejoin" || panel !== "none" ? null : problem;
  }

  get #told(): readonly Call[] {
    return this.desk!.settings.toasts ? this.desk!.told : [];
  }

  #problem(): TemplateResult | typeof nothing {
    const code = this.#shownProblem;
    if (code === null) return nothing;
    return html`<div class="notice warning" part="toast">
      ${icon("warning")}
      <p role="alert">${this.texts.error({ code })}</p>
      ${this.#dismiss(() => this.desk?.change({ problem: null }))}
    </div>`;
  }

  #recording(): TemplateResult | typeof nothing {
    const { recordings } = this.desk!;
    const call = recordings?.call;
    if (!call) return nothing;
    return html`<div class="notice warning" part="toast">
      ${icon("record")}
      <p role="status">${this.texts.say("recording.on")}</p>
      ${button(this, {
        label: this.texts.say("button.stop"),
        press: { button: "record", call },
        act: () => recordings.stop(call),
        icons: ["stop"],
      })}
    </div>`;
  }

  #recorded(): TemplateResult | typeof nothing {
    const { recordings } = this.desk!;
    const recorded = recordings?.recorded;
    if (!recorded) return nothing;
    return html`<div class="notice" part="toast">
      ${icon("record")}
      <p>
        <a href=${recorded.url} download=${recorded.name}>${this.texts.say("recording.done")}</a>
      </p>
      ${this.#dismiss(() => recordings.dismiss())}
    </div>`;
  }

  #held(call: Call): TemplateResult {
    const { texts, desk } = this;
    const label = texts.speak("call.on-hold-with", everybodyIn(call));
    const resume = {
      label: texts.say("button.resume"),
      press: { button: "resume", call },
      act: () => desk?.try(call.resume()),
      look: "primary",
      icons: ["play"],
    } as const;
    return html`<div class="notice held" part="toast" role="group" aria-label=${label}>
      ${icon("pause")}
      <p><strong>${titleOf(texts, call)}</strong> <span class="muted">${texts.say("call.on-hold")}</span></p>
      <div class="row">
        ${call.canResume ? button(this, resume) : nothing}
        ${button(this, {
          label: texts.say("button.end-this"),
          press: { button: "hang-up", call },
          act: () => void call.hangUp(),
          icons: ["hangUp"],
        })}
      </div>
    </div>`;
  }

  #silenced(call: Call): TemplateResult {
    const { texts, desk } = this;
    return html`<div class="notice" part="toast">
      ${icon("bell")}
      <p>${texts.show("call.still-rings", whoOf(call))}</p>
      <div class="row">
        ${button(this, {
          label: texts.say("button.answer"),
          press: { button: "answer", call },
          act: () => desk?.accept(call),
          look: "accept",
          icons: ["phone"],
        })}
      </div>
    </div>`;
  }

  #ended(call: Call): TemplateResult {
    return html`<div class="notice passing" part="toast">
      ${icon("bell")}
      <p>${this.texts.show(endText(call), whoOf(call))}</p>
      <div class="row">${this.#dismiss(() => this.#passed([call]), call)}</div>
    </div>`;
  }

  #dismiss(act: () => void, call?: Call): TemplateResult {
    const press = { button: "dismiss", ...(call && { call }) } as const;
    return button(this, { label: this.texts.say("button.dismiss"), press, act, look: "quiet" });
  }

  #hover(isHovered: boolean): void {
    this.#isHovered = isHovered;
    this.#count();
  }

  /** Nobody loses what they read, or what they could not see. */
  readonly #count = (): void => {
    const { desk } = this;
    if (!desk || !this.isConnected) return;
    const problem = this.#shownProblem;
    const isPaused = document.hidden || this.#isHovered || this.renderRoot.querySelector(":focus") !== null;
    this.#countdown.update([...(problem === null ? [] : [problem]), ...this.#told], isPaused);
  };

  #passed(passed: readonly Passing[]): void {
    const { desk } = this;
    if (!desk) return;
    const { problem, told } = desk;
    desk.change({
      problem: problem !== null && passed.includes(problem) ? null : problem,
      told: told.filter((call) => !passed.includes(call)),
    });
  }
}

define("ringline-toasts", RinglineToasts);
