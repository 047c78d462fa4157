// The only file of the server that knows how the switchboard's WebAssembly is found and started.
// Must not know what is dispatched.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { EmbindCore } from "../js/shared/embind_core.ts";

interface SwitchboardModule {
  SwitchboardCore: new () => EmbindCore;
}

type ModuleFactory = (options: {
  wasmBinary: Uint8Array;
  printErr: (line: string) => void;
}) => Promise<SwitchboardModule>;

/**
 * Starts a new instance of the switchboard in a memory of its own. Rejects with an Error that
 * names the command to run when the module has not been built.
 * `printErr` receives what the C++ run-time says when it aborts.
 */
export async function loadSwitchboardCore(printErr: (line: string) => void = () => {}): Promise<EmbindCore> {
  const script = import.meta.resolve("#wasm/switchboard.mjs");
  const binary = fileURLToPath(new URL("./switchboard.wasm", script));
  const wasmBinary = await readFile(binary).catch((error: unknown) => {
    throw new Error(`${binary} is missing; run "npm run build" first.`, { cause: error });
  });
  const loaded = (await import(script)) as { default: ModuleFactory };
  const module = await loaded.default({ wasmBinary, printErr });
  return new module.SwitchboardCore();
}
