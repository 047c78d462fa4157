/** The digest of an answer: 64 bits of FNV-1a, made to find differences, not forgers. */

const encoder = new TextEncoder();
// The prime 0x100000001b3 in two halves: 2^40 + 0x1b3.
const PRIME_LOW = 0x1b3;

/** FNV-1a over the UTF-8 of `text`: 16 characters of 0-9a-f. */
export function digestOf(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of encoder.encode(text)) {
    low = (low ^ byte) >>> 0;
    const product = low * PRIME_LOW;
    high = (Math.imul(high, PRIME_LOW) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
