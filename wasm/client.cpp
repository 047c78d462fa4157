// The client core as a WebAssembly module: one core an instance, one function, text both ways
// (docs/CORE.md). A class of cores would cost 2.3 kB; a compiled module makes as many instances as
// a page has clients.
#include <emscripten/bind.h>

#include <string>

#include "wire/client_core.h"

namespace {

std::string dispatch(const std::string& message, double now) {
  static ringline::wire::ClientCore core;
  return core.dispatch(message, static_cast<ringline::Millis>(now));
}

}  // namespace

EMSCRIPTEN_BINDINGS(ringline_client) { emscripten::function("dispatch", &dispatch); }
