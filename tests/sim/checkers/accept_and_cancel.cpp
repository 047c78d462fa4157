// Inv. 3 and 5: accept, cancel and decline linearise: who has answered never goes out as if that
// had not been, and who has not is never told of a hang-up.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

bool is_of_unanswered(EndReason reason) {
  switch (reason) {
    case EndReason::Cancelled:
    case EndReason::RemoteCancelled:
    case EndReason::Declined:
    case EndReason::RemoteDeclined:
    case EndReason::Busy:
    case EndReason::RemoteBusy:
    case EndReason::NoResponse:
    case EndReason::Missed:
    case EndReason::Unreachable: return true;
    case EndReason::Hangup:
    case EndReason::RemoteHangup:
    case EndReason::AnsweredElsewhere:
    case EndReason::DeclinedElsewhere:
    case EndReason::Replaced:
    case EndReason::ConnectionLost:
    case EndReason::Failed:
    case EndReason::Removed:
    case EndReason::EndedByHost:
    case EndReason::EveryoneLeft: return false;
  }
  return false;
}

// What only somebody who was in the call can be told.
bool is_of_joined(EndReason reason) {
  return reason == EndReason::Hangup || reason == EndReason::RemoteHangup ||
         reason == EndReason::Removed || reason == EndReason::EndedByHost;
}

// It went out before the engine lost that: a seal brings it back, and it was judged in its time.
bool is_brought_back(const CommitTurn& turn, const sb::Participant& out) {
  const std::optional<sb::SealClaims>& seal = turn.job.command.seal;
  if (!seal || !turn.job.sender.seal_valid) return false;
  for (const sb::Participant& sealed : seal->participants) {
    if (sealed.user_id != out.user_id) continue;
    return sealed.left_at && sealed.left_at == out.left_at && sealed.end_reason == out.end_reason;
  }
  return false;
}

void on_commit(Ledger& ledger, const CommitTurn& turn, const Report& report) {
  if (turn.before == nullptr) return;
  const CallId& id = turn.after.call_id;
  for (const sb::Participant& one : turn.after.participants) {
    const sb::Participant* before = person_in(*turn.before, one.user_id);
    if (!is_out(&one) || is_out(before) || is_brought_back(turn, one)) continue;
    if (!one.end_reason) {
      report.fail(id + ": " + one.user_id + " has no end reason");
      continue;
    }
    const std::string reason(name_of(*one.end_reason));
    const bool dialled = one.role == Role::Inviter && one.invited_by.empty();
    const bool joined = before->state == ParticipantState::Joined;
    const bool answered = turn.before->state == RecordState::Active ||
                          (ledger.records[id].answered && !ledger.data_lost);
    if (joined && (answered || !dialled) && is_of_unanswered(*one.end_reason)) {
      report.fail(id + " was answered and ends " + reason + " for " + one.user_id);
    }
    if ((!joined || (dialled && !answered)) && is_of_joined(*one.end_reason)) {
      report.fail(id + " was not answered and ends " + reason + " for " + one.user_id);
    }
  }
}

}  // namespace

const Checker accept_and_cancel{3, "accept-and-cancel", nullptr, on_commit, nullptr};

}  // namespace ringline::sim::checker
