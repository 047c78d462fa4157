/** What cameras and screens give here: drawn pictures, as real tracks. */

/** How often a picture is drawn: or a video element that comes later would have to wait for a frame. */
const DRAWN_EVERY_MS = 200;

/** A shape of a camera, in pixels. */
export interface Shape {
  readonly width: number;
  readonly height: number;
}

const SHAPES: readonly Shape[] = [
  { width: 640, height: 360 },
  { width: 480, height: 360 },
  { width: 360, height: 640 },
  { width: 640, height: 360 },
];

/** Skin, hair, clothes, and the wall behind, of as many people as have to be told apart. */
const LOOKS = [
  ["#e8b998", "#3a2a22", "#2f6f8f", "#cfe3e6", "#8fb7c4"],
  ["#8d5a3b", "#17120f", "#c2703d", "#efe2cf", "#cdaa80"],
  ["#f0c8a8", "#8a4b22", "#5b4b8a", "#e3ddf1", "#a99bd0"],
  ["#c98f68", "#241a15", "#3f7d58", "#dcebdc", "#93bf9d"],
  ["#f3d3b9", "#c9a15a", "#a6405a", "#f3dfe2", "#d3a0ab"],
  ["#6d4530", "#0f0c0b", "#46618f", "#dbe3ef", "#94a9cb"],
  ["#dba67f", "#55301d", "#7a7f3a", "#ecebd5", "#bdbc86"],
] as const;

const drawn = new Map<MediaStreamTrack, () => void>();

setInterval(() => {
  for (const [track, draw] of drawn) {
    if (track.readyState === "live") draw();
    else drawn.delete(track);
  }
}, DRAWN_EVERY_MS);

/** The picture of a person by number, as soon as it is known who it is. */
export function camera(who: () => number | undefined): MediaStreamTrack {
  return track(() => {
    const index = who();
    if (index === undefined) return null;
    const shape = SHAPES[index % SHAPES.length]!;
    return painted(shape, (context) => drawPerson(context, shape, index));
  });
}

/** A screen with a presentation on it. */
export function screen(): MediaStreamTrack {
  const shape = { width: 1280, height: 720 };
  return track(() => painted(shape, (context) => drawSlide(context, shape)));
}

/** What a microphone gives, and nobody speaks. */
export function silence(): MediaStreamTrack {
  context ??= new AudioContext();
  source ??= context.createMediaStreamDestination().stream.getAudioTracks()[0]!;
  return source.clone();
}

let context: AudioContext | undefined;
let source: MediaStreamTrack | undefined;

function painted({ width, height }: Shape, paint: (context: OffscreenCanvasRenderingContext2D) => void) {
  const canvas = new OffscreenCanvas(width, height);
  paint(canvas.getContext("2d")!);
  return canvas;
}

function track(paint: () => OffscreenCanvas | null): MediaStreamTrack {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d")!;
  let picture: OffscreenCanvas | null = null;
  const draw = (): void => {
    if (!picture) {
      picture = paint();
      if (!picture) return;
      [canvas.width, canvas.height] = [picture.width, picture.height];
    }
    context.drawImage(picture, 0, 0);
  };
  draw();
  const [made] = canvas.captureStream().getVideoTracks();
  drawn.set(made!, draw);
  return made!;
}

function drawPerson(context: OffscreenCanvasRenderingContext2D, { width, height }: Shape, index: number) {
  const [skin, hair, clothes, light, dark] = LOOKS[index % LOOKS.length]!;
  const wall = context.createLinearGradient(0, 0, width, height);
  wall.addColorStop(0, light);
  wall.addColorStop(1, dark);
  context.fillStyle = wall;
  context.fillRect(0, 0, width, height);
  const unit = Math.min(width, height) / 10;
  const [x, y] = [width / 2, height * 0.46];
  const oval = (colour: string, dx: number, dy: number, rx: number, ry: number): void => {
    context.fillStyle = colour;
    context.beginPath();
    context.ellipse(x + dx * unit, y + dy * unit, rx * unit, ry * unit, 0, 0, Math.PI * 2);
    context.fill();
  };
  context.fillStyle = "rgb(255 255 255 / 35%)";
  context.fillRect(width * 0.08, height * 0.12, width * 0.2, height * 0.34);
  const isLong = index % 2 === 0;
  if (isLong) oval(hair, 0, 0.5, 2.15, 2.9);
  oval(clothes, 0, 5.6, 3.9, 3.2);
  context.fillStyle = clothes;
  context.fillRect(x - 3.9 * unit, y + 5.6 * unit, 7.8 * unit, height);
  context.fillStyle = skin;
  context.fillRect(x - 0.7 * unit, y + 1.2 * unit, 1.4 * unit, 1.7 * unit);
  oval(skin, 0, 2.75, 1.05, 0.7);
  oval(hair, 0, -0.7, 1.75, 1.75);
  oval(skin, 0, 0, 1.5, 1.95);
  oval(hair, isLong ? -0.5 : 0, -1.5, 1.45, 0.75);
  oval("#2a211d", -0.55, -0.05, 0.14, 0.17);
  oval("#2a211d", 0.55, -0.05, 0.14, 0.17);
  context.strokeStyle = "rgb(90 40 30 / 70%)";
  context.lineWidth = unit * 0.14;
  context.lineCap = "round";
  context.beginPath();
  context.arc(x, y + 0.65 * unit, 0.55 * unit, 0.35, Math.PI - 0.35);
  context.stroke();
}

function drawSlide(context: OffscreenCanvasRenderingContext2D, { width, height }: Shape) {
  context.fillStyle = "#fbfaf7";
  context.fillRect(0, 0, width, height);
  context.fillStyle = "#17324a";
  context.fillRect(0, 0, width, 96);
  context.fillStyle = "#fff";
  context.font = "600 44px sans-serif";
  context.fillText("Plan for the spring", 56, 64);
  const bars = [190, 270, 230, 340, 300, 410];
  bars.forEach((tall, index) => {
    context.fillStyle = index === bars.length - 1 ? "#0b8a7d" : "#9cc9c4";
    context.fillRect(620 + index * 100, 620 - tall, 64, tall);
  });
  context.fillStyle = "#c9d3d8";
  context.fillRect(600, 622, 620, 4);
  for (let line = 0; line < 6; line += 1) {
    context.fillStyle = line % 3 === 0 ? "#5b6c78" : "#d7dee2";
    context.fillRect(56, 190 + line * 70, line % 3 === 0 ? 300 : 440 - (line % 2) * 60, 22);
  }
}
