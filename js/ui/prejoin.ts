/** Element `<ringline-prejoin>`. */

import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { live } from "lit/directives/live.js";
import { problemLine } from "./dial.ts";
import { define, RinglineElement } from "./element.ts";
import type { Plan } from "./desk.ts";
import type { TextKey } from "./languages/english.ts";
import { Level, levelMeter } from "./level.ts";
import { button } from "./parts/buttons.ts";
import { icon } from "./parts/icons.ts";
import { missingOf, permissionHelpKey } from "./parts/permissions.ts";
import type { Captured } from "./parts/permissions.ts";
import { outputPicker, picker } from "./parts/pickers.ts";
import { Preview } from "./preview.ts";
import { base } from "./styles/base.ts";
import { prejoinStyles } from "./styles/prejoin.ts";
import type { Shown } from "./texts.ts";
import { captureKeys } from "./parts/media_notice.ts";

/**
 * The page before a call, where settings ask for one (`prejoin`): the own picture, the own loudness, which devices are
 * used, and whether microphone and camera begin on. It shows the call or session that is about to be placed or joined,
 * and nothing while there is none. What it captures is stopped when it goes.
 *
 * @element ringline-prejoin
 * @prop {CallClient | null} client - The client that is going to call.
 * @csspart card - All of it.
 * @csspart preview - The own picture.
 * @csspart level - The meter of the microphone.
 * @csspart picker - A list of devices with its label; also `microphone`, `camera` or `speaker`.
 * @csspart notice - What is said about a microphone or camera that cannot be used.
 * @csspart button - Every button; also its name in `ringline-button`: `start-call`, `join`, `cancel`, `try-again`.
 * @cssprop --ringline-accent - Colour of the meter, the switches and the button that starts.
 * @cssprop --ringline-surface - Ground of the card.
 * @cssprop --ringline-radius - Corners.
 * @fires ringline-button - Somebody pressed a button; `preventDefault()` keeps it from doing anything.
 */
export class RinglinePrejoin extends RinglineElement {
  static override styles = [base, prejoinStyles];
  readonly #preview = new Preview(() => this.#captured());
  readonly #level = new Level(() => this.renderRoot.querySelector(".level"));
  readonly #on = { microphone: true, camera: true };
  #plan: Plan | null = null;

  /** To the heading, so that a reader begins there. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  /** What is captured is settled before it is drawn. */
  protected override willUpdate(): void {
    super.willUpdate();
    this.#follow(this.desk?.plan ?? null);
    if (this.isConnected && this.#plan) this.#capture();
    else this.#stop();
  }

  protected override updated(): void {
    const { desk } = this;
    this.#level.follow(this.#plan && this.#preview.track("microphone"));
    if (this.#plan && desk?.devices === null) {
      const look = desk.client.devices.list();
      look.then((devices) => desk.change({ devices })).catch(() => {});
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const plan = this.desk?.plan;
    if (!plan) return nothing;
    const { texts } = this;
    const hasCamera = !this.desk?.settings.audioOnly;
    return html`<section class="card ${hasCamera ? "with-picture" : ""}" part="card">
      ${hasCamera ? this.#picture() : nothing}
      <div class="stack choices">
        <h1 tabindex="-1" data-focus>${this.#title(plan)}</h1>
        ${
          "session" in plan
            ? html`<p class="muted where">${texts.show("call.session", plan.session)}</p>`
            : nothing
        }
        ${this.#notices()}
        <div class="device">
          ${this.#toggle("microphone")} ${this.#sends("microphone") ? levelMeter(texts) : nothing}
          ${this.#choice("microphone")}
        </div>
        ${
          hasCamera
            ? html`<div class="device">${this.#toggle("camera")} ${this.#choice("camera")}</div>`
            : nothing
        }
        <div class="device">${outputPicker(this)}</div>
        ${problemLine(this)}
        <div class="row">${this.#startButton(plan)} ${this.#cancelButton()}</div>
      </div>
    </section>`;
  }

  #follow(plan: Plan | null): void {
    const settings = this.desk?.settings;
    if (plan === this.#plan) return;
    this.#plan = plan;
    this.#on.microphone = !settings?.startMuted;
    this.#on.camera = plan?.media === "video" && !settings?.startCameraOff;
    // A page before the call takes the focus from whatever asked for the call.
    if (plan) void this.updateComplete.then(() => this.focus());
  }

  /** What may not be used has no names. */
  #choice(kind: Captured): TemplateResult | typeof nothing {
    return this.#preview.error(kind) === "denied" ? nothing : picker(this, kind);
  }

  #title(plan: Plan): Shown {
    if ("session" in plan) return this.texts.say("prejoin.title");
    const { to } = plan;
    if (typeof to === "object" && "group" in to) return this.texts.show("prejoin.call", to.group);
    const people = typeof to === "string" ? [to] : to;
    return this.texts.show(
      "prejoin.call",
      people.map((id) => this.desk?.contacts.find(({ userId }) => userId === id)?.name ?? id),
    );
  }

  /** Lit would set an object at every render, and a stream that is set begins anew. */
  #picture(): TemplateResult {
    const { texts } = this;
    const track = this.#preview.track("camera");
    const key: TextKey = this.#preview.error("camera")
      ? "local.failed"
      : this.#on.camera
        ? "local.starting"
        : "local.off";
    const isMirrored = track?.getSettings().facingMode !== "environment";
    return html`<div class="preview" part="preview">
      <video
        class=${isMirrored ? "mirrored" : ""}
        ?hidden=${!track}
        muted
        autoplay
        playsinline
        aria-label=${texts.say("prejoin.preview")}
        .muted=${true}
        .srcObject=${guard([this.#preview.stream], () => this.#preview.stream)}
      ></video>
      ${track ? nothing : html`<p class="dark">${icon("camera", "strike")}${texts.say(key)}</p>`}
    </div>`;
  }

  #toggle(kind: Captured): TemplateResult {
    const change = ({ target }: Event): void => {
      this.#on[kind] = (target as HTMLInputElement).checked;
      this.requestUpdate();
    };
    return html`<label class="switch">
      <span>${this.texts.say(`prejoin.${kind}`)}</span>
      <input type="checkbox" role="switch" .checked=${live(this.#on[kind])} @change=${change} />
    </label>`;
  }

  /** One for each cause, and for both where both have the same. */
  #notices(): readonly TemplateResult[] {
    const [microphone, camera] = [this.#preview.error("microphone"), this.#preview.error("camera")];
    if (microphone && microphone === camera) return [this.#notice(["microphone", "camera"])];
    return (["microphone", "camera"] as const)
      .filter((kind) => this.#preview.error(kind))
      .map((kind) => this.#notice([kind]));
  }

  #notice(kinds: readonly Captured[]): TemplateResult {
    const { texts } = this;
    const error = this.#preview.error(kinds[0]!) ?? "failed";
    const [titleKey, , adviceKey] = captureKeys(missingOf(kinds)!, error);
    const title = texts.say(titleKey);
    const advice = texts.say(error === "denied" ? permissionHelpKey() : adviceKey);
    return html`<div class="notice warning" part="notice" role="group" aria-label=${title}>
      ${icon("warning")}
      <p role="status"><strong>${title}</strong>. ${advice}</p>
      ${button(this, {
        label: texts.say("button.try-again"),
        press: { button: "try-again" },
        act: () => this.#capture(true),
      })}
    </div>`;
  }

  #startButton(plan: Plan): TemplateResult {
    const joins = "session" in plan;
    const missing = missingOf(this.#missing);
    const start = joins ? "button.join" : "button.start-call";
    const key: TextKey = missing
      ? joins
        ? `prejoin.without-${missing}`
        : `prejoin.call-without-${missing}`
      : start;
    return button(this, {
      label: this.texts.say(key),
      press: { button: joins ? "join" : "start-call" },
      act: () => this.#start(plan),
      look: "primary",
      icons: this.#sends("camera") ? ["camera"] : ["phone"],
    });
  }

  #cancelButton(): TemplateResult {
    return button(this, {
      label: this.texts.say("button.cancel"),
      press: { button: "cancel" },
      act: () => this.desk?.change({ plan: null, problem: null }),
    });
  }

  /** Devices are free again before the call asks for them: some systems give a camera away only once. */
  #start(plan: Plan): void {
    const media = this.#sends("camera") ? "video" : "audio";
    const startMuted = !this.#sends("microphone");
    this.#stop();
    this.desk?.place({ ...plan, media }, { startMuted, startCameraOff: false });
  }

  /** Wanted, and not to be had. */
  get #missing(): Captured[] {
    return (["microphone", "camera"] as const).filter((kind) => this.#preview.error(kind));
  }

  #sends(kind: Captured): boolean {
    return this.#on[kind] && !this.#preview.error(kind);
  }

  #capture(again = false): void {
    const { desk } = this;
    if (!desk) return;
    const { chosen } = desk.client.devices;
    const wanted = (kind: Captured): string | null => (this.#on[kind] ? chosen[kind] : null);
    this.#preview.want({ microphone: wanted("microphone"), camera: wanted("camera") }, again);
  }

  /** Devices have names once one may be used. */
  #captured(): void {
    this.requestUpdate();
    void this.desk?.client.devices.refresh();
  }

  #stop(): void {
    this.#preview.stop();
    this.#level.follow(null);
  }
}

define("ringline-prejoin", RinglinePrejoin);
