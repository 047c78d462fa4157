/** One person, one shared screen, or this side. */

import { html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { Call, Participant } from "../index.ts";
import { define, RinglineElement } from "./element.ts";
import type { TextKey } from "./languages/english.ts";
import type { Corner, TileRole } from "./layout.ts";
import { button, iconButton } from "./parts/buttons.ts";
import { avatar } from "./parts/faces.ts";
import { icon } from "./parts/icons.ts";
import type { Icon } from "./parts/icons.ts";
import { isMuted, isOut, isWaitedFor, nameOf, placeKey, profileOf } from "./people.ts";
import { tile } from "./styles/tile.ts";
import { isKey } from "./texts.ts";
import type { Shown } from "./texts.ts";

/**
 * A picture is cut to fill its tile as long as this much of it stays, else there are bars beside it: a face is in the
 * middle from side to side, but not from top to bottom.
 */
const LEAST_SHOWN = { width: 0.3, height: 0.6 };

/** How a tile is reached by keyboard: by Tab, by the arrow keys of the stage around it, or only its buttons are. */
export type Reach = "tab" | "arrows" | "none";

type Content = TemplateResult | typeof nothing;

/** By what `desk.pinned` names a person, or that person's screen. */
export function pinKey({ userId }: Participant, screen: boolean): string {
  return screen ? `screen ${userId}` : userId;
}

/**
 * A tile: somebody else with `participant`, that person's shared screen with `screen` too, or this side with neither.
 * It shows the picture, or the face while there is none, and what there is to know and to do about that person; of
 * people who are not in a group call, whether they are rung or why they are out. The library plays the sound.
 *
 * @element ringline-tile
 * @prop {CallClient | null} client - the client
 * @prop {Call | null} call - the call
 * @prop {Participant | null} participant - somebody else; null: this side
 * @prop {Corner | null} covered - the corner over which the self view lies; `--covered` is how wide that is
 * @attr {boolean} screen - the screen that the participant shares, instead of the participant
 * @attr {boolean} pinnable - whether it can be made large, by its button, a click, Enter or P
 * @attr {"" | "main" | "strip" | "grid" | "inset" | "row"} place - what it is among others; `row`: flat, for those who
 *   are out
 * @attr {"tab" | "arrows" | "none"} reach - how it is reached by keyboard; default: `none`
 * @attr {boolean} movable - whether arrow keys move it, which is told to those who reach it
 * @slot actions - more buttons, beside those in the corner
 * @fires {ButtonEvent} ringline-button - a button was pressed, or the tile to pin it; cancellable
 * @fires {Event} ringline-aspect - `aspect` changed; does not bubble
 * @csspart tile - the whole tile
 * @csspart video - the picture
 * @csspart avatar - the face instead of a picture
 * @csspart badge - each badge: the name, hold, mute, connection, quality
 * @csspart name - the badge that holds the name
 * @csspart actions - the buttons in the corner
 * @csspart button - each button, and its name beside that: `pin`, `ask-to-mute`, `remove`, `cancel-ring`, `ring-again`
 * @cssprop --ringline-tile - the ground of tiles
 * @cssprop --ringline-tile-radius - the corners of tiles
 * @cssprop --ringline-speaks - the frame of whoever speaks
 */
export class RinglineTile extends RinglineElement {
  static override properties: PropertyDeclarations = {
    call: { attribute: false },
    participant: { attribute: false },
    covered: { reflect: true },
    screen: { type: Boolean },
    pinnable: { type: Boolean },
    place: { reflect: true },
    reach: {},
    movable: { type: Boolean, reflect: true },
  };
  static override styles = [RinglineElement.styles, tile];
  declare call: Call | null;
  declare participant: Participant | null;
  declare covered: Corner | null;
  declare screen: boolean;
  declare pinnable: boolean;
  declare place: TileRole | "row" | "";
  declare reach: Reach;
  declare movable: boolean;
  #aspect: number | undefined;
  #ownAspect = 0;
  #isCut = true;
  #observer: ResizeObserver | null = null;

  constructor() {
    super();
    [this.call, this.participant, this.covered] = [null, null, null];
    [this.screen, this.pinnable, this.movable] = [false, false, false];
    this.place = "";
    this.reach = "none";
  }

  /** Width / height of the picture, once it is known. */
  get aspect(): number | undefined {
    return this.#aspect;
  }

  /** Focuses the tile itself, if it can be reached. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(".tile")?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      this.#ownAspect = width / height;
      this.#fit();
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  override render(): Content {
    const { call, participant } = this;
    if (!this.desk || !call) return nothing;
    if (!participant) return this.#frame("local", this.texts.say("names.you"), this.#local(call));
    const name = nameOf(participant);
    if (this.screen) {
      return this.#frame(
        "remote shared",
        this.texts.say("person.screen-of", { name }),
        this.#shared(participant),
      );
    }
    if (call.kind !== "direct" && participant.state !== "joined") {
      const out = isOut(participant) ? "out" : "";
      return this.#frame(`remote absent ${out}`, name, this.#absent(call, participant));
    }
    const speaks = participant.speaking && !call.held ? "speaks" : "";
    return this.#frame(`remote ${speaks}`, name, this.#present(call, participant));
  }

  /** The picture; and those who go from tile to tile by arrow keys get to the buttons of the one that they are at. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const video = this.renderRoot.querySelector("video");
    // A stream that is set begins anew.
    if (video && video.srcObject !== this.#stream) video.srcObject = this.#stream;
    if (video) this.#measure(video); // under load a browser may tell of a size before it is there
    const tabIndex = this.reach === "arrows" ? -1 : 0;
    for (const one of this.renderRoot.querySelectorAll("button")) one.tabIndex = tabIndex;
  }

  get #stream(): MediaStream {
    const { participant, screen } = this;
    if (!participant) return this.call!.local.stream;
    return screen ? participant.screenStream : participant.stream;
  }

  #frame(classes: string, label: string, content: Content): TemplateResult {
    const { call, participant, screen, texts, movable } = this;
    const isPerson = participant && !screen;
    return html`<div
      role="group"
      part="tile"
      class="tile ${classes} ${call!.media}"
      dir=${texts.direction}
      aria-label=${label}
      aria-describedby=${ifDefined(movable ? "move" : undefined)}
      aria-keyshortcuts=${ifDefined(this.#canPin ? "Enter P" : undefined)}
      data-person=${ifDefined(isPerson ? participant.userId : undefined)}
      tabindex=${ifDefined({ tab: "0", arrows: "-1", none: undefined }[this.reach])}
      @click=${this.#clicked}
      @keydown=${this.#keyPressed}
    >
      ${content} ${movable ? html`<span id="move" hidden>${texts.say("local.move")}</span>` : nothing}
    </div>`;
  }

  #present(call: Call, participant: Participant): TemplateResult {
    const isSeen = participant.camera === "on" && !participant.hold && !call.held;
    return html`
      ${this.#video(isSeen)} ${isSeen ? nothing : avatar(profileOf(participant), "large")}
      <p class="badges">${this.#badges(call, participant)}</p>
      ${this.#actions(call, participant)}
    `;
  }

  /** Mirrored as in a looking-glass, unless the camera looks away from its user. */
  #local(call: Call): TemplateResult {
    const { texts } = this;
    const { camera, microphone, stream } = call.local;
    const isSeen = camera === "on";
    const isMirrored = stream.getVideoTracks()[0]?.getSettings().facingMode !== "environment";
    const isHeard = microphone === "on" || microphone === "starting";
    return html`
      ${this.#video(isSeen, isMirrored ? "mirrored" : "")}
      ${
        isSeen
          ? nothing
          : html`<p class="camera-off">
              ${call.held ? icon("pause") : icon("camera", "strike")}<span>${texts.say(localKey(call))}</span>
            </p>`
      }
      ${
        this.desk!.settings.names && this.place !== "inset" && this.place !== ""
          ? html`<p class="badges">
              ${badge("own name", texts.say("names.you"), isHeard ? [] : ["microphone", "strike"])}
            </p>`
          : nothing
      }
      <slot name="actions"></slot>
    `;
  }

  #shared(participant: Participant): TemplateResult {
    const { texts } = this;
    const words = texts.show("person.screen", nameOf(participant));
    return html`
      ${this.#video(true)}
      <p class="badges">${this.desk!.settings.names ? badge("name", words, ["screen"]) : nothing}</p>
      <div class="actions" part="actions"><slot name="actions"></slot>${this.#pinButton()}</div>
    `;
  }

  #absent(call: Call, participant: Participant): TemplateResult {
    const { texts } = this;
    const isAwaited = isWaitedFor(participant);
    const size = this.place === "row" ? "small" : "large";
    return html`
      ${avatar(profileOf(participant), size, participant.state === "ringing")}
      <p class="person">
        <strong>${texts.list(nameOf(participant))}</strong><span>${texts.say(placeKey(participant))}</span>
      </p>
      ${isAwaited ? this.#cancelButton(call, participant) : this.#ringButton(call, participant)}
      <slot name="actions"></slot>
    `;
  }

  /**
   * Always the same element, so that nothing of a picture is lost while it is not to be seen.
   */
  #video(isSeen: boolean, look = ""): TemplateResult {
    const cut = this.#isCut ? "cut" : "";
    return html`<video
      part="video"
      class="${isSeen ? look : "unseen-picture"} ${cut}"
      autoplay
      playsinline
      .muted=${true}
      @loadedmetadata=${this.#measured}
      @resize=${this.#measured}
      @canplay=${this.#measured}
    ></video>`;
  }

  /** In a call of two the name stands above; in a group, here. */
  #badges(call: Call, participant: Participant): Content[] {
    const { texts } = this;
    const { settings } = this.desk!;
    const name = nameOf(participant);
    const { connection, hold } = participant;
    const isMany = call.kind !== "direct";
    const key = connection === "reconnecting" ? "person.reconnecting" : "person.connecting";
    const who = (): Content => (isMany && settings.names ? badge("name", texts.list(name)) : nothing);
    return [
      hold
        ? badge("hold-badge name", texts.show("person.held", name), ["pause"])
        : settings.badges.muted && isMuted(participant)
          ? badge("muted-badge name", texts.show("person.muted", name), ["microphone", "strike"])
          : who(),
      isMany && connection !== "connected" ? badge("", texts.say(key)) : nothing,
      settings.badges.quality ? this.#quality(participant) : nothing,
    ];
  }

  /** Five bars, as many of them filled as the path is good. */
  #quality({ quality }: Participant): Content {
    const key = `quality.${quality}`;
    if (quality === undefined || !isKey(key)) return nothing;
    const words = this.texts.say(key);
    const bars = [1, 2, 3, 4, 5].map((bar) => html`<i class=${bar <= quality ? "filled" : ""}></i>`);
    return html`<span
      class="badge quality"
      part="badge"
      role="img"
      aria-label=${words}
      title=${words}
      data-quality=${quality}
      >${bars}</span
    >`;
  }

  #actions(call: Call, participant: Participant): TemplateResult {
    const { texts } = this;
    const { settings } = this.desk!;
    const { userId, state } = participant;
    const isMany = call.kind !== "direct";
    const canMute = isMany && state === "joined" && !isMuted(participant) && settings.buttons.askToMute;
    const mute = (): TemplateResult =>
      iconButton(this, {
        label: texts.say("button.ask-to-mute"),
        press: { button: "ask-to-mute", call, participant },
        act: () => this.desk!.try(call.requestMute(userId)),
        icons: ["microphone"],
      });
    const remove = (): TemplateResult =>
      iconButton(this, {
        label: texts.say("button.remove"),
        press: { button: "remove", call, participant },
        act: () => this.desk!.try(call.remove(userId)),
        look: "danger",
        icons: ["cross"],
      });
    return html`<div class="actions" part="actions">
      <slot name="actions"></slot>${canMute ? mute() : nothing}
      ${isMany && call.canRemove && settings.buttons.remove ? remove() : nothing} ${this.#pinButton()}
    </div>`;
  }

  #cancelButton(call: Call, participant: Participant): Content {
    if (!call.canCancel) return nothing;
    return button(this, {
      label: this.texts.say("button.cancel"),
      press: { button: "cancel-ring", call, participant },
      act: () => this.desk!.try(call.cancel([participant.userId])),
    });
  }

  #ringButton(call: Call, participant: Participant): Content {
    if (!call.canInvite) return nothing;
    return button(this, {
      label: this.texts.say("button.ring-again"),
      press: { button: "ring-again", call, participant },
      act: () => this.desk!.try(call.invite(participant.userId)),
    });
  }

  #pinButton(): Content {
    const { texts, participant } = this;
    if (!participant || !this.#canPin) return nothing;
    return iconButton(this, {
      label: texts.speak(this.#isPinned ? "button.unpin" : "button.pin", nameOf(participant)),
      press: { button: "pin", call: this.call!, participant },
      act: this.#togglePin,
      look: this.#isPinned ? "off" : "plain",
      icons: ["pin"],
    });
  }

  get #canPin(): boolean {
    const { participant, desk } = this;
    return this.pinnable && participant?.state === "joined" && desk!.settings.layoutChoice;
  }

  get #isPinned(): boolean {
    return this.participant !== null && this.desk!.pinned === pinKey(this.participant, this.screen);
  }

  readonly #togglePin = (): void => {
    this.desk!.change({ pinned: this.#isPinned ? null : pinKey(this.participant!, this.screen) });
  };

  readonly #clicked = (event: Event): void => {
    const isButton = (event.target as Element).closest("button, [slot]") !== null;
    if (!isButton && this.desk!.settings.tilesClickable) this.#pin();
  };

  readonly #keyPressed = (event: KeyboardEvent): void => {
    const { key, target, currentTarget, altKey, ctrlKey, metaKey } = event;
    // Buttons have keys of their own.
    if (target !== currentTarget || altKey || ctrlKey || metaKey) return;
    if (key !== "Enter" && key.toLowerCase() !== "p") return;
    if (this.#canPin) event.preventDefault();
    this.#pin();
  };

  #pin(): void {
    const { participant, call } = this;
    if (participant && this.#canPin) {
      this.press({ button: "pin", call: call!, participant }, this.#togglePin);
    }
  }

  readonly #measured = ({ target }: Event): void => this.#measure(target as HTMLVideoElement);

  #measure({ videoWidth, videoHeight }: HTMLVideoElement): void {
    if (videoHeight === 0 || videoWidth / videoHeight === this.#aspect) return;
    this.#aspect = videoWidth / videoHeight;
    this.dispatchEvent(new Event("ringline-aspect"));
    this.#fit();
  }

  /** A screen is never cut: what matters may be at its edge. */
  #fit(): void {
    const [own, picture] = [this.#ownAspect, this.#aspect ?? this.#ownAspect];
    const fits = own / picture >= LEAST_SHOWN.width && picture / own >= LEAST_SHOWN.height;
    const isCut = !this.screen && fits;
    if (isCut === this.#isCut) return;
    this.#isCut = isCut;
    this.requestUpdate();
  }
}

/** What this side's tile says instead of a picture. */
function localKey({ held, local }: Call): TextKey {
  if (held) return "local.held";
  if (local.camera === "starting") return "local.starting";
  return local.camera === "failed" ? "local.failed" : "local.off";
}

function badge(look: string, words: Shown, icons: readonly Icon[] = []): TemplateResult {
  const parts = look.includes("name") ? "badge name" : "badge";
  return html`<span class="badge ${look}" part=${parts}
    >${icons.length > 0 ? icon(...icons) : nothing}<span>${words}</span></span
  >`;
}

define("ringline-tile", RinglineTile);
