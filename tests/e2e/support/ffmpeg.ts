// What is in a recorded file, as ffmpeg decodes it: how long it is, what is seen where, what is heard when.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const most = { maxBuffer: 512 * 1024 * 1024, encoding: "buffer" } as const;

/** Decoded pictures a second, and samples of sound. */
const framesPerSecond = 5;
const samplesPerSecond = 16_000;

export interface Stream {
  readonly codec_type: "video" | "audio";
  readonly codec_name: string;
  readonly width?: number;
  readonly height?: number;
  readonly nb_read_packets: string;
}

/** Red, green, blue: 0 to 255. */
export type Colour = readonly [number, number, number];

/** A recorded file, decoded. */
export class Film {
  readonly format: string;
  /** As the file says; NaN where it does not (webm). */
  readonly duration: number;
  readonly streams: readonly Stream[];
  readonly #width: number;
  readonly #height: number;
  readonly #frames: Buffer;
  readonly #sound: Float32Array;

  private constructor(facts: Facts, frames: Buffer, sound: Float32Array) {
    this.format = facts.format.format_name;
    this.duration = Number(facts.format.duration);
    this.streams = facts.streams;
    const video = this.video;
    this.#width = video?.width ?? 0;
    this.#height = video?.height ?? 0;
    this.#frames = frames;
    this.#sound = sound;
  }

  /** Decodes the bytes of a file; a file that does not decode cleanly fails. */
  static async of(t: TestContext, bytes: Uint8Array): Promise<Film> {
    const folder = await mkdtemp(path.join(tmpdir(), "ringline-film-"));
    t.after(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "film");
    await writeFile(file, bytes);
    const entries = "format=duration,format_name:stream=codec_type,codec_name,width,height,nb_read_packets";
    const probe = ["-v", "error", "-count_packets", "-show_entries", entries, "-of", "json", file];
    const facts = JSON.parse((await run("ffprobe", probe, most)).stdout.toString()) as Facts;
    const has = (type: string): boolean => facts.streams.some(({ codec_type }) => codec_type === type);
    const raw = ["-vf", `fps=${framesPerSecond}`, "-pix_fmt", "rgb24", "-f", "rawvideo", "-"];
    const frames = has("video") ? await decode(file, raw) : Buffer.alloc(0);
    const wave = ["-vn", "-ac", "1", "-ar", String(samplesPerSecond), "-f", "f32le", "-"];
    const sound = has("audio") ? await decode(file, wave) : Buffer.alloc(0);
    return new Film(facts, frames, new Float32Array(sound.buffer, sound.byteOffset, sound.length / 4));
  }

  get video(): Stream | undefined {
    return this.streams.find(({ codec_type }) => codec_type === "video");
  }
  get audio(): Stream | undefined {
    return this.streams.find(({ codec_type }) => codec_type === "audio");
  }
  /** Seconds of decoded picture and sound. */
  get seconds(): { readonly picture: number; readonly sound: number } {
    const size = this.#width * this.#height * 3;
    return {
      picture: size === 0 ? 0 : this.#frames.length / size / framesPerSecond,
      sound: this.#sound.length / samplesPerSecond,
    };
  }

  /** The colour at a place of the picture, some seconds after the start. */
  colourAt(second: number, x: number, y: number): Colour {
    const { frames, offset } = this.#pixel(second, x, y);
    return [frames[offset]!, frames[offset + 1]!, frames[offset + 2]!];
  }

  /** How strong a tone is between two moments: 1 is a full sine (Goertzel). */
  tone(hertz: number, from: number, to: number): number {
    const samples = this.#sound.subarray(
      Math.round(from * samplesPerSecond),
      Math.round(to * samplesPerSecond),
    );
    const factor = 2 * Math.cos((2 * Math.PI * hertz) / samplesPerSecond);
    let [last, before] = [0, 0];
    for (const sample of samples) [last, before] = [sample + factor * last - before, last];
    const power = last * last + before * before - factor * last * before;
    return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
  }

  #pixel(second: number, x: number, y: number): { frames: Buffer; offset: number } {
    const index = Math.floor(second * framesPerSecond);
    const offset = ((index * this.#height + Math.round(y)) * this.#width + Math.round(x)) * 3;
    if (offset + 2 >= this.#frames.length) throw new RangeError(`no picture at ${second} s`);
    return { frames: this.#frames, offset };
  }
}

interface Facts {
  readonly format: { readonly format_name: string; readonly duration?: string };
  readonly streams: readonly Stream[];
}

async function decode(file: string, output: readonly string[]): Promise<Buffer> {
  const { stdout } = await run("ffmpeg", ["-v", "error", "-xerror", "-i", file, ...output], most);
  return stdout;
}
