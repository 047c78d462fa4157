/** Icons that only panels show. */

export const panelIcons = {
  bell: ["M6.5 16V11a5.5 5.5 0 0 1 11 0v5l1.5 2H5z", "M10 20.5a2.2 2.2 0 0 0 4 0"],
  outgoing: ["M7 17L17 7", "M9.5 7H17v7.5"],
  incoming: ["M17 7L7 17", "M14.5 17H7V9.5"],
  missed: ["M3 6.5l9 9 9-9", "M3 13V6.5h6.5"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  search: ["M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "M15.5 15.5l5 5"],
} as const satisfies Record<string, readonly string[]>;
