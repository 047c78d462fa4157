/** Screens that are not needed to ring, to answer and to talk come with the first call. */

import type { Desk } from "./desk.ts";

/** Defines the elements of `panels.ts`. Where they do not arrive, what wanted them is closed, and says so. */
export function loadPanels(desk: Desk): void {
  import("./panels.ts").then(
    ({ Recordings }) => desk.change({ recordings: desk.recordings ?? new Recordings(desk) }),
    () => desk.change({ panel: "none", plan: null, problem: "offline" }),
  );
}
