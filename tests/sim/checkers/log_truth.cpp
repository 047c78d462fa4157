// Inv. 31: one log entry a user and call, and it says what the record says.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

constexpr Millis kClockMs = 6'000;  // the server's clock may be set back in mid-call

// Whether the user heard of the call at all, and not as part of another one (design 11.6, 11.15).
bool belongs(const sb::CallRecord& record, const sb::Participant& one) {
  if (!record.replaced_by.empty()) return false;
  return one.claimed || one.user_id == record.inviter || one.state == ParticipantState::Busy;
}

void check_entry(const sb::CallRecord& record, const sb::Participant& one,
                 const sb::LogEffect& entry, const Report& report) {
  const std::string what = "the log of " + one.user_id + " of " + record.call_id + ": ";
  const bool same = entry.end_reason == one.end_reason && entry.ended_at == *one.left_at;
  if (!same) report.fail(what + "is not what the record says");
  if (entry.answered_at && *entry.answered_at > entry.ended_at + kClockMs) {
    report.fail(what + "answered after it ended");
  }
  const bool decided = !one.decided_by.empty() || one.joined_at.has_value();
  if (entry.missed && (decided || one.role != Role::Invitee)) {
    report.fail(what + "counts as missed, but was decided");
  }
  const bool missed =
      !decided && one.role == Role::Invitee && one.end_reason && counts_as_missed(*one.end_reason);
  if (missed && !entry.missed) report.fail(what + "was missed and does not count");
  const bool joined = one.joined_at && record.answered_at;
  if (joined != entry.answered_at.has_value()) report.fail(what + "who was in it was in it");
}

void at_rest(const World& world, const Report& report) {
  if (world.ledger.data_lost) return;
  for (const auto& [key, stored] : world.engine.records) {
    const auto* record = std::get_if<sb::CallRecord>(&stored->record);
    if (record == nullptr) continue;
    const bool buried = record->participants.size() < 2 && record->kind != CallKind::Session;
    if (buried) continue;  // it never was a call
    for (const sb::Participant& one : record->participants) {
      if (!one.left_at) continue;
      const auto found = world.engine.log.find({one.user_id, record->call_id});
      if (found != world.engine.log.end()) {
        if (belongs(*record, one)) check_entry(*record, one, found->second, report);
      } else if (belongs(*record, one)) {
        report.fail(record->call_id + " is not in the log of " + one.user_id);
      }
    }
  }
}

}  // namespace

const Checker log_truth{31, "log-truth", nullptr, nullptr, at_rest};

}  // namespace ringline::sim::checker
