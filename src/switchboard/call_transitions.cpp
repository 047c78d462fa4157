// The one file that assigns states of calls (call_transitions.h has the diagram).
#include "switchboard/call_transitions.h"

#include <algorithm>
#include <utility>

namespace ringline::switchboard {
namespace {

struct EndWords {
  EndReason inviter;
  EndReason invitee;
  ParticipantState invitee_state;  // of one who had not joined
};

EndWords words_of(Ending ending) {
  using enum EndReason;
  switch (ending) {
    case Ending::Cancelled: return {Cancelled, RemoteCancelled, ParticipantState::Cancelled};
    case Ending::DialFailed: return {Failed, RemoteCancelled, ParticipantState::Cancelled};
    case Ending::InviterLost: return {ConnectionLost, Missed, ParticipantState::Cancelled};
    case Ending::Declined: return {RemoteDeclined, Declined, ParticipantState::Declined};
    case Ending::Busy: return {RemoteBusy, Busy, ParticipantState::Busy};
    case Ending::NoResponse: return {NoResponse, Missed, ParticipantState::TimedOut};
    case Ending::Unreachable: return {Unreachable, Missed, ParticipantState::Unreachable};
    case Ending::HungUpByInviter: return {Hangup, RemoteHangup, ParticipantState::Left};
    case Ending::HungUpByInvitee: return {RemoteHangup, Hangup, ParticipantState::Left};
    case Ending::ConnectionLost: return {ConnectionLost, ConnectionLost, ParticipantState::Left};
    case Ending::Failed: return {Failed, Failed, ParticipantState::Left};
    case Ending::Replaced: return {Replaced, Replaced, ParticipantState::Cancelled};
    case Ending::NotPlaced: return {Failed, Failed, ParticipantState::Cancelled};
  }
  return {Failed, Failed, ParticipantState::Left};
}

}  // namespace

void begin_placing(CallRecord& record, Participant inviter, Participant invitee, Millis now) {
  record.state = RecordState::Placing;
  record.created_at = now;
  record.ring_deadline = now + record.policy.ring_timeout_ms;
  inviter.state = ParticipantState::Joined;
  invitee.state = ParticipantState::Invited;
  record.participants = {std::move(inviter), std::move(invitee)};
}

void begin_ringing(CallRecord& record, Millis now) {
  record.state = RecordState::Ringing;
  record.ring_deadline = now + record.policy.ring_timeout_ms;
  for (Participant& participant : record.participants) {
    if (participant.state != ParticipantState::Invited) continue;
    participant.ack_deadline = now + record.policy.ack_timeout_ms;
  }
}

void mark_ringing(Participant& participant) {
  participant.state = ParticipantState::Ringing;
  participant.ack_deadline = 0;
}

void join(CallRecord& record, Participant& participant, Leg leg, Millis now) {
  leg.state = LegState::Joined;
  participant.decided_by = leg.device_id;
  participant.legs = {std::move(leg)};
  participant.state = ParticipantState::Joined;
  participant.ack_deadline = 0;
  record.state = RecordState::Active;
  record.answered_at = now;
}

void end_call(CallRecord& record, Ending ending, FailureCategory failure, Millis now) {
  const EndWords words = words_of(ending);
  for (Participant& participant : record.participants) {
    const bool inviter = participant.role == Role::Inviter;
    const bool joined = participant.state == ParticipantState::Joined;
    participant.end_reason = inviter ? words.inviter : words.invitee;
    participant.state = inviter || joined ? ParticipantState::Left : words.invitee_state;
    participant.ack_deadline = 0;
    for (Leg& leg : participant.legs) {
      leg.state = LegState::Left;
      leg.grace_deadline = 0;
    }
  }
  record.state = RecordState::Ended;
  record.ended_at = now;
  record.failure = failure;
  record.offer.reset();
  record.answer.reset();
  record.parked.clear();
}

void bury(CallRecord& record, Participant leaver, Millis now) {
  record.created_at = now;
  record.ring_deadline = now;
  record.participants = {std::move(leaver)};
  end_call(record, Ending::Cancelled, FailureCategory::None, now);
}

void rebuild(CallRecord& record, const SealClaims& claims, const DeviceId& device, Millis now) {
  record.app = claims.app;
  record.call_id = claims.call_id;
  record.kind = claims.kind;
  record.media = claims.media;
  record.inviter = claims.inviter;
  record.created_at = claims.created_at;
  record.ring_deadline = claims.ring_deadline;
  record.answered_at = claims.answered_at;
  record.policy = claims.policy;
  record.participants = claims.participants;
  record.offer.reset();  // descriptions are of the old incarnations' first exchange: links restart
  record.answer.reset();
  record.parked.clear();
  record.state = claims.answered_at ? RecordState::Active : RecordState::Ringing;
  for (Participant& participant : record.participants) {
    if (participant.state == ParticipantState::Invited) {
      participant.ack_deadline = now + record.policy.ack_timeout_ms;
    }
    for (Leg& leg : participant.legs) {
      leg.state = LegState::Joined;
      leg.up = leg.device_id == device;
      leg.grace_deadline = leg.up ? 0 : now + record.policy.reconnect_grace_ms;
      leg.unproven = !leg.up;
      participant.decided_by = leg.device_id;
    }
  }
}

}  // namespace ringline::switchboard
