// Inv. 9: who dials the same person anew from the device whose call was lost gets through, and the
// dead call is replaced; another's call is never touched by that.
#include <algorithm>

#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

// A call that gives way without a survivor does so to a dial of a device that is in it.
void on_commit(Ledger&, const CommitTurn& turn, const Report& report) {
  const bool asked = turn.job.kind == JobKind::Input && turn.job.input.type == sb::InputType::Check;
  if (!asked || turn.before == nullptr || turn.after.state != RecordState::Ended) return;
  if (turn.before->state == RecordState::Ended || !turn.after.replaced_by.empty()) return;
  const sb::Participant* caller = person_in(*turn.before, turn.job.input.inviter);
  bool holds = false;
  for (const sb::Leg& leg : caller == nullptr ? std::vector<sb::Leg>() : caller->legs) {
    holds = holds || leg.device_id == turn.job.input.inviter_device;
  }
  const bool both = person_in(*turn.before, turn.job.input.invitee) != nullptr;
  if (!holds || !both || turn.before->kind != CallKind::Direct) {
    report.fail(turn.after.call_id + " gave way to a dial of somebody else");
  }
}

bool rang_to_the_end(const sb::CallRecord& record) {
  return std::any_of(
      record.participants.begin(), record.participants.end(),
      [](const sb::Participant& one) { return one.state == ParticipantState::TimedOut; });
}

// The story: two are in a call, one of them loses the page, opens another and dials again.
void at_rest(const World& world, const Report& report) {
  if (world.setup.story != Story::Recall) return;
  const sb::CallRecord* first = nullptr;
  const sb::CallRecord* last = nullptr;
  int lasting = 0;
  for (const auto& [key, stored] : world.engine.records) {
    const auto* record = std::get_if<sb::CallRecord>(&stored->record);
    if (record == nullptr) continue;
    lasting += record->state == RecordState::Active ? 1 : 0;
    if (last == nullptr || record->created_at > last->created_at) last = record;
    if (first == nullptr || record->created_at < first->created_at) first = record;
  }
  // Slow frames may have spoilt the beginning of the story.
  if (world.ledger.calls != 2 || first == nullptr || !first->answered_at) return;
  // Or the first call was still ringing when it was dialled back: then the dial was its answer, and
  // nothing was lost (checker 8).
  if (first != last && *first->answered_at >= last->created_at) return;
  // Or it came so late that the other side had pressed accept before it rang.
  if (last != first && rang_to_the_end(*last)) return;
  if (last == nullptr || last->state != RecordState::Active || lasting != 1) {
    report.fail("the second call did not take the place of the first");
  }
}

}  // namespace

const Checker recall{9, "re-call", nullptr, on_commit, at_rest};

}  // namespace ringline::sim::checker
