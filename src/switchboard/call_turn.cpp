#include "switchboard/call_turn.h"

#include <algorithm>
#include <utility>

namespace ringline::switchboard {
namespace {

void remember(CallRecord& record, RememberedReply reply) {
  if (record.replies.size() >= limits::kRememberedReplies)
    record.replies.erase(record.replies.begin());
  record.replies.push_back(std::move(reply));
}

ReplyEffect reply_from(const CallRecord& record, const RememberedReply& remembered) {
  ReplyEffect effect{.to = {record.app, remembered.user_id, remembered.device_id},
                     .command_id = remembered.command_id,
                     .error = remembered.error};
  if (effect.error || remembered.bare) return effect;
  effect.page = page_for(record, remembered.user_id, remembered.device_id, PagePurpose::Answer);
  if (effect.page) effect.page->ice = remembered.ice && record.state != RecordState::Ended;
  return effect;
}

void remember_and_reply(CallTurn& turn, const Sender& sender, RememberedReply reply) {
  reply.user_id = sender.user_id;
  reply.device_id = sender.device_id;
  touch(turn);
  remember(turn.record, std::move(reply));
  // Made when the turn is finished, so that the view in it is that of the commit.
  turn.effects.push_back(ReplyEffect{.to = {sender.app, sender.user_id, sender.device_id},
                                     .connection = sender.connection,
                                     .command_id = turn.record.replies.back().command_id});
}

LogEffect log_entry(const CallRecord& record, const Participant& participant) {
  LogEffect entry{.app = record.app,
                  .user_id = participant.user_id,
                  .call_id = record.call_id,
                  .kind = record.kind,
                  .media = record.media,
                  .role = participant.role,
                  .end_reason = participant.end_reason.value_or(EndReason::Failed),
                  .created_at = record.created_at,
                  .answered_at = record.answered_at,
                  .ended_at = record.ended_at.value_or(record.created_at)};
  entry.status = log_status(entry.end_reason);
  entry.missed = participant.role == Role::Invitee && counts_as_missed(entry.end_reason);
  for (const Participant& other : record.participants) {
    if (other.user_id != participant.user_id) entry.others.push_back(other.user_id);
  }
  return entry;
}

// Signals pass without asking while two legs are joined; else they do not.
Effect relay_effect(const CallRecord& record) {
  std::vector<RelayEnd> ends;
  for (const Participant& participant : record.participants) {
    for (const Leg& leg : participant.legs) {
      if (leg.state != LegState::Joined || leg.unproven) continue;
      ends.push_back({participant.user_id, leg.device_id, leg.leg_id});
    }
  }
  if (record.state != RecordState::Active || ends.size() != 2) {
    return RevokeEffect{record.app, record.call_id};
  }
  return GrantEffect{record.app, record.call_id, ends[0], ends[1]};
}

void add_effect(Effects& effects, const CallRecord& record, const OutboxItem& item) {
  switch (item.kind) {
    case OutboxKind::Notify:
      if (auto page = page_for(record, item.user_id, item.device_id, PagePurpose::Event)) {
        effects.push_back(
            EventEffect{{record.app, item.user_id, item.device_id}, std::move(*page)});
      }
      return;
    case OutboxKind::Reply:
      for (const RememberedReply& reply : record.replies) {
        if (reply.user_id != item.user_id || reply.device_id != item.device_id ||
            reply.command_id != item.command_id) {
          continue;
        }
        effects.push_back(reply_from(record, reply));
      }
      return;
    case OutboxKind::Input:
      effects.push_back(InputEffect{
          item.to, {call_key(record.app, record.call_id), item.version, item.index}, item.input});
      return;
    case OutboxKind::Relay: effects.push_back(relay_effect(record)); return;
    case OutboxKind::Log:
      if (const Participant* participant = participant_of(record, item.user_id)) {
        effects.push_back(log_entry(record, *participant));
      }
      return;
  }
}

// Those that joined, or else those that ring.
std::vector<DeviceId> devices_concerned(const Participant& participant) {
  if (participant.legs.empty()) return participant.devices;
  std::vector<DeviceId> devices;
  devices.reserve(participant.legs.size());
  for (const Leg& leg : participant.legs) devices.push_back(leg.device_id);
  return devices;
}

// Whether the end is written into this user's log: not of a call that never reached the user.
bool belongs_into_log(const Participant& participant, Ending ending, bool was_placing) {
  if (participant.role == Role::Inviter) return true;
  return !was_placing || ending == Ending::Busy;
}

}  // namespace

const Sender kNobody{};

void touch(CallTurn& turn) { turn.changed = true; }

void owe(CallTurn& turn, OutboxItem item) {
  touch(turn);
  std::vector<OutboxItem>& outbox = turn.record.outbox;
  item.version = turn.next_version;
  item.index =
      outbox.empty() || outbox.back().version != item.version ? 0 : outbox.back().index + 1;
  outbox.push_back(std::move(item));
  turn.record.drain_at = turn.now + limits::kDrainMs;
}

void notify(CallTurn& turn, const UserId& user, const DeviceId& device) {
  for (const OutboxItem& item : turn.record.outbox) {
    const bool same = item.kind == OutboxKind::Notify && item.version == turn.next_version &&
                      item.user_id == user && item.device_id == device;
    if (same) return;  // one event tells all of this commit
  }
  owe(turn, {.kind = OutboxKind::Notify, .user_id = user, .device_id = device});
}

void tell(CallTurn& turn, const RecordKey& to, RecordInput input) {
  owe(turn, {.kind = OutboxKind::Input, .to = to, .input = std::move(input)});
}

void notify_all(CallTurn& turn, const Sender& but) {
  const std::vector<Participant> participants = turn.record.participants;
  for (const Participant& participant : participants) {
    for (const DeviceId& device : devices_concerned(participant)) {
      if (participant.user_id == but.user_id && device == but.device_id) continue;
      notify(turn, participant.user_id, device);
    }
  }
}

void reply_and_remember(CallTurn& turn, const Sender& sender, const CommandId& command) {
  remember_and_reply(turn, sender, {.command_id = command});
}

void reply_bare(CallTurn& turn, const Sender& sender, const CommandId& command) {
  remember_and_reply(turn, sender, {.command_id = command, .bare = true});
}

void reply_with_ice(CallTurn& turn, const Sender& sender, const CommandId& command) {
  remember_and_reply(turn, sender, {.command_id = command, .ice = true});
}

void reply_error_and_remember(CallTurn& turn, const Sender& sender, const CommandId& command,
                              ErrorCode code) {
  remember_and_reply(turn, sender, {.command_id = command, .error = Error{.code = code}});
}

void reply_only(CallTurn& turn, const Sender& sender, const CommandId& command) {
  turn.effects.push_back(ReplyEffect{
      .to = {sender.app, sender.user_id, sender.device_id},
      .connection = sender.connection,
      .command_id = command,
      .page = page_for(turn.record, sender.user_id, sender.device_id, PagePurpose::Answer)});
}

void refuse(CallTurn& turn, const Sender& sender, const CommandId& command, Error error) {
  turn.effects.push_back(ReplyEffect{.to = {sender.app, sender.user_id, sender.device_id},
                                     .connection = sender.connection,
                                     .command_id = command,
                                     .error = std::move(error)});
}

void settle_invite(CallTurn& turn, std::optional<Error> error) {
  CallRecord& record = turn.record;
  const Participant* inviter = participant_of(record, record.inviter);
  if (record.invite_command.empty() || inviter == nullptr) return;
  remember(record, {.user_id = inviter->user_id,
                    .device_id = inviter->decided_by,
                    .command_id = record.invite_command,
                    .error = std::move(error),
                    .ice = true});
  owe(turn, {.kind = OutboxKind::Reply,
             .user_id = inviter->user_id,
             .device_id = inviter->decided_by,
             .command_id = record.invite_command});
  record.invite_command.clear();
}

void conclude(CallTurn& turn, Ending ending, FailureCategory failure, const Sender& but) {
  CallRecord& record = turn.record;
  const bool was_placing = record.state == RecordState::Placing;
  const bool was_active = record.state == RecordState::Active;
  end_call(record, ending, failure, turn.now);
  settle_invite(turn, std::nullopt);
  notify_all(turn, but);
  if (was_active) owe(turn, {.kind = OutboxKind::Relay});
  const std::vector<Participant> participants = record.participants;
  for (const Participant& participant : participants) {
    tell(turn, user_key(record.app, participant.user_id),
         {.type = InputType::Release, .call_id = record.call_id});
    if (belongs_into_log(participant, ending, was_placing)) {
      owe(turn, {.kind = OutboxKind::Log, .user_id = participant.user_id});
    }
  }
}

Effects materialised(const CallRecord& record) {
  Effects effects;
  for (const OutboxItem& item : record.outbox) add_effect(effects, record, item);
  return effects;
}

std::optional<Millis> next_deadline(const CallRecord& record) {
  std::optional<Millis> next;
  const auto consider = [&next](Millis deadline) {
    if (deadline > 0 && (!next || deadline < *next)) next = deadline;
  };
  if (!record.outbox.empty()) consider(record.drain_at);
  switch (record.state) {
    case RecordState::Placing: consider(record.created_at + limits::kPlacingMs); break;
    case RecordState::Ringing: consider(record.ring_deadline); break;
    case RecordState::Active: break;
    case RecordState::Ended: return next;
  }
  for (const Participant& participant : record.participants) {
    if (record.state == RecordState::Ringing) consider(participant.ack_deadline);
    for (const Leg& leg : participant.legs) {
      if (!leg.up) consider(leg.grace_deadline);
    }
  }
  return next;
}

std::optional<Millis> expires_at(const CallRecord& record) {
  if (!record.ended_at) return std::nullopt;
  // What was buried before it was made only guards against its own late invite.
  const bool buried = record.participants.size() < 2;
  return *record.ended_at + (buried ? limits::kBuriedMs : limits::kTombstoneMs);
}

}  // namespace ringline::switchboard
