// Inv. 6: a device that lost to another of its user ends so, and says nothing more.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

void on_client(Ledger& ledger, const ClientTurn& turn, const Report& report) {
  const auto lost = [&](const CallId& call_id) {
    const auto found = ledger.page_calls.find({turn.page, call_id});
    if (was_forgotten(turn, call_id)) return false;  // a session is joined anew
    return found != ledger.page_calls.end() && found->second.elsewhere_at.has_value();
  };
  const bool resends = std::holds_alternative<input::FrameReceived>(turn.input) ||
                       std::holds_alternative<input::TimePassed>(turn.input);
  for (const effect::SendCommand* sent : did<effect::SendCommand>(turn)) {
    const CommandKind kind = sent->command.kind;
    const bool harmless = kind == CommandKind::Sync || kind == CommandKind::Renew;
    if (!harmless && !resends && lost(sent->command.call_id)) {
      report.fail(sent->command.call_id + ": a loser sends " + std::string(name_of(kind)));
    }
  }
  for (const effect::SendSignal* sent : did<effect::SendSignal>(turn)) {
    if (lost(sent->signal.call_id)) report.fail(sent->signal.call_id + ": a loser sends a signal");
  }
}

bool is_elsewhere(const Call& call) {
  return call.end_reason == EndReason::AnsweredElsewhere ||
         call.end_reason == EndReason::DeclinedElsewhere;
}

// Every page that rang while another device of its user decided knows that, and calls it nothing
// else: it is no missed call.
void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive || page.session.connection != ConnectionState::Online) continue;
    for (const Call& call : page.session.calls) {
      const sb::CallRecord* record = call_record(world, call.call_id);
      if (record == nullptr || call.direction != Direction::Incoming) continue;
      const sb::Participant* invitee = person_in(*record, user_name(page.user));
      const bool other = invitee != nullptr && !invitee->decided_by.empty() &&
                         invitee->decided_by != page.session.device_id;
      if (other && call.state != CallState::Ended) {
        report.fail(call.call_id + " still " + std::string(name_of(call.state)) + " on the loser " +
                    page_label(page));
      }
      const bool rang = record->kind == CallKind::Direct && call.confirmed && call.leg_id.empty();
      if (other && rang && !is_elsewhere(call) && !world.ledger.data_lost) {
        report.fail(call.call_id + ": the loser " + page_label(page) + " was not told who has it");
      }
    }
  }
}

}  // namespace

const Checker losers_are_silent{6, "losers-are-silent", on_client, nullptr, at_rest};

}  // namespace ringline::sim::checker
