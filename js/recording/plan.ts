/** What a recording shall be: the app's wishes, checked, with everything that was left open filled in. */

import type { CallErrorInit } from "../errors.ts";
import type { RecordingLayout, RecordingOptions, RecordingSink } from "../recorder.ts";
import type { MediaKind } from "../types.ts";
import { formatOf } from "./formats.ts";

/** Everything is decided. */
export interface RecordingPlan {
  readonly sink: RecordingSink;
  readonly media: MediaKind;
  readonly mimeType: string;
  readonly layout: RecordingLayout;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly videoBitsPerSecond: number;
  readonly audioBitsPerSecond: number;
  readonly localName: string;
  /** 0 without a picture. */
  readonly pixelsPerSecond: number;
}

/** What a plan depends on beside the wishes. */
export interface PlanContext {
  readonly media: MediaKind;
  readonly userId: string | null;
  readonly maxPixelsPerSecond: number;
  isSupported(mimeType: string): boolean;
}

/** Why there is no plan: for `RecordingOwner.error`. */
export class Refusal extends Error {
  readonly code: string;
  readonly init: CallErrorInit;

  constructor(code: string, message: string, init: CallErrorInit = {}) {
    super(`${code}: ${message}`);
    this.code = code;
    this.init = { message: this.message, ...init };
  }
}

const DEFAULTS = {
  layout: "stage",
  width: 1280,
  height: 720,
  frameRate: 24,
  videoBitsPerSecond: 2_500_000,
  audioBitsPerSecond: 96_000,
} as const;

/** Inclusive. Encoders want sizes that are even. */
const RANGES = {
  width: [64, 4096],
  height: [64, 4096],
  frameRate: [1, 60],
  videoBitsPerSecond: [50_000, 50_000_000],
  audioBitsPerSecond: [6_000, 510_000],
} as const;

/** Throws a Refusal. */
export function planOf(options: RecordingOptions, context: PlanContext): RecordingPlan {
  const media = options.media ?? context.media;
  oneOf("media", media, ["audio", "video"]);
  const layout = options.layout ?? DEFAULTS.layout;
  oneOf("layout", layout, ["grid", "stage"]);
  const size = { width: numberOf(options, "width"), height: numberOf(options, "height") };
  if (size.width % 2 !== 0 || size.height % 2 !== 0) throw invalid("width and height must be even");
  const frameRate = numberOf(options, "frameRate");
  const pixelsPerSecond = media === "audio" ? 0 : size.width * size.height * frameRate;
  if (pixelsPerSecond > context.maxPixelsPerSecond) {
    const message = `${pixelsPerSecond} pixels a second; allowed are ${context.maxPixelsPerSecond}`;
    throw new Refusal("limit-reached", message, { category: "media" });
  }
  const mimeType = formatOf(media, options.mimeType, context.isSupported);
  if (mimeType === undefined) {
    throw new Refusal("media-failed", `this browser cannot record ${options.mimeType ?? media}`, {
      category: "media",
    });
  }
  return {
    sink: sinkIn(options),
    media,
    mimeType,
    layout,
    ...size,
    frameRate,
    videoBitsPerSecond: numberOf(options, "videoBitsPerSecond"),
    audioBitsPerSecond: numberOf(options, "audioBitsPerSecond"),
    localName: options.localName ?? context.userId ?? "",
    pixelsPerSecond,
  };
}

function numberOf(options: RecordingOptions, name: keyof typeof RANGES): number {
  const value = options[name] ?? DEFAULTS[name];
  const [least, most] = RANGES[name];
  if (!Number.isInteger(value) || value < least || value > most) {
    throw invalid(`${name} is an integer from ${least} to ${most}`);
  }
  return value;
}

function sinkIn({ sink = "blob" }: RecordingOptions): RecordingSink {
  if (sink === "blob" || typeof sink === "function") return sink;
  if (typeof sink?.getWriter === "function" && !sink.locked) return sink;
  throw invalid('sink is "blob", a WritableStream that is not locked, or a function');
}

function oneOf(name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw invalid(`${name} is one of ${choices.join(", ")}`);
}

function invalid(message: string): Refusal {
  return new Refusal("invalid-argument", message);
}
