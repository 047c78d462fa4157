/** What the three kinds of window have in common. */

import type { Call } from "../call.ts";
import type { PictureInPictureMode } from "../picture_in_picture.ts";
import { sceneOf } from "../recording/scene.ts";
import type { Seat } from "../recording/scene.ts";
import type { PictureInPictureWords } from "./words.ts";

/** What a window is opened with. */
export interface WindowOptions {
  readonly call: Call;
  readonly words: PictureInPictureWords;
  readonly element: Element | undefined;
  readonly controls: boolean;
  readonly width: number;
  readonly height: number;
  /** The user closed it, or wants to. */
  readonly gone: () => void;
}

/** A window that is open. */
export interface PictureWindow {
  readonly mode: PictureInPictureMode;
  /** Puts everything back where it was. */
  close(): void;
}

/** Everybody who is in the call, with this user last: they want to see the others. */
export function seatsOf({ held, local, participants }: Call, words: PictureInPictureWords): Seat[] {
  // A copy without the consent to be recorded, which is no question here.
  const people = participants.map(({ userId, state, profile, hold, camera, stream, streams }) => ({
    ...{ userId, state, profile, hold, camera, stream, streams },
  }));
  const { seats } = sceneOf({ held, local, participants: people }, words.you);
  return [...seats.filter((seat) => !isOwn(seat)), ...seats.filter(isOwn)];
}

/** Whether it is this user who is seen there; a mirror then. */
export function isOwn({ id }: Seat): boolean {
  return id === "";
}

/** The names of the others. */
export function namesOf({ participants }: Call): string {
  const joined = participants.filter(({ state }) => state === "joined");
  const people = joined.length > 0 ? joined : participants;
  return people.map(({ userId, profile }) => profile.name || userId).join(", ");
}
