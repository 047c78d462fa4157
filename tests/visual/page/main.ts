/** The page of `tests/visual/stage.ts`: plays scenes, and stops where it is to be looked at. */

import { findings, places, seen } from "./look.ts";
import type { Place } from "./look.ts";
import { camera, silence } from "./pictures.ts";
import { scenes } from "./scenes.ts";
import { until, World } from "./world.ts";

/** What the tests do with the page. */
export interface Show {
  /** The names of the scenes. */
  readonly scenes: readonly string[];
  /** Begins a scene; the one before is over. */
  begin(name: string): Promise<void>;
  /** The name of what is there to be looked at next; null: the scene is over. */
  next(): Promise<string | null>;
  /** Everything is drawn and stands still. */
  settled(): Promise<void>;
  /** What is wrong with what is there, in words. */
  findings(): string[];
  /** Where everything is that has a name. */
  places(): Record<string, Place>;
}

declare global {
  interface Window {
    show: Show;
  }
}

// The page before a call asks the browser itself.
navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) =>
  new MediaStream([...(audio ? [silence()] : []), ...(video ? [camera(() => 0)] : [])]);

const world = new World();
let playing: AsyncGenerator<string> | null = null;

async function settled(): Promise<void> {
  // A new size is known after a frame, what follows from it after another one.
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  const isPassing = ({ effect }: Animation): boolean => effect?.getComputedTiming().iterations !== Infinity;
  await Promise.all(
    document
      .getAnimations()
      .filter(isPassing)
      .map(({ finished }) => finished.catch(() => {})),
  );
  await until(
    () => [...pictures()].every((video) => video.readyState >= video.HAVE_CURRENT_DATA),
    "pictures",
  );
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}

/** Whatever is to show a camera or a screen. */
function* pictures(): Generator<HTMLVideoElement> {
  for (const element of seen()) {
    const { srcObject } = element as HTMLVideoElement;
    if (srcObject instanceof MediaStream && srcObject.getVideoTracks().some(({ enabled }) => enabled)) {
      yield element as HTMLVideoElement;
    }
  }
}

window.show = {
  scenes: Object.keys(scenes),
  async begin(name) {
    await playing?.return(undefined);
    await world.leave();
    playing = scenes[name]!(world);
  },
  async next() {
    const { value, done } = await playing!.next();
    return done ? null : (value ?? null);
  },
  settled,
  findings,
  places,
};
