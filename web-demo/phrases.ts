/**
 * Sentences with somebody's name in them. Names come from others: they are shown as text, and their
 * direction stays their own.
 */

import { h } from "./render.ts";
import type { Child } from "./render.ts";

/** One name, or those of several people. */
export type Names = string | readonly string[];

/** A name on its own. */
export function named(name: string): Child {
  return h("bdi", {}, name);
}

/** Names as they are said: "bob", "bob and carol", "bob, carol and 3 others". */
export function listed(names: Names): Child {
  return piecesOf(names).map((piece) => ("name" in piece ? named(piece.name) : piece.text));
}

/** A sentence for the page: `{name}` stands for the names. */
export function shown(sentence: string, names: Names): Child {
  return sentence.split("{name}").flatMap((part, index) => (index === 0 ? [part] : [listed(names), part]));
}

/**
 * The same for places that take only text: the title and what is announced. Isolates: Unicode, UAX 9, 2.4.
 */
export function spoken(sentence: string, names: Names): string {
  const said = piecesOf(names).map((piece) => ("name" in piece ? `\u2068${piece.name}\u2069` : piece.text));
  return sentence.replaceAll("{name}", () => said.join(""));
}

type Piece = { readonly name: string } | { readonly text: string };

/** The first three at most: a longer list is not listened to. */
function piecesOf(names: Names): Piece[] {
  const all = typeof names === "string" ? [names] : names;
  if (all.length === 0) return [{ text: "nobody" }];
  const first = all.length > 3 ? all.slice(0, 2) : all;
  const rest: Piece[] = all.length > 3 ? [{ text: ` and ${all.length - 2} others` }] : [];
  return first
    .flatMap((name, index): Piece[] => {
      if (index === 0) return [{ name }];
      return [{ text: rest.length === 0 && index === first.length - 1 ? " and " : ", " }, { name }];
    })
    .concat(rest);
}

/** Milliseconds as 0:07, 12:30 or 1:02:03. */
export function clock(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
