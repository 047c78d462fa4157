/** Screens that are not needed for a call come when they are to be shown. */

import type { Desk } from "./desk.ts";

/** Defines the elements of `panels.ts`. Where they do not arrive, what wanted them is closed, and says so. */
export function loadPanels(desk: Desk): void {
  import("./panels.ts").catch(() => desk.change({ panel: "none", plan: null, problem: "offline" }));
}
