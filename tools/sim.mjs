// Builds and runs the simulator (tests/sim): node tools/sim.mjs [arguments of ringline_sim]; SEED= replays one history.
import process from "node:process";
import { buildNative, loud } from "./programs.mjs";

if (!buildNative("release", "ringline_sim")) process.exit(1);
process.exit(loud("build/release/ringline_sim", process.argv.slice(2)) ? 0 : 1);
