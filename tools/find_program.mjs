// Finds a browser that is installed, for tools/chromium.mjs and tools/firefox.mjs.
import { accessSync, constants } from "node:fs";
import path from "node:path";
import process from "node:process";

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where macOS keeps the program of an application: everybody's and one's own. */
export function macPrograms(application, program) {
  return ["/Applications", path.join(process.env.HOME ?? "", "Applications")].map(
    (folder) => `${folder}/${application}.app/Contents/MacOS/${program}`,
  );
}

/** What the environment variable says, else the first of `names` on PATH, else of `files`. Throws with what to do. */
export function findProgram({ what, variable, names, files }) {
  const asked = process.env[variable];
  if (asked) {
    if (!isProgram(asked)) throw new Error(`${variable} is set, but ${asked} is not a program`);
    return asked;
  }
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const found = [...onPath, ...files].find(isProgram);
  if (!found) throw new Error(`no ${what}: run tools/setup test, or set ${variable}`);
  return found;
}
