// A screen that this device shares, beside its microphone and camera. It is chosen by the user's
// own hand each time: nothing here asks for it again, not after a hold, a reload or a failure.
#include <utility>

#include "client/call_abilities.h"
#include "client/call_moves.h"

namespace ringline::moves {

void stop_screen(Moving& m) {
  if (m.call.screen.wanted) switch_source(m, m.call.screen, false, 0);
}

void screen_failed(Call& call) {
  if (call.screen.state != DeviceState::Failed) return;
  call.screen.wanted = false;
  call.screen.state = DeviceState::Off;
}

void screen_ended(Moving& m, std::int64_t generation) {
  const LocalSource& screen = m.call.screen;
  if (generation != 0 && screen.track == generation) stop_screen(m);  // its sound, too
}

void screen_refused(Moving& m, const Error& error) {
  Call& call = m.call;
  if (!call.screen.wanted) return;
  const Request asked = std::exchange(call.screen.request, 0);
  if (asked != 0) {
    refuse(m, asked, error.code);
  } else {
    m.effects.push_back(effect::Report{Error{error.code, call.call_id, {}}});
  }
  stop_screen(m);
  call.reported.reset();  // what else it said was refused with it
}

void on(Moving& m, const input::StartScreenShare& in) {
  Call& call = m.call;
  if (call.held) return refuse(m, in.request, ErrorCode::InvalidState);
  if (!call.screen.wanted && !may_share_screen(call)) {
    return refuse(m, in.request, ErrorCode::Forbidden);
  }
  switch_source(m, call.screen, true, in.request);
  follow_lines(m);
}

void on(Moving& m, const input::StopScreenShare& in) {
  stop_screen(m);
  settle(m, in.request);
}

}  // namespace ringline::moves
