// Inv. 4: a time-out commits only when its time has come, and only for the one whose it is.
#include "switchboard/call_transitions.h"
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

bool is_due(const sb::Participant& one, Millis now) {
  if (is_pending(one.state)) {
    return (one.ack_deadline > 0 && now >= one.ack_deadline) ||
           (one.ring_deadline > 0 && now >= one.ring_deadline);
  }
  for (const sb::Leg& leg : one.legs) {
    const bool joined = leg.state == sb::LegState::Joined;
    if (joined && !leg.up && now >= leg.grace_deadline) return true;
  }
  return false;
}

void on_commit(Ledger&, const CommitTurn& turn, const Report& report) {
  if (turn.before == nullptr || turn.job.kind != JobKind::Deadline) return;
  if (turn.before->state == RecordState::Ended) return;
  const Millis now = std::max(engine_now(turn.world), turn.job.at);
  const bool ended = turn.after.state == RecordState::Ended;
  bool due = turn.before->state == RecordState::Placing &&
             now >= turn.before->created_at + limits::kPlacingMs;
  for (const sb::Joiner& joiner : turn.before->joiners) {
    due = due || (joiner.deadline > 0 && now >= joiner.deadline);
  }
  for (const sb::Participant& one : turn.before->participants) {
    const bool own = is_due(one, now);
    due = due || own;
    const sb::Participant* after = person_in(turn.after, one.user_id);
    if (ended || own || is_out(&one) || !is_out(after)) continue;
    report.fail(turn.after.call_id + ": " + one.user_id + " timed out before its time");
  }
  if (ended && !due) report.fail(turn.after.call_id + " ended by a deadline that had not come");
}

}  // namespace

const Checker accept_and_time{4, "accept-and-time", nullptr, on_commit, nullptr};

}  // namespace ringline::sim::checker
