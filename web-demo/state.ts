/** What the screens are a function of: the client's public state, and the little that only the demo knows. */

import type { Call, CallClient, MediaKind, Participant } from "ringline";

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
  /** A call that ended while another one was on, until it is closed. */
  readonly missed: Call | null;
  /** Why the last attempt to call did not work. */
  readonly problem: string | null;
  /** The browser plays no sound before the user did something. */
  readonly silent: boolean;
}

/** Everything a screen may ask for. */
export interface Actions {
  dial(to: string, media: MediaKind): void;
  accept(call: Call, media?: MediaKind): void;
  decline(call: Call): void;
  ignore(call: Call): void;
  hangUp(call: Call): void;
  rejoin(call: Call): void;
  redial(call: Call): void;
  setMicrophone(call: Call, on: boolean): void;
  setCamera(call: Call, on: boolean): void;
  closeEnded(): void;
  closeMissed(): void;
  connect(): void;
  useHere(): void;
  reload(): void;
  /** An element of ours has something to play. */
  play(element: HTMLMediaElement): void;
  turnSoundOn(): void;
}

/** Which page is shown below the header. */
export type Page =
  "sign-in" | "broken" | "elsewhere" | "refused" | "rejoin" | "waiting" | "in-call" | "ended" | "dial";

/** The call that the page is about: one that we are in, or place. Rings have their dialog. */
export function currentCall({ calls }: View): Call | null {
  return calls.find(({ state }) => state !== "ringing" && state !== "silenced" && state !== "ended") ?? null;
}

/** The call that rings here now. */
export function ringingCall({ calls }: View): Call | null {
  return calls.find(({ state }) => state === "ringing") ?? null;
}

/** A call that was told to be quiet here, and still waits for an answer. */
export function silencedCall({ calls }: View): Call | null {
  return calls.find(({ state }) => state === "silenced") ?? null;
}

/** Chooses the page. */
export function pageOf(view: View): Page {
  if (view.user === null) return "sign-in";
  if (view.broken) return "broken";
  const connection = view.client?.connection;
  const call = currentCall(view);
  if (connection === "in-use" || connection === "fenced") return "elsewhere";
  if (call?.canRejoin) return "rejoin";
  if (call?.state === "placing" || call?.state === "calling") return "waiting";
  if (call) return "in-call";
  if (connection === "refused") return "refused";
  return view.ended ? "ended" : "dial";
}

/** The other side of a call. */
export function otherOf(call: Call): Participant | undefined {
  return call.participants[0];
}

/** How a participant is called. */
export function nameOf(participant: Participant): string {
  return participant.profile.name || participant.userId;
}

/** How the other side is called. */
export function otherName(call: Call): string {
  const other = otherOf(call);
  return other ? nameOf(other) : call.inviter;
}
