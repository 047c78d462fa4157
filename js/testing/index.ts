/** Where the build looks for the entry `ringline/testing`; see `js/testing.ts`. */

export * from "../testing.ts";
