/** The people of the demo: whoever opens it is one of them, or anybody else. */

import type { Contact } from "ringline/ui";

export const PEOPLE: readonly Contact[] = [
  { userId: "alice", name: "alice" },
  { userId: "bob", name: "bob" },
  { userId: "carol", name: "carol" },
  { userId: "dave", name: "dave" },
  { userId: "erin", name: "erin" },
  { userId: "frank", name: "frank" },
];
