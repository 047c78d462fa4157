// Screens that are shared: a tab of slides with a colour and a tone of its own, which the browser picks by its title
// (real tab capture, picture and sound), and what of it a viewer gets.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { BrowserOptions } from "./world.ts";
import type { Person } from "./person.ts";

/** A browser whose user picks the tab called "Slides" when asked for a screen. */
export const screenBrowser: BrowserOptions = {
  // It would answer for the user, with a fake screen.
  without: ["--use-fake-ui-for-media-stream"],
  more: ["--auto-select-desktop-capture-source=Slides"],
  isAudible: true,
};

/** The devices that its people may use. */
export const allowed = { permissions: ["microphone", "camera"] };

const COLOURS = { red: 0, green: 1, blue: 2 } as const;
export type Colour = keyof typeof COLOURS;
export const TONES: Readonly<Record<Colour, number>> = { red: 900, green: 1500, blue: 2100 };

/** Slides in another tab of that person's browser. */
export async function openSlides(person: Person, colour: Colour): Promise<Page> {
  const slides = await person.page.context().newPage();
  await slides.setContent("<title>Slides</title>");
  await slides.evaluate(
    ([channel, frequency]) => {
      let turn = 0;
      setInterval(() => {
        const rgb = [20, 20, 20];
        rgb[channel] = (turn += 1) % 2 === 0 ? 180 : 230;
        document.body.style.background = `rgb(${rgb.join()})`;
      }, 150);
      const context = new AudioContext();
      const tone = new OscillatorNode(context, { frequency });
      tone.connect(new GainNode(context, { gain: 0.3 })).connect(context.destination);
      tone.start();
    },
    [COLOURS[colour], TONES[colour]] as const,
  );
  await person.page.bringToFront();
  return slides;
}

/**
 * Firefox has no screen to offer where there is no display, and no fake one, and its capture of a tab stays white:
 * slides of the page's own stand in for what the user would pick there.
 */
export async function offerSlides({ page }: Person, colour: Colour): Promise<void> {
  await page.evaluate(
    ([channel, frequency]) => {
      navigator.mediaDevices.getDisplayMedia = async () => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
        const brush = canvas.getContext("2d")!;
        const [picture] = canvas.captureStream(10).getVideoTracks() as [MediaStreamTrack];
        const context = new AudioContext();
        const tone = new OscillatorNode(context, { frequency });
        const out = context.createMediaStreamDestination();
        tone.connect(new GainNode(context, { gain: 0.3 })).connect(out);
        tone.start();
        const tracks = [picture, ...out.stream.getTracks()];
        let turn = 0;
        const painting = setInterval(() => {
          if (tracks.every(({ readyState }) => readyState === "ended")) {
            clearInterval(painting);
            void context.close();
          }
          const rgb = [20, 20, 20];
          rgb[channel] = (turn += 1) % 2 === 0 ? 180 : 230;
          brush.fillStyle = `rgb(${rgb.join()})`;
          brush.fillRect(0, 0, canvas.width, canvas.height);
        }, 150);
        window.spies.tracks.push(...tracks);
        return new MediaStream(tracks);
      };
    },
    [COLOURS[colour], TONES[colour]] as const,
  );
}

/** What the tile of somebody's screen is called. */
export function screenOf(user: string): string {
  return `${user} (screen)`;
}

/** Those slides are what the screen's tile shows, and they move. */
export async function seesSlides(person: Person, user: string, colour: Colour): Promise<void> {
  await person.tile(screenOf(user)).waitFor();
  await person.page.waitForFunction(
    ([tile, channel]) => {
      const video = window.spies.first<HTMLVideoElement>(`[aria-label="${tile}"] video`);
      if (!video || video.videoWidth === 0) return false;
      const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
      const context = canvas.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(video, 0, 0, 1, 1);
      const rgb = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
      const own = rgb[channel]!;
      if (rgb.some((value, index) => index !== channel && value > own - 80)) return false;
      const seen = window as unknown as { brightness?: Record<string, number> };
      const before = (seen.brightness ??= {})[`${tile} ${channel}`];
      seen.brightness[`${tile} ${channel}`] = own;
      return before !== undefined && Math.abs(before - own) > 15;
    },
    [screenOf(user), COLOURS[colour]] as const,
  );
}

/** Their tone is in the sound of the screen's tile, and in nobody's voice. */
export async function hearsSlides(person: Person, user: string, colour: Colour): Promise<void> {
  const loudness = await person.page.evaluate(
    async ([tiles, frequency]) => {
      const context = new AudioContext();
      const analysers = tiles.map((tile) => {
        const { srcObject } = window.spies.first<HTMLVideoElement>(`[aria-label="${tile}"] video`)!;
        const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
        context.createMediaStreamSource(srcObject as MediaStream).connect(analyser);
        return analyser;
      });
      const levels = new Float32Array(analysers[0]!.frequencyBinCount);
      const bin = Math.round((frequency * 8192) / context.sampleRate);
      const until = context.currentTime + 8;
      let [screen, voice] = [-Infinity, 0];
      // Between two beeps of the fake microphone, which have something of every tone.
      while (context.currentTime < until && (screen < -50 || voice > screen - 20)) {
        await new Promise(requestAnimationFrame);
        [screen = -Infinity, voice = 0] = analysers.map((analyser) => {
          analyser.getFloatFrequencyData(levels);
          return Math.max(...levels.slice(bin - 2, bin + 3));
        });
      }
      await context.close();
      return { screen, voice };
    },
    [[screenOf(user), user], TONES[colour]] as const,
  );
  const { screen, voice } = loudness;
  assert.ok(screen > -50, `${person.user} hears the slides of ${user} at ${screen} dB`);
  assert.ok(voice < screen - 20, `and at ${voice} dB in the voice`);
}

/** The screen's tile is gone. */
export async function seesNoScreen(person: Person, user: string): Promise<void> {
  await person.tile(screenOf(user)).waitFor({ state: "detached" });
}
