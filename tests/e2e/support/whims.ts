// Calls in which people do whatever comes to their minds, by the library itself: what each of them does is written down
// beforehand, and done in the page, so that nothing waits for the test.

import type { Call, CallClient, MediaKind } from "ringline";

/** What one can do in a call beside answering and leaving it. */
export const deeds = [
  "mute",
  "camera",
  "switch camera",
  "device",
  "hold",
  "resume",
  "share",
  "stop sharing",
  "ask for video",
  "take video",
  "refuse video",
  "no video",
  "volume",
  "silence",
  "record",
  "stop recording",
  "picture in picture",
  "back into the page",
  "figures",
  "ask to mute",
] as const;

export type Deed = (typeof deeds)[number];

export interface Step {
  readonly deed: Deed;
  /** What it is done with; 0 to 1. */
  readonly value: number;
  /** Whether it is waited for before the next one. */
  readonly isAwaited: boolean;
  /** How many pictures of the page pass before the next one. */
  readonly rest: number;
}

/** What one person does in a call. */
export interface Whims {
  readonly media: MediaKind;
  readonly whileRinging: readonly Step[];
  /** And then: waits for the other, answers, or leaves: cancels or declines. */
  readonly then: "wait" | "accept" | "leave";
  readonly whileTalking: readonly Step[];
  readonly leaves: boolean;
  /** Whether an audio call becomes a video call when the other asks. */
  readonly takesVideo: boolean;
  /** How many pictures of the page a device takes longer, for each that is opened; null: until the call is over. */
  readonly lateness: readonly (number | null)[];
}

/** What a page did of all that. */
export interface Done {
  /** How often each deed was done, and not refused. */
  readonly deeds: Record<string, number>;
  readonly talks: number;
  /** What was thrown that is no refusal. */
  readonly faults: readonly string[];
}

/** Kept in `window.whims` of a page. */
export interface Performer {
  /** Calls, and follows its whims until the call is over. */
  call(to: string, number: number, whims: Whims): Promise<void>;
  /** What will be done in the call of that number. */
  expect(number: number, whims: Whims): void;
  /** Whatever was begun is over. */
  rest(): Promise<void>;
  readonly done: Done;
}

declare global {
  interface Window {
    whims: Performer;
  }
}

/** Runs in the page, after the spies. Must not use anything from outside itself. */
export function installWhims(): void {
  const done = { deeds: {} as Record<string, number>, talks: 0, faults: [] as string[] };
  let expected: { readonly number: number; readonly whims: Whims } | null = null;
  let lateness: (number | null)[] = [];
  let opening = 0;
  const following = new Set<Promise<unknown>>();
  const client = (): CallClient => window.ringlineDemo.client!;
  const frames = async (count: number): Promise<void> => {
    for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame);
  };
  const isOver = (call: Call): boolean => call.state === "ended";
  const until = (call: Call, isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const stop = new AbortController();
      const look = (): void => {
        if (!isSo() && !isOver(call)) return;
        stop.abort();
        resolve();
      };
      for (const type of ["statechange", "ended"]) call.addEventListener(type, look, { signal: stop.signal });
      look();
    });

  const perform: Record<Deed, (call: Call, value: number) => unknown> = {
    mute: (call, value) => call.setMicrophoneEnabled(value < 0.5),
    camera: (call, value) => call.setCameraEnabled(value < 0.5),
    "switch camera": (call) => call.switchCamera(),
    device: async (_, value) => {
      const kind = (["microphone", "camera", "speaker"] as const)[Math.floor(value * 3)]!;
      const all = ["", ...(await client().devices.list())[kind].map(({ deviceId }) => deviceId)];
      await client().devices.select(kind, all[Math.floor(value * 1000) % all.length]!);
    },
    hold: (call) => call.hold(),
    resume: (call) => call.resume(),
    share: (call, value) => call.startScreenShare({ audio: value < 0.5 }),
    "stop sharing": (call) => call.stopScreenShare(),
    "ask for video": (call) => call.requestVideo(),
    "take video": (call) => call.acceptVideo(),
    "refuse video": (call) => call.declineVideo(),
    "no video": (call) => call.downgradeToAudio(),
    volume: (call, value) => call.participants[0]!.setVolume(value),
    silence: (call, value) => call.participants[0]!.setMuted(value < 0.5),
    record: (call) => call.startRecording({ width: 128, height: 72, frameRate: 5 }),
    "stop recording": (call) => call.stopRecording(),
    "picture in picture": (call) => call.enterPictureInPicture({ modes: ["page"] }),
    "back into the page": (call) => call.exitPictureInPicture(),
    figures: (call) => call.getStats(),
    "ask to mute": (call) => call.requestMute(call.participants[0]!.userId),
  };
  /** What is refused in such a state, or because the devices are not there (yet), is no fault. */
  const refusals = ["invalid-state", "call-ended", "media-failed", "forbidden", "invalid-transition"];
  const fault = (what: string, error: unknown): void => {
    const { name, code, message } = error as { name?: string; code?: string; message?: string };
    if (name === "CallError" && refusals.includes(code ?? "")) return;
    done.faults.push(`${what}: ${name} ${code} ${message}`);
  };
  const act = async (call: Call, { deed, value }: Pick<Step, "deed" | "value">): Promise<void> => {
    try {
      await perform[deed](call, value);
      done.deeds[deed] = (done.deeds[deed] ?? 0) + 1;
    } catch (error) {
      fault(deed, error);
    }
  };
  const take = async (call: Call, steps: readonly Step[], begun: Promise<unknown>[]): Promise<void> => {
    const over = until(call, () => false);
    for (const step of steps) {
      if (isOver(call)) return;
      const deed = act(call, step);
      begun.push(deed);
      if (step.isAwaited) await Promise.race([deed, over]);
      await frames(step.rest);
    }
  };
  const follow = async (call: Call, whims: Whims): Promise<void> => {
    const begun: Promise<unknown>[] = [];
    lateness = [...whims.lateness];
    call.addEventListener("videorequest", () => {
      const deed = whims.takesVideo ? "take video" : "refuse video";
      if (call.canAnswerVideo) begun.push(act(call, { deed, value: 0 }));
    });
    await take(call, whims.whileRinging, begun);
    const isIncoming = call.direction === "incoming";
    if (whims.then === "leave") {
      await (isIncoming ? call.decline() : call.cancel()).catch((error: unknown) => fault("leave", error));
    }
    if (whims.then === "accept") {
      await call.accept({ media: whims.media }).catch((error: unknown) => fault("accept", error));
    }
    await until(call, () => call.state === "connected");
    if (!isOver(call)) done.talks += 1;
    await take(call, whims.whileTalking, begun);
    if (whims.leaves) await call.hangUp();
    await until(call, () => false);
    await Promise.all(begun);
  };
  const followed = (call: Call, whims: Whims): Promise<void> => {
    const all = follow(call, whims).catch((error: unknown) => fault("whims", error));
    following.add(all);
    return all.finally(() => following.delete(all));
  };

  const { mediaDevices } = navigator;
  for (const name of ["getUserMedia", "getDisplayMedia"] as const) {
    const open = mediaDevices[name].bind(mediaDevices);
    mediaDevices[name] = async (constraints) => {
      const late = lateness.shift() ?? 0;
      const [call] = client().calls;
      opening += 1;
      try {
        const stream = await open(constraints);
        if (late === null && call) await until(call, () => false);
        await frames(late ?? 2);
        return stream;
      } finally {
        opening -= 1;
      }
    };
  }
  window.whims = {
    done,
    call: async (to, number, whims) => {
      const call = await client().call(to, { media: whims.media, ext: { number } });
      await followed(call, whims);
    },
    expect: (number, whims) => {
      expected = { number, whims };
      client().addListener("whims", {
        incoming: ({ detail: { call } }) => {
          const { number } = call.ext as { number: number };
          if (number === expected?.number) void followed(call, expected.whims);
        },
      });
    },
    rest: async () => {
      while (following.size > 0 || opening > 0 || client().calls.length > 0) await frames(1);
    },
  };
}
