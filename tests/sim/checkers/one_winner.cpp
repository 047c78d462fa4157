// Inv. 1: of a user's devices at most one ever joins, until the user is out and is invited anew.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

void on_commit(Ledger& ledger, const CommitTurn& turn, const Report& report) {
  if (ledger.data_lost) return;  // what the engine forgot may be decided anew
  const RecordPast& past = ledger.records[turn.after.call_id];
  for (const sb::Participant& one : turn.after.participants) {
    if (one.legs.size() > 1) report.fail(turn.after.call_id + ": two legs of " + one.user_id);
    for (const sb::Leg& leg : one.legs) {
      for (const auto& [user, device] : past.joined) {
        if (user == one.user_id && device != leg.device_id) {
          report.fail(turn.after.call_id + ": " + device + " had joined, now " + leg.device_id);
        }
      }
    }
  }
}

}  // namespace

const Checker one_winner{1, "one-winner", nullptr, on_commit, nullptr};

}  // namespace ringline::sim::checker
