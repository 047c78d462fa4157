// Joined legs while the call lasts: reloads, device states, lost and returning connections (inv.
// 27).
#include <algorithm>
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

// Descriptions and candidates of an incarnation that is gone serve nobody: the link restarts
// (design 11.5).
void drop_negotiation(CallRecord& record) {
  record.offer.reset();
  record.answer.reset();
  record.parked.clear();
}

void put_into_grace(CallTurn& turn, Leg& leg) {
  leg.up = false;
  leg.grace_deadline = turn.now + turn.record.policy.reconnect_grace_ms;
  notify_all(turn, kNobody);
}

bool somebody_else_shares(const CallRecord& record, const Leg& own) {
  for (const Participant& one : record.participants) {
    for (const Leg& leg : one.legs) {
      const bool other = leg.state == LegState::Joined && leg.leg_id != own.leg_id;
      if (other && shares_screen(leg.report)) return true;
    }
  }
  return false;
}

bool may_share(const CallRecord& record, const Leg& leg) {
  switch (record.policy.screen_share) {
    case ScreenShare::Several: return true;
    case ScreenShare::One: return !somebody_else_shares(record, leg);
    case ScreenShare::Nobody: return false;
  }
  return false;
}

void put_up(Leg& leg) {
  leg.up = true;
  leg.grace_deadline = 0;
}

}  // namespace

void rejoin(CallTurn& turn, const Sender& sender, const Command& command) {
  Leg& leg = *leg_of(*participant_of(turn.record, sender.user_id), sender.device_id);
  if (leg.unproven) return refuse(turn, sender, command.id, Error{.code = ErrorCode::UnknownCall});
  if (leg.leg_id != command.leg_id) {
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::InvalidArgument});
  }
  if (leg.incarnation != command.incarnation) {
    leg.incarnation = command.incarnation;
    leg.report.screen = leg.report.recording = DeviceState::Unknown;  // they ended with the page
    drop_negotiation(turn.record);
  }
  put_up(leg);
  reply_with_ice(turn, sender, command.id);
  notify_all(turn, sender);
}

void set_state(CallTurn& turn, const Sender& sender, const Command& command) {
  Leg& leg = *leg_of(*participant_of(turn.record, sender.user_id), sender.device_id);
  if (shares_screen(command.report) && !may_share(turn.record, leg)) {
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::Forbidden});
  }
  leg.report = command.report;
  // It speaks, so it has seen what the view of a merged dial brought it.
  if (turn.record.state == RecordState::Active && leg.order > 1) turn.record.offer.reset();
  reply_bare(turn, sender, command.id);
  notify_all(turn, sender);
}

void lose_device(CallTurn& turn, const RecordInput& input) {
  Participant& participant = *participant_of(turn.record, input.user_id);
  if (input.revoked && input.device_id.empty()) {
    touch(turn);
    if (participant.left_at) return;
    const bool pending = is_pending(participant.state);
    const Departure why = pending ? Departure::Unreachable : Departure::Revoked;
    return depart(turn, participant, why, kNobody);
  }
  Leg* leg = leg_of(participant, input.device_id);
  if (leg == nullptr || leg->state != LegState::Joined) return;
  touch(turn);  // even if nothing else changes: a duplicate of this input must not count later
  if (input.revoked) return depart(turn, participant, Departure::Revoked, kNobody);
  if (leg->up) put_into_grace(turn, *leg);
}

void take_back_device(CallTurn& turn, const RecordInput& input) {
  CallRecord& record = turn.record;
  Participant& participant = *participant_of(record, input.user_id);
  switch (standing_of(record, input.user_id, input.device_id)) {
    case Standing::Pending: {
      // Not yet claimed: it is named when the claim is granted.
      if (participant.state == ParticipantState::Invited) return;
      keep_device(participant, input.device_id);
      return notify(turn, input.user_id, input.device_id);
    }
    case Standing::InviterLeg:
    case Standing::InviteeLeg: break;
    case Standing::Stranger:
    case Standing::InviterOther:
    case Standing::InviteeOther: return;
  }
  Leg& leg = *leg_of(participant, input.device_id);
  const bool same_page = leg.incarnation == input.incarnation;
  touch(turn);
  if (leg.unproven)
    return;  // that its device is here proves no consent to a call of somebody's seal
  if (same_page == leg.up) return;  // up and here, or away and still to rejoin
  if (!same_page) return put_into_grace(turn, leg);
  put_up(leg);
  notify_all(turn, kNobody);
}

}  // namespace ringline::switchboard
