// Placing a call: claims on its users, one after the other, and what stands in their way.
#include <algorithm>
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

std::optional<ErrorCode> fault_of(const Sender& sender, const Command& command) {
  if (!sender.may_place) return ErrorCode::Forbidden;
  if (command.policy_not_yours) return ErrorCode::PolicyNotYours;
  const bool direct = command.kind == CallKind::Direct && command.to.size() == 1;
  if (!direct || command.to.front() == sender.user_id) return ErrorCode::InvalidArgument;
  return std::nullopt;
}

// Whether a claim for this role is refused while another call holds the user.
bool is_exclusive(const Policy& policy, Role role) {
  if (policy.busy_scope == BusyScope::Device) return false;
  switch (role) {
    case Role::Inviter: return policy.call_while_in_call == CallWhileInCall::Refuse;
    case Role::Invitee: return policy.busy == BusyRule::Reject;
  }
  return true;
}

const Participant* invitee_of(const CallRecord& record) {
  for (const Participant& participant : record.participants) {
    if (participant.role == Role::Invitee) return &participant;
  }
  return nullptr;
}

void claim(CallTurn& turn, const Participant& wanted) {
  const CallRecord& record = turn.record;
  const Participant* inviter = participant_of(record, record.inviter);
  const Participant* invitee = invitee_of(record);
  tell(turn, user_key(record.app, wanted.user_id),
       {.type = InputType::Claim,
        .call_id = record.call_id,
        .role = wanted.role,
        .exclusive = is_exclusive(record.policy, wanted.role),
        .inviter = record.inviter,
        .inviter_device = inviter == nullptr ? DeviceId() : inviter->decided_by,
        .invitee = invitee == nullptr ? UserId() : invitee->user_id});
}

void keep_devices(Participant& participant, const std::vector<DeviceId>& devices) {
  for (const DeviceId& device : devices) {
    std::vector<DeviceId>& kept = participant.devices;
    if (std::find(kept.begin(), kept.end(), device) != kept.end()) continue;
    if (kept.size() >= limits::kDevicesPerUser) kept.erase(kept.begin());
    kept.push_back(device);
  }
}

// What another call that wants one of our users is to us (design 5, 11.6): decided here, acted on
// by `answer_check`.
enum class Crossing { Void, Stands, YieldsToGlare, SurvivesGlare, Recalled };

bool is_glare(const CallRecord& record, const RecordInput& rival) {
  const bool unanswered =
      record.state == RecordState::Placing || record.state == RecordState::Ringing;
  const Participant* invitee = invitee_of(record);
  return record.policy.glare == GlareRule::Join && record.kind == CallKind::Direct && unanswered &&
         invitee != nullptr && record.inviter == rival.invitee && invitee->user_id == rival.inviter;
}

// The device that holds our call dials the same person anew: it has lost our call (inv. 9).
bool is_recall(const CallRecord& record, const RecordInput& rival) {
  const Participant* caller = participant_of(record, rival.inviter);
  const Participant* called = participant_of(record, rival.invitee);
  return record.kind == CallKind::Direct && caller != nullptr && called != nullptr &&
         leg_of(*caller, rival.inviter_device) != nullptr;
}

Crossing crossing_of(const CallRecord& record, const RecordInput& rival) {
  const bool over = record.version == 0 || record.state == RecordState::Ended;
  if (over || participant_of(record, rival.user_id) == nullptr) return Crossing::Void;
  if (is_glare(record, rival)) {
    return record.call_id < rival.call_id ? Crossing::SurvivesGlare : Crossing::YieldsToGlare;
  }
  return is_recall(record, rival) ? Crossing::Recalled : Crossing::Stands;
}

}  // namespace

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
  record.policy = narrowed(turn.context.policy, command.policy);
  record.invite_command = command.id;
  if (!command.sdp.empty() && record.policy.early_offer) {
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
  Participant invitee{.user_id = command.to.front(), .role = Role::Invitee};
  begin_placing(record, std::move(inviter), std::move(invitee), turn.now);
  claim(turn, record.participants.front());
}

void take_claimed(CallTurn& turn, const RecordInput& input) {
  CallRecord& record = turn.record;
  Participant& participant = *participant_of(record, input.user_id);
  touch(turn);
  switch (participant.role) {
    case Role::Inviter: {
      // The device that dialled may be gone by now; its user's record did not know of this call to
      // tell it so.
      const std::vector<DeviceId>& here = input.devices;
      Leg* leg = leg_of(participant, participant.decided_by);
      if (leg != nullptr && std::find(here.begin(), here.end(), leg->device_id) == here.end()) {
        leg->up = false;
        leg->grace_deadline = turn.now + record.policy.reconnect_grace_ms;
      }
      if (record.state == RecordState::Placing) claim(turn, *invitee_of(record));
      return;
    }
    case Role::Invitee: break;
  }
  const Standing standing = standing_of(record, input.user_id, DeviceId());
  if (standing != Standing::Pending) return;
  keep_devices(participant, input.devices);
  if (record.state == RecordState::Placing) begin_ringing(record, turn.now);
  settle_invite(turn, std::nullopt);
  notify_all(turn, kNobody);
}

void take_refused(CallTurn& turn, const RecordInput& input) {
  CallRecord& record = turn.record;
  if (record.state != RecordState::Placing) return;  // a call that stands is not undone
  touch(turn);
  Participant& participant = *participant_of(record, input.user_id);
  switch (participant.role) {
    case Role::Inviter: {
      const bool full = input.refusal == Refusal::Limit;
      settle_invite(turn, Error{.code = full ? ErrorCode::LimitReached : ErrorCode::AlreadyInCall,
                                .call_id = full ? CallId() : input.in_call});
      return conclude(turn, Ending::NotPlaced, FailureCategory::None, kNobody);
    }
    case Role::Invitee: break;
  }
  keep_devices(participant, input.devices);
  const bool glare = input.refusal == Refusal::Glare;
  conclude(turn, glare ? Ending::Replaced : Ending::Busy, FailureCategory::None, kNobody);
}

void answer_check(CallTurn& turn, const Origin& origin, const RecordInput& input) {
  const Crossing crossing = crossing_of(turn.record, input);
  RecordInput standing{
      .type = InputType::Standing, .call_id = turn.record.call_id, .contender = input.call_id};
  switch (crossing) {
    case Crossing::Void: break;
    case Crossing::Stands: standing.holds = true; break;
    case Crossing::SurvivesGlare:
      standing.holds = true;
      standing.glare = true;
      break;
    case Crossing::YieldsToGlare:
    case Crossing::Recalled:
      conclude(turn, Ending::Replaced, FailureCategory::None, kNobody);
      break;
  }
  turn.effects.push_back(InputEffect{
      origin.source, {call_key(turn.record.app, turn.record.call_id), 0, 0}, std::move(standing)});
}

}  // namespace ringline::switchboard
