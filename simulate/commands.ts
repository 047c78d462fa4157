// What `ringline replay` and `ringline simulate` run; loaded by server/cli_journal.ts when it is wanted.

export { replayFiles } from "./replay_command.ts";
export { runSimulation } from "./simulate_command.ts";
