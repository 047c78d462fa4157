// What happens to a call by itself, when nothing else does (inv. 18; design 11.11).
#include <algorithm>

#include "client/call_moves.h"

namespace ringline::moves {
namespace {

void ring_is_over(Moving& m) {
  Call& call = m.call;
  if (call.state == CallState::Placing) {
    leave(m, LeaveCause::User, {});
    end(m, EndReason::Failed, FailureCategory::Signalling, Certainty::Unconfirmed);
  } else if (call.state == CallState::Calling) {
    leave(m, LeaveCause::User, {});
    end(m, EndReason::NoResponse, FailureCategory::None, Certainty::Unconfirmed);
  } else if (is_unanswered_here(call.state)) {
    become(call, CallState::Silenced);  // hides, and ends when the record says so
    follow_preconnect(m);
    arm(m, Timer::Grace, call.view.policy.reconnect_grace_ms);
  }
}

void on_timer(Moving& m, Timer which) {
  Call& call = m.call;
  switch (which) {
    case Timer::Ring: ring_is_over(m); break;
    case Timer::Connect:
      if (call.was_connected) break;
      leave(m, LeaveCause::NoMedia, {});
      end(m, EndReason::Failed, FailureCategory::Ice, Certainty::Unconfirmed);
      break;
    case Timer::Grace:
      if (is_unanswered_here(call.state)) {
        end(m, EndReason::Missed, FailureCategory::None, Certainty::Unconfirmed);
      } else {
        leave(m, LeaveCause::ConnectionLost, {});
        end(m, EndReason::ConnectionLost, FailureCategory::None, Certainty::Unconfirmed);
      }
      break;
    case Timer::Leaving: close_leaving(m); break;
    case Timer::Candidates: flush_parked_candidates(m); break;
    case Timer::Reassert: on(m, input::RecordMissing{}); break;
    case Timer::Consent: begin_recording(m); break;
    case Timer::Forget: m.effects.push_back(effect::Forget{call.call_id}); break;
  }
}

// More may be known of the server's clock than when the timer was set (inv. 18).
void shorten_ring(Moving& m) {
  std::optional<Millis>& end = timer(m.call, Timer::Ring);
  if (!end || m.call.state != CallState::Ringing) return;
  end = std::min(*end, m.around.now + ring_life_ms(m));
}

}  // namespace

std::optional<Millis>& timer(Call& call, Timer which) {
  return call.timers[static_cast<std::size_t>(which)];
}

void arm(Moving& m, Timer which, Millis in_ms) {
  timer(m.call, which) = m.around.now + std::max<Millis>(in_ms, 0);
}

void disarm(Call& call, Timer which) { timer(call, which).reset(); }

void on(Moving& m, const input::TimePassed&) {
  shorten_ring(m);
  for (std::size_t i = 0; i < kTimers; ++i) {
    std::optional<Millis>& due = m.call.timers[i];
    if (!due || *due > m.around.now) continue;
    due.reset();
    on_timer(m, static_cast<Timer>(i));
  }
  restart_due_links(m);
}

}  // namespace ringline::moves
