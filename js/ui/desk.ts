/**
 * What only the screens know about the calls of a client, and what they ask of it. One for each client, so that
 * elements that stand beside each other agree. It decides nothing about calls.
 */

import type { Call, CallClient, CallError, DeviceLists, MediaKind } from "../index.ts";
import { loadPanels } from "./lazy.ts";
import type { Recordings } from "./recordings.ts";
import { completeSettings } from "./settings.ts";
import type { CallLayout, CallSettings, CallSettingsInit } from "./settings.ts";
import { tableOf, loadLanguage } from "./language.ts";
import { english } from "./languages/english.ts";
import { Texts } from "./texts.ts";
import type { TextOverrides } from "./texts.ts";

/** What is opened beside the controls of a call. */
export type Panel = "none" | "invite" | "call" | "devices" | "layout" | "keys";

/** Which page a kit shows. */
export type Page =
  "broken" | "elsewhere" | "refused" | "rejoin" | "outgoing" | "call" | "ended" | "prejoin" | "idle";

/** Somebody whom the app offers to call or to invite (R29). */
export interface Contact {
  readonly userId: string;
  readonly name?: string;
  readonly avatar?: string;
  /** Default: as `client.presence` knows. */
  readonly presence?: "online" | "busy" | "offline";
}

/** A call that is about to be placed or joined, while its user looks at the own picture first. */
export type Plan =
  | { readonly to: string | readonly string[] | { readonly group: string }; readonly media: MediaKind }
  | { readonly session: string; readonly media: MediaKind };

/** What a call begins without. */
export type Start = Pick<CallSettings, "startMuted" | "startCameraOff">;

/** Ends that this user made, on this device or another, or that are no end: nobody has to be told of them (R84). */
const OWN_ENDS = ["hangup", "cancelled", "declined", "answered-elsewhere", "declined-elsewhere"];

/** How many ended calls are told of at a time. */
const MOST_TOLD = 3;

/** How many calls the log keeps. */
const MOST_LOGGED = 100;

/** What the screens change themselves. */
type Changeable =
  | "broken"
  | "contacts"
  | "devices"
  | "ended"
  | "layout"
  | "log"
  | "missing"
  | "panel"
  | "pinned"
  | "plan"
  | "problem"
  | "recordings"
  | "ringsSilently"
  | "settings"
  | "small"
  | "texts"
  | "told";

const desks = new WeakMap<CallClient, Desk>();

/** Says `change` whenever a screen may have to be drawn again. */
export class Desk extends EventTarget {
  readonly client: CallClient;
  /** Once the panels are here. */
  recordings: Recordings | null = null;
  /** The panels did not arrive. */
  missing = false;
  /** The call that ended last, until its page is closed. */
  ended: Call | null = null;
  /** Calls that ended while another one was on, until each is dismissed. */
  told: readonly Call[] = [];
  /** Calls of this page that are over, the last one first. */
  log: readonly Call[] = [];
  /** The code of what did not work last. */
  problem: string | null = null;
  panel: Panel = "none";
  /** Microphones, cameras and speakers, once they were looked for. */
  devices: DeviceLists | null = null;
  /** The person, or `screen` and the person, whose picture was put first. */
  pinned: string | null = null;
  /** The core has died. */
  broken = false;
  /** The code with which the server refused this user. */
  refusal = "";
  /** What is about to be placed. */
  plan: Plan | null = null;
  /** Whom the app offers. */
  contacts: readonly Contact[] = [];
  /** The ring is blocked by the browser. */
  ringsSilently = false;
  texts = new Texts("en", english);
  settings: CallSettings = completeSettings();
  /** The layout that the user chose, instead of the one of the settings. */
  layout: CallLayout | null = null;
  /** The call is a small window in the page. */
  small = false;
  readonly #dismissed = new WeakMap<Call, number>();
  #isPrepared = false;
  #language = "";
  #overrides: TextOverrides = {};

  private constructor(client: CallClient) {
    super();
    this.client = client;
    client.subscribe(() => this.changed());
    client.addListener("ringline/ui", {
      callended: ({ detail }) => this.#callEnded(detail.call),
      connectionchange: ({ detail: { error } }) => {
        if (error) this.refusal = error.code;
      },
      error: ({ detail: { error } }) => {
        if (error.code === "core-died") this.change({ broken: true });
        else if (error.callId !== undefined) this.fail(error);
      },
    });
    // Nothing is looked for before a call.
    client.devices.addEventListener("devicechange", ({ detail }) => this.change({ devices: detail.devices }));
    client.devices.addEventListener("permissionchange", this.changed);
    void this.speak(document.documentElement.lang || "en");
  }

  /** The desk of a client. */
  static of(client: CallClient): Desk {
    const known = desks.get(client);
    if (known) return known;
    const desk = new Desk(client);
    desks.set(client, desk);
    return desk;
  }

  /** The call that the page is about: the one that is not on hold, if there is one. Rings have their dialog. */
  get current(): Call | null {
    const own = this.#own();
    return own.find(({ held }) => !held) ?? own[0] ?? null;
  }

  /** The other calls on hold. */
  get held(): readonly Call[] {
    const { current } = this;
    return this.#own().filter((call) => call !== current);
  }

  /** The call that rings here now. */
  get ringing(): Call | null {
    return this.client.calls.find(({ state }) => state === "ringing") ?? null;
  }

  /** Calls that were told to be quiet here, and still wait for an answer. */
  get silenced(): readonly Call[] {
    return this.client.calls.filter(({ state }) => state === "silenced");
  }

  /** Only a call to one person has a page to wait on; a group waits in the call itself (R32). */
  get page(): Page {
    if (this.broken) return "broken";
    const { connection } = this.client;
    const call = this.current;
    if (connection === "in-use" || connection === "fenced") return "elsewhere";
    if (call?.canRejoin) return "rejoin";
    const waits = call?.state === "placing" || call?.state === "calling";
    if (call?.kind === "direct" && waits && !call.held) return "outgoing";
    if (call) return "call";
    if (connection === "refused") return "refused";
    if (this.plan) return "prejoin";
    return this.ended ? "ended" : "idle";
  }

  /** Whether sound waits for a gesture. */
  get silent(): boolean {
    return this.client.calls.some(({ playbackBlocked }) => playbackBlocked);
  }

  /** Whether the outcome of the last request for video was dismissed. */
  isDismissed(call: Call): boolean {
    return this.#dismissed.get(call) === call.videoRequest?.id;
  }

  /** Settings of the app, live (R65). Those that are missing get their defaults. */
  set(settings: CallSettingsInit): void {
    this.change({ settings: completeSettings(settings) });
  }

  /** The language of the screens, and the app's own texts. Settles when they are there. */
  async speak(tag: string, overrides: TextOverrides = {}): Promise<void> {
    if (tag === this.#language && overrides === this.#overrides) return;
    [this.#language, this.#overrides] = [tag, overrides];
    const table = tableOf(tag) ?? (await loadLanguage(tag));
    // Another language may have been asked for since.
    if (tag !== this.#language) return;
    this.change({ texts: new Texts(table === english ? "en" : tag, table, overrides) });
  }

  /** Calls; through the page before a call where the app wants one. */
  dial(to: Extract<Plan, { to: unknown }>["to"], media: MediaKind): void {
    this.#begin({ to, media: this.#mediaOf(media) });
  }

  /** Enters a session. */
  join(session: string, media: MediaKind): void {
    this.#begin({ session, media: this.#mediaOf(media) });
  }

  /** Places what was planned; `start`: with what is off, where its user has chosen that already. */
  place(plan: Plan, start: Start = this.settings): void {
    this.change({ plan: null, ended: null, problem: null });
    const begun =
      "to" in plan
        ? this.client.call(plan.to, { media: plan.media })
        : this.client.join(plan.session, { media: plan.media });
    this.#follow(begun, start);
  }

  redial(call: Call): void {
    this.change({ ended: null, problem: null });
    this.#follow(call.redial());
  }

  accept(call: Call, answer: { readonly media?: MediaKind; readonly end?: boolean } = {}): void {
    this.change({ ended: null, problem: null, panel: "none" });
    const media = this.settings.audioOnly ? "audio" : answer.media;
    // A refusal is told by the call's end.
    call.accept({ ...answer, ...(media && { media }) }).then(
      () => this.#begun(call),
      () => {},
    );
  }

  closeRequest(call: Call): void {
    this.#dismissed.set(call, call.videoRequest?.id ?? 0);
    this.changed();
  }

  /** Says what did not work. */
  try(done: Promise<unknown> | undefined): void {
    this.change({ problem: null });
    done?.catch((error: CallError) => this.fail(error));
  }

  fail({ code }: { readonly code: string }): void {
    this.change({ problem: code });
  }

  /** Whoever chose no screen knows it. */
  shareScreen(call: Call, on: boolean): void {
    const done = on ? call.startScreenShare() : call.stopScreenShare();
    this.try(
      done.catch((error: CallError) => (error.cause === "denied" ? undefined : Promise.reject(error))),
    );
  }

  setPictureInPicture(call: Call, on: boolean): void {
    call.addEventListener("pictureinpicturechange", this.changed);
    this.try(on ? call.enterPictureInPicture() : call.exitPictureInPicture());
  }

  /** Changes something and has the screens drawn again. */
  change(fields: Partial<Pick<Desk, Changeable>>): void {
    Object.assign(this, fields);
    this.changed();
  }

  readonly changed = (): void => {
    const { page } = this;
    if (page !== "call") [this.panel, this.pinned, this.small] = ["none", null, false];
    if (page !== "call" && page !== "idle" && page !== "prejoin") this.problem = null;
    this.#prepare();
    this.dispatchEvent(new Event("change"));
  };

  /** Whoever opens a panel types into it at once: panels come before, or else again with the next call. */
  #prepare(): void {
    const wasPrepared = this.#isPrepared;
    this.#isPrepared = this.client.calls.length > 0 || this.plan !== null;
    if (this.#isPrepared && !wasPrepared && !this.recordings) void loadPanels(this);
  }

  /** The calls that this user said yes to: in them, placing them, or holding them. */
  #own(): Call[] {
    return this.client.calls.filter(
      ({ state }) => state !== "ringing" && state !== "silenced" && state !== "ended",
    );
  }

  #mediaOf(media: MediaKind): MediaKind {
    return this.settings.audioOnly ? "audio" : media;
  }

  #begin(plan: Plan): void {
    if (this.settings.prejoin && !this.current) this.change({ plan, ended: null, problem: null });
    else this.place(plan);
  }

  #follow(begun: Promise<Call>, start: Start = this.settings): void {
    const failed = (error: CallError): void => this.change({ ended: null, problem: error.code });
    begun.then(async (call) => {
      this.change({ panel: "none" });
      this.#begun(call, start);
      const { error } = await call.placed;
      if (error) failed(error);
    }, failed);
  }

  /** What the app wants of every call from its beginning. */
  #begun(call: Call, { startMuted, startCameraOff }: Start = this.settings): void {
    const { output } = this.settings;
    if (startMuted) call.setMicrophoneEnabled(false).catch(() => {});
    if (startCameraOff && call.media === "video") call.setCameraEnabled(false).catch(() => {});
    if (output !== "default") call.setAudioOutput(output).catch(() => {});
  }

  /** A call that was replaced goes on as another one. */
  #callEnded(call: Call): void {
    if (call.endReason === "replaced") return;
    this.log = [call, ...this.log].slice(0, MOST_LOGGED);
    if (!this.current) this.ended = call;
    else if (!OWN_ENDS.includes(call.endReason ?? "")) this.told = [call, ...this.told].slice(0, MOST_TOLD);
    this.changed();
  }
}

/** The user ids in what was typed; a name with `#` before it is a group. Null: there is none. */
export function readPeople(typed: string): string | string[] | { group: string } | null {
  const names = typed.split(",").map((name) => name.trim());
  const people = [...new Set(names.filter((name) => name !== ""))];
  const [first] = people;
  if (first === undefined) return null;
  if (people.length > 1) return people;
  return first.startsWith("#") && first.length > 1 ? { group: first.slice(1) } : first;
}
