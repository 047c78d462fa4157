// Decides first (admission.h), then acts (route_call_*.cpp).
#include "switchboard/route_call.h"

#include <algorithm>
#include <utility>

#include "switchboard/admission.h"
#include "switchboard/call_view.h"
#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

CallTurn begin(const Context& context, CallRecord record, Millis now) {
  const std::int64_t next_version = record.version + 1;
  if (record.version != 0 && record.epoch != context.epoch) {  // the store is not what it was
    record.epoch = context.epoch;
    record.kept_version = record.version;
    record.kept_until = now + record.policy.reconnect_grace_ms;
  }
  return {
      .context = context, .now = now, .record = std::move(record), .next_version = next_version};
}

// What two devices wait for before they are connected: a description, or whose it will be, and the
// leave to signal. A reply may take its time, for what it brings of the app's.
bool connects(const Effect& effect) {
  const auto* event = std::get_if<EventEffect>(&effect);
  if (event == nullptr) return std::holds_alternative<GrantEffect>(effect);
  return event->page.view.offer || event->page.view.answer;
}

// Replies of this turn are made from the record as committed; they come before what the outbox
// owes, but for what connects.
CallOutcome finish(CallTurn turn) {
  CallOutcome outcome{.record = std::move(turn.record),
                      .changed = turn.changed,
                      .effects = std::move(turn.effects),
                      .refused = std::move(turn.refused)};
  if (!outcome.changed) return outcome;
  outcome.record.version = turn.next_version;
  for (Effect& effect : outcome.effects) {
    auto* reply = std::get_if<ReplyEffect>(&effect);
    if (reply == nullptr) continue;
    for (const RememberedReply& remembered : outcome.record.replies) {
      if (!answers(remembered, reply->to.user_id, reply->to.device_id, reply->command_id)) continue;
      *reply = reply_from(outcome.record, remembered, reply->connection);
      break;
    }
  }
  Effects& effects = outcome.effects;
  std::ptrdiff_t first = 0;
  for (Effect& effect : materialised(outcome.record)) {
    const auto at = connects(effect) ? effects.begin() + first++ : effects.end();
    effects.insert(at, std::move(effect));
  }
  return outcome;
}

void refuse_code(CallTurn& turn, const Sender& sender, const Command& command, ErrorCode code) {
  Error error{.code = code};
  if (code == ErrorCode::CallEnded) {
    error.end_reason = end_reason_for(turn.record, sender.user_id, sender.device_id);
  }
  refuse(turn, sender, command.id, std::move(error));
}

// The same command of the same device again: the same answer, no second effect (inv. 21).
bool answer_repeated(CallTurn& turn, const Sender& sender, const Command& command) {
  if (command.id.empty()) return false;
  for (const RememberedReply& reply : turn.record.replies) {
    if (!answers(reply, sender.user_id, sender.device_id, command.id)) continue;
    turn.effects.push_back(reply_from(turn.record, reply, sender.connection));
    return true;
  }
  // What still waits for a claim is answered when that is granted.
  for (const Joiner& joiner : turn.record.joiners) {
    if (joiner.command_id == command.id && joiner.participant.user_id == sender.user_id)
      return true;
  }
  const Participant* inviter = participant_of(turn.record, sender.user_id);
  return command.type == CommandType::Invite && inviter != nullptr &&
         turn.record.invite_command == command.id && inviter->decided_by == sender.device_id;
}

void act(CallTurn& turn, const Sender& sender, const Command& command, Action action) {
  switch (action) {
    case Action::Place: return place(turn, sender, command);
    case Action::Ring: return ring(turn, sender, command);
    case Action::Accept: return accept(turn, sender, command);
    case Action::Decline: return decline(turn, sender, command);
    case Action::Cancel: return cancel(turn, sender, command);
    case Action::HangUp: return hang_up(turn, sender, command);
    case Action::Bury: return bury_call(turn, sender, command);
    case Action::Add: return add_users(turn, sender, command);
    case Action::CancelSome: return cancel_users(turn, sender, command);
    case Action::Remove: return remove_users(turn, sender, command);
    case Action::EndForAll: return end_for_all(turn, sender, command);
    case Action::Join: return join_session(turn, sender, command);
    case Action::RequestVideo: return request_video(turn, sender, command);
    case Action::AcceptVideo: return answer_video(turn, sender, command, true);
    case Action::DeclineVideo: return answer_video(turn, sender, command, false);
    case Action::CancelVideo: return cancel_video(turn, sender, command);
    case Action::RequestMute: return request_mute(turn, sender, command);
    case Action::Rejoin: return rejoin(turn, sender, command);
    case Action::SetState: return set_state(turn, sender, command);
    case Action::Reassert:
    case Action::Rebuild: return reassert(turn, sender, command);
    case Action::Park: return park(turn, command);
    case Action::Relay: return relay(turn, sender, command);
    case Action::TakeAnswer: return take_answer(turn, command);
    case Action::Show: return reply_only(turn, sender, command.id);
    case Action::RefuseUnknown: return refuse_code(turn, sender, command, ErrorCode::UnknownCall);
    case Action::RefuseEnded: return refuse_code(turn, sender, command, ErrorCode::CallEnded);
    case Action::RefuseExists: return refuse_code(turn, sender, command, ErrorCode::CallExists);
    case Action::RefuseState: return refuse_code(turn, sender, command, ErrorCode::InvalidState);
    case Action::RefuseElsewhere:
      return refuse_code(turn, sender, command, ErrorCode::AnsweredElsewhere);
    case Action::RefuseForbidden: return refuse_code(turn, sender, command, ErrorCode::Forbidden);
    case Action::Ignore: turn.refused = Error{.code = ErrorCode::Forbidden}; return;
  }
}

// Whether the speaking record is one that may say this: a user only speaks for itself (inv. 15).
bool speaks_for_itself(const CallRecord& record, const Origin& origin, const RecordInput& input) {
  if (input.type == InputType::Merge) return origin.source == call_key(record.app, input.call_id);
  return origin.source == user_key(record.app, input.user_id);
}

// Whether the record waits for what that user's record says.
bool knows(const CallRecord& record, const UserId& user) {
  return participant_of(record, user) != nullptr || joiner_of(record, user) != nullptr;
}

// The claim was answered. That is noted whatever comes of it: a duplicate must not count later.
void forget_claim(CallTurn& turn, const Origin& origin, const RecordInput& answer) {
  touch(turn);
  drop_answered(turn.record.outbox, origin.source,
                {.type = InputType::Claim,
                 .call_id = turn.record.call_id,
                 .incarnation = answer.incarnation});
}

void take_input(CallTurn& turn, const Origin& origin, const RecordInput& input) {
  switch (input.type) {
    case InputType::Claimed: forget_claim(turn, origin, input); return take_claimed(turn, input);
    case InputType::Refused: forget_claim(turn, origin, input); return take_refused(turn, input);
    case InputType::DeviceLost:
      if (participant_of(turn.record, input.user_id)) lose_device(turn, input);
      return;
    case InputType::DeviceBack:
      if (participant_of(turn.record, input.user_id)) take_back_device(turn, input);
      return;
    case InputType::Merge: return take_merge(turn, input);
    case InputType::Check:  // answered before
    case InputType::Claim:  // for users
    case InputType::Release:
    case InputType::Seated:
    case InputType::Standing: return;
  }
}

}  // namespace

CallOutcome route_command(const Context& context, CallRecord record, const Sender& sender,
                          const Command& command, Millis now) {
  CallTurn turn = begin(context, std::move(record), now);
  if (answer_repeated(turn, sender, command)) return finish(std::move(turn));
  if (command.type == CommandType::Leave && give_up_joining(turn, sender, command)) {
    return finish(std::move(turn));
  }
  // Before anything is looked at: whoever proves nothing learns nothing (inv. 40).
  if (command.type == CommandType::Reassert && !proof_in(command, turn.record, sender)) {
    refuse_code(turn, sender, command, ErrorCode::SealInvalid);
    return finish(std::move(turn));
  }
  const bool unknown = turn.record.version == 0;
  if (command.type == CommandType::Leave && unknown) revive_to_leave(turn, sender, command);
  const bool buried = command.type == CommandType::Reassert && is_buried(turn.record);
  const RecordStage stage =
      (unknown && !turn.changed) || buried ? RecordStage::Absent : stage_of(turn.record.state);
  const Standing standing = standing_of(turn.record, sender.user_id, sender.device_id);
  act(turn, sender, command, admit(stage, standing, command.type));
  return finish(std::move(turn));
}

CallOutcome route_input(const Context& context, CallRecord record, const Origin& origin,
                        const RecordInput& input, Millis now) {
  CallTurn turn = begin(context, std::move(record), now);
  if (!speaks_for_itself(turn.record, origin, input)) {
    turn.refused = Error{.code = ErrorCode::Forbidden};
    return finish(std::move(turn));
  }
  if (input.type == InputType::Check) {  // a question changes nothing by being asked twice
    answer_check(turn, origin, input);
    return finish(std::move(turn));
  }
  const bool known = turn.record.version != 0 && knows(turn.record, input.user_id);
  // Over is over; but a dial that yielded to this call must learn how it ended.
  const bool over = turn.record.state == RecordState::Ended && input.type != InputType::Merge;
  if (!known || over || was_seen(turn.record.seen, origin)) return finish(std::move(turn));
  take_input(turn, origin, input);
  if (turn.changed) note_seen(turn.record.seen, origin);
  return finish(std::move(turn));
}

CallOutcome route_deadline(const Context& context, CallRecord record, Millis now) {
  CallTurn turn = begin(context, std::move(record), now);
  if (turn.record.version == 0) return finish(std::move(turn));
  if (!turn.record.outbox.empty() && now >= turn.record.drain_at) {
    turn.record.drain_at = now + limits::kDrainMs;
    touch(turn);
  }
  pass_deadlines(turn);
  return finish(std::move(turn));
}

CallOutcome route_drained(const Context& context, CallRecord record, std::int64_t up_to,
                          Millis now) {
  CallTurn turn = begin(context, std::move(record), now);
  const auto gone = std::erase_if(
      turn.record.outbox, [up_to](const OutboxItem& item) { return item.version <= up_to; });
  CallOutcome outcome{.record = std::move(turn.record), .changed = gone > 0};
  if (outcome.changed) outcome.record.version = turn.next_version;
  return outcome;
}

}  // namespace ringline::switchboard
