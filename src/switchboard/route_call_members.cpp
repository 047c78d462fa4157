// Who is in a call, changed by somebody in it: inviting more, taking rings back, removing, ending
// for all (R21, R34, R35, R50; reliability 2.3).
#include <algorithm>
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

bool is_out(const Participant* participant) {
  return participant == nullptr || participant->left_at.has_value();
}

bool may_invite(const CallRecord& record, const Sender& sender) {
  if (!sender.may_invite) return false;
  switch (record.policy.who_can_invite) {
    case WhoCanInvite::Anyone: return true;
    case WhoCanInvite::Inviter: return sender.user_id == record.inviter || sender.may_moderate;
  }
  return false;
}

bool may_end(const CallRecord& record, const Sender& sender) {
  if (sender.may_moderate) return true;
  switch (record.policy.who_can_end) {
    case WhoCanEnd::Inviter: return sender.user_id == record.inviter;
    case WhoCanEnd::Anyone: return true;
    case WhoCanEnd::Nobody: return false;
  }
  return false;
}

bool may_cancel(const CallRecord& record, const Sender& sender, const Participant& pending) {
  return sender.may_moderate || ringer_of(record, pending) == sender.user_id;
}

// Whoever is out is not named by the caller's mistake: nothing is to be done then (R21).
Participant* here(CallRecord& record, const UserId& user) {
  Participant* participant = participant_of(record, user);
  return is_out(participant) ? nullptr : participant;
}

}  // namespace

void add_users(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  const auto refuse_with = [&](ErrorCode code) {
    refuse(turn, sender, command.id, Error{.code = code});
  };
  if (!may_invite(record, sender)) return refuse_with(ErrorCode::Forbidden);
  std::vector<UserId> wanted;
  for (const UserId& user : command.to) {
    const bool known = std::find(wanted.begin(), wanted.end(), user) != wanted.end();
    if (!known && is_out(participant_of(record, user))) wanted.push_back(user);
  }
  const bool inviter_again =
      std::find(wanted.begin(), wanted.end(), record.inviter) != wanted.end();
  const std::size_t more = wanted.size() - (inviter_again ? 1 : 0);  // whose place is kept
  if (seats_taken(record) + more > limits::kParticipants) {
    return refuse_with(ErrorCode::LimitReached);
  }
  if (!wanted.empty()) become_group(record);
  for (const UserId& user : wanted) {
    const Participant* before = participant_of(record, user);
    const Millis left_at = before == nullptr ? 0 : before->left_at.value_or(0);
    // Never the deadline of an earlier invitation, by which the answers to claims are told apart.
    const Millis asked_at = std::max(turn.now, left_at + 1);
    Participant& participant = invite(record, user, sender.user_id, turn.now);
    participant.ack_deadline = asked_at + limits::kPlacingMs;
    claim(turn, participant, sender.device_id, record.policy.call_while_in_call);
  }
  reply_and_remember(turn, sender, command.id);
  if (!wanted.empty()) notify_all(turn, sender);
}

void cancel_users(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  for (const UserId& user : command.to) {
    const Participant* participant = participant_of(record, user);
    if (participant == nullptr || !is_pending(participant->state)) continue;
    if (may_cancel(record, sender, *participant)) continue;
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::Forbidden});
  }
  reply_and_remember(turn, sender, command.id);
  for (const UserId& user : command.to) {
    Participant* participant = here(record, user);
    if (participant == nullptr || !is_pending(participant->state)) continue;
    depart(turn, *participant, Departure::Cancelled, sender);
  }
  settle_when_claimed(turn);
}

void remove_users(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  const std::vector<UserId>& users = command.to;
  const bool self = std::find(users.begin(), users.end(), sender.user_id) != users.end();
  if (!may_end(record, sender)) {
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::Forbidden});
  }
  if (record.kind == CallKind::Direct || self) {  // that is hanging up
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::InvalidState});
  }
  reply_and_remember(turn, sender, command.id);
  for (const UserId& user : users) {
    Participant* participant = here(record, user);
    if (participant == nullptr) continue;
    const bool pending = is_pending(participant->state);
    depart(turn, *participant, pending ? Departure::Cancelled : Departure::Removed, sender);
  }
  settle_when_claimed(turn);
}

void request_mute(CallTurn& turn, const Sender& sender, const Command& command) {
  const std::vector<UserId>& users = command.to;
  if (std::find(users.begin(), users.end(), sender.user_id) != users.end()) {
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::InvalidArgument});
  }
  for (const UserId& user : users) {
    Participant* participant = here(turn.record, user);
    if (participant == nullptr || participant->state != ParticipantState::Joined) continue;
    participant->mute_request = {participant->mute_request.id + 1, sender.user_id};
  }
  reply_and_remember(turn, sender, command.id);
  notify_all(turn, sender);
}

void end_for_all(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  if (record.kind == CallKind::Direct) return hang_up(turn, sender, command);
  if (!may_end(record, sender)) {
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::Forbidden});
  }
  Participant& participant = *participant_of(record, sender.user_id);
  participant.ext = command.ext;
  reply_and_remember(turn, sender, command.id);
  if (!record.answered_at) {
    return conclude(turn, Ending::Cancelled, FailureCategory::None, sender);
  }
  leave_before_the_end(turn, participant, sender);
  conclude(turn, Ending::EndedByHost, FailureCategory::None, sender);
}

}  // namespace ringline::switchboard
