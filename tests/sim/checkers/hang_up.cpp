// Inv. 28: a hang-up ends the call here and now, with everything released in the same turn.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

void on_client(Ledger&, const ClientTurn& turn, const Report& report) {
  const auto* one = std::get_if<input::ForCall>(&turn.input);
  if (one == nullptr || !std::holds_alternative<input::HangUp>(one->call_input)) return;
  const Call* call = find_call(page_of(turn).session, one->call_id);
  if (call == nullptr || call->state == CallState::Ended) return;
  report.fail(call->call_id + " is " + std::string(name_of(call->state)) + " after a hang-up");
}

// What ended has exactly one release after it (design 3.9).
void on_end(Ledger& ledger, const ClientTurn& turn, const Report& report) {
  on_client(ledger, turn, report);
  for (const effect::Ended* ended : did<effect::Ended>(turn)) {
    bool after = false;
    int releases = 0;
    for (const Effect& effect : turn.effects) {
      if (const auto* end = std::get_if<effect::Ended>(&effect)) {
        after = after || end->call_id == ended->call_id;
      }
      const auto* release = std::get_if<effect::ReleaseMedia>(&effect);
      if (after && release != nullptr && release->call_id == ended->call_id) releases += 1;
    }
    if (releases != 1)
      report.fail(ended->call_id + " ended with " + std::to_string(releases) + " releases");
  }
}

}  // namespace

const Checker hang_up{28, "hang-up", on_end, nullptr, nullptr};

}  // namespace ringline::sim::checker
