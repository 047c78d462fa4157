/**
 * The one place that knows the WebAssembly module: finds it, compiles it once per address, and makes
 * instances. Runs under a CSP of `script-src 'self' 'wasm-unsafe-eval'`: nothing here or in the module
 * evaluates text.
 */

import createModule from "#wasm/client.mjs";
import type { EmbindCore } from "../shared/embind_core.ts";

/**
 * Where the WebAssembly comes from. The default is `wasm/client.wasm` beside the package's `dist/index.js`.
 */
export interface LoadOptions {
  /** Address of `client.wasm`: https:, blob:, data: or, in Node, file:. */
  readonly wasmUrl?: string | URL;
  /** The bytes themselves, or a compiled module; then nothing is fetched. */
  readonly wasmBinary?: BufferSource | WebAssembly.Module;
}

const byUrl = new Map<string, Promise<WebAssembly.Module>>();
const byBinary = new WeakMap<object, Promise<WebAssembly.Module>>();

/**
 * A new, empty client core. Rejects with what the platform says when the file is missing or is no
 * WebAssembly.
 */
export async function loadClientCore(options: LoadOptions = {}): Promise<EmbindCore> {
  const compiled = await compile(options);
  return new Promise((resolve, reject) => {
    createModule({
      // What the factory does with the instance may fail, too: it was another module's.
      instantiate: (imports) => ({
        then(done) {
          WebAssembly.instantiate(compiled, imports)
            .then((instance) => done({ instance }))
            .catch(reject);
        },
      }),
      // The core goes with its instance, and that with whoever holds this.
    }).then(({ dispatch }) => resolve({ dispatch, delete: () => {} }), reject);
  });
}

function compile({ wasmUrl, wasmBinary }: LoadOptions): Promise<WebAssembly.Module> {
  if (wasmBinary instanceof WebAssembly.Module) return Promise.resolve(wasmBinary);
  if (wasmBinary) return cached(byBinary, wasmBinary, () => WebAssembly.compile(wasmBinary));
  const url = wasmUrl
    ? new URL(wasmUrl, globalThis.location?.href)
    : new URL("./wasm/client.wasm", import.meta.url);
  return cached(byUrl, url.href, () => compileUrl(url));
}

/** A failure is not kept: the next try may have a network. */
function cached<K>(
  cache: {
    get(key: K): Promise<WebAssembly.Module> | undefined;
    set(key: K, value: Promise<WebAssembly.Module>): unknown;
    delete(key: K): unknown;
  },
  key: K,
  make: () => Promise<WebAssembly.Module>,
): Promise<WebAssembly.Module> {
  let promise = cache.get(key);
  if (!promise) {
    promise = make();
    cache.set(key, promise);
    promise.catch(() => cache.delete(key));
  }
  return promise;
}

async function compileUrl(url: URL): Promise<WebAssembly.Module> {
  if (url.protocol === "file:") {
    // Not an import: bundlers for the web must not see a Node module here.
    const files = globalThis.process.getBuiltinModule("node:fs/promises");
    return WebAssembly.compile(await files.readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href}: HTTP ${response.status}`);
  // A server that does not know the MIME type would make compileStreaming fail.
  return response.headers.get("content-type")?.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
