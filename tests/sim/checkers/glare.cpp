// Inv. 8: of two calls that two people dial to each other one survives: never both, never none for
// the other's sake.
#include "tests/sim/checkers/all.h"

#include <algorithm>

namespace ringline::sim::checker {
namespace {

bool are_crossed(const sb::CallRecord& a, const sb::CallRecord& b) {
  const sb::Participant* to_a = invitee_of(a);
  const sb::Participant* to_b = invitee_of(b);
  if (a.kind != CallKind::Direct || b.kind != CallKind::Direct) return false;
  return to_a != nullptr && to_b != nullptr && a.inviter == to_b->user_id &&
         b.inviter == to_a->user_id;
}

bool rings_or_lasts(const sb::CallRecord& record) {
  return record.state == RecordState::Ringing || record.state == RecordState::Active;
}

void on_commit(Ledger& ledger, const CommitTurn& turn, const Report& report) {
  const Policy& policy = turn.after.policy;
  const bool exclusive = policy.busy == BusyRule::Reject && policy.busy_scope == BusyScope::User &&
                         policy.call_while_in_call == CallWhileInCall::Refuse;
  if (!exclusive || ledger.data_lost || !rings_or_lasts(turn.after)) return;
  for (const auto& [key, stored] : turn.world.engine.records) {
    const auto* other = std::get_if<sb::CallRecord>(&stored->record);
    if (other == nullptr || other->call_id == turn.after.call_id) continue;
    if (are_crossed(*other, turn.after) && rings_or_lasts(*other)) {
      report.fail(other->call_id + " and " + turn.after.call_id + " cross and both stand");
    }
  }
}

// The story: two have dialled each other and do nothing else. They talk, in the call with the lower
// id.
void at_rest(const World& world, const Report& report) {
  if (world.setup.story != Story::Glare || world.setup.policy.glare != GlareRule::Join) return;
  std::vector<const sb::CallRecord*> dialled;
  for (const auto& [key, stored] : world.engine.records) {
    const auto* record = std::get_if<sb::CallRecord>(&stored->record);
    if (record != nullptr) dialled.push_back(record);
  }
  if (dialled.size() != 2 || world.ledger.calls != 2) return;
  std::sort(dialled.begin(), dialled.end(),
            [](const auto* a, const auto* b) { return a->call_id < b->call_id; });
  const sb::CallRecord& survivor = *dialled.front();
  if (survivor.state != RecordState::Active) report.fail(survivor.call_id + " did not survive");
  if (dialled.back()->state != RecordState::Ended) {
    report.fail(dialled.back()->call_id + " did not give way");
  }
  for (const UserId& user : {survivor.inviter, dialled.back()->inviter}) {
    int pages = 0;
    for (const Page& page : world.pages) {
      const Call* call = find_call(page.session, survivor.call_id);
      const bool talks = call != nullptr && call->state == CallState::Connected;
      pages += talks && user_name(page.user) == user ? 1 : 0;
    }
    if (pages != 1)
      report.fail(user + " is in " + survivor.call_id + " on " + std::to_string(pages) + " pages");
  }
}

}  // namespace

const Checker glare{8, "glare", nullptr, on_commit, at_rest};

}  // namespace ringline::sim::checker
