// Inv. 29: what has to end by itself always has a deadline, and none stays behind.
#include "switchboard/call_transitions.h"
#include "switchboard/call_turn.h"
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

constexpr Millis kLateMs = 5'000;

void on_commit(Ledger&, const CommitTurn& turn, const Report& report) {
  const auto deadline = next_deadline(turn.after);
  bool needed = !turn.after.outbox.empty();
  const bool session = turn.after.kind == CallKind::Session;
  needed = needed || (turn.after.state == RecordState::Placing && !session);
  needed =
      needed || (turn.after.state == RecordState::Ringing && turn.after.kind == CallKind::Direct);
  const bool lives = turn.after.state != RecordState::Ended;
  needed = needed || (lives && turn.after.video_request.state == VideoRequestState::Requested);
  for (const sb::Joiner& joiner : turn.after.joiners) {
    needed = needed || (lives && joiner.deadline > 0);
  }
  for (const sb::Participant& one : turn.after.participants) {
    needed = needed || (lives && is_pending(one.state));
    for (const sb::Leg& leg : one.legs) {
      const bool joined = leg.state == sb::LegState::Joined;
      needed = needed || (turn.after.state == RecordState::Active && joined && !leg.up);
    }
  }
  const VideoRequest& request = turn.after.video_request;
  if (request.state != VideoRequestState::Requested && request.deadline > 0) {
    report.fail(turn.after.call_id + " keeps the deadline of a request that is settled");
  }
  if (needed && !deadline) report.fail(turn.after.call_id + " waits without a deadline");
}

void at_rest(const World& world, const Report& report) {
  for (const auto& [key, stored] : world.engine.records) {
    if (stored->deadline && *stored->deadline + kLateMs < engine_now(world)) {
      report.fail(key + " has a deadline that never fired");
    }
  }
}

}  // namespace

const Checker timers{29, "timers", nullptr, on_commit, at_rest};

}  // namespace ringline::sim::checker
