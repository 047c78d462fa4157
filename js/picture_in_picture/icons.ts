/** The pictures on the buttons; decoration only. */

const PATHS = {
  microphone: "M9 6a3 3 0 0 1 6 0v5.5a3 3 0 0 1-6 0zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3.2",
  camera:
    "M3 8.2A2.2 2.2 0 0 1 5.2 6h7.6A2.2 2.2 0 0 1 15 8.2v7.6a2.2 2.2 0 0 1-2.2 2.2H5.2A2.2 2.2 0 0 1 3 15.8z" +
    "M15 10.8l6-3.3v9l-6-3.3z",
  hangUp: "M1.2 14.3c0-3.9 5-6.7 10.8-6.7s10.8 2.8 10.8 6.7v2l-5.7 1v-4a13.5 13.5 0 0 0-10.2 0v4l-5.7-1z",
  strike: "M4 4l16 16",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  move: "M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3",
} as const;

export type Icon = keyof typeof PATHS;

const SVG = "http://www.w3.org/2000/svg";

/** Icons drawn above each other. */
export function iconOf(document: Document, ...names: readonly Icon[]): Element {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const name of names) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", PATHS[name]);
    svg.append(path);
  }
  return svg;
}
