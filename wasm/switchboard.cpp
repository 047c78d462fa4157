// The switchboard core as a WebAssembly module: one class, one string each way (docs/CORE.md).
// Nothing else crosses.
#include <emscripten/bind.h>

#include <string>

#include "switchboard/switchboard.h"

namespace {

class SwitchboardCore {
 public:
  std::string dispatch(const std::string& message, double now) {
    return ringline::switchboard::dispatch(switchboard_, message,
                                           static_cast<ringline::Millis>(now));
  }

 private:
  ringline::switchboard::Switchboard switchboard_;
};

}  // namespace

EMSCRIPTEN_BINDINGS(ringline_switchboard) {
  emscripten::class_<SwitchboardCore>("SwitchboardCore")
      .constructor<>()
      .function("dispatch", &SwitchboardCore::dispatch);
}
