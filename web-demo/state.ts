/** What the screens are a function of: the client's public state, and the little that only the demo knows. */

import type { Call, CallClient, DeviceLists, DeviceName, MediaKind, Participant } from "ringline";
import type { Recordings } from "./recording.ts";

/** What is opened above the controls of a call: whom to invite, whom else to call, or which devices to use. */
export type Panel = "none" | "invite" | "call" | "devices";

/** Everything a screen may look at. */
export interface View {
  readonly user: string | null;
  readonly client: CallClient | null;
  /** The client could not be made. */
  readonly broken: boolean;
  /** Calls that are not over. */
  readonly calls: readonly Call[];
  /** The call that ended last, until its page is closed. */
  readonly ended: Call | null;
  /** Calls that ended while another one was on, until each is dismissed. */
  readonly told: readonly Call[];
  /** Why what was tried last did not work. */
  readonly problem: string | null;
  /** The browser plays no sound before the user did something. */
  readonly silent: boolean;
  /** The same about the ring. */
  readonly ringsSilently: boolean;
  /** Microphones, cameras and speakers, once they were looked for. */
  readonly devices: DeviceLists | null;
  /** A session that the address asked for. */
  readonly session: string | null;
  readonly panel: Panel;
  /** Whether somebody else can be called while a call is on. */
  readonly canCallMore: boolean;
  /** The last video request of each call whose outcome was dismissed. */
  readonly dismissed: WeakMap<Call, number>;
  /** The call that is being recorded, and the last recording. */
  readonly recording: Pick<Recordings, "call" | "recorded">;
}

/** How a call is answered. */
export interface Answer {
  readonly media?: MediaKind;
  /** Ends the call that is on, which otherwise goes on hold. */
  readonly end?: boolean;
}

/** Everything a screen may ask for. */
export interface Actions {
  /** `to`: as typed. */
  dial(to: string, media: MediaKind): void;
  join(session: string, media: MediaKind): void;
  accept(call: Call, answer?: Answer): void;
  decline(call: Call): void;
  ignore(call: Call): void;
  hangUp(call: Call): void;
  endForAll(call: Call): void;
  rejoin(call: Call): void;
  redial(call: Call): void;
  hold(call: Call): void;
  resume(call: Call): void;
  /** `to`: as typed. */
  invite(call: Call, to: string): void;
  ringAgain(call: Call, userId: string): void;
  cancelRing(call: Call, userId: string): void;
  remove(call: Call, userId: string): void;
  requestVideo(call: Call): void;
  acceptVideo(call: Call): void;
  declineVideo(call: Call): void;
  cancelVideo(call: Call): void;
  setMicrophone(call: Call, on: boolean): void;
  setCamera(call: Call, on: boolean): void;
  requestMute(call: Call, userId: string): void;
  consent(call: Call, given: boolean): void;
  startRecording(call: Call): void;
  stopRecording(call: Call): void;
  closeRecorded(): void;
  setPictureInPicture(call: Call, on: boolean): void;
  pick(device: DeviceName, deviceId: string): void;
  switchCamera(call: Call): void;
  setVolume(participant: Participant, volume: number): void;
  muteHere(participant: Participant, on: boolean): void;
  shareScreen(call: Call, on: boolean): void;
  open(panel: Panel): void;
  closeEnded(): void;
  closeTold(call: Call): void;
  closeProblem(): void;
  closeRequest(call: Call): void;
  connect(): void;
  useHere(): void;
  reload(): void;
  turnSoundOn(): void;
}

/** Which page is shown below the header. */
export type Page =
  "sign-in" | "broken" | "elsewhere" | "refused" | "rejoin" | "waiting" | "in-call" | "ended" | "dial";

/** The calls that this user said yes to: in them, placing them, or holding them. */
function ownCalls({ calls }: View): Call[] {
  return calls.filter(({ state }) => state !== "ringing" && state !== "silenced" && state !== "ended");
}

/** The call that the page is about: the one that is not on hold, if there is one. Rings have their dialog. */
export function currentCall(view: View): Call | null {
  const own = ownCalls(view);
  return own.find(({ held }) => !held) ?? own[0] ?? null;
}

/** The other calls on hold. */
export function heldCalls(view: View): Call[] {
  const current = currentCall(view);
  return ownCalls(view).filter((call) => call !== current);
}

/** The call that rings here now. */
export function ringingCall({ calls }: View): Call | null {
  return calls.find(({ state }) => state === "ringing") ?? null;
}

/** Calls that were told to be quiet here, and still wait for an answer. */
export function silencedCalls({ calls }: View): Call[] {
  return calls.filter(({ state }) => state === "silenced");
}

/** Chooses the page. Only a call to one person has a page to wait on; a group waits in the call itself (R32). */
export function pageOf(view: View): Page {
  if (view.user === null) return "sign-in";
  if (view.broken) return "broken";
  const connection = view.client?.connection;
  const call = currentCall(view);
  if (connection === "in-use" || connection === "fenced") return "elsewhere";
  if (call?.canRejoin) return "rejoin";
  const waits = call?.state === "placing" || call?.state === "calling";
  if (call?.kind === "direct" && waits && !call.held) return "waiting";
  if (call) return "in-call";
  if (connection === "refused") return "refused";
  return view.ended ? "ended" : "dial";
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
