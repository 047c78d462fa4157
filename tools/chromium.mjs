// The one place that knows where Chromium is and how tests and benches start it.
import process from "node:process";
import { findProgram, macPrograms } from "./find_program.mjs";

/** CHROMIUM_PATH, else the first of the usual programs. */
export function findChromium() {
  return findProgram({
    what: "Chromium",
    variable: "CHROMIUM_PATH",
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    files: ["Google Chrome", "Chromium"].flatMap((name) => macPrograms(name, name)),
  });
}

/** Arguments for every browser that we start. Playwright adds --headless itself. */
export const chromiumArguments = [
  // Chromium's sandbox refuses to run as root, as in containers and CI.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  // A green picture that beeps, and no permission prompt.
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  // Nobody clicks before a remote <audio> plays.
  "--autoplay-policy=no-user-gesture-required",
  // Nothing but the page under test talks to a network.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  "--disable-gpu",
];

/** Options for playwright-core's `chromium.launch()`. */
export function launchOptions(extraArguments = []) {
  return { executablePath: findChromium(), headless: true, args: [...chromiumArguments, ...extraArguments] };
}
