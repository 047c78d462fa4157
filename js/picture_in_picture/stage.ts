/** Everybody in the call, and the buttons: the content of a window that is a document, and of the one in the page. */

import { placesOf } from "../recording/layout.ts";
import { initialsOf } from "../recording/scene.ts";
import type { Seat } from "../recording/scene.ts";
import { iconOf } from "./icons.ts";
import type { Icon } from "./icons.ts";
import { Moved } from "./place.ts";
import { dress } from "./styles.ts";
import { isOwn, seatsOf } from "./window.ts";
import type { WindowOptions } from "./window.ts";

/** How often is looked who is seen: a stream tells nobody of a track that a script added. Milliseconds. */
const LOOK_MS = 250;

const CALL_EVENTS = ["statechange", "mediachange", "participantchanged"] as const;

interface Tile {
  readonly root: HTMLElement;
  readonly face: HTMLElement;
  readonly name: HTMLElement;
  video: HTMLVideoElement | null;
  picture: MediaStreamTrack | null;
}

/** A button: what it says and shows, and what it does. */
export interface Button {
  readonly label: string;
  readonly icons: readonly Icon[];
  readonly look: string;
  readonly press: () => unknown;
}

export class Stage {
  /** To be put into a page. */
  readonly host: HTMLElement;
  readonly #options: WindowOptions;
  readonly #document: Document;
  readonly #extras: readonly (readonly [string, Button])[];
  readonly #pictures: HTMLElement;
  readonly #controls: HTMLElement;
  readonly #tiles = new Map<string, Tile>();
  readonly #buttons = new Map<string, { element: HTMLButtonElement; icons: string; press: () => unknown }>();
  readonly #closing = new AbortController();
  #moved: Moved | null = null;

  /** `extras`: buttons of the window itself, by key. */
  constructor(
    document: Document,
    mode: "document" | "page",
    options: WindowOptions,
    extras: readonly (readonly [string, Button])[] = [],
  ) {
    this.#options = options;
    this.#document = document;
    this.#extras = extras;
    this.host = document.createElement("div");
    this.host.dataset["mode"] = mode;
    const root = this.host.attachShadow({ mode: "open" });
    dress(root);
    this.#pictures = this.#make("div", "pictures");
    this.#controls = this.#make("div", "controls");
    this.#controls.setAttribute("role", "group");
    this.#controls.setAttribute("aria-label", options.words.controls);
    root.append(this.#pictures, this.#controls);
  }

  /** Once the host is in its page. */
  show(): void {
    const { call, element } = this.#options;
    const { signal } = this.#closing;
    // A page that is only dark or only light has a window like it.
    const scheme = getComputedStyle(document.documentElement).colorScheme;
    if (scheme && scheme !== "normal") this.host.style.colorScheme = scheme;
    const view = this.#document.defaultView as Window & typeof globalThis;
    if (element) {
      this.#pictures.append(this.#make("slot", ""));
      this.#moved = new Moved(element, this.host);
    } else {
      const observer = new view.ResizeObserver(() => this.#place());
      observer.observe(this.#pictures);
      const timer = view.setInterval(() => this.#look(), LOOK_MS);
      signal.addEventListener("abort", () => {
        observer.disconnect();
        view.clearInterval(timer);
      });
    }
    for (const name of CALL_EVENTS) call.addEventListener(name, () => this.#look(), { signal });
    this.#look();
  }

  close(): void {
    this.#closing.abort();
    this.#moved?.back();
    for (const tile of this.#tiles.values()) this.#showPicture(tile, null);
    this.host.remove();
  }

  #look(): void {
    const { call, element, controls, words } = this.#options;
    if (!element) this.#showSeats(seatsOf(call, words));
    this.#showButtons([...(controls ? this.#callButtons() : []), ...this.#extras]);
  }

  #showSeats(seats: readonly Seat[]): void {
    const before = [...this.#tiles.keys()].join();
    const gone = new Set(this.#tiles.keys());
    for (const seat of seats) {
      gone.delete(seat.id);
      this.#showSeat(seat);
    }
    for (const id of gone) {
      const tile = this.#tiles.get(id)!;
      this.#showPicture(tile, null);
      tile.root.remove();
      this.#tiles.delete(id);
    }
    if ([...this.#tiles.keys()].join() !== before) this.#place();
  }

  #showSeat(seat: Seat): void {
    let tile = this.#tiles.get(seat.id);
    if (!tile) {
      const root = this.#make("div", `tile ${seat.kind} ${isOwn(seat) ? "own" : ""}`);
      const [face, name] = [this.#make("span", "face"), this.#make("bdi", "name")];
      root.setAttribute("role", "group");
      face.setAttribute("aria-hidden", "true");
      root.append(face, name);
      this.#tiles.set(seat.id, (tile = { root, face, name, video: null, picture: null }));
      this.#pictures.append(root);
    }
    if (tile.name.textContent !== seat.name) {
      tile.root.setAttribute("aria-label", seat.name);
      tile.name.textContent = seat.name;
      tile.face.textContent = initialsOf(seat.name);
    }
    if (tile.picture !== seat.picture) this.#showPicture(tile, seat.picture);
  }

  #showPicture(tile: Tile, picture: MediaStreamTrack | null): void {
    tile.picture = picture;
    if (tile.video) {
      tile.video.srcObject = null; // out of the page it would go on decoding
      tile.video.remove();
      tile.video = null;
    }
    if (!picture) return;
    // A new element in its own document: one that is moved there may stay black.
    const video = this.#document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream([picture]) });
    tile.video = video;
    tile.face.after(video);
    void video.play().catch(() => {});
  }

  /** As in a recording: a shared screen is large, all people are equal. */
  #place(): void {
    const { clientWidth: width, clientHeight: height } = this.#pictures;
    const tiles = [...this.#tiles.values()];
    const kinds = tiles.map(({ root }) => (root.classList.contains("screen") ? "screen" : "person"));
    const places = placesOf(kinds, "stage", { x: 0, y: 0, width, height });
    tiles.forEach(({ root }, index) => {
      const { x, y, width, height } = places[index]!;
      Object.assign(root.style, {
        left: `${x}px`,
        top: `${y}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
    });
  }

  #callButtons(): (readonly [string, Button])[] {
    const { call, words } = this.#options;
    const { microphone, camera } = call.local;
    const isHeard = microphone === "on" || microphone === "starting";
    const isSeen = camera === "on" || camera === "starting";
    const hangUp: Button = {
      label: words.hangUp,
      icons: ["hangUp"],
      look: "hangUp",
      press: () => call.hangUp(),
    };
    if (call.held) return [["hangUp", hangUp]];
    const mute: Button = {
      label: isHeard ? words.mute : words.unmute,
      icons: isHeard ? ["microphone"] : ["microphone", "strike"],
      look: isHeard ? "" : "off",
      press: () => call.setMicrophoneEnabled(!isHeard),
    };
    const show: Button = {
      label: isSeen ? words.cameraOff : words.cameraOn,
      icons: isSeen ? ["camera"] : ["camera", "strike"],
      look: isSeen ? "" : "off",
      press: () => call.setCameraEnabled(!isSeen),
    };
    return [["mute", mute], ...(call.media === "video" ? [["show", show] as const] : []), ["hangUp", hangUp]];
  }

  /** A button keeps its element, and so the focus, while its words change. */
  #showButtons(buttons: readonly (readonly [string, Button])[]): void {
    const keys = buttons.map(([key]) => key);
    for (const [key, { element }] of this.#buttons) {
      if (keys.includes(key)) continue;
      element.remove();
      this.#buttons.delete(key);
    }
    buttons.forEach(([key, button], index) => {
      const { element, ...old } = this.#buttons.get(key) ?? this.#makeButton(key);
      const icons = button.icons.join();
      if (old.icons !== icons) element.replaceChildren(iconOf(this.#document, ...button.icons));
      if (element.className !== button.look) element.className = button.look;
      if (element.title !== button.label) {
        element.title = button.label;
        element.setAttribute("aria-label", button.label);
      }
      this.#buttons.set(key, { element, icons, press: button.press });
      if (this.#controls.children[index] !== element) {
        this.#controls.insertBefore(element, this.#controls.children[index] ?? null);
      }
    });
    this.#controls.hidden = buttons.length === 0;
  }

  #makeButton(key: string): { element: HTMLButtonElement; icons: string; press: () => unknown } {
    const element = this.#document.createElement("button");
    element.type = "button";
    element.dataset["key"] = key;
    element.addEventListener("click", () => {
      // What failed stands in `call.local`, and is told by the call's event `error`.
      void Promise.resolve(this.#buttons.get(key)?.press()).catch(() => {});
    });
    return { element, icons: "", press: () => {} };
  }

  #make(tag: string, name: string): HTMLElement {
    return Object.assign(this.#document.createElement(tag), { className: name });
  }
}
