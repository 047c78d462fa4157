#include "switchboard/call_turn.h"

#include <algorithm>
#include <utility>

namespace ringline::switchboard {
namespace {

constexpr std::ptrdiff_t kBareReplies = 16;  // of the remembered ones, at the most

// Commands that may as well be obeyed twice are frequent, and every commit writes the whole record:
// few of their answers are kept, and they go first where there is no room.
void remember(CallRecord& record, RememberedReply reply) {
  std::vector<RememberedReply>& replies = record.replies;
  const auto is_bare = [](const RememberedReply& kept) { return kept.bare; };
  const auto bare = std::count_if(replies.begin(), replies.end(), is_bare);
  const bool full = replies.size() >= limits::kRememberedReplies;
  if (full || bare >= kBareReplies) {
    const auto oldest = std::find_if(replies.begin(), replies.end(), is_bare);
    replies.erase(oldest == replies.end() ? replies.begin() : oldest);
  }
  replies.push_back(std::move(reply));
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
                  .answered_at = participant.joined_at && record.answered_at
                                     ? std::max(*participant.joined_at, *record.answered_at)
                                     : std::optional<Millis>(),
                  .ended_at = participant.left_at.value_or(record.created_at)};
  // Who was in the call and did not answer when invited again has not missed it (inv. 31).
  const bool was_in = participant.joined_at.has_value();
  const bool again = was_in && participant.state != ParticipantState::Left;
  entry.status = again ? CallStatus::Ended : log_status(entry.end_reason);
  entry.missed = participant.role == Role::Invitee && participant.decided_by.empty() && !was_in &&
                 counts_as_missed(entry.end_reason);
  for (const Participant& other : record.participants) {
    if (other.user_id != participant.user_id) entry.others.push_back(other.user_id);
  }
  return entry;
}

// Signals pass without asking among the joined legs.
Effect relay_effect(const CallRecord& record) {
  std::vector<RelayEnd> ends;
  for (const Participant& participant : record.participants) {
    for (const Leg& leg : participant.legs) {
      if (leg.state != LegState::Joined || leg.unproven) continue;
      ends.push_back({participant.user_id, leg.device_id, leg.leg_id});
    }
  }
  if (record.state != RecordState::Active || ends.size() < 2) {
    return RevokeEffect{record.app, record.call_id};
  }
  return GrantEffect{record.app, record.call_id, std::move(ends)};
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
        if (!answers(reply, item.user_id, item.device_id, item.command_id)) continue;
        effects.push_back(reply_from(record, reply, {}));
      }
      return;
    case OutboxKind::Input:
      effects.push_back(InputEffect{
          item.to, {call_key(record.app, record.call_id), item.version, item.index}, item.input});
      return;
    case OutboxKind::Relay: effects.push_back(relay_effect(record)); return;
    case OutboxKind::Log:
      // Who has come back since is written down when that is over, too.
      if (const Participant* participant = participant_of(record, item.user_id);
          participant != nullptr && participant->left_at) {
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

void notify_participant(CallTurn& turn, const UserId& user, const std::vector<DeviceId>& devices,
                        const Sender& but) {
  for (const DeviceId& device : devices) {
    if (user == but.user_id && device == but.device_id) continue;
    notify(turn, user, device);
  }
}

// Whether the end is written into this user's log: not where the user never heard of the call, and
// not of a call that goes on as another one.
bool belongs_into_log(const CallRecord& record, const Participant& participant) {
  if (!record.replaced_by.empty()) return false;
  return participant.claimed || participant.user_id == record.inviter ||
         participant.state == ParticipantState::Busy;
}

// The user's record forgets the call, and the user's log learns of it.
void give_back(CallTurn& turn, const UserId& user) {
  if (joiner_of(turn.record, user) == nullptr) {  // else its own claim stands
    tell(turn, user_key(turn.record.app, user),
         {.type = InputType::Release, .call_id = turn.record.call_id});
  }
  const Participant* participant = participant_of(turn.record, user);
  if (participant != nullptr && belongs_into_log(turn.record, *participant)) {
    owe(turn, {.kind = OutboxKind::Log, .user_id = user});
  }
}

// How it went for an inviter whom nobody joined: what a person did says more than what none did.
Ending best_ending(const CallRecord& record) {
  bool busy = false;
  bool no_response = false;
  bool cancelled = false;
  for (const Participant& participant : record.participants) {
    if (participant.state == ParticipantState::Declined) return Ending::Declined;
    busy = busy || participant.state == ParticipantState::Busy;
    no_response = no_response || participant.state == ParticipantState::TimedOut;
    cancelled = cancelled || participant.state == ParticipantState::Cancelled;
  }
  if (busy) return Ending::Busy;
  if (no_response) return Ending::NoResponse;
  return cancelled ? Ending::Cancelled : Ending::Unreachable;
}

bool was_cancelled(const CallRecord& record) {
  const Participant* inviter = participant_of(record, record.inviter);
  return inviter != nullptr && inviter->end_reason == EndReason::Hangup;
}

void go_out(CallTurn& turn, Participant& participant, Departure why, const Sender& but) {
  const UserId user = participant.user_id;
  const bool had_joined = participant.state == ParticipantState::Joined;
  notify_all(turn, but);  // the one who goes is told, too
  take_out(turn.record, participant, why, turn.now);
  review_video_request(turn.record);
  give_back(turn, user);
  if (had_joined) owe(turn, {.kind = OutboxKind::Relay});
}

}  // namespace

const Sender kNobody{};

ReplyEffect reply_from(const CallRecord& record, const RememberedReply& remembered,
                       const ConnectionId& connection) {
  ReplyEffect effect{.to = {record.app, remembered.user_id, remembered.device_id},
                     .connection = connection,
                     .command_id = remembered.command_id,
                     .error = remembered.error};
  if (effect.error || remembered.bare) return effect;
  effect.page = page_for(record, remembered.user_id, remembered.device_id, PagePurpose::Answer);
  if (effect.page) effect.page->ice = remembered.ice && !is_over(*effect.page);
  return effect;
}

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
  // One event tells all of this commit, and of those before that were not drained yet.
  std::erase_if(turn.record.outbox, [&](const OutboxItem& item) {
    return item.kind == OutboxKind::Notify && item.user_id == user && item.device_id == device;
  });
  owe(turn, {.kind = OutboxKind::Notify, .user_id = user, .device_id = device});
}

void tell(CallTurn& turn, const RecordKey& to, RecordInput input) {
  owe(turn, {.kind = OutboxKind::Input, .to = to, .input = std::move(input)});
}

void notify_all(CallTurn& turn, const Sender& but) {
  const std::vector<Participant> participants = turn.record.participants;
  for (const Participant& participant : participants) {
    if (participant.left_at) continue;  // was told when it went
    notify_participant(turn, participant.user_id, devices_concerned(participant), but);
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

void reply_late(CallTurn& turn, const Participant& to, const CommandId& command,
                std::optional<Error> error) {
  remember(turn.record, {.user_id = to.user_id,
                         .device_id = to.decided_by,
                         .command_id = command,
                         .error = std::move(error),
                         .ice = true});
  owe(turn, {.kind = OutboxKind::Reply,
             .user_id = to.user_id,
             .device_id = to.decided_by,
             .command_id = command});
}

void settle_invite(CallTurn& turn, std::optional<Error> error) {
  CallRecord& record = turn.record;
  const Participant* inviter = participant_of(record, record.inviter);
  if (record.invite_command.empty() || inviter == nullptr) return;
  const CommandId command = std::exchange(record.invite_command, {});
  reply_late(turn, *inviter, command, std::move(error));
}

void depart(CallTurn& turn, Participant& participant, Departure why, const Sender& but) {
  CallRecord& record = turn.record;
  if (record.kind == CallKind::Direct) {
    const bool before_answer = record.state != RecordState::Active;
    return conclude(turn, ending_of(why, participant.role, before_answer), failure_of(why), but);
  }
  go_out(turn, participant, why, but);
  conclude_if_over(turn, but);
}

void leave_before_the_end(CallTurn& turn, Participant& participant, const Sender& but) {
  go_out(turn, participant, Departure::HungUp, but);
}

// A group or a session without a reason to go on (design 5, `groupEnd`; 11.10).
void conclude_if_over(CallTurn& turn, const Sender& but) {
  const CallRecord& record = turn.record;
  int joined = 0;
  int pending = 0;
  for (const Participant& participant : record.participants) {
    joined += participant.state == ParticipantState::Joined ? 1 : 0;
    pending += is_pending(participant.state) ? 1 : 0;
  }
  if (joined == 0 && !record.joiners.empty()) return;
  if (joined == 0) {
    const bool gave_up = !record.answered_at && was_cancelled(record);
    return conclude(turn, gave_up ? Ending::Cancelled : Ending::EveryoneLeft, FailureCategory::None,
                    but);
  }
  const bool alone = joined == 1 && pending == 0;
  if (record.kind == CallKind::Session || !alone) return;
  if (record.policy.group_end == GroupEnd::LocalHangup) return;
  conclude(turn, record.answered_at ? Ending::EveryoneLeft : best_ending(record),
           FailureCategory::None, but);
}

void conclude(CallTurn& turn, Ending ending, FailureCategory failure, const Sender& but) {
  CallRecord& record = turn.record;
  const bool was_active = record.state == RecordState::Active;
  std::vector<UserId> here;
  for (const Participant& participant : record.participants) {
    if (!participant.left_at) here.push_back(participant.user_id);
  }
  for (const Joiner& joiner : std::vector<Joiner>(record.joiners)) {
    const UserId& user = joiner.participant.user_id;
    if (std::find(here.begin(), here.end(), user) == here.end()) here.push_back(user);
    if (joiner.command_id.empty()) continue;
    reply_late(turn, joiner.participant, joiner.command_id, Error{.code = ErrorCode::CallEnded});
  }
  notify_all(turn, but);
  end_call(record, ending, failure, turn.now);
  settle_invite(turn, std::nullopt);
  if (was_active) owe(turn, {.kind = OutboxKind::Relay});
  for (const UserId& user : here) give_back(turn, user);
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
    case RecordState::Placing:
      if (record.kind != CallKind::Session) consider(record.created_at + limits::kPlacingMs);
      break;
    case RecordState::Ringing:
    case RecordState::Active: break;
    case RecordState::Ended: return next;
  }
  consider(record.video_request.deadline);
  for (const Joiner& joiner : record.joiners) consider(joiner.deadline);
  for (const Participant& participant : record.participants) {
    if (record.state != RecordState::Placing) consider(participant.ack_deadline);
    consider(participant.ring_deadline);
    for (const Leg& leg : participant.legs) {
      if (leg.state == LegState::Joined && !leg.up) consider(leg.grace_deadline);
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
