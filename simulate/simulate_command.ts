// `ringline simulate`: runs a simulation and says what came of it. Exit codes: 0 nothing wrong, 1 a violation.

import { writeFile } from "node:fs/promises";
import { Recorder } from "./recorder.ts";
import { simulate } from "./simulation.ts";
import type { SimulatedCall, SimulationOptions, SimulationResult } from "./simulation.ts";

/** Calls that are told one by one. */
const TOLD_CALLS = 40;

/** Answers the exit code. */
export async function runSimulation(
  options: Omit<SimulationOptions, "recorder"> & { readonly journal?: string | undefined },
  print: (line: string) => void,
): Promise<number> {
  const { journal, seed, users, devices, loss } = options;
  const recorder = journal === undefined ? undefined : new Recorder(seed);
  print(`${users} users with ${devices} devices each, loss ${loss}, seed ${seed}`);
  const start = performance.now();
  const result = await simulate({ ...options, recorder });
  const seconds = (performance.now() - start) / 1000;
  if (recorder !== undefined && journal !== undefined) {
    await writeFile(journal, recorder.text());
    print(`journal: ${journal}`);
  }
  for (const call of result.calls.slice(0, TOLD_CALLS)) print(callText(call));
  if (result.calls.length > TOLD_CALLS) print(`and ${result.calls.length - TOLD_CALLS} more calls`);
  printSummary(result, print);
  print(closingLine(result, seconds));
  return result.violations.length > 0 ? 1 : 0;
}

function callText({ number, atMs, from, to, media, reasons, talkedMs }: SimulatedCall): string {
  const ends = [...reasons]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([device, reason]) => `${device} ${reason}`);
  const talked = talkedMs > 0 ? `, talked ${(talkedMs / 1000).toFixed(1)} s` : "";
  const what = ends.length === 0 ? "not placed" : ends.join(", ");
  return `#${number} +${(atMs / 1000).toFixed(1)} s ${from} calls ${to.join(" and ")} (${media}): ${what}${talked}`;
}

function printSummary(result: SimulationResult, print: (line: string) => void): void {
  const { refused, lostConnections, frames, virtualMs, violations } = result;
  print(
    `virtual time ${(virtualMs / 60_000).toFixed(1)} min, ${frames} frames, ${lostConnections} connections lost`,
  );
  print(`refused: ${counted(refused)}`);
  for (const violation of violations) print(`VIOLATION: ${violation}`);
}

function closingLine({ calls, violations }: SimulationResult, seconds: number): string {
  const reasons = new Map<string, number>();
  for (const reason of calls.flatMap((call) => [...call.reasons.values()])) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const wrong = violations.length === 0 ? "no violation" : `${violations.length} VIOLATIONS`;
  return `${calls.length} calls; ${counted(reasons)}; ${wrong}; ${(calls.length / seconds).toFixed(1)} calls a second`;
}

function counted(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.length === 0 ? "nothing" : sorted.map(([name, count]) => `${name} ${count}`).join(", ");
}
