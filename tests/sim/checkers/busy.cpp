// Inv. 9: who is in a call is busy. Where nothing allows a second one, nobody is in two at once, on
// whichever devices.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

// Whether that user has dialled it, or is in it.
bool is_in(const sb::CallRecord& record, const UserId& user) {
  if (record.state != RecordState::Ringing && record.state != RecordState::Active) return false;
  const sb::Participant* one = person_in(record, user);
  return one != nullptr && one->state == ParticipantState::Joined && one->claimed;
}

void on_commit(Ledger& ledger, const CommitTurn& turn, const Report& report) {
  const Policy& policy = turn.world.setup.policy;
  const bool exclusive = policy.busy == BusyRule::Reject && policy.busy_scope == BusyScope::User &&
                         policy.call_while_in_call == CallWhileInCall::Refuse;
  if (!exclusive || turn.world.setup.own_rules || ledger.data_lost) return;
  for (const sb::Participant& one : turn.after.participants) {
    if (!is_in(turn.after, one.user_id)) continue;
    for (const auto& [key, stored] : turn.world.engine.records) {
      const auto* other = std::get_if<sb::CallRecord>(&stored->record);
      if (other == nullptr || other->call_id == turn.after.call_id) continue;
      if (is_in(*other, one.user_id)) {
        report.fail(one.user_id + " is in " + other->call_id + " and in " + turn.after.call_id);
      }
    }
  }
}

}  // namespace

const Checker busy{9, "busy", nullptr, on_commit, nullptr};

}  // namespace ringline::sim::checker
