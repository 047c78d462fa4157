// Placing a call: claims on its users, the inviter's first, then all others'.
#include <algorithm>
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

std::optional<ErrorCode> fault_of(const Sender& sender, const Command& command) {
  if (!sender.may_place) return ErrorCode::Forbidden;
  if (command.policy_not_yours) return ErrorCode::PolicyNotYours;
  const std::vector<UserId>& to = command.to;
  const bool fits =
      command.kind == CallKind::Direct ? to.size() == 1 : command.kind == CallKind::Group;
  const bool self = std::find(to.begin(), to.end(), sender.user_id) != to.end();
  if (!fits || self || to.empty()) return ErrorCode::InvalidArgument;
  return std::nullopt;
}

// Whether a claim for this role is refused while another call holds the user.
bool is_exclusive(const Policy& policy, Role role, CallWhileInCall while_in_call) {
  switch (role) {
    case Role::Inviter:
    case Role::Joiner: return while_in_call != CallWhileInCall::Hold;
    case Role::Invitee: return policy.busy == BusyRule::Reject;
  }
  return true;
}

// The one who is called, where it is one.
UserId called_one(const CallRecord& record) {
  if (record.kind != CallKind::Direct) return {};
  for (const Participant& participant : record.participants) {
    if (participant.role == Role::Invitee) return participant.user_id;
  }
  return {};
}

void claim_invitees(CallTurn& turn) {
  const CallRecord& record = turn.record;
  const std::vector<Participant> participants = record.participants;
  const Participant* inviter = participant_of(record, record.inviter);
  for (const Participant& participant : participants) {
    if (participant.state != ParticipantState::Invited) continue;
    claim(turn, participant, inviter == nullptr ? DeviceId() : inviter->decided_by,
          record.policy.call_while_in_call);
  }
}

void keep_devices(Participant& participant, const std::vector<DeviceId>& devices) {
  for (const DeviceId& device : devices) keep_device(participant, device);
}

// The device that dialled may be gone by now; its user's record did not know of this call to tell
// it so.
void check_dialling_device(CallTurn& turn, Participant& inviter,
                           const std::vector<DeviceId>& here) {
  Leg* leg = leg_of(inviter, inviter.decided_by);
  if (leg == nullptr || leg->state != LegState::Joined) return;
  if (std::find(here.begin(), here.end(), leg->device_id) != here.end()) return;
  leg->up = false;
  leg->grace_deadline = turn.now + turn.record.policy.reconnect_grace_ms;
}

bool claims_are_out(const CallRecord& record) {
  return std::any_of(
      record.participants.begin(), record.participants.end(), [](const Participant& participant) {
        const bool dials = participant.state == ParticipantState::Joined;
        return participant.state == ParticipantState::Invited || (dials && !participant.claimed);
      });
}

void refuse_dial(CallTurn& turn, const RecordInput& input) {
  const auto fail_with = [&](ErrorCode code, CallId call) {
    settle_invite(turn, Error{.code = code, .call_id = std::move(call)});
    conclude(turn, Ending::NotPlaced, FailureCategory::None, kNobody);
  };
  switch (input.refusal) {
    case Refusal::Busy: return fail_with(ErrorCode::AlreadyInCall, input.in_call);
    case Refusal::Limit: return fail_with(ErrorCode::LimitReached, {});
    case Refusal::Invited: return fail_with(ErrorCode::AlreadyInvited, input.in_call);
    case Refusal::Glare: return yield_to(turn, input.in_call, input.device_id);
  }
}

// Which time the call asks for that user: an invite may be taken back and made anew while its claim
// is out, and the answer to the first claim says nothing about the second.
Incarnation asking(Millis deadline) { return deadline == 0 ? "" : std::to_string(deadline); }

bool is_stale(const CallRecord& record, const RecordInput& answer) {
  if (answer.incarnation.empty()) return false;
  for (const Joiner& joiner : record.joiners) {
    const bool same = joiner.participant.user_id == answer.user_id;
    if (same && asking(joiner.deadline) == answer.incarnation) return false;
  }
  const Participant* participant = participant_of(record, answer.user_id);
  return participant == nullptr || participant->state != ParticipantState::Invited ||
         asking(participant->ack_deadline) != answer.incarnation;
}

Error error_of(const RecordInput& refused) {
  switch (refused.refusal) {
    case Refusal::Limit: return {.code = ErrorCode::LimitReached};
    case Refusal::Busy:
    case Refusal::Glare:
    case Refusal::Invited: break;
  }
  return {.code = ErrorCode::AlreadyInCall, .call_id = refused.in_call};
}

}  // namespace

void claim(CallTurn& turn, const Participant& wanted, const DeviceId& device,
           CallWhileInCall while_in_call) {
  const CallRecord& record = turn.record;
  const bool invited = wanted.role == Role::Invitee || wanted.state != ParticipantState::Joined;
  const bool enters = wanted.role == Role::Joiner;
  const Role role = enters ? Role::Joiner : invited ? Role::Invitee : Role::Inviter;
  tell(turn, user_key(record.app, wanted.user_id),
       {.type = InputType::Claim,
        .call_id = record.call_id,
        .role = role,
        .exclusive = is_exclusive(record.policy, role, while_in_call),
        .per_device = record.policy.busy_scope == BusyScope::Device,
        .direct = record.kind == CallKind::Direct,
        .inviter = enters ? wanted.user_id : ringer_of(record, wanted),
        .inviter_device = device,
        .invitee = role == Role::Invitee ? wanted.user_id : called_one(record),
        .incarnation = asking(wanted.ack_deadline)});
}

// Where all were busy and the inviter stays (`groupEnd: local-hangup`), the call stands without a
// ring.
void settle_when_claimed(CallTurn& turn) {
  CallRecord& record = turn.record;
  if (record.state == RecordState::Ended || claims_are_out(record)) return;
  if (record.state == RecordState::Placing) begin_ringing(record);
  settle_invite(turn, std::nullopt);
}

void place(CallTurn& turn, const Sender& sender, const Command& command) {
  if (const auto fault = fault_of(sender, command)) {
    return refuse(turn, sender, command.id, Error{.code = *fault});
  }
  CallRecord& record = turn.record;
  record.epoch = turn.context.epoch;
  record.kind = command.kind;
  record.media = command.media;
  record.inviter = sender.user_id;
  record.ext = command.ext;
  record.group_id = command.group_id;
  record.policy = narrowed(turn.context.policy, command.policy);
  record.invite_command = command.id;
  const bool early = record.kind == CallKind::Direct && record.policy.early_offer;
  if (!command.sdp.empty() && early) {
    record.offer =
        StoredDescription{command.leg_id, command.incarnation, command.negotiation, command.sdp};
  }
  Participant inviter{.user_id = sender.user_id,
                      .role = Role::Inviter,
                      .name = sender.name,
                      .avatar = sender.avatar,
                      .decided_by = sender.device_id};
  inviter.legs.push_back({.leg_id = command.leg_id,
                          .incarnation = command.incarnation,
                          .device_id = sender.device_id,
                          .order = 1});
  begin_placing(record, std::move(inviter), command.to, turn.now);
  for (Participant& participant : record.participants) {
    if (participant.state != ParticipantState::Invited) continue;
    participant.ack_deadline = turn.now + limits::kPlacingMs;
  }
  claim(turn, record.participants.front(), sender.device_id,
        command.policy.call_while_in_call.value_or(turn.context.policy.call_while_in_call));
}

void take_claimed(CallTurn& turn, const RecordInput& input) {
  CallRecord& record = turn.record;
  if (is_stale(record, input)) return;
  if (take_joiner(turn, input, std::nullopt)) return settle_when_claimed(turn);
  Participant& participant = *participant_of(record, input.user_id);
  if (!is_pending(participant.state)) {
    participant.claimed = true;
    if (participant.role != Role::Inviter) return;
    check_dialling_device(turn, participant, input.devices);
    if (record.state == RecordState::Placing) claim_invitees(turn);
    return settle_when_claimed(turn);
  }
  participant.claimed = input.holds;  // who blocks the caller never hears of it (design 11.15)
  keep_devices(participant, input.devices);
  if (participant.state == ParticipantState::Invited) mark_rung(record, participant, turn.now);
  if (record.state == RecordState::Placing) begin_ringing(record);
  settle_when_claimed(turn);
  notify_all(turn, kNobody);
}

void take_refused(CallTurn& turn, const RecordInput& input) {
  CallRecord& record = turn.record;
  if (is_stale(record, input)) return;
  if (take_joiner(turn, input, error_of(input))) return;
  Participant& participant = *participant_of(record, input.user_id);
  if (record.state == RecordState::Placing && participant.state == ParticipantState::Joined) {
    return refuse_dial(turn, input);
  }
  if (participant.state != ParticipantState::Invited) return;  // what stands is not undone
  keep_devices(participant, input.devices);
  if (input.refusal == Refusal::Glare) return yield_to(turn, input.in_call, input.device_id);
  depart(turn, participant, Departure::Busy, kNobody);
  settle_when_claimed(turn);
}

}  // namespace ringline::switchboard
