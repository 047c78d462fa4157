// The client core as a WebAssembly module: one class, one method, text both ways (docs/CORE.md).
#include <emscripten/bind.h>

#include <string>

#include "wire/client_core.h"

namespace {

class ClientCore {
 public:
  std::string dispatch(const std::string& message, double now) {
    return core_.dispatch(message, static_cast<ringline::Millis>(now));
  }

 private:
  ringline::wire::ClientCore core_;
};

}  // namespace

EMSCRIPTEN_BINDINGS(ringline_client) {
  emscripten::class_<ClientCore>("ClientCore")
      .constructor<>()
      .function("dispatch", &ClientCore::dispatch);
}
