// The one file that assigns states of calls (call_transitions.h has the diagram).
#include "switchboard/call_transitions.h"

#include <algorithm>
#include <utility>

namespace ringline::switchboard {
namespace {

using enum EndReason;

struct EndWords {
  EndReason inviter;
  EndReason others;   // who had joined
  EndReason pending;  // who had not answered
  ParticipantState pending_state;
};

EndWords words_of(Ending ending) {
  constexpr auto kCancelled = ParticipantState::Cancelled;
  switch (ending) {
    case Ending::Cancelled: return {Cancelled, RemoteCancelled, RemoteCancelled, kCancelled};
    case Ending::DialFailed: return {Failed, Failed, RemoteCancelled, kCancelled};
    case Ending::InviterLost: return {ConnectionLost, ConnectionLost, Missed, kCancelled};
    case Ending::Declined: return {RemoteDeclined, Declined, Declined, ParticipantState::Declined};
    case Ending::Busy: return {RemoteBusy, Busy, Busy, ParticipantState::Busy};
    case Ending::NoResponse: return {NoResponse, Missed, Missed, ParticipantState::TimedOut};
    case Ending::Unreachable: return {Unreachable, Missed, Missed, ParticipantState::Unreachable};
    case Ending::HungUpByInviter: return {Hangup, RemoteHangup, RemoteCancelled, kCancelled};
    case Ending::HungUpByInvitee: return {RemoteHangup, Hangup, RemoteCancelled, kCancelled};
    case Ending::ConnectionLost: return {ConnectionLost, ConnectionLost, Missed, kCancelled};
    case Ending::Failed: return {Failed, Failed, Failed, kCancelled};
    case Ending::Replaced: return {Replaced, Replaced, Replaced, kCancelled};
    case Ending::NotPlaced: return {Failed, Failed, Failed, kCancelled};
    case Ending::EndedByHost: return {EndedByHost, EndedByHost, RemoteCancelled, kCancelled};
    case Ending::EveryoneLeft: return {EveryoneLeft, EveryoneLeft, Missed, kCancelled};
  }
  return {Failed, Failed, Failed, kCancelled};
}

struct Out {
  ParticipantState state;
  EndReason reason;  // in the participant's own words
};

Out out_of(Departure why) {
  switch (why) {
    case Departure::HungUp: return {ParticipantState::Left, Hangup};
    case Departure::PeerHungUp: return {ParticipantState::Left, RemoteHangup};
    case Departure::NoMedia:
    case Departure::Permission:
    case Departure::Revoked: return {ParticipantState::Left, Failed};
    case Departure::ConnectionLost: return {ParticipantState::Left, ConnectionLost};
    case Departure::Removed: return {ParticipantState::Left, Removed};
    case Departure::Declined: return {ParticipantState::Declined, Declined};
    case Departure::SaidBusy:
    case Departure::Busy: return {ParticipantState::Busy, Busy};
    case Departure::NoResponse: return {ParticipantState::TimedOut, Missed};
    case Departure::Unreachable: return {ParticipantState::Unreachable, Missed};
    case Departure::Cancelled: return {ParticipantState::Cancelled, RemoteCancelled};
  }
  return {ParticipantState::Left, Failed};
}

void put_out(Participant& participant, Out out, Millis now) {
  participant.state = out.state;
  participant.end_reason = out.reason;
  participant.ack_deadline = 0;
  participant.ring_deadline = 0;
  participant.left_at = now;
  for (Leg& leg : participant.legs) {
    leg.state = LegState::Left;
    leg.grace_deadline = 0;
  }
}

// A seat for one more: who has been out longest is forgotten first (inv. 36).
void make_room(CallRecord& record) {
  std::vector<Participant>& all = record.participants;
  if (all.size() < limits::kParticipants) return;
  auto oldest = all.end();
  for (auto it = all.begin(); it != all.end(); ++it) {
    // A call stays its inviter's; a session is nobody's.
    const bool kept = record.kind != CallKind::Session && it->user_id == record.inviter;
    if (!it->left_at || kept) continue;
    if (oldest == all.end() || it->left_at < oldest->left_at) oldest = it;
  }
  if (oldest != all.end()) all.erase(oldest);
}

bool is_same_stay(const Participant& known, const Participant& sealed) {
  if (known.legs.empty()) return false;
  const Leg* leg = leg_of(sealed, known.legs.front().device_id);
  return leg != nullptr && leg->leg_id == known.legs.front().leg_id;
}

// What the record knows better than the seal from which it is rebuilt: who has left the leg that
// the seal speaks of, and who has come since.
void keep_later(CallRecord& record, const Participant& known) {
  Participant* sealed = participant_of(record, known.user_id);
  if (sealed == nullptr) {
    if (!known.left_at) record.participants.push_back(known);
    return;
  }
  const bool left = known.left_at && !sealed->left_at && is_same_stay(known, *sealed);
  const bool came = !known.left_at && sealed->left_at && known.came_at > *sealed->left_at;
  if (left || came) *sealed = known;
}

// The leg as the record knew it, proven to be in; or null.
const Leg* proven_leg(const std::vector<Participant>& known_before, const LegId& leg_id) {
  for (const Participant& participant : known_before) {
    for (const Leg& leg : participant.legs) {
      const bool proven = leg.state == LegState::Joined && !leg.unproven;
      if (proven && leg.leg_id == leg_id) return &leg;
    }
  }
  return nullptr;
}

}  // namespace

void begin_placing(CallRecord& record, Participant inviter, const std::vector<UserId>& invitees,
                   Millis now) {
  record.state = RecordState::Placing;
  record.created_at = now;
  record.ring_deadline = now + record.policy.ring_timeout_ms;
  inviter.state = ParticipantState::Joined;
  inviter.came_at = now;
  inviter.joined_at = now;
  record.participants = {std::move(inviter)};
  for (const UserId& user : invitees) invite(record, user, {}, now);
}

void begin_session(CallRecord& record, Millis now) {
  record.kind = CallKind::Session;
  record.state = RecordState::Placing;
  record.created_at = now;
  record.ring_deadline = now;
  record.answered_at.reset();
  record.ended_at.reset();
  record.failure = FailureCategory::None;
  record.participants.clear();
  record.joiners.clear();
  record.video_request = {};
  record.video_declined.clear();
}

void begin_ringing(CallRecord& record) { record.state = RecordState::Ringing; }

void become_group(CallRecord& record) {
  if (record.kind == CallKind::Direct) record.kind = CallKind::Group;
}

Participant& invite(CallRecord& record, const UserId& user, const UserId& by, Millis now) {
  if (Participant* before = participant_of(record, user)) {
    Participant again{.user_id = user,
                      .role = before->role == Role::Inviter ? Role::Inviter : Role::Invitee,
                      .name = before->name,
                      .avatar = before->avatar,
                      .invited_by = by,
                      .came_at = now,
                      .joined_at = before->joined_at};
    *before = std::move(again);
    return *before;
  }
  make_room(record);
  return record.participants.emplace_back(
      Participant{.user_id = user, .role = Role::Invitee, .invited_by = by, .came_at = now});
}

Participant& enter(CallRecord& record, Participant participant) {
  if (Participant* before = participant_of(record, participant.user_id)) {
    if (is_pending(before->state)) participant.devices = before->devices;  // they still ring
    *before = std::move(participant);
    return *before;
  }
  make_room(record);
  return record.participants.emplace_back(std::move(participant));
}

void mark_rung(CallRecord& record, Participant& participant, Millis now) {
  participant.state = ParticipantState::Rung;
  participant.ack_deadline = now + record.policy.ack_timeout_ms;
  participant.ring_deadline = now + record.policy.ring_timeout_ms;
  record.ring_deadline = std::max(record.ring_deadline, participant.ring_deadline);
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
  participant.end_reason.reset();
  participant.left_at.reset();
  participant.joined_at = now;
  participant.ack_deadline = 0;
  participant.ring_deadline = 0;
  record.state = RecordState::Active;
  if (!record.answered_at) record.answered_at = now;
}

void take_out(CallRecord& record, Participant& participant, Departure why, Millis now) {
  put_out(participant, out_of(why), now);
  if (failure_of(why) != FailureCategory::None) record.failure = failure_of(why);
}

void end_call(CallRecord& record, Ending ending, FailureCategory failure, Millis now) {
  const EndWords words = words_of(ending);
  for (Participant& participant : record.participants) {
    const bool inviter = participant.user_id == record.inviter;
    if (is_pending(participant.state)) {
      put_out(participant, {words.pending_state, words.pending}, now);
    } else if (participant.state == ParticipantState::Joined) {
      put_out(participant, {ParticipantState::Left, inviter ? words.inviter : words.others}, now);
    }
  }
  record.joiners.clear();
  record.state = RecordState::Ended;
  record.ended_at = now;
  if (failure != FailureCategory::None) record.failure = failure;  // else of who failed before
  record.video_request = {};
  record.video_declined.clear();
  record.offer.reset();
  record.answer.reset();
  record.parked.clear();
}

Ending ending_of(Departure why, Role role, bool before_answer) {
  const bool inviter = role == Role::Inviter;
  switch (why) {
    case Departure::HungUp:
      if (before_answer) return inviter ? Ending::Cancelled : Ending::Declined;
      return inviter ? Ending::HungUpByInviter : Ending::HungUpByInvitee;
    case Departure::PeerHungUp: return inviter ? Ending::HungUpByInvitee : Ending::HungUpByInviter;
    case Departure::NoMedia:
    case Departure::Permission:
    case Departure::Revoked: return before_answer && inviter ? Ending::DialFailed : Ending::Failed;
    case Departure::ConnectionLost:
      return before_answer ? Ending::InviterLost : Ending::ConnectionLost;
    case Departure::Removed: return Ending::EndedByHost;
    case Departure::Declined: return Ending::Declined;
    case Departure::SaidBusy:
    case Departure::Busy: return Ending::Busy;
    case Departure::NoResponse: return Ending::NoResponse;
    case Departure::Unreachable: return Ending::Unreachable;
    case Departure::Cancelled: return Ending::Cancelled;
  }
  return Ending::Failed;
}

FailureCategory failure_of(Departure why) {
  switch (why) {
    case Departure::NoMedia: return FailureCategory::Ice;
    case Departure::Permission: return FailureCategory::Permission;
    case Departure::Revoked: return FailureCategory::Auth;
    case Departure::HungUp:
    case Departure::PeerHungUp:
    case Departure::ConnectionLost:
    case Departure::Removed:
    case Departure::Declined:
    case Departure::SaidBusy:
    case Departure::Busy:
    case Departure::NoResponse:
    case Departure::Unreachable:
    case Departure::Cancelled: return FailureCategory::None;
  }
  return FailureCategory::None;
}

void close_video_request(CallRecord& record, VideoRequestState state) {
  record.video_request.state = state;
  record.video_request.deadline = 0;
  record.video_declined.clear();
}

bool everybody_else_declined_video(const CallRecord& record) {
  const std::vector<UserId>& declined = record.video_declined;
  bool somebody = false;
  for (const Participant& participant : record.participants) {
    if (participant.state != ParticipantState::Joined) continue;
    if (participant.user_id == record.video_request.by) continue;
    somebody = true;
    if (std::find(declined.begin(), declined.end(), participant.user_id) == declined.end()) {
      return false;
    }
  }
  return somebody;
}

void review_video_request(CallRecord& record) {
  if (record.video_request.state != VideoRequestState::Requested) return;
  const Participant* asker = participant_of(record, record.video_request.by);
  if (asker == nullptr || asker->state != ParticipantState::Joined) {
    close_video_request(record, VideoRequestState::Cancelled);
  } else if (everybody_else_declined_video(record)) {
    close_video_request(record, VideoRequestState::Declined);
  }
}

void bury(CallRecord& record, Participant leaver, Millis now) {
  record.created_at = now;
  record.ring_deadline = now;
  leaver.state = ParticipantState::Joined;
  record.participants = {std::move(leaver)};
  end_call(record, Ending::Cancelled, FailureCategory::None, now);
}

void rebuild(CallRecord& record, const SealClaims& claims, const DeviceId& device, Millis now) {
  const std::vector<Participant> known_before = std::move(record.participants);
  record.app = claims.app;
  record.call_id = claims.call_id;
  // Whom somebody has added meanwhile made a group of it, and that it stays.
  if (record.kind != CallKind::Group) record.kind = claims.kind;
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
  record.ended_at.reset();
  record.failure = FailureCategory::None;
  for (Participant& participant : record.participants) {
    if (is_pending(participant.state)) {
      participant.ring_deadline = claims.ring_deadline;
      if (participant.state != ParticipantState::Ringing) {
        participant.ack_deadline = now + record.policy.ack_timeout_ms;
      }
    }
    const bool joined = participant.state == ParticipantState::Joined;
    const bool out = !joined && !is_pending(participant.state);
    if (out && !participant.left_at) participant.left_at = now;
    for (Leg& leg : participant.legs) {
      participant.decided_by = leg.device_id;
      leg.state = joined ? LegState::Joined : LegState::Left;
      if (!joined) continue;
      const Leg* known = proven_leg(known_before, leg.leg_id);
      leg.up = leg.device_id == device || (known != nullptr && known->up);
      leg.grace_deadline = leg.up ? 0 : now + record.policy.reconnect_grace_ms;
      leg.unproven = !leg.up && known == nullptr;
      if (known == nullptr) continue;
      leg.report = known->report;  // of which a seal says nothing
    }
  }
  for (const Participant& known : known_before) keep_later(record, known);
}

}  // namespace ringline::switchboard
