// Builds the package: node tools/build.mjs [wasm] [js] [types] [demo] (no argument: all of them).
//
//   wasm    src/ + wasm/  -> dist/wasm/{client,switchboard}.{mjs,wasm}, dist/wasm/layout.mjs
//   js      js/, server/  -> dist/*.js, dist/server/*.js
//   types   js/, server/  -> dist/types/**/*.d.ts
//   demo    web-demo/     -> dist/demo
//
// One convention for the WebAssembly modules: sources import them as '#wasm/client.mjs' and
// '#wasm/switchboard.mjs' (package.json "imports" leads Node and Vite to dist/wasm; js/core/client_module.d.ts tells
// TypeScript). In the bundles they stay separate files, imported by relative path, so that a plain browser needs no
// bundler and no import map. The loaders hand the .wasm to them; wasm/flags.cmake says by which options.
// '#wasm/layout.mjs' is a small module as text (js/ui/layout_module.d.ts), and is bundled.
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { quiet } from "./programs.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const toolchain = ["CMakeLists.txt", "CMakePresets.json", "cmake/*", "build/toolchain.cmake"];
const npm = ["package.json", "package-lock.json", "tools/build.mjs"];

/** The one module that bundles carry themselves. */
const inlinedModule = "dist/wasm/layout.mjs";

/** Each step runs when one of its inputs or the list of them has changed, or an output is gone. */
const steps = {
  wasm: {
    inputs: [...toolchain, "src/**/*", "wasm/*", ...npm],
    outputs: () => [
      ...wasmModules().flatMap((name) => [`dist/wasm/${name}.mjs`, `dist/wasm/${name}.wasm`]),
      inlinedModule,
    ],
    run: buildWasm,
  },
  js: {
    inputs: ["js/**/*", "server/**/*", "simulate/**/*", inlinedModule, ...npm],
    outputs: () => [...browserEntries(), ...nodeEntries()].map(({ out }) => `dist/${out}.js`),
    run: buildJs,
  },
  types: {
    inputs: ["js/**/*", "server/**/*", "wasm/*", "tsconfig*.json", ...npm],
    outputs: () =>
      [...browserEntries(), ...nodeEntries()].filter(hasTypes).map(({ in: file }) => typesOf(file)),
    run: buildTypes,
  },
  demo: {
    inputs: ["web-demo/**/*", "js/**/*", "src/**/*", "wasm/*", "vite.config.mjs", ...npm],
    outputs: () => (existsSync("web-demo/index.html") ? ["dist/demo/index.html"] : []),
    run: buildDemo,
  },
};

function wasmModules() {
  return ["client", "switchboard"].filter((name) => existsSync(`wasm/${name}.cpp`));
}

function browserEntries() {
  return present([
    { in: "js/index.ts", out: "index" },
    { in: "js/testing.ts", out: "testing" },
    { in: "js/journal/journal.ts", out: "journal" },
    { in: "js/recording/recording.ts", out: "recording" },
    { in: "js/picture_in_picture/picture_in_picture.ts", out: "picture-in-picture" },
    { in: "js/tones/tones.ts", out: "tones" },
    { in: "js/presence/presence.ts", out: "presence" },
    { in: "js/stats/stats.ts", out: "stats" },
    { in: "js/ui/index.ts", out: "ui" },
    { in: "js/ui/panels.ts", out: "panels" },
    { in: "js/ui/settings_builder.ts", out: "settings-builder" },
  ]);
}

function nodeEntries() {
  return present([
    { in: "server/index.ts", out: "server/index" },
    { in: "server/cli.ts", out: "server/cli" },
    { in: "simulate/commands.ts", out: "server/simulate" },
  ]);
}

/** A chunk in common with these would cost every page a request, and 200 bytes. */
const byThemselves = ["presence", "stats", "settings-builder"];

function present(entries) {
  return entries.filter((entry) => existsSync(entry.in));
}

/** What only the command line loads is nobody's to import. */
function hasTypes({ in: file }) {
  return !file.startsWith("simulate/");
}

function typesOf(file) {
  return `dist/types/${file.replace(/\.ts$/, ".d.ts")}`;
}

/**
 * Emscripten's small run-time makes its instance of bytes, and says nothing when that fails. The client's loader
 * makes many of one compiled module, and hears of a failure: `instantiate` of the options is asked.
 */
function instantiatedByItsOwner(name, js) {
  if (name !== "client") return js;
  const made = /WebAssembly\.instantiate\(Module(?:\.wasm|\[["']wasm["']\]), *(\w+)\)/g;
  if (js.match(made)?.length !== 1)
    throw new Error("build: Emscripten's MINIMAL_RUNTIME is not as we know it");
  return js.replace(made, 'Module["instantiate"]($1)');
}

async function buildWasm() {
  const { transform } = await import("esbuild");
  run("cmake", ["--preset", "wasm"]);
  run("cmake", ["--build", "--preset", "wasm"]);
  mkdirSync("dist/wasm", { recursive: true });
  for (const name of wasmModules()) {
    const js = instantiatedByItsOwner(name, readFileSync(`build/wasm/${name}.mjs`, "utf8"));
    writeFileSync(`dist/wasm/${name}.mjs`, (await transform(js, { format: "esm", minify: true })).code);
    copyFileSync(`build/wasm/${name}.wasm`, `dist/wasm/${name}.wasm`);
  }
  // One character a byte: after brotli 0.4 kB less than base64, whose characters straddle the bytes that repeat.
  const text = readFileSync("build/wasm/layout.wasm", "latin1");
  const module = `export default ${JSON.stringify(text)}`;
  writeFileSync(inlinedModule, (await transform(module, { format: "esm", minify: true })).code);
}

/** '#wasm/x' becomes a file beside the bundle that is not bundled; but for the one that is. */
function wasmStaysOutside(prefix) {
  return {
    name: "wasm-stays-outside",
    setup(build) {
      build.onResolve({ filter: /^#wasm\// }, ({ path: name }) => {
        const file = `wasm/${name.slice("#wasm/".length)}`;
        return `dist/${file}` === inlinedModule
          ? { path: path.resolve(inlinedModule), sideEffects: false }
          : { path: `${prefix}${file}`, external: true };
      });
    },
  };
}

/** Templates are read by browsers, not by people: what stands before a line, and comments of styles, stay here. */
const templatesAreShort = {
  name: "templates-are-short",
  setup(build) {
    build.onLoad({ filter: /js[/\\]ui[/\\].*\.ts$/ }, ({ path: file }) => {
      const source = readFileSync(file, "utf8");
      const contents = source.replace(/css`([^`]*)`/g, (_, css) => `css\`${shortCss(css, build.esbuild)}\``);
      return { contents: contents.replaceAll(/\n\s+/g, "\n"), loader: "ts" };
    });
  },
};

/** Escapes and all, as it stands between the back-ticks. */
function shortCss(css, { transformSync }) {
  const options = { loader: "css", minify: true, charset: "utf8" };
  return transformSync(css.replaceAll("\\\\", "\\"), options).code.trim().replaceAll("\\", "\\\\");
}

/** The screens use the library as any app does: it is one file, whether they are there or not. */
const libraryStaysOutside = {
  name: "library-stays-outside",
  setup(build) {
    build.onResolve(
      { filter: /^\.\.\/(index|presence\/presence|stats\/stats)\.ts$/ },
      ({ path: name, importer }) =>
        importer.includes(`${path.sep}ui${path.sep}`)
          ? { path: `./${path.basename(name, ".ts")}.js`, external: true }
          : undefined,
    );
  },
};

function partition(all, belongs) {
  return [all.filter(belongs), all.filter((one) => !belongs(one))];
}

async function buildJs() {
  const esbuild = await import("esbuild");
  const common = {
    bundle: true,
    format: "esm",
    packages: "external",
    outdir: "dist",
    sourcemap: "linked",
    minifySyntax: true,
    charset: "utf8", // as every module is read; escapes would cost bytes
    splitting: true,
    legalComments: "none",
    logLevel: "warning",
  };
  for (const stale of globSync(["dist/*.js*", "dist/server/*.js*"])) rmSync(stale);
  const [alone, together] = partition(browserEntries(), ({ out }) => byThemselves.includes(out));
  for (const entryPoints of [alone, together].filter(({ length }) => length > 0)) {
    await esbuild.build({
      ...common,
      minify: true, // pages pay for every byte; the source maps keep the names
      entryPoints,
      platform: "browser",
      target: "es2022",
      chunkNames: "chunk-[hash]",
      packages: "bundle", // a plain page has no import map
      plugins: [wasmStaysOutside("./"), libraryStaysOutside, templatesAreShort],
    });
  }
  if (nodeEntries().length > 0) {
    await esbuild.build({
      ...common,
      entryPoints: nodeEntries(), // as written: nobody downloads it, and Node prints the line of an uncaught error
      platform: "node",
      target: "node22.13",
      // Beside the entries, so that '../wasm/' means the same in every file.
      chunkNames: "server/chunk-[hash]",
      plugins: [wasmStaysOutside("../")],
    });
  }
}

function buildTypes() {
  rmSync("dist/types", { recursive: true, force: true });
  if (browserEntries().length + nodeEntries().length > 0) run("tsc", ["-p", "tsconfig.types.json"]);
}

function buildDemo() {
  if (existsSync("web-demo/index.html")) run("vite", ["build", "--logLevel", "warn"]);
}

function run(program, args) {
  if (!quiet(program, args)) throw new Error(`${program} ${args.join(" ")} failed`);
}

/** Times and sizes, not contents: reading everything would take longer than what it saves. */
function fingerprint(patterns) {
  const hash = createHash("sha256");
  for (const file of globSync(patterns).sort()) {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile()) hash.update(`${file} ${stat.mtimeMs} ${stat.size}\n`);
  }
  return hash.digest("hex");
}

async function main(wanted) {
  for (const name of wanted) {
    const step = steps[name];
    if (!step) throw new Error(`no such step: ${name}; there are ${Object.keys(steps).join(", ")}`);
    const stamp = path.join("build", "stamps", name);
    const before = fingerprint(step.inputs);
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === before && step.outputs().every(existsSync))
      continue;
    if (name === "wasm" && !existsSync(stamp)) {
      console.log("build: wasm (the first time, Emscripten may compile its own libraries too: a minute)");
    }
    const start = performance.now();
    await step.run();
    mkdirSync(path.dirname(stamp), { recursive: true });
    // The state from before the run: what was edited meanwhile makes the next run build again.
    writeFileSync(stamp, before);
    console.log(`build: ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  }
}

try {
  const args = process.argv.slice(2);
  await main(args.length > 0 ? args : Object.keys(steps));
} catch (error) {
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
}
