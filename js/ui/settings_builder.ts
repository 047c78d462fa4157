/**
 * The settings by the names of CometChat's `CallSettingsBuilder`, for those who come from there. Its
 * document and its example disagree about what `…Disable` means, and some setters have no description; each
 * comment here says what their document says and what the setter does here. A flag means what its name says
 * (requirements, A8).
 */

import { CallError } from "../index.ts";
import { completeSettings } from "./settings.ts";
import type { CallLayout, CallSettings, CallSettingsInit } from "./settings.ts";

/** CometChat's modes, and what they are called here. */
const MODES: Readonly<Record<string, CallLayout>> = {
  DEFAULT: "auto",
  SINGLE: "single",
  SPOTLIGHT: "spotlight",
};

/** CometChat's ways of sound, and what they are called here. */
const AUDIO_MODES: Readonly<Record<string, CallSettings["output"]>> = {
  DEFAULT: "default",
  SPEAKER: "speaker",
  EARPIECE: "earpiece",
  BLUETOOTH: "bluetooth",
  HEADPHONES: "headphones",
};

/** Whether a call has pictures, by CometChat's word. */
const TYPES: Readonly<Record<string, boolean>> = { audio: true, video: false };

/** `new CallSettingsBuilder().setIsAudioOnly(true).build()`: settings for the kit. The last setter counts. */
export class CallSettingsBuilder {
  #given: CallSettingsInit = {};

  /** CometChat: `false` hides the buttons and leaves the pictures; default `true`. Here: `controls`. */
  setDefaultLayout(shown: boolean): this {
    return this.#set({ controls: flag(shown, "setDefaultLayout") });
  }

  /** CometChat: `true` makes it strictly an audio call; default `false`. Here: `audioOnly`. */
  setIsAudioOnly(audioOnly: boolean): this {
    return this.#set({ audioOnly: flag(audioOnly, "setIsAudioOnly") });
  }

  /**
   * CometChat: no description and no default. Here `true` is the same as `setMode("SINGLE")`, and `false`
   * says nothing, so that their example, which calls both, gets the mode it names.
   */
  setIsSingleMode(single: boolean): this {
    return flag(single, "setIsSingleMode") ? this.#set({ layout: "single" }) : this;
  }

  /**
   * CometChat: described as showing the button that switches the camera, which another setter does: copied
   * from there; no default. Here, as the name says: whether an audio call can become a video call,
   * `buttons.requestVideo`, default `true`.
   */
  setShowSwitchToVideoCall(shown: boolean): this {
    return this.#buttons({ requestVideo: flag(shown, "setShowSwitchToVideoCall") });
  }

  /** CometChat: whether a tile can be clicked; no default. Here: `tilesClickable`, default `true`. */
  setEnableVideoTileClick(clickable: boolean): this {
    return this.#set({ tilesClickable: flag(clickable, "setEnableVideoTileClick") });
  }

  /**
   * CometChat: whether a tile can be dragged, in SPOTLIGHT only; no default. Here: `selfViewDraggable`,
   * default `true`, wherever the own picture is a small one.
   */
  setEnableDraggableVideoTile(draggable: boolean): this {
    return this.#set({ selfViewDraggable: flag(draggable, "setEnableDraggableVideoTile") });
  }

  /**
   * CometChat: "true displays the button", default `true`, against the name and against their example,
   * where `false` stands at every button of a usual call. Here `true` takes away what ends a call:
   * `buttons.hangUp` and `buttons.end`. Not called: the buttons are there, as by their default.
   */
  setEndCallButtonDisable(disabled: boolean): this {
    const shown = !flag(disabled, "setEndCallButtonDisable");
    return this.#buttons({ hangUp: shown, end: shown });
  }

  /** CometChat: whether the button is there, as the name says; default `true`. Here: `buttons.recording`. */
  setShowRecordingButton(shown: boolean): this {
    return this.#buttons({ recording: flag(shown, "setShowRecordingButton") });
  }

  /**
   * CometChat: "true displays the button", default `true`, against the name. Here `true` takes the button
   * away: `buttons.switchCamera`. Not called: it is there.
   */
  setSwitchCameraButtonDisable(disabled: boolean): this {
    return this.#buttons({ switchCamera: !flag(disabled, "setSwitchCameraButtonDisable") });
  }

  /**
   * CometChat: "true displays the button", no default, against the name. Here `true` takes the button away:
   * `buttons.microphone`. Not called: it is there.
   */
  setMuteAudioButtonDisable(disabled: boolean): this {
    return this.#buttons({ microphone: !flag(disabled, "setMuteAudioButtonDisable") });
  }

  /**
   * CometChat: "true displays the button", default `true`, against the name. Here `true` takes the button
   * away: `buttons.camera`. Not called: it is there.
   */
  setPauseVideoButtonDisable(disabled: boolean): this {
    return this.#buttons({ camera: !flag(disabled, "setPauseVideoButtonDisable") });
  }

  /**
   * CometChat: "true displays the button", default `true`, against the name. Here `true` takes the choice
   * away where sound comes out: `buttons.audioOutput`. Not called: it is there.
   */
  setAudioModeButtonDisable(disabled: boolean): this {
    return this.#buttons({ audioOutput: !flag(disabled, "setAudioModeButtonDisable") });
  }

  /** CometChat: `true` starts the call muted; no default. Here: `startMuted`, default `false`. */
  setStartAudioMuted(muted: boolean): this {
    return this.#set({ startMuted: flag(muted, "setStartAudioMuted") });
  }

  /** CometChat: only in the example, with `false`. Here: `startCameraOff`, default `false`. */
  setStartVideoMuted(off: boolean): this {
    return this.#set({ startCameraOff: flag(off, "setStartVideoMuted") });
  }

  /**
   * CometChat: `DEFAULT` (default; their table also writes DEFUALT, which is refused here), `SINGLE` or
   * `SPOTLIGHT`. Here: `layout`, which is `auto`, `single` or `spotlight`.
   */
  setMode(mode: "DEFAULT" | "SINGLE" | "SPOTLIGHT"): this {
    return this.#set({ layout: wordOf(MODES, mode, "setMode") });
  }

  /**
   * CometChat: `SPEAKER`, `BLUETOOTH`, `HEADPHONES` or `EARPIECE`; no default, and their `setAudioMode`
   * also takes `DEFAULT`. Here: `output`, default `default`, which leaves it to the system.
   */
  setDefaultAudioMode(mode: "DEFAULT" | "SPEAKER" | "EARPIECE" | "BLUETOOTH" | "HEADPHONES"): this {
    return this.#set({ output: wordOf(AUDIO_MODES, mode, "setDefaultAudioMode") });
  }

  /** CometChat Ringing, `sessionSettingsBuilder`: `audio` or `video`. Here: `audioOnly`. */
  setType(type: "audio" | "video"): this {
    return this.#set({ audioOnly: wordOf(TYPES, type, "setType") });
  }

  /**
   * CometChat: the view in which the call is shown, mandatory.
   * @deprecated Does nothing: `<ringline-kit>` is that view, and stands where the page has it.
   */
  setView(view: unknown): this {
    void view;
    return this;
  }

  /**
   * CometChat: who hears of events. @deprecated Does nothing: `client.addListener(id, handlers)` and
   * `call.addEventListener(type, listener)` take its place.
   */
  setDelegate(delegate: unknown): this {
    void delegate;
    return this;
  }

  /** The settings, all of them. */
  build(): CallSettings {
    return completeSettings(this.#given);
  }

  #set(more: CallSettingsInit): this {
    this.#given = { ...this.#given, ...more };
    return this;
  }

  #buttons(more: CallSettingsInit["buttons"]): this {
    return this.#set({ buttons: { ...this.#given.buttons, ...more } });
  }
}

/** A flag must be one: `!undefined` would take a button away, or bring it, by oversight. */
function flag(value: unknown, setter: string): boolean {
  if (typeof value === "boolean") return value;
  throw new CallError("invalid-argument", { message: `invalid-argument: ${setter} takes true or false` });
}

function wordOf<Word>(words: Readonly<Record<string, Word>>, word: string, setter: string): Word {
  const found = Object.hasOwn(words, word) ? words[word] : undefined;
  if (found !== undefined) return found;
  const known = Object.keys(words).join(", ");
  throw new CallError("invalid-argument", { message: `invalid-argument: ${setter} takes one of ${known}` });
}
