/**
 * Sentences with somebody's name in them. Names come from others: they are shown as text, and their
 * direction stays their own.
 */

import { h } from "./render.ts";
import type { Child } from "./render.ts";

/** A name on its own. */
export function named(name: string): Child {
  return h("bdi", {}, name);
}

/** A sentence for the page: `{name}` stands for the name. */
export function shown(sentence: string, name: string): Child {
  return sentence.split("{name}").flatMap((part, index) => (index === 0 ? [part] : [named(name), part]));
}

/**
 * The same for places that take only text: the title and what is announced. Isolates: Unicode, UAX 9, 2.4.
 */
export function spoken(sentence: string, name: string): string {
  return sentence.replaceAll("{name}", () => `\u2068${name}\u2069`);
}

/** Milliseconds as 0:07, 12:30 or 1:02:03. */
export function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
