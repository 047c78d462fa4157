// A drawer full of devices that tests plug in and pull out: cameras of one colour, microphones of one tone. They stand
// in for the machine's, so that who watches can tell which one is used.

import type { Person } from "./person.ts";
import type {} from "./spies.ts";

/** Kept in `window.drawer` of a page with such devices. */
export interface Drawer {
  plug(...ids: readonly string[]): void;
  /** What comes from it ends. */
  unplug(...ids: readonly string[]): void;
  /** These cannot be opened. */
  readonly broken: Set<string>;
}

declare global {
  interface Window {
    drawer: Drawer;
  }
}

/** Runs in the page, after the spies. Must not use anything from outside itself. */
export function installDrawer(): void {
  const all: Readonly<Record<string, readonly [kind: MediaDeviceKind, label: string, what: string]>> = {
    red: ["videoinput", "Red camera", "#d02020"],
    green: ["videoinput", "Green camera", "#20a020"],
    low: ["audioinput", "Low microphone", "500"],
    high: ["audioinput", "High microphone", "1500"],
    headset: ["audioinput", "Headset", "3000"],
  };
  const plugged = new Set(["red", "green", "low", "high"]);
  const open = new Map<MediaStreamTrack, string>();
  const broken = new Set<string>();
  const { mediaDevices } = navigator;
  const changed = (): unknown => mediaDevices.dispatchEvent(new Event("devicechange"));
  window.drawer = {
    broken,
    plug: (...ids) => {
      for (const id of ids) plugged.add(id);
      changed();
    },
    unplug: (...ids) => {
      for (const id of ids) plugged.delete(id);
      for (const [track, id] of open) {
        if (!ids.includes(id) || track.readyState === "ended") continue;
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
      changed();
    },
  };
  const idsOf = (kind: MediaDeviceKind): string[] => [...plugged].filter((id) => all[id]![0] === kind);
  mediaDevices.enumerateDevices = async () =>
    [...plugged].map((id) => {
      const [kind, label] = all[id]!;
      return { kind, deviceId: id, groupId: `group of ${id}`, label, toJSON: () => ({}) };
    });

  const camera = (colour: string): MediaStreamTrack => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const context = canvas.getContext("2d")!;
    const [track] = canvas.captureStream(10).getVideoTracks();
    const draw = (): void => {
      context.fillStyle = colour;
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = "#fff";
      context.fillRect((performance.now() / 10) % canvas.width, 0, 20, 20); // or no frame would come
    };
    const drawing = setInterval(() => (track!.readyState === "live" ? draw() : clearInterval(drawing)), 100);
    draw();
    return track!;
  };
  const microphone = (hertz: number): MediaStreamTrack => {
    const context = new AudioContext();
    const tone = new OscillatorNode(context, { frequency: hertz });
    const loud = new GainNode(context, { gain: 0.3 });
    const out = context.createMediaStreamDestination();
    tone.connect(loud).connect(out);
    tone.start();
    const [track] = out.stream.getAudioTracks();
    const watching = setInterval(() => {
      if (track!.readyState === "live") return;
      clearInterval(watching);
      void context.close();
    }, 100);
    return track!;
  };
  const openDevice = (
    kind: MediaDeviceKind,
    constraints: boolean | MediaTrackConstraints,
  ): MediaStreamTrack => {
    const wanted = typeof constraints === "object" ? constraints.deviceId : undefined;
    const exact = typeof wanted === "object" && !Array.isArray(wanted) ? wanted.exact : undefined;
    const [id] = exact === undefined ? idsOf(kind) : idsOf(kind).filter((one) => one === exact);
    if (id === undefined)
      throw new DOMException("", exact === undefined ? "NotFoundError" : "OverconstrainedError");
    if (broken.has(id)) throw new DOMException("", "NotReadableError");
    const what = all[id]![2];
    const track = kind === "videoinput" ? camera(what) : microphone(Number(what));
    open.set(track, id);
    return track;
  };
  mediaDevices.getUserMedia = async (constraints = {}) => {
    const { spies } = window;
    spies.captures.push(constraints);
    const tracks: MediaStreamTrack[] = [];
    if (constraints.audio) tracks.push(openDevice("audioinput", constraints.audio));
    if (constraints.video) tracks.push(openDevice("videoinput", constraints.video));
    spies.tracks.push(...tracks);
    return new MediaStream(tracks);
  };
}

/** Waits until the picture in somebody's tile has that colour: its strongest channel, far above the others. */
export async function seesColour(person: Person, from: string, colour: "red" | "green"): Promise<void> {
  await person.page.waitForFunction(
    ([from, channel]) => {
      const video = window.spies.first<HTMLVideoElement>(`.remote[aria-label="${from}"] video`);
      if (!video || video.videoWidth === 0) return false;
      const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 9 });
      const context = canvas.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(video, 0, 0, 16, 9);
      const [...middle] = context.getImageData(8, 6, 1, 1).data;
      return [0, 1, 2].every((one) => one === channel || middle[channel]! > middle[one]! + 60);
    },
    [from, colour === "red" ? 0 : 1] as const,
  );
}

/** Waits until the loudest tone in what somebody sends is that one. */
export async function hearsTone(person: Person, from: string, hertz: number): Promise<void> {
  await person.page.waitForFunction(
    async ([from, hertz]) => {
      const video = window.spies.first<HTMLVideoElement>(`.remote[aria-label="${from}"] video`);
      const context = new AudioContext();
      try {
        const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
        context.createMediaStreamSource(video!.srcObject as MediaStream).connect(analyser);
        const started = context.currentTime;
        while (context.currentTime < started + 0.3) await new Promise(requestAnimationFrame);
        const bins = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(bins);
        const peak = (bins.indexOf(Math.max(...bins)) * context.sampleRate) / analyser.fftSize;
        return Math.max(...bins) > -60 && Math.abs(peak - hertz) < 60;
      } finally {
        await context.close();
      }
    },
    [from, hertz] as const,
  );
}
