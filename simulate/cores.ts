// Fresh cores for a replay: the WebAssembly of this package, in this process.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { loadClientCore } from "../js/core/load.ts";
import type { LoadCore } from "../js/shared/journal/replay.ts";
import { loadSwitchboardCore } from "../server/core_loader.ts";

let compiled: Promise<WebAssembly.Module> | undefined;

/** The client's module, compiled once. */
export function clientModule(): Promise<WebAssembly.Module> {
  const file = fileURLToPath(new URL("./client.wasm", import.meta.resolve("#wasm/client.mjs")));
  return (compiled ??= readFile(file).then((bytes) => WebAssembly.compile(bytes)));
}

/** Loads what the kind says. */
export const loadCore: LoadCore = async (kind) =>
  kind === "client" ? loadClientCore({ wasmBinary: await clientModule() }) : loadSwitchboardCore();
