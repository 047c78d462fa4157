// Sessions: calls that are joined by their id, with nobody ringing (R9; design 11.10). Who joins is
// claimed first, like everybody in a call.
#include <algorithm>
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

// A session that has ended may live again under its id: it is a place, not one conversation.
bool begins_anew(const CallRecord& record) {
  return record.version == 0 || record.state == RecordState::Ended;
}

void begin(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  record.epoch = turn.context.epoch;
  record.media = command.media;
  record.inviter = sender.user_id;
  record.ext.clear();
  record.policy = narrowed(turn.context.policy, command.policy);
  begin_session(record, turn.now);
}

Participant joining(const Sender& sender, const Command& command) {
  Participant participant{.user_id = sender.user_id,
                          .role = Role::Joiner,
                          .name = sender.name,
                          .avatar = sender.avatar,
                          .ext = command.ext,
                          .decided_by = sender.device_id};
  participant.legs.push_back(
      {.leg_id = command.leg_id,
       .incarnation = command.incarnation,
       .device_id = sender.device_id,
       .report = {.camera =
                      command.media == Media::Audio ? DeviceState::Off : DeviceState::Unknown}});
  return participant;
}

// The page that had the leg is gone, or it would not join again.
void replace_leg(CallTurn& turn, Participant& participant, const Sender& sender,
                 const Command& command) {
  Leg leg = joining(sender, command).legs.front();
  leg.order = next_order(turn.record);
  participant.legs = {std::move(leg)};
  owe(turn, {.kind = OutboxKind::Relay});
  reply_with_ice(turn, sender, command.id);
  notify_all(turn, sender);
}

// The first joiner of whom that is true, who waits no more.
template <typename Predicate>
std::optional<Joiner> take_out_joiner(CallRecord& record, Predicate predicate) {
  const auto found = std::find_if(record.joiners.begin(), record.joiners.end(), predicate);
  if (found == record.joiners.end()) return std::nullopt;
  std::optional<Joiner> joiner = std::move(*found);
  record.joiners.erase(found);
  return joiner;
}

// A merged dial is answered as the invited user that it belongs to.
bool is_answered_by(const Joiner& joiner, const RecordInput& answer) {
  return joiner.command_id.empty() || answer.incarnation.empty() ||
         answer.incarnation == std::to_string(joiner.deadline);
}

bool is_here(const CallRecord& record, const UserId& user) {
  const Participant* participant = participant_of(record, user);
  return participant != nullptr && !participant->left_at;
}

// The user's record forgets the call, unless the user still rings for it.
void release_joiner(CallTurn& turn, const UserId& user) {
  if (is_here(turn.record, user)) return;
  tell(turn, user_key(turn.record.app, user),
       {.type = InputType::Release, .call_id = turn.record.call_id});
}

}  // namespace

void join_session(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  const auto refuse_with = [&](ErrorCode code) {
    refuse(turn, sender, command.id, Error{.code = code});
  };
  if (!sender.may_join) return refuse_with(ErrorCode::Forbidden);
  if (command.policy_not_yours) return refuse_with(ErrorCode::PolicyNotYours);
  const LegOwner same = joined_leg(record, command.leg_id);
  if (same.leg != nullptr && same.participant->user_id != sender.user_id) {
    return refuse_with(ErrorCode::InvalidArgument);
  }
  if (begins_anew(record)) {
    if (!record.outbox.empty()) return refuse_with(ErrorCode::TryLater);  // of its last life
    begin(turn, sender, command);
  }
  Participant* before = participant_of(record, sender.user_id);
  if (before != nullptr && before->state == ParticipantState::Joined) {
    if (before->decided_by != sender.device_id) return refuse_with(ErrorCode::AnsweredElsewhere);
    return replace_leg(turn, *before, sender, command);
  }
  if (joiner_of(record, sender.user_id) != nullptr) return refuse_with(ErrorCode::TryLater);
  if (is_full(record)) return refuse_with(ErrorCode::CallFull);
  const bool full = before == nullptr && seats_taken(record) >= limits::kParticipants;
  if (full || record.joiners.size() >= limits::kJoiners) {
    return refuse_with(ErrorCode::LimitReached);
  }
  touch(turn);
  Joiner joiner{.participant = joining(sender, command),
                .command_id = command.id,
                .deadline = turn.now + limits::kPlacingMs};
  joiner.participant.ack_deadline = joiner.deadline;
  claim(turn, joiner.participant, sender.device_id,
        command.policy.call_while_in_call.value_or(turn.context.policy.call_while_in_call));
  record.joiners.push_back(std::move(joiner));
}

bool take_joiner(CallTurn& turn, const RecordInput& answer, std::optional<Error> refused) {
  std::optional<Joiner> joiner = take_out_joiner(turn.record, [&](const Joiner& waiting) {
    return waiting.participant.user_id == answer.user_id && is_answered_by(waiting, answer);
  });
  if (!joiner) return false;
  const CommandId command = joiner->command_id;
  if (refused) {
    if (command.empty()) return false;  // a dial that was merged: the user was invited, too
    reply_late(turn, joiner->participant, command, std::move(refused));
    conclude_if_over(turn, kNobody);
    return true;
  }
  Leg leg = joiner->participant.legs.front();
  joiner->participant.came_at = turn.now;
  const UserId user = joiner->participant.user_id;
  Participant& participant = enter(turn.record, std::move(joiner->participant));
  participant.claimed = true;
  seat(turn, participant, std::move(leg), kNobody);
  if (!command.empty()) {
    reply_late(turn, *participant_of(turn.record, user), command, std::nullopt);
  }
  return true;
}

bool give_up_joining(CallTurn& turn, const Sender& sender, const Command& leave) {
  const std::optional<Joiner> joiner = take_out_joiner(turn.record, [&](const Joiner& waiting) {
    return waiting.participant.user_id == sender.user_id && !waiting.command_id.empty() &&
           waiting.participant.decided_by == sender.device_id;
  });
  if (!joiner) return false;
  reply_late(turn, joiner->participant, joiner->command_id, Error{.code = ErrorCode::CallEnded});
  release_joiner(turn, sender.user_id);
  conclude_if_over(turn, sender);
  if (is_here(turn.record, sender.user_id)) return false;  // it rings, and is declined
  reply_bare(turn, sender, leave.id);
  return true;
}

void pass_joiner_deadlines(CallTurn& turn) {
  while (turn.record.state != RecordState::Ended) {
    const std::optional<Joiner> late = take_out_joiner(turn.record, [&](const Joiner& waiting) {
      return waiting.deadline > 0 && turn.now >= waiting.deadline;
    });
    if (!late) return;
    reply_late(turn, late->participant, late->command_id, Error{.code = ErrorCode::TryLater});
    release_joiner(turn, late->participant.user_id);
    conclude_if_over(turn, kNobody);
  }
}

}  // namespace ringline::switchboard
