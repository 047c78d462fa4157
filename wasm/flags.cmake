# Every flag that shapes the three WebAssembly modules, with its reason. Sizes: brotli 11 of wasm + JS.

set(ringline_wasm_compile_flags
  -fno-exceptions # catching would cost 4 to 10 kB, and the core reports errors as values
  -DNDEBUG        # nlohmann's own assertions, and their texts: 0.4 kB
  -mbulk-memory -mnontrapping-fptoint # instructions that every browser has since 2021, in place of loops and checks
  -fno-threadsafe-statics # one thread
  -flto           # drops what neither the core nor Embind calls, about 8 %
)

# Of one module only. The client: size first, for the budget is bytes, and a page dispatches seldom; and no RTTI, whose only
# reader would be Embind's error message about a type that nobody bound (wasm/embind_types.cpp).
set(ringline_wasm_optimise_client -Oz -fno-rtti -DEMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)
# The layout: the same, and it must stay under 4 kB (wasm/layout.cpp).
set(ringline_wasm_optimise_layout -Oz)
# The switchboard: speed first, for nobody downloads it, and it serves everybody.
set(ringline_wasm_optimise_switchboard -O3)

set(ringline_wasm_link_flags
  -lembind               # the JavaScript API is one class with one string-in, string-out method
  "SHELL:--js-library ${CMAKE_CURRENT_LIST_DIR}/strings.js" # ... whose strings are coded by the platform
  -sMODULARIZE=1         # a factory instead of globals
  -sEXPORT_ES6=1         # ... as an ES module, the only kind that we ship
  -sENVIRONMENT=web      # no process hooks, no `import("module")` for bundlers to trip over. Runs in Node
                         # as well, because the loaders bring the code themselves and ASSERTIONS is off
  -sDYNAMIC_EXECUTION=0  # no `new Function`: runs under a CSP without unsafe-eval
  -sALLOW_MEMORY_GROWTH=1   # a switchboard's caches grow with its calls
  -sINITIAL_MEMORY=1MB      # enough for one client; the default is 16 MB a page
  -sSTACK_SIZE=128KB        # the default of 64 kB leaves little for JSON of 16 levels
  -sMALLOC=emmalloc      # 8 kB smaller than dlmalloc, and we have one thread and little churn
  -sFILESYSTEM=0         # the core opens nothing
  -sTEXTDECODER=2        # no decoder written in JavaScript for platforms that have none
  -sWASM_BIGINT=1        # no JavaScript wrappers for 64-bit integers: every browser has BigInt since 2020
  -sASSERTIONS=0         # debug natively, under sanitizers
)

set(ringline_wasm_link_flags_layout
  -sSTANDALONE_WASM      # imports nothing, so that no JavaScript has to go with it
  --no-entry             # a library: what it exports says so in its source
  -sINITIAL_MEMORY=64KB  # one page, which never grows: nothing is allocated
  -sSTACK_SIZE=24KB      # an arrangement is 7 kB, and is copied once
  -sMALLOC=none
  -sASSERTIONS=0
)

# Of the client only. Across files only what shrinks by it is inlined, for -Oz alone trades bytes for calls: 0.5 kB.
# Binaryen runs again until nothing more is gained: 0.3 kB.
# The small run-time leaves out what a page never needs here (fetching, streaming, run dependencies): 1.0 kB.
set(ringline_wasm_link_client
  -sMINIMAL_RUNTIME=1
  -Wl,-mllvm,-inline-threshold=-50
  -sBINARYEN_EXTRA_PASSES=--converge,--reorder-locals)

# Upper bounds, so that a leak ends in an abort that the loader reports, not in a dead tab or server.
set(ringline_wasm_maximum_memory_client 64MB)
set(ringline_wasm_maximum_memory_switchboard 512MB)

# What each loader passes to its factory; anything not named here is ignored, and costs no bytes.
set(ringline_wasm_options_client instantiate) # js/core/load.ts: one compiled module, many cores (tools/build.mjs)
set(ringline_wasm_options_switchboard wasmBinary,printErr) # server/core_loader.ts: bytes from the file
