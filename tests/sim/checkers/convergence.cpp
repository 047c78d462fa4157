// Inv. 30: when faults have stopped for long enough, pages and records agree and nothing is
// pending.
#include "switchboard/call_transitions.h"
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

bool may_be_offline(const World& world, const Page& page) {
  switch (page.session.connection) {
    case ConnectionState::Online: return false;
    case ConnectionState::Offline: return !page.wants_online;
    case ConnectionState::InUse:
    case ConnectionState::Fenced: return true;
    case ConnectionState::Connecting:
    case ConnectionState::Waiting: return false;
    case ConnectionState::Refused: return world.ledger.revoked.contains(page.session.device_id);
  }
  return false;
}

void check_call(const World& world, const Page& page, const Call& call, const Report& report) {
  const std::string who = call.call_id + " on " + page_label(page) + ": ";
  const sb::CallRecord* record = call_record(world, call.call_id);
  const std::string state(name_of(call.state));
  if (record == nullptr || record->state == RecordState::Ended) {
    return report.fail(who + state + ", but its record is " +
                       (record == nullptr ? "absent" : "ended"));
  }
  const sb::Participant* own = person_in(*record, user_name(page.user));
  const bool pending = own != nullptr && is_pending(own->state);
  const bool rings = call.state == CallState::Ringing || call.state == CallState::Silenced;
  if (rings && pending) return;
  if (call.state == CallState::Calling && record->state == RecordState::Ringing) return;
  const bool talks = call.state == CallState::Connected;
  const bool joined = own != nullptr && own->state == ParticipantState::Joined;
  if (!talks || !joined || record->state != RecordState::Active) {
    report.fail(who + state + ", but its record is " + std::string(name_of(record->state)) +
                (own == nullptr ? "" : " (" + std::string(name_of(own->state)) + ")"));
  }
}

void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive) continue;
    if (may_be_offline(world, page)) continue;
    if (page.session.connection != ConnectionState::Online) {
      report.fail(page_label(page) + " is " + std::string(name_of(page.session.connection)));
      continue;
    }
    for (const Pending& pending : page.session.pending) {
      report.fail(page_label(page) + " still waits for " +
                  std::string(name_of(pending.command.kind)));
    }
    for (const auto& [request, since] : page.asked) {
      if (world.now - since > 60'000) report.fail(page_label(page) + ": a promise hangs");
    }
    for (const Call& call : page.session.calls) {
      if (call.state != CallState::Ended) check_call(world, page, call, report);
    }
  }
  for (const auto& [key, stored] : world.engine.records) {
    const bool waits =
        std::visit([](const auto& one) { return !one.outbox.empty(); }, stored->record);
    if (waits) report.fail(key + " still owes something");
    const auto* record = std::get_if<sb::CallRecord>(&stored->record);
    if (record == nullptr || record->state == RecordState::Ended) continue;
    for (const sb::Joiner& joiner : record->joiners) {
      report.fail(key + " still lets " + joiner.participant.user_id + " wait");
    }
    if (record->state == RecordState::Placing) report.fail(key + " is still being placed");
    if (record->state != RecordState::Active) continue;
    for (const sb::Participant& one : record->participants) {
      for (const sb::Leg& leg : one.legs) {
        if (leg.state != sb::LegState::Joined) continue;
        bool here = false;
        for (const Page& page : world.pages) {
          const Call* call = page.alive ? find_call(page.session, record->call_id) : nullptr;
          here = here || (call != nullptr && call->leg_id == leg.leg_id && is_agreed(call->state));
        }
        if (!here) report.fail(key + " lasts, but nobody is at " + leg.leg_id);
      }
    }
  }
}

}  // namespace

const Checker convergence{30, "convergence", nullptr, nullptr, at_rest};

}  // namespace ringline::sim::checker
