// The switchboard as its host meets it: one message in, one answer out (docs/CORE.md). Decodes,
// finds the record, routes, answers. Must not know: what is decided (route_call.h, route_user.h),
// how text looks (wire/).
#pragma once

#include <string>
#include <string_view>

#include "limits.h"
#include "switchboard/call_turn.h"
#include "switchboard/record_cache.h"

namespace ringline::switchboard {

struct Switchboard {
  bool configured = false;
  Context context;
  RecordCache cache;
};

/// `now` is the engine's clock. Any text yields an answer (inv. 39).
std::string dispatch(Switchboard& switchboard, std::string_view message, Millis now);

}  // namespace ringline::switchboard
