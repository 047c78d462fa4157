// What the browser that runs this page can do: every section with its rows, each row with an answer. An answer is what
// the browser did or says of itself when asked; nothing is derived from its name.
import { mediaRows } from "./media.mjs";
import { pageRows } from "./page_features.mjs";
import { rtcRows, statsRows } from "./rtc.mjs";

/** A row says what it is, what for, and finds its answer: true, false, or a list of words. */
const sections = {
  ...mediaRows,
  ...rtcRows,
  ...statsRows,
  ...pageRows,
};

function inWords(answer) {
  if (Array.isArray(answer)) return answer.length > 0 ? answer.join(", ") : "none";
  return answer ? "yes" : "no";
}

/** A feature that throws where others answer is not there. */
async function ask(find) {
  try {
    return inWords(await find());
  } catch {
    return "no";
  }
}

/** [{title, rows: [{what, why, answer}]}] */
export async function findCapabilities() {
  const found = [];
  for (const [title, rows] of Object.entries(sections)) {
    const answers = [];
    // One after the other: some of them use the camera.
    for (const [what, why, find] of rows) answers.push({ what, why, answer: await ask(find) });
    found.push({ title, rows: answers });
  }
  return found;
}
