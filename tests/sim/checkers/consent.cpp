// Inv. 11, 12, 13, 17: without the local user's yes nothing is captured, sent or joined.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

bool consents(Ledger& ledger, const ClientTurn& turn, const CallId& call_id) {
  if (const auto* dial = std::get_if<input::Dial>(&turn.input); dial && dial->call_id == call_id) {
    return true;
  }
  if (const auto* join = std::get_if<input::Join>(&turn.input); join && join->call_id == call_id) {
    return true;
  }
  if (is_yes(turn.input, call_id)) return true;
  for (const effect::Happened* one : did<effect::Happened>(turn)) {  // the dial was the yes
    if (one->event != CallEvent::Replaced || one->call_id != call_id) continue;
    return ledger.page_calls[{turn.page, one->previous_call_id}].consented;
  }
  return ledger.page_calls[{turn.page, call_id}].consented;
}

CallId call_of_link(const std::string& link_id) { return link_id.substr(0, link_id.find('#')); }

void on_client(Ledger& ledger, const ClientTurn& turn, const Report& report) {
  const auto need = [&](const CallId& call_id, const char* what) {
    if (!consents(ledger, turn, call_id)) report.fail(call_id + ": " + what + " without a yes");
  };
  for (const effect::Capture* one : did<effect::Capture>(turn)) need(one->call_id, "captures");
  for (const effect::OpenPeer* one : did<effect::OpenPeer>(turn))
    need(one->call_id, "opens a peer");
  for (const effect::CreateAnswer* one : did<effect::CreateAnswer>(turn)) {
    need(call_of_link(one->link_id), "answers");
  }
  for (const effect::SetTrack* one : did<effect::SetTrack>(turn)) {
    if (one->generation != 0) need(call_of_link(one->link_id), "sends a track");
  }
  for (const Call& call : page_of(turn).session.calls) {
    if (has_consent(call.state)) need(call.call_id, "is active");
  }
}

// The dial for which that yes was given goes on as this call.
bool yielded_to(const World& world, const CallId& dialled, const CallId& survivor) {
  const sb::CallRecord* record = call_record(world, dialled);
  return record != nullptr && record->replaced_by == survivor;
}

// A leg stands in the record only after its device's user said yes, and once it has left it does
// not come back by itself.
void on_commit(Ledger& ledger, const CommitTurn& turn, const Report& report) {
  const CallId& call_id = turn.after.call_id;
  for (const sb::Participant& one : turn.after.participants) {
    for (const sb::Leg& leg : one.legs) {
      const auto yes = ledger.consents.find(leg.leg_id);
      const bool mine = yes != ledger.consents.end() && yes->second.device == leg.device_id;
      const bool here = mine && (yes->second.call_id == call_id || ledger.data_lost ||
                                 yielded_to(turn.world, yes->second.call_id, call_id));
      if (!here) report.fail(call_id + ": " + leg.device_id + " joined without a yes");
      const bool gone = ledger.records[call_id].gone.contains(leg.leg_id);
      if (gone && leg.state == sb::LegState::Joined && !ledger.data_lost) {
        report.fail(call_id + ": " + leg.leg_id + " had left and is back");
      }
    }
    const bool joined = one.state == ParticipantState::Joined;
    if (joined && one.legs.empty()) report.fail(call_id + ": " + one.user_id + " has no leg");
  }
}

}  // namespace

const Checker consent{13, "consent", on_client, on_commit, nullptr};

}  // namespace ringline::sim::checker
