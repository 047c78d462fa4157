// Deadlines of a call. Each is checked against what the record holds now, so a stale or early
// firing does nothing (inv. 4).
#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

// What one participant's time has run out for; nothing while it has not.
std::optional<Departure> overdue(const Participant& participant, Millis now) {
  const auto passed = [now](Millis deadline) { return deadline > 0 && now >= deadline; };
  if (is_pending(participant.state)) {
    if (passed(participant.ack_deadline)) return Departure::Unreachable;
    if (passed(participant.ring_deadline)) return Departure::NoResponse;
    return std::nullopt;
  }
  for (const Leg& leg : participant.legs) {
    const bool lost = leg.state == LegState::Joined && !leg.up && now >= leg.grace_deadline;
    if (lost) return Departure::ConnectionLost;
  }
  return std::nullopt;
}

// One of them, acted on; false when none is overdue. The record may be quite another one then.
bool pass_one_departure(CallTurn& turn) {
  for (Participant& participant : turn.record.participants) {
    const std::optional<Departure> why = overdue(participant, turn.now);
    if (!why) continue;
    depart(turn, participant, *why, kNobody);
    return true;
  }
  return false;
}

bool is_placing_overdue(const CallRecord& record, Millis now) {
  return record.state == RecordState::Placing && record.kind != CallKind::Session &&
         now >= record.created_at + limits::kPlacingMs;
}

}  // namespace

void pass_deadlines(CallTurn& turn) {
  const CallRecord& record = turn.record;
  if (record.state == RecordState::Ended) return;
  if (is_placing_overdue(record, turn.now)) {
    return conclude(turn, Ending::NotPlaced, FailureCategory::Signalling, kNobody);
  }
  pass_joiner_deadlines(turn);
  if (record.state == RecordState::Ended) return;  // nobody was left of a session
  pass_video_deadline(turn);
  if (record.state == RecordState::Placing) return;
  while (record.state != RecordState::Ended && pass_one_departure(turn)) {
  }
  settle_when_claimed(turn);
}

}  // namespace ringline::switchboard
