/**
 * The package's entry `ringline/picture-in-picture`: shows a call beside the page, and ties it to the controls of
 * the system. A page without it loads nothing of it. docs/picture-in-picture.md has examples.
 *
 * ```ts
 * const client = await CallClient.create({ url, tokenProvider, pictureInPicture: createPictureInPicture() });
 * button.onclick = () => call.enterPictureInPicture();
 * ```
 */

import type { Call } from "../call.ts";
import type { CallClient } from "../client.ts";
import type {
  ClientPictureInPicture,
  PictureInPictureMode,
  PictureInPictureOptions,
} from "../picture_in_picture.ts";
import { openDocumentWindow } from "./document_window.ts";
import { MediaSessionTie } from "./media_session.ts";
import { openPageWindow } from "./page_window.ts";
import { openVideoWindow } from "./video_window.ts";
import type { PictureWindow, WindowOptions } from "./window.ts";
import { wordsOf } from "./words.ts";
import type { PictureInPictureWords } from "./words.ts";

export type { PictureInPictureWords } from "./words.ts";

/** Options of `createPictureInPicture()`. */
export interface PictureInPictureSetup {
  /** What buttons and tiles are called; English where it is missing. */
  readonly words?: Partial<PictureInPictureWords>;
  /** Whether the system's controls (Media Session) are ours while a call is on; default true. */
  readonly mediaSession?: boolean;
}

const OPENERS = {
  document: openDocumentWindow,
  video: openVideoWindow,
  page: openPageWindow,
} as const;

const LADDER = ["document", "video", "page"] as const;
const SIZE = { width: 400, height: 300 };

/** Makes a picture in picture for one client: `CallClient.create({ pictureInPicture })`. */
export function createPictureInPicture(setup: PictureInPictureSetup = {}): ClientPictureInPicture {
  return new PictureInPicture(setup);
}

/** One call at a time has a window. */
class PictureInPicture implements ClientPictureInPicture {
  readonly #setup: PictureInPictureSetup;
  readonly #words: PictureInPictureWords;
  #open: { readonly call: Call; readonly window: PictureWindow } | null = null;
  /** Of the last `enter()`; aborted when it is over, or another one came. */
  #entering = new AbortController();
  #pending: { readonly call: Call; readonly done: Promise<boolean> } | null = null;

  constructor(setup: PictureInPictureSetup) {
    this.#setup = setup;
    this.#words = wordsOf(setup.words);
  }

  watch(client: CallClient): void {
    const session = globalThis.navigator?.mediaSession;
    if (this.#setup.mediaSession === false || !session) return;
    new MediaSessionTie(client, session, (call) => void this.#enterUntilSeen(call));
  }

  modeOf(call: Call): PictureInPictureMode {
    return this.#open?.call === call ? this.#open.window.mode : "none";
  }

  async enter(call: Call, options: PictureInPictureOptions): Promise<boolean> {
    if (this.#open?.call === call) return true;
    if (this.#pending?.call === call) return this.#pending.done;
    if (!call.canHangUp || !globalThis.document) return false;
    this.#close();
    const pending = { call, done: this.#climb(call, options) };
    this.#pending = pending;
    const isOpen = await pending.done;
    if (this.#pending === pending) this.#pending = null;
    return isOpen;
  }

  /** Opens the first window that can be had. */
  async #climb(call: Call, options: PictureInPictureOptions): Promise<boolean> {
    const { signal } = this.#entering;
    const { element, controls = true, modes = LADDER } = options;
    const { width = SIZE.width, height = SIZE.height } = options;
    const gone = (): void => this.exit(call);
    const asked: WindowOptions = { call, words: this.#words, element, controls, width, height, gone };
    for (const mode of modes) {
      // The browser may know it and refuse: no gesture, a policy, a window that is open already.
      const window = await OPENERS[mode](asked).catch(() => null);
      if (signal.aborted || !call.canHangUp) {
        window?.close();
        return false;
      }
      if (!window) continue;
      this.#opened(call, window, signal);
      return true;
    }
    return false;
  }

  exit(call: Call): void {
    if (this.#open?.call === call || this.#pending?.call === call) this.#close();
  }

  #opened(call: Call, window: PictureWindow, signal: AbortSignal): void {
    this.#open = { call, window };
    call.addEventListener("ended", () => this.exit(call), { signal });
    globalThis.addEventListener("pagehide", () => this.exit(call), { signal });
    tell(call, window.mode);
  }

  #close(): void {
    this.#entering.abort();
    this.#entering = new AbortController();
    this.#pending = null;
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    open.window.close();
    tell(open.call, "none");
  }

  /** What the browser opened because the page was left is closed when it is seen again. */
  async #enterUntilSeen(call: Call): Promise<void> {
    if (!(await this.enter(call, {}))) return;
    const { signal } = this.#entering;
    const look = (): void => {
      if (document.visibilityState === "visible") this.exit(call);
    };
    document.addEventListener("visibilitychange", look, { signal });
  }
}

function tell(call: Call, mode: PictureInPictureMode): void {
  call.dispatchEvent(new CustomEvent("pictureinpicturechange", { detail: { mode } }));
}
