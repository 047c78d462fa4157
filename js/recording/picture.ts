/** Draws everybody into one picture, as a track that gets a new frame each time `draw` is called. */

import type { RecordingLayout } from "../recorder.ts";
import { fitted, placesOf } from "./layout.ts";
import type { Rect } from "./layout.ts";
import { initialsOf } from "./scene.ts";
import type { Seat } from "./scene.ts";

/** What a picture is made for. */
export interface PictureOptions {
  readonly width: number;
  readonly height: number;
  readonly layout: RecordingLayout;
}

const BACKGROUND = "#10151c";
const EMPTY_SEAT = "#28323e";
const FACE = "#4a6285";
const CAPTION = "rgb(0 0 0 / 60%)";
const INK = "#ffffff";
const FONT = "system-ui, sans-serif";

export class Picture {
  readonly #options: PictureOptions;
  readonly #canvas: HTMLCanvasElement;
  readonly #brush: CanvasRenderingContext2D;
  readonly #track: MediaStreamTrack;
  readonly #release: () => void;
  /** What shows each track to the canvas; none of them is in the page. */
  readonly #screens = new Map<MediaStreamTrack, HTMLVideoElement>();
  #frames = 0;

  constructor(options: PictureOptions) {
    const { width, height } = options;
    this.#options = options;
    this.#canvas = Object.assign(document.createElement("canvas"), { width, height });
    this.#brush = this.#canvas.getContext("2d", { alpha: false })!;
    // 0: a frame only when we say so.
    const stream = this.#canvas.captureStream(0);
    this.#track = stream.getVideoTracks()[0]!;
    this.#release = releaserOf(stream, this.#track);
  }

  get track(): MediaStreamTrack {
    return this.#track;
  }
  /** How many were drawn. */
  get frames(): number {
    return this.#frames;
  }

  draw(seats: readonly Seat[]): void {
    const { width, height, layout } = this.#options;
    this.#show(seats.flatMap(({ picture }) => picture ?? []));
    this.#fill(BACKGROUND, { x: 0, y: 0, width, height });
    const kinds = seats.map(({ kind }) => kind);
    const places = placesOf(kinds, layout, { x: 0, y: 0, width, height });
    seats.forEach((seat, index) => this.#drawSeat(seat, places[index]!));
    this.#frames += 1;
    this.#release();
  }

  close(): void {
    this.#show([]);
    this.#track.stop();
    this.#canvas.width = this.#canvas.height = 0;
  }

  #show(tracks: readonly MediaStreamTrack[]): void {
    for (const [track, video] of this.#screens) {
      if (tracks.includes(track)) continue;
      video.srcObject = null;
      this.#screens.delete(track);
    }
    for (const track of tracks) {
      if (this.#screens.has(track)) continue;
      const video = document.createElement("video");
      Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream([track]) });
      video.play().catch(() => {});
      this.#screens.set(track, video);
    }
  }

  #drawSeat({ kind, name, picture }: Seat, place: Rect): void {
    const video = picture && this.#screens.get(picture);
    if (video && video.readyState >= video.HAVE_CURRENT_DATA && video.videoWidth > 0) {
      this.#drawVideo(video, kind === "screen" ? "whole" : "filling", place);
    } else {
      this.#drawFace(name, place);
    }
    this.#drawCaption(name, place);
  }

  /** A screen is shown whole; a face fills its tile. */
  #drawVideo(video: HTMLVideoElement, how: "whole" | "filling", place: Rect): void {
    const whole = { x: 0, y: 0, width: video.videoWidth, height: video.videoHeight };
    const from = how === "whole" ? whole : fitted(place.width / place.height, whole);
    const to = how === "whole" ? fitted(whole.width / whole.height, place) : place;
    this.#brush.drawImage(video, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height);
  }

  /** Pictures of the profiles come from anywhere: one of another origin would forbid the whole recording. */
  #drawFace(name: string, place: Rect): void {
    const radius = Math.min(place.width, place.height) / 5;
    const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
    this.#fill(EMPTY_SEAT, place);
    const brush = this.#brush;
    brush.fillStyle = FACE;
    brush.beginPath();
    brush.arc(x, y, radius, 0, 2 * Math.PI);
    brush.fill();
    this.#write(initialsOf(name), radius * 0.8, "center", x, y);
  }

  #drawCaption(name: string, place: Rect): void {
    const size = Math.max(10, Math.round(this.#options.height / 40));
    const height = Math.round(size * 1.7);
    const pad = Math.round(size / 2);
    const brush = this.#brush;
    brush.font = `600 ${size}px ${FONT}`;
    const text = shortened(name, (place.width - 2 * pad) / brush.measureText(name).width);
    const width = brush.measureText(text).width + 2 * pad;
    const bar = { x: place.x, y: place.y + place.height - height, width, height };
    this.#fill(CAPTION, bar);
    this.#write(text, size, "left", bar.x + pad, bar.y + height / 2);
  }

  #fill(style: string, { x, y, width, height }: Rect): void {
    this.#brush.fillStyle = style;
    this.#brush.fillRect(x, y, width, height);
  }

  #write(text: string, size: number, align: CanvasTextAlign, x: number, y: number): void {
    const brush = this.#brush;
    brush.font = `600 ${size}px ${FONT}`;
    brush.textAlign = align;
    brush.textBaseline = "middle";
    brush.fillStyle = INK;
    brush.fillText(text, x, y);
  }
}

/** How a drawn frame is let go: by the track (mediacapture-fromelement), in Firefox (153) by the stream. */
function releaserOf(stream: MediaStream, track: MediaStreamTrack): () => void {
  for (const owner of [track, stream] as { requestFrame?: () => void }[]) {
    if (owner.requestFrame) return () => owner.requestFrame?.();
  }
  throw new DOMException("no requestFrame", "NotSupportedError");
}

/** `share`: how much of the text there is room for. */
function shortened(text: string, share: number): string {
  if (share >= 1) return text;
  const letters = [...text];
  return `${letters.slice(0, Math.max(0, Math.floor(letters.length * share) - 1)).join("")}…`;
}
