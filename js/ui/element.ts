/** What all elements of the kit have: a client, its desk, and buttons that can be told not to do what they do. */

import { LitElement } from "lit";
import type { CSSResultGroup, PropertyDeclarations } from "lit";
import type { Call, CallClient, Participant } from "../index.ts";
import { Desk } from "./desk.ts";
import { base } from "./styles/base.ts";
import type { Texts } from "./texts.ts";

/** The built-in buttons, as event `ringline-button` names them. */
export type ButtonName =
  | "accept"
  | "accept-audio"
  | "agree"
  | "allow"
  | "answer"
  | "ask-to-mute"
  | "audio-call"
  | "camera"
  | "cancel"
  | "cancel-call"
  | "cancel-request"
  | "cancel-ring"
  | "clear"
  | "close"
  | "decline"
  | "devices"
  | "dismiss"
  | "end"
  | "end-accept"
  | "full-screen"
  | "hang-up"
  | "hold"
  | "ignore"
  | "invite"
  | "invite-people"
  | "join"
  | "keys"
  | "layout"
  | "leave-me-out"
  | "microphone"
  | "mute-here"
  | "new-call"
  | "page"
  | "picture"
  | "pin"
  | "record"
  | "redial"
  | "rejoin"
  | "reload"
  | "remove"
  | "request-video"
  | "resume"
  | "ring-again"
  | "screen"
  | "shrink"
  | "sound"
  | "start-call"
  | "switch-camera"
  | "try-again"
  | "use-here"
  | "video-accept"
  | "video-call"
  | "video-decline";

/** `event.detail` of `ringline-button`. */
export interface ButtonPress {
  readonly button: ButtonName;
  /** The call that the button is about. */
  readonly call?: Call;
  /** Somebody else, where the button is about one person. */
  readonly participant?: Participant;
}

/** Says that somebody pressed a button; `preventDefault()` keeps it from doing anything (R59). */
export type ButtonEvent = CustomEvent<ButtonPress>;

/** Base class of the elements. */
export class RinglineElement extends LitElement {
  static override properties: PropertyDeclarations = { client: { attribute: false } };
  static override styles: CSSResultGroup = base;
  declare client: CallClient | null;
  #desk: Desk | null = null;

  constructor() {
    super();
    this.client = null;
  }

  /** What the screens know; there is none without a client. */
  get desk(): Desk | null {
    return this.#desk;
  }

  get texts(): Texts {
    return this.desk!.texts;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#desk?.addEventListener("change", this.deskChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#desk?.removeEventListener("change", this.deskChanged);
  }

  protected override willUpdate(): void {
    const desk = this.client && Desk.of(this.client);
    if (desk === this.#desk) return;
    this.#desk?.removeEventListener("change", this.deskChanged);
    this.#desk = desk;
    if (this.isConnected) desk?.addEventListener("change", this.deskChanged);
  }

  /** Fires the button's event, then acts unless the app said no. */
  press(detail: ButtonPress, act: () => void): void {
    const event = new CustomEvent("ringline-button", {
      detail,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    if (this.dispatchEvent(event)) act();
  }

  /** Draws again after what the desk said. */
  protected readonly deskChanged: () => void = () => this.requestUpdate();

  /** Elements of the kit in this one are part of it: who waits for it waits for them. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete();
    const inner = [...this.renderRoot.querySelectorAll("*")].filter((one) => one instanceof RinglineElement);
    await Promise.all(inner.map((one) => one.updateComplete));
    return done;
  }
}

/** Defines an element once: a page may load the kit twice. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
