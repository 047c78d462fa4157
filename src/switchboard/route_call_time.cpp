// Deadlines of a call. Each is checked against what the record holds now, so a stale or early
// firing does nothing (inv. 4).
#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

enum class Due { Nothing, Placing, RingUnacknowledged, Ring, Grace };

Due grace_due(const CallRecord& record, Millis now) {
  for (const Participant& participant : record.participants) {
    for (const Leg& leg : participant.legs) {
      if (leg.state == LegState::Joined && !leg.up && now >= leg.grace_deadline) return Due::Grace;
    }
  }
  return Due::Nothing;
}

bool ring_unacknowledged(const CallRecord& record, Millis now) {
  for (const Participant& participant : record.participants) {
    if (participant.ack_deadline > 0 && now >= participant.ack_deadline) return true;
  }
  return false;
}

Due due(const CallRecord& record, Millis now) {
  switch (record.state) {
    case RecordState::Placing:
      return now >= record.created_at + limits::kPlacingMs ? Due::Placing : Due::Nothing;
    case RecordState::Ringing:
      if (ring_unacknowledged(record, now)) return Due::RingUnacknowledged;
      return now >= record.ring_deadline ? Due::Ring : grace_due(record, now);
    case RecordState::Active: return grace_due(record, now);
    case RecordState::Ended: return Due::Nothing;
  }
  return Due::Nothing;
}

}  // namespace

void pass_deadlines(CallTurn& turn) {
  switch (due(turn.record, turn.now)) {
    case Due::Nothing: return;
    case Due::Placing:
      return conclude(turn, Ending::NotPlaced, FailureCategory::Signalling, kNobody);
    case Due::RingUnacknowledged:
      return conclude(turn, Ending::Unreachable, FailureCategory::None, kNobody);
    case Due::Ring: return conclude(turn, Ending::NoResponse, FailureCategory::None, kNobody);
    case Due::Grace: {
      const bool answered = turn.record.state == RecordState::Active;
      return conclude(turn, answered ? Ending::ConnectionLost : Ending::InviterLost,
                      FailureCategory::None, kNobody);
    }
  }
}

}  // namespace ringline::switchboard
