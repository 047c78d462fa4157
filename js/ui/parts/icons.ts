/** Icons, drawn with lines in a box of 24 by 24. */

import { svg, html } from "lit";
import type { TemplateResult } from "lit";
import type { panelIcons } from "./panel_icons.ts";

const PATHS = {
  phone: [
    "M6.2 3.5h2.6l1.5 4.2-2 1.6a12.6 12.6 0 0 0 6.4 6.4l1.6-2 4.2 1.5v2.6",
    "a2.2 2.2 0 0 1-2.4 2.2A16.4 16.4 0 0 1 4 5.9a2.2 2.2 0 0 1 2.2-2.4z",
  ],
  hangUp: [
    "M1.2 14.3C1.2 10.4 6.2 7.6 12 7.6s10.8 2.8 10.8 6.7v1.9a1.5 1.5 0 0 1-1.9 1.5l-4-1.1",
    "a1.5 1.5 0 0 1-1.1-1.4v-2.3a13.5 13.5 0 0 0-7.6 0v2.3a1.5 1.5 0 0 1-1.1 1.4l-4 1.1a1.5 1.5 0 0 1-1.9-1.5z",
  ],
  microphone: ["M9 6a3 3 0 0 1 6 0v5.5a3 3 0 0 1-6 0z", "M5.5 11.5a6.5 6.5 0 0 0 13 0", "M12 18v3.2"],
  camera: [
    "M3 8.2A2.2 2.2 0 0 1 5.2 6h7.6A2.2 2.2 0 0 1 15 8.2v7.6a2.2 2.2 0 0 1-2.2 2.2H5.2A2.2 2.2 0 0 1 3 15.8z",
    "M15 10.8l6-3.3v9l-6-3.3z",
  ],
  screen: ["M3.5 5h17v11.5h-17z", "M8.5 20h7", "M12 16.5V20"],
  strike: ["M4 4l16 16"],
  sound: ["M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z", "M15.5 9a4.2 4.2 0 0 1 0 6", "M18 6.5a8 8 0 0 1 0 11"],
  people: [
    "M9 11.2a3.4 3.4 0 1 0 0-6.8 3.4 3.4 0 0 0 0 6.8z",
    "M2.6 19.6a6.4 6.4 0 0 1 12.8 0",
    "M18.6 8v6",
    "M15.6 11h6",
  ],
  picture: ["M3.5 5.5h17v13h-17z", "M12 12h6v4h-6z"],
  pause: ["M8.5 5.5v13", "M15.5 5.5v13"],
  play: ["M8 5.5v13l10.5-6.5z"],
  plus: ["M12 5v14", "M5 12h14"],
  turn: ["M6.5 12.5a3 3 0 0 1 5.4-1.4", "M12 9.2v2.2h-2.2"],
  stop: ["M6.5 6.5h11v11h-11z"],
  record: ["M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z", "M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z"],
  cross: ["M6.5 6.5l11 11", "M17.5 6.5l-11 11"],
  warning: ["M12 4.2 21 19.8H3z", "M12 10v4.4", "M12 17.2v.1"],
  shrink: ["M9 4v5H4", "M20 9h-5V4", "M15 20v-5h5", "M4 15h5v5"],
  full: ["M4 9V4h5", "M15 4h5v5", "M20 15v5h-5", "M9 20H4v-5"],
  pin: ["M9 4h6l-1 6 3 3H7l3-3z", "M12 13v7"],
  layout: ["M4 5h16v14H4z", "M14 5v14", "M14 12h6"],
  next: ["M9 5l7 7-7 7"],
  previous: ["M15 5l-7 7 7 7"],
} as const satisfies Record<string, readonly string[]>;

/** The name of an icon. */
export type Icon = keyof typeof PATHS | keyof typeof panelIcons;

const paths: Partial<Record<Icon, readonly string[]>> = PATHS;

/** Panels bring theirs. */
export function addIcons(icons: typeof panelIcons): void {
  Object.assign(paths, icons);
}

/** Icons drawn above each other; decoration only. */
export function icon(...names: readonly Icon[]): TemplateResult {
  const lines = names.map((name) => svg`<path class="icon-${name}" d=${paths[name]?.join("")} />`);
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${lines}</svg>`;
}
