#include "switchboard/route_user.h"

#include <algorithm>
#include <utility>

#include "switchboard/user_turn.h"

namespace ringline::switchboard {
namespace {

UserTurn begin(UserRecord record, Millis now) {
  const std::int64_t next_version = record.version + 1;
  return {.now = now, .record = std::move(record), .next_version = next_version};
}

UserOutcome finish(UserTurn turn) {
  UserOutcome outcome{.record = std::move(turn.record),
                      .changed = turn.changed,
                      .effects = std::move(turn.effects),
                      .refused = std::move(turn.refused)};
  if (!outcome.changed) return outcome;
  outcome.record.version = turn.next_version;
  for (Effect& effect : materialised(outcome.record)) {
    outcome.effects.push_back(std::move(effect));
  }
  return outcome;
}

// A call speaks for itself and for no other call (inv. 10).
bool speaks_for_itself(const UserRecord& record, const Origin& origin, const RecordInput& input) {
  return origin.source == call_key(record.app, input.call_id);
}

}  // namespace

void touch(UserTurn& turn) { turn.changed = true; }

void tell_call(UserTurn& turn, const CallId& call, RecordInput input) {
  touch(turn);
  UserRecord& record = turn.record;
  input.user_id = record.user_id;
  const bool first = record.outbox.empty() || record.outbox.back().version != turn.next_version;
  record.outbox.push_back({.kind = OutboxKind::Input,
                           .version = turn.next_version,
                           .index = first ? 0 : record.outbox.back().index + 1,
                           .to = call_key(record.app, call),
                           .input = std::move(input)});
  record.drain_at = turn.now + limits::kDrainMs;
}

UserOutcome route_user_command(UserRecord record, const Sender& sender, const Command& command,
                               Millis now) {
  UserTurn turn = begin(std::move(record), now);
  if (command.type == CommandType::Hello) {
    greet(turn, sender, command);
  } else {
    turn.effects.push_back(
        SnapshotEffect{sender.connection, command.id, calls_to_show(turn.record, command.calls)});
  }
  return finish(std::move(turn));
}

UserOutcome route_gone(UserRecord record, const Sender& sender, Millis now) {
  UserTurn turn = begin(std::move(record), now);
  lose_connection(turn, sender);
  return finish(std::move(turn));
}

UserOutcome route_revoked(UserRecord record, const Sender& sender, Millis now) {
  UserTurn turn = begin(std::move(record), now);
  revoke(turn, sender.device_id);
  return finish(std::move(turn));
}

UserOutcome route_pong(UserRecord record, const Sender& sender, Millis now) {
  UserTurn turn = begin(std::move(record), now);
  refuse_contender(turn, sender);
  return finish(std::move(turn));
}

UserOutcome route_user_input(UserRecord record, const Origin& origin, const RecordInput& input,
                             Millis now) {
  UserTurn turn = begin(std::move(record), now);
  if (!speaks_for_itself(turn.record, origin, input)) {
    turn.refused = Error{.code = ErrorCode::Forbidden};
    return finish(std::move(turn));
  }
  if (was_seen(turn.record.seen, origin)) return finish(std::move(turn));
  switch (input.type) {
    case InputType::Claim: take_claim(turn, input); break;
    case InputType::Release: take_release(turn, input); break;
    case InputType::Seated: take_seated(turn, input); break;
    case InputType::Standing: take_standing(turn, input); break;
    case InputType::Claimed:  // for calls
    case InputType::Refused:
    case InputType::Check:
    case InputType::DeviceLost:
    case InputType::DeviceBack:
    case InputType::Merge: break;
  }
  if (turn.changed) note_seen(turn.record.seen, origin);
  return finish(std::move(turn));
}

UserOutcome route_user_deadline(UserRecord record, Millis now) {
  UserTurn turn = begin(std::move(record), now);
  if (!turn.record.outbox.empty() && now >= turn.record.drain_at) {
    turn.record.drain_at = now + limits::kDrainMs;
    touch(turn);
  }
  pass_probe_deadlines(turn);
  return finish(std::move(turn));
}

UserOutcome route_user_drained(UserRecord record, std::int64_t up_to, Millis now) {
  UserTurn turn = begin(std::move(record), now);
  const auto gone = std::erase_if(
      turn.record.outbox, [up_to](const OutboxItem& item) { return item.version <= up_to; });
  UserOutcome outcome{.record = std::move(turn.record), .changed = gone > 0};
  if (outcome.changed) outcome.record.version = turn.next_version;
  return outcome;
}

Effects materialised(const UserRecord& record) {
  Effects effects;
  for (const OutboxItem& item : record.outbox) {
    effects.push_back(InputEffect{
        item.to, {user_key(record.app, record.user_id), item.version, item.index}, item.input});
  }
  return effects;
}

std::optional<Millis> next_deadline(const UserRecord& record) {
  std::optional<Millis> next;
  if (!record.outbox.empty()) next = record.drain_at;
  for (const Device& device : record.devices) {
    if (!device.contender) continue;
    next = std::min(next.value_or(device.contender->deadline), device.contender->deadline);
  }
  return next;
}

std::optional<Millis> expires_at(const UserRecord& record, Millis now) {
  const bool idle = record.claims.empty() && record.waiting.empty() && record.outbox.empty() &&
                    online_devices(record).empty();
  if (!idle) return std::nullopt;
  // A user whom we only know from being called is kept no longer than the calls that were meant.
  return now + (record.devices.empty() ? limits::kTombstoneMs : limits::kUserRecordMs);
}

Presence presence_of(const UserRecord& record, const UserId& viewer) {
  if (has_blocked(record, viewer) || online_devices(record).empty()) return Presence::Offline;
  const bool in_call = std::any_of(record.claims.begin(), record.claims.end(),
                                   [](const Claim& claim) { return !claim.device_id.empty(); });
  return in_call ? Presence::Busy : Presence::Online;
}

}  // namespace ringline::switchboard
