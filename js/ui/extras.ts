/**
 * What a client that the kit makes can do beyond the headless library. A chunk of its own: an app that makes its
 * client itself chooses, and does not pay for the others.
 */

import type { ClientPictureInPicture, ClientPresence, ClientRecorder, ClientStats } from "../index.ts";
import { createPictureInPicture } from "../picture_in_picture/picture_in_picture.ts";
import { createPresence } from "../presence/presence.ts";
import { createRecorder } from "../recording/recording.ts";
import { createStats } from "../stats/stats.ts";
import { createTones } from "../tones/tones.ts";

/** The optional parts, and how tones are made for a client. */
export interface Extras {
  readonly pictureInPicture: ClientPictureInPicture;
  readonly presence: ClientPresence;
  readonly recorder: ClientRecorder;
  readonly stats: ClientStats;
  readonly createTones: typeof createTones;
}

export function createExtras(): Extras {
  const pictureInPicture = createPictureInPicture();
  const presence = createPresence();
  return { pictureInPicture, presence, recorder: createRecorder(), stats: createStats(), createTones };
}
