// The one place that knows where Chromium is and how tests and benches start it.
import { accessSync, constants } from "node:fs";
import path from "node:path";
import process from "node:process";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const applications = ["Google Chrome", "Chromium"].flatMap((name) =>
  ["/Applications", path.join(process.env.HOME ?? "", "Applications")].map(
    (folder) => `${folder}/${name}.app/Contents/MacOS/${name}`,
  ),
);

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** CHROMIUM_PATH, else the first of the usual programs. Throws with what to do when there is none. */
export function findChromium() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (!isProgram(asked)) throw new Error(`CHROMIUM_PATH is set, but ${asked} is not a program`);
    return asked;
  }
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const candidates = [
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    ...applications,
  ];
  const found = candidates.find(isProgram);
  if (!found) throw new Error("no Chromium: run tools/setup test, or set CHROMIUM_PATH");
  return found;
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
