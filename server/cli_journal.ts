// `ringline replay` and `ringline simulate`: their flags. What they do stands in simulate/, which knows clients
// and server alike; the server knows no client, so it is loaded when somebody asks for it.

import { JournalError } from "../js/shared/journal/format.ts";
import { UsageError, wholeNumber } from "./cli_options.ts";
import type { CliFlags } from "./cli_options.ts";

type Print = (line: string) => void;

/** simulate/commands.ts. */
interface Commands {
  replayFiles(options: { files: readonly string[]; quiet: boolean }, print: Print): Promise<number>;
  runSimulation(
    options: {
      users: number;
      devices: number;
      loss: number;
      seed: number;
      calls: number;
      journal: string | undefined;
    },
    print: Print,
  ): Promise<number>;
}

const mostUsers = 200;
const mostDevices = 8;
const mostCalls = 100_000;
const mostLoss = 0.5;
const mostSeed = 4_294_967_295;

/** Answers the exit code. Rejects with UsageError or JournalError. */
export async function replayJournals(files: readonly string[], { quiet }: CliFlags): Promise<number> {
  if (files.length === 0)
    throw new UsageError("Say which journal: ringline replay FILE. --help shows everything.");
  const { replayFiles } = await commands();
  return replayFiles({ files, quiet: quiet === true }, print);
}

/** Answers the exit code. Rejects with UsageError. */
export async function simulateCalls(values: CliFlags): Promise<number> {
  const options = {
    users: wholeNumber("users", values.users, 4, [2, mostUsers]),
    devices: wholeNumber("devices", values.devices, 2, [1, mostDevices]),
    loss: lossOf(values.loss),
    seed: wholeNumber("seed", values.seed, 1, [0, mostSeed]),
    calls: wholeNumber("calls", values.calls, 20, [1, mostCalls]),
    journal: values.journal,
  };
  const { runSimulation } = await commands();
  return runSimulation(options, print);
}

/** Whether a file could not be read as a journal. */
export function isJournalProblem(error: unknown): boolean {
  return error instanceof JournalError;
}

function lossOf(text = "0.05"): number {
  const loss = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  if (loss >= 0 && loss <= mostLoss) return loss;
  throw new UsageError(`--loss must be a number from 0 to ${mostLoss}, not "${text}".`);
}

async function commands(): Promise<Commands> {
  // This file is server/cli_journal.ts, or part of dist/server/cli.js when built.
  const file = import.meta.url.endsWith(".ts") ? "../simulate/commands.ts" : "./simulate.js";
  return (await import(new URL(file, import.meta.url).href)) as Commands;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
