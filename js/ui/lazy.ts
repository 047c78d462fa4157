/** Screens that are not needed to ring, to answer and to talk come with the first call, or the page before it. */

import type { Desk } from "./desk.ts";

/** Defines the elements of `panels.ts`. Where they do not arrive, `desk.missing` says so until it is tried again. */
export async function loadPanels(desk: Desk): Promise<void> {
  try {
    const { Recordings } = await import("./panels.ts");
    desk.change({ recordings: new Recordings(desk), missing: false });
  } catch {
    // There is no page before a call then.
    desk.change({ plan: null, problem: desk.plan ? "core-died" : desk.problem, missing: true });
  }
}
