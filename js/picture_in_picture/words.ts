/** What is said in the windows, to eyes and to screen readers. */

const ENGLISH = {
  title: "Picture in picture",
  controls: "Call controls",
  mute: "Mute microphone",
  unmute: "Unmute microphone",
  cameraOff: "Turn camera off",
  cameraOn: "Turn camera on",
  hangUp: "Hang up",
  move: "Move to the next corner",
  close: "Close picture in picture",
  you: "You",
};

/** Every text that is shown or read out; English by default. */
export type PictureInPictureWords = Readonly<Record<keyof typeof ENGLISH, string>>;

/** The app's words, and ours where it has none. */
export function wordsOf(words: Partial<PictureInPictureWords> = {}): PictureInPictureWords {
  return { ...ENGLISH, ...words };
}
