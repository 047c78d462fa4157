// After the engine lost data: a joined leg proves by its seal what the call was (design 11.2).
#include <algorithm>
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

// Whether the claims say that this device of this user is in this very call.
bool proves(const SealClaims& claims, const CallRecord& record, const Sender& sender) {
  if (claims.call_id != record.call_id || claims.app != record.app) return false;
  for (const Participant& participant : claims.participants) {
    if (participant.user_id != sender.user_id) continue;
    return participant.state == ParticipantState::Joined &&
           leg_of(participant, sender.device_id) != nullptr;
  }
  return false;
}

// A seal speaks for the device that shows it. Of the others only those that still ring are claimed:
// that is an invite as any other. Who had joined comes back by showing a seal of its own; else an
// old seal could bind somebody who has left.
bool is_claimed_again(const Participant& participant, const UserId& asserting) {
  return participant.user_id == asserting || is_pending(participant.state);
}

void claim_again(CallTurn& turn, const UserId& asserting) {
  const CallRecord record = turn.record;
  for (const Participant& participant : record.participants) {
    if (!is_claimed_again(participant, asserting)) continue;
    tell(turn, user_key(record.app, participant.user_id),
         {.type = InputType::Claim,
          .call_id = record.call_id,
          .role = is_pending(participant.state) ? Role::Invitee : participant.role,
          .per_device = record.policy.busy_scope == BusyScope::Device,
          .direct = record.kind == CallKind::Direct,
          .force = true,
          .inviter = ringer_of(record, participant),
          .inviter_device = participant.legs.empty() ? DeviceId() : participant.decided_by});
  }
}

// Whether the seal knows what the record has lost. Within one epoch nothing was lost: a seal that
// knows more than the record is an old one, shown again.
bool is_lost(const CallTurn& turn, const SealClaims& claims) {
  const CallRecord& record = turn.record;
  if (claims.epoch == turn.context.epoch) return false;
  const bool comes_in_time = record.kept_version && turn.now < record.kept_until;
  const std::int64_t known = comes_in_time ? *record.kept_version : record.version;
  return claims.version > known || is_buried(record);
}

// Whether the record knows that the leg of the seal has left since.
bool has_left_since(const CallRecord& record, const Sender& sender, const SealClaims& claims) {
  const Participant* mine = participant_of(record, sender.user_id);
  const Leg* known = mine == nullptr ? nullptr : leg_of(*mine, sender.device_id);
  if (known == nullptr || known->state != LegState::Left) return false;
  for (const Participant& participant : claims.participants) {
    if (participant.user_id != sender.user_id) continue;
    return leg_of(participant, sender.device_id)->leg_id == known->leg_id;
  }
  return false;
}

// Who had left by then was given back by commits that the engine may have lost in the users'
// records.
void release_again(CallTurn& turn) {
  const CallRecord record = turn.record;
  for (const Participant& participant : record.participants) {
    if (!participant.left_at) continue;
    tell(turn, user_key(record.app, participant.user_id),
         {.type = InputType::Release, .call_id = record.call_id});
  }
}

// A page that was loaded anew, and has not rejoined, shows the seal of the page before: its leg is
// proven, and away.
void follow_page(CallTurn& turn, const Sender& sender, const Command& command) {
  Leg* leg = leg_of(*participant_of(turn.record, sender.user_id), sender.device_id);
  if (leg == nullptr || leg->state != LegState::Joined) return;  // left since
  const bool here = command.incarnation.empty() || command.incarnation == leg->incarnation;
  if (here) {
    leg->grace_deadline = 0;
  } else if (leg->up) {
    leg->grace_deadline = turn.now + turn.record.policy.reconnect_grace_ms;
  }
  leg->up = here;
}

void build(CallTurn& turn, const Sender& sender, const SealClaims& claims, const Command& command) {
  CallRecord& record = turn.record;
  UserId left;
  if (is_buried(record)) left = record.participants.front().user_id;
  turn.next_version = std::max(turn.next_version, claims.version + 1);
  notify_all(turn, sender);  // who is in it as the store has it may be out by the seal
  record.epoch = turn.context.epoch;
  record.kept_version.reset();
  record.invite_command.clear();
  rebuild(record, claims, sender.device_id, turn.now);
  follow_page(turn, sender, command);
  claim_again(turn, sender.user_id);
  release_again(turn);
  owe(turn, {.kind = OutboxKind::Relay});
  Participant* leaver = left.empty() ? nullptr : participant_of(record, left);
  if (leaver == nullptr || leaver->left_at) {
    // Who stays alone of a group may only now be known to be.
    if (record.kind == CallKind::Group) conclude_if_over(turn, sender);
    return;
  }
  const Departure why = is_pending(leaver->state) ? Departure::Declined : Departure::HungUp;
  depart(turn, *leaver, why, sender);
}

void mark(CallTurn& turn, const Sender& sender, const Command& command) {
  Leg& leg = *leg_of(*participant_of(turn.record, sender.user_id), sender.device_id);
  follow_page(turn, sender, command);
  if (!leg.unproven) return;
  leg.unproven = false;
  claim_again(turn, sender.user_id);
  owe(turn, {.kind = OutboxKind::Relay});
}

}  // namespace

const SealClaims* proof_in(const Command& command, const CallRecord& record, const Sender& sender) {
  const std::optional<SealClaims>& seal = command.seal;
  return sender.seal_valid && seal && proves(*seal, record, sender) ? &*seal : nullptr;
}

bool is_buried(const CallRecord& record) {
  return record.state == RecordState::Ended && record.kind == CallKind::Direct &&
         record.participants.size() == 1;
}

void revive_to_leave(CallTurn& turn, const Sender& sender, const Command& leave) {
  const SealClaims* claims = proof_in(leave, turn.record, sender);
  if (claims != nullptr && is_lost(turn, *claims)) build(turn, sender, *claims, leave);
}

void reassert(CallTurn& turn, const Sender& sender, const Command& command) {
  const auto refuse_with = [&](ErrorCode code) {
    refuse(turn, sender, command.id, Error{.code = code});
  };
  const SealClaims* claims = proof_in(command, turn.record, sender);
  if (claims == nullptr) return refuse_with(ErrorCode::SealInvalid);
  if (!is_buried(turn.record) && has_left_since(turn.record, sender, *claims)) {
    return refuse_with(ErrorCode::AnsweredElsewhere);
  }
  if (is_lost(turn, *claims)) {
    build(turn, sender, *claims, command);
  } else if (claims->version > turn.record.version) {
    return refuse_with(ErrorCode::SealInvalid);
  } else {
    const Participant* mine = participant_of(turn.record, sender.user_id);
    const Leg* leg = mine == nullptr ? nullptr : leg_of(*mine, sender.device_id);
    if (leg == nullptr || leg->state != LegState::Joined) {
      const bool elsewhere = mine != nullptr && mine->state == ParticipantState::Joined;
      return refuse_with(elsewhere ? ErrorCode::AnsweredElsewhere : ErrorCode::InvalidState);
    }
    mark(turn, sender, command);
  }
  reply_with_ice(turn, sender, command.id);
  notify_all(turn, sender);
}

}  // namespace ringline::switchboard
