/** A person as a circle: the picture of the profile, or the first letters of the name. */

import { html } from "lit";
import type { TemplateResult } from "lit";

/** Decoration: the name stands beside it. */
export function avatar(
  { name, avatar: picture }: { readonly name: string; readonly avatar?: string },
  size: "small" | "large",
  isRinging = false,
): TemplateResult {
  const face = isPicture(picture)
    ? html`<img class="face" src=${picture} alt="" referrerpolicy="no-referrer" />`
    : html`<span class="face" data-hue=${hueOf(name)}><bdi>${initials(name)}</bdi></span>`;
  return html`<span class="avatar ${size} ${isRinging ? "rings" : ""}" part="avatar" aria-hidden="true"
    >${face}</span
  >`;
}

/** Profiles come from others: nothing but a picture is loaded. */
function isPicture(address: string | undefined): address is string {
  return address !== undefined && /^(https?:|data:image\/|blob:|\/|\.\/)/i.test(address);
}

/** The first letters of the first two words, as a reader sees letters. */
function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return words.slice(0, 2).map(firstLetter).join("").toLocaleUpperCase() || "?";
}

function firstLetter(word: string): string {
  const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(word);
  for (const { segment } of graphemes) if (/[\p{L}\p{N}]/u.test(segment)) return segment;
  return "";
}

/** One of eight colours that stays with a name. */
function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 4096;
  return sum % 8;
}
