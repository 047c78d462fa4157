// A screenshot with at most 256 colours, which makes it a third as large: a PNG of 8 bits a pixel with a palette
// (PNG 1.2, colour type 3). Colours are merged by halving the box of those that differ most (median cut).
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

/** The same picture; `png` is one of 8 bits a channel, RGB or RGBA, as browsers make them. */
export function withPalette(png) {
  const { width, height, pixels } = decode(png);
  const { palette, indexOf } = reduce(pixels);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = indexOf.get(pixels[y * width + x]);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const data = deflateSync(rows, { level: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk(
      "PLTE",
      Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])),
    ),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(typed.length + 8);
  out.writeUInt32BE(data.length, 0);
  typed.copy(out, 4);
  out.writeUInt32BE(crc32(typed), typed.length + 4);
  return out;
}

/** Pixels as 0xRRGGBB. */
function decode(png) {
  const parts = [];
  let header = Buffer.alloc(0);
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header = data;
    if (type === "IDAT") parts.push(data);
    at += length + 12;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === 6 ? 4 : 3;
  const rows = unfilter(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  const pixels = new Uint32Array(width * height);
  for (let index = 0; index < pixels.length; index += 1) {
    const at = index * channels;
    pixels[index] = (rows[at] << 16) | (rows[at + 1] << 8) | rows[at + 2];
  }
  return { width, height, pixels };
}

/** Undoes the filters of PNG 1.2, 6. */
function unfilter(data, stride, height, channels) {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x >= channels ? out[at - channels] : 0;
      const up = y > 0 ? out[at - stride] : 0;
      const corner = x >= channels && y > 0 ? out[at - stride - channels] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[at] = data[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((one) => Math.abs(guess - one));
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** At most so many colours, and which of them stands for each that there was. */
function reduce(pixels) {
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const boxes = [boxOf([...counts.keys()], counts)];
  while (boxes.length < MOST_COLOURS) {
    boxes.sort((one, other) => other.weight - one.weight);
    const [first] = boxes;
    if (first.colours.length < 2 || first.weight === 0) break;
    const { colours, shift } = boxes.shift();
    colours.sort((one, other) => ((one >> shift) & 255) - ((other >> shift) & 255));
    const middle = colours.length >> 1;
    boxes.push(boxOf(colours.slice(0, middle), counts), boxOf(colours.slice(middle), counts));
  }
  const indexOf = new Map();
  boxes.forEach(({ colours }, index) => colours.forEach((colour) => indexOf.set(colour, index)));
  return { palette: boxes.map(({ colours }) => meanOf(colours, counts)), indexOf };
}

/** `shift`: the channel that differs most; `weight`: how much that is to be seen. */
function boxOf(colours, counts) {
  let [span, shift] = [0, 0];
  for (const one of [16, 8, 0]) {
    let [least, most] = [255, 0];
    for (const colour of colours) {
      const value = (colour >> one) & 255;
      [least, most] = [Math.min(least, value), Math.max(most, value)];
    }
    if (most - least > span) [span, shift] = [most - least, one];
  }
  let seen = 0;
  for (const colour of colours) seen += counts.get(colour);
  return { colours, shift, weight: span * Math.sqrt(seen) };
}

function meanOf(colours, counts) {
  const sum = [0, 0, 0];
  let all = 0;
  for (const colour of colours) {
    const count = counts.get(colour);
    all += count;
    [16, 8, 0].forEach((shift, index) => (sum[index] += count * ((colour >> shift) & 255)));
  }
  const [red, green, blue] = sum.map((one) => Math.round(one / all));
  return (red << 16) | (green << 8) | blue;
}
