/** Which keys do what. */

import { html } from "lit";
import type { TemplateResult } from "lit";
import type { RinglineElement } from "../element.ts";
import type { TextKey } from "../languages/english.ts";

const KEYS: readonly (readonly [string, TextKey])[] = [
  ["M", "keys.microphone"],
  ["V", "keys.camera"],
  ["H", "keys.hold"],
  ["S", "keys.screen"],
  ["F", "keys.full-screen"],
  ["← ↑ → ↓", "keys.arrows"],
  ["?", "keys.help"],
];

/** The help sheet. */
export function shortcutSheet(host: RinglineElement): TemplateResult {
  const { texts } = host;
  const rows = KEYS.map(
    ([keys, does]) =>
      html`<dt><kbd>${keys}</kbd></dt>
        <dd>${texts.say(does)}</dd>`,
  );
  return html`<h2>${texts.say("keys.title")}</h2>
    <dl class="keys">${rows}</dl>`;
}
