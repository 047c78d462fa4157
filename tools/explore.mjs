// Builds and runs the explorers (tests/sim/explore.h): node tools/explore.mjs [arguments of ringline_explore]
import process from "node:process";
import { buildNative, loud } from "./programs.mjs";

if (!buildNative("release", "ringline_explore")) process.exit(1);
process.exit(loud("build/release/ringline_explore", process.argv.slice(2)) ? 0 : 1);
