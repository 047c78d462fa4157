// Inv. 19: a call is announced once, and not when its page knows that it is over.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

void on_client(Ledger& ledger, const ClientTurn& turn, const Report& report) {
  for (const effect::Incoming* one : did<effect::Incoming>(turn)) {
    const bool told = ledger.page_calls[{turn.page, one->call_id}].incoming_told > 0;
    if (told && !was_forgotten(turn, one->call_id)) {
      report.fail(one->call_id + " was announced twice");
    }
    const Call* call = find_call(page_of(turn).session, one->call_id);
    if (call == nullptr || call->view.state != RecordState::Ringing) {
      if (call == nullptr || call->view.state != RecordState::Active) {
        report.fail(one->call_id + " was announced and does not ring");
      }
    }
    for (const effect::Ended* ended : did<effect::Ended>(turn)) {
      if (ended->call_id == one->call_id) report.fail(one->call_id + " rang while it ended");
    }
  }
}

}  // namespace

const Checker no_ghost_ring{19, "no-ghost-ring", on_client, nullptr, nullptr};

}  // namespace ringline::sim::checker
