/**
 * What the app decides about the screens: which buttons there are, how a call looks and how it starts.
 * Every setting says what is there, never what is not; all of them have defaults. The comments here are the
 * table of docs/settings.md, word by word. People who come from CometChat find its names in
 * settings_builder.ts.
 */

import { CallError } from "../index.ts";
import type { OutputRoute } from "../index.ts";

/** The values of the settings that are one of several words. */
export const settingValues = {
  layout: ["auto", "grid", "spotlight", "sidebar", "single", "audio"],
  incoming: ["full", "banner"],
  output: ["default", "speaker", "earpiece", "bluetooth", "headphones"] satisfies OutputRoute[],
  theme: ["auto", "light", "dark"],
} as const;

/** How the people of a call are arranged (R65i, R82). */
export type CallLayout = (typeof settingValues.layout)[number];

/** How a ring is shown: over the whole page, or as a banner that opens (R80). */
export type IncomingStyle = (typeof settingValues.incoming)[number];

/** Colours: those of the system, or always the same. */
export type Theme = (typeof settingValues.theme)[number];

/**
 * Which buttons exist. A button that exists is still not shown where it would do nothing: without a second
 * camera, where the policy does not allow it, in a browser that cannot do it.
 */
export interface CallButtons {
  /** Microphone on and off. Default: true (R65g, R68). */
  readonly microphone: boolean;
  /** Camera on and off. Default: true (R65g, R69). */
  readonly camera: boolean;
  /** The other camera. Default: true (R65g, R70). */
  readonly switchCamera: boolean;
  /** Share the screen. Default: true (design 7). */
  readonly screen: boolean;
  /** Record the call. That a call is recorded is shown in any case. Default: true (R65g, R86). */
  readonly recording: boolean;
  /** Picture in picture. Default: true (R88). */
  readonly pictureInPicture: boolean;
  /** The list of microphones, cameras and speakers. Default: true (R72). */
  readonly devices: boolean;
  /** In that list: where sound comes out. Default: true (R65g, R71). */
  readonly audioOutput: boolean;
  /** Invite people into the call. Default: true (R34, R85). */
  readonly invite: boolean;
  /** Another call beside this one. Default: true (R35). */
  readonly newCall: boolean;
  /** Hold and resume. Default: true (R101). */
  readonly hold: boolean;
  /** Ask for video in an audio call. Default: true (R65d, R73). */
  readonly requestVideo: boolean;
  /** Leave the call. Without it the app offers its own way out. Default: true (R65g, R74). */
  readonly hangUp: boolean;
  /** End the call for everyone, for those who may. Default: true (R50, R65g). */
  readonly end: boolean;
  /** The list of layouts; `layoutChoice` takes away every other way too. Default: true (R82). */
  readonly layout: boolean;
  /** Full screen. Default: true (R82). */
  readonly fullScreen: boolean;
  /** Make the call a small window in the page. Default: true (R81). */
  readonly shrink: boolean;
  /** On a person: ask to mute. Default: true (R77). */
  readonly askToMute: boolean;
  /** On a person: take out of the call, for those who may. Default: true (R50). */
  readonly remove: boolean;
  /** On a person: volume, and mute here. Default: true (R75). */
  readonly volume: boolean;
  /** On a ring for a video call: accept without the camera. Default: true (R73). */
  readonly acceptAudio: boolean;
  /** On a ring: silence it here and tell nobody. Default: true (R22). */
  readonly ignore: boolean;
  /** After a call: call again. Default: true (R52). */
  readonly redial: boolean;
  /** Between calls: join a session by its name. Default: true (R9). */
  readonly join: boolean;
}

/** What is shown on the picture of a person. */
export interface CallBadges {
  /** How good the connection is. Default: true (design 7). */
  readonly quality: boolean;
  /** That the microphone is off. Default: true (R4, R77). */
  readonly muted: boolean;
}

/** All settings, as `completeSettings` makes them. */
export interface CallSettings {
  /** Which buttons exist. */
  readonly buttons: CallButtons;
  /** What is shown on the picture of a person. */
  readonly badges: CallBadges;
  /**
   * The bar of buttons. Without it there are only the pictures, and the app has buttons of its own.
   * Default: true (R65a, R76).
   */
  readonly controls: boolean;
  /** How the people of a call are arranged at first. Default: "auto" (R65c, R65i, R82). */
  readonly layout: CallLayout;
  /** Whether the user can change that, by the list, a click or a key. Default: true (R82). */
  readonly layoutChoice: boolean;
  /** How many people a page shows at most; fewer where there is no room. Default: 25 (R81). */
  readonly maxTilesPerPage: number;
  /** Whether a click on a picture pins it. Default: true (R65e, R81). */
  readonly tilesClickable: boolean;
  /**
   * Whether the own picture, where it is a small one, can be moved by pointer and arrow keys. Default: true
   * (R65f, R82).
   */
  readonly selfViewDraggable: boolean;
  /** The name of each person. Default: true (R81). */
  readonly names: boolean;
  /** How long the call has lasted. Default: true (R81). */
  readonly timer: boolean;
  /** The figures of the connection, for those who look for a fault. Default: false (R67). */
  readonly figures: boolean;
  /**
   * Short messages about what happened, such as why a call ended. What they say is announced in any case.
   * Default: true (R84).
   */
  readonly toasts: boolean;
  /** Keyboard shortcuts in a call. Default: true (R82). */
  readonly shortcuts: boolean;
  /** Calls begin with the microphone off. Default: false (R65h). */
  readonly startMuted: boolean;
  /** Calls begin with the camera off. Default: false (R65h). */
  readonly startCameraOff: boolean;
  /** Calls without pictures: nothing offers video. Default: false (R65b). */
  readonly audioOnly: boolean;
  /** Where sound comes out at first, where the browser leaves a choice. Default: "default" (R65k, R71). */
  readonly output: OutputRoute;
  /** The own picture and devices, on a page before a call is placed or joined. Default: false (R12, R94). */
  readonly prejoin: boolean;
  /** The kit's own form between calls; without it nothing is shown there. Default: true (R78). */
  readonly dial: boolean;
  /** How a ring is shown: over the whole page, or as a banner that opens. Default: "full" (R80). */
  readonly incoming: IncomingStyle;
  /** Ask before a call is left, or the page with a call in it. Default: false (R59). */
  readonly leaveConfirmation: boolean;
  /** Colours: those of the system, or always the same. Default: "auto" (design 7). */
  readonly theme: Theme;
}

/** Settings as an app gives them: what is missing is as by default. */
export type CallSettingsInit = Partial<Omit<CallSettings, "buttons" | "badges">> & {
  readonly buttons?: Partial<CallButtons>;
  readonly badges?: Partial<CallBadges>;
};

/** As many as one command can name. */
const MOST_TILES = 25;

/** What holds where the app says nothing. */
export const defaultSettings: CallSettings = Object.freeze({
  buttons: Object.freeze({
    microphone: true,
    camera: true,
    switchCamera: true,
    screen: true,
    recording: true,
    pictureInPicture: true,
    devices: true,
    audioOutput: true,
    invite: true,
    newCall: true,
    hold: true,
    requestVideo: true,
    hangUp: true,
    end: true,
    layout: true,
    fullScreen: true,
    shrink: true,
    askToMute: true,
    remove: true,
    volume: true,
    acceptAudio: true,
    ignore: true,
    redial: true,
    join: true,
  }),
  badges: Object.freeze({ quality: true, muted: true }),
  controls: true,
  layout: "auto",
  layoutChoice: true,
  maxTilesPerPage: 25,
  tilesClickable: true,
  selfViewDraggable: true,
  names: true,
  timer: true,
  figures: false,
  toasts: true,
  shortcuts: true,
  startMuted: false,
  startCameraOff: false,
  audioOnly: false,
  output: "default",
  prejoin: false,
  dial: true,
  incoming: "full",
  leaveConfirmation: false,
  theme: "auto",
});

/**
 * All settings, from those that the app gives. Throws a `CallError` `invalid-argument` that names the
 * field, for a name that is none and for a value that cannot be (R112: INVALID_PROP_EXCEPTION). The result
 * is frozen.
 */
export function completeSettings(partial: CallSettingsInit = {}): CallSettings {
  return completed(defaultSettings, partial, "settings");
}

function completed<Whole extends object>(defaults: Whole, given: unknown, path: string): Whole {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw invalid(path, "must be an object");
  }
  const chosen = Object.entries(given).map(([name, value]: [string, unknown]) => {
    const field = `${path}.${name}`;
    if (!Object.hasOwn(defaults, name)) throw invalid(field, "is no setting");
    const usual: unknown = defaults[name as keyof Whole];
    return [name, value === undefined ? usual : checked(name, value, usual, field)];
  });
  return Object.freeze({ ...defaults, ...Object.fromEntries(chosen) });
}

/** The value, if it may stand where `usual` is the default. */
function checked(name: string, value: unknown, usual: unknown, field: string): unknown {
  if (typeof usual === "object" && usual !== null) return completed(usual, value, field);
  if (typeof usual === "boolean" && typeof value !== "boolean") throw invalid(field, "must be true or false");
  if (typeof usual === "number" && !isCount(value)) {
    throw invalid(field, `must be a whole number from 1 to ${MOST_TILES}`);
  }
  if (typeof usual === "string" && !wordsOf(name).includes(value)) {
    throw invalid(field, `must be one of ${wordsOf(name).join(", ")}`);
  }
  return value;
}

function wordsOf(name: string): readonly unknown[] {
  return settingValues[name as keyof typeof settingValues];
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_TILES;
}

function invalid(field: string, what: string): CallError {
  return new CallError("invalid-argument", { message: `invalid-argument: ${field} ${what}` });
}
