#include "switchboard/call_view.h"

#include <utility>

namespace ringline::switchboard {
namespace {

// The reason of a participant who is out, in the words of the viewer. In a direct call both ends
// are one end, so the viewer's own word is right for both; a group will tell each one's own.
std::optional<EndReason> told_reason(const CallRecord& record, const Participant& participant,
                                     const Participant& viewer) {
  if (!participant.end_reason || record.kind != CallKind::Direct) return participant.end_reason;
  return viewer.end_reason ? viewer.end_reason : participant.end_reason;
}

CallStatus status_of(const CallRecord& record, std::optional<EndReason> reason) {
  if (reason) return log_status(*reason);
  switch (record.state) {
    case RecordState::Placing:
    case RecordState::Ringing: return CallStatus::Initiated;
    case RecordState::Active: return CallStatus::Ongoing;
    case RecordState::Ended: return CallStatus::Ended;
  }
  return CallStatus::Ended;
}

ParticipantView view_of(const CallRecord& record, const Participant& participant,
                        const Participant& viewer) {
  ParticipantView view{.user_id = participant.user_id,
                       .role = participant.role,
                       .state = participant.state,
                       .name = participant.name,
                       .avatar = participant.avatar,
                       .ext = participant.ext,
                       .end_reason = told_reason(record, participant, viewer)};
  for (const Leg& leg : participant.legs) {
    if (leg.state != LegState::Joined) continue;
    view.legs.push_back({.leg_id = leg.leg_id,
                         .incarnation = leg.incarnation,
                         .device_id = leg.device_id,
                         .order = leg.order,
                         .up = leg.up,
                         .microphone = leg.microphone,
                         .camera = leg.camera});
  }
  return view;
}

SealClaims claims_of(const CallRecord& record) {
  SealClaims claims{.app = record.app,
                    .call_id = record.call_id,
                    .epoch = record.epoch,
                    .version = record.version,
                    .kind = record.kind,
                    .media = record.media,
                    .inviter = record.inviter,
                    .created_at = record.created_at,
                    .ring_deadline = record.ring_deadline,
                    .answered_at = record.answered_at,
                    .policy = record.policy};
  for (const Participant& participant : record.participants) {
    Participant& sealed =
        claims.participants.emplace_back(Participant{.user_id = participant.user_id,
                                                     .role = participant.role,
                                                     .state = participant.state,
                                                     .name = participant.name});
    for (const Leg& leg : participant.legs) {
      sealed.legs.push_back({.leg_id = leg.leg_id,
                             .incarnation = leg.incarnation,
                             .device_id = leg.device_id,
                             .order = leg.order});
    }
  }
  return claims;
}

// The descriptions and candidates that this device alone may have.
void add_negotiation(CallView& view, const CallRecord& record, Standing standing,
                     PagePurpose purpose) {
  switch (standing) {
    case Standing::Pending:
      if (record.state == RecordState::Ringing) view.offer = record.offer;
      return;
    case Standing::InviterLeg:
      if (record.state == RecordState::Active) view.answer = record.answer;
      return;
    case Standing::InviteeLeg:
      if (purpose == PagePurpose::Answer) view.parked = record.parked;
      return;
    case Standing::Stranger:
    case Standing::InviterOther:
    case Standing::InviteeOther: return;
  }
}

}  // namespace

bool is_pending(ParticipantState state) {
  switch (state) {
    case ParticipantState::Invited:
    case ParticipantState::Ringing: return true;
    case ParticipantState::Joined:
    case ParticipantState::Left:
    case ParticipantState::Declined:
    case ParticipantState::Busy:
    case ParticipantState::TimedOut:
    case ParticipantState::Unreachable:
    case ParticipantState::Cancelled: return false;
  }
  return false;
}

const Participant* participant_of(const CallRecord& record, const UserId& user) {
  for (const Participant& participant : record.participants) {
    if (participant.user_id == user) return &participant;
  }
  return nullptr;
}

Participant* participant_of(CallRecord& record, const UserId& user) {
  return const_cast<Participant*>(participant_of(std::as_const(record), user));
}

const Leg* leg_of(const Participant& participant, const DeviceId& device) {
  for (const Leg& leg : participant.legs) {
    if (leg.device_id == device) return &leg;
  }
  return nullptr;
}

Leg* leg_of(Participant& participant, const DeviceId& device) {
  return const_cast<Leg*>(leg_of(std::as_const(participant), device));
}

LegOwner joined_leg(const CallRecord& record, const LegId& leg_id) {
  for (const Participant& participant : record.participants) {
    for (const Leg& leg : participant.legs) {
      if (leg.leg_id == leg_id && leg.state == LegState::Joined) return {&participant, &leg};
    }
  }
  return {};
}

LegOwner other_joined_leg(const CallRecord& record, const UserId& user) {
  for (const Participant& participant : record.participants) {
    if (participant.user_id == user) continue;
    for (const Leg& leg : participant.legs) {
      if (leg.state == LegState::Joined) return {&participant, &leg};
    }
  }
  return {};
}

Standing standing_of(const CallRecord& record, const UserId& user, const DeviceId& device) {
  const Participant* participant = participant_of(record, user);
  if (participant == nullptr) return Standing::Stranger;
  const bool has_leg = leg_of(*participant, device) != nullptr;
  switch (participant->role) {
    case Role::Inviter: return has_leg ? Standing::InviterLeg : Standing::InviterOther;
    case Role::Invitee:
      if (has_leg) return Standing::InviteeLeg;
      return is_pending(participant->state) ? Standing::Pending : Standing::InviteeOther;
  }
  return Standing::Stranger;
}

std::optional<EndReason> end_reason_for(const CallRecord& record, const UserId& user,
                                        const DeviceId& device) {
  const Participant* participant = participant_of(record, user);
  if (participant == nullptr) return std::nullopt;
  const bool decided_elsewhere =
      !participant->decided_by.empty() && participant->decided_by != device;
  if (decided_elsewhere) {
    return participant->state == ParticipantState::Declined ? EndReason::DeclinedElsewhere
                                                            : EndReason::AnsweredElsewhere;
  }
  return participant->end_reason;
}

std::optional<Page> page_for(const CallRecord& record, const UserId& user, const DeviceId& device,
                             PagePurpose purpose) {
  const Participant* viewer = participant_of(record, user);
  if (viewer == nullptr) return std::nullopt;
  const Leg* leg = leg_of(*viewer, device);
  if (leg != nullptr && leg->unproven) return std::nullopt;
  const std::optional<EndReason> reason = end_reason_for(record, user, device);
  Page page;
  CallView& view = page.view;
  view = {.call_id = record.call_id,
          .version = record.version,
          .kind = record.kind,
          .media = record.media,
          .state = record.state,
          .inviter = record.inviter,
          .created_at = record.created_at,
          .ring_deadline = record.ring_deadline,
          .answered_at = record.answered_at,
          .ended_at = record.ended_at,
          .ext = record.ext,
          .failure = reason == EndReason::Failed ? record.failure : FailureCategory::None,
          .policy = record.policy};
  view.you = {.role = viewer->role,
              .state = viewer->state,
              .leg_id = leg == nullptr ? LegId() : leg->leg_id,
              .incarnation = leg == nullptr ? Incarnation() : leg->incarnation,
              .end_reason = reason,
              .status = status_of(record, reason)};
  for (const Participant& participant : record.participants) {
    view.participants.push_back(view_of(record, participant, *viewer));
  }
  const Standing standing = standing_of(record, user, device);
  add_negotiation(view, record, standing, purpose);

  const bool joined = leg != nullptr && leg->state == LegState::Joined;
  const bool sealable = record.state == RecordState::Ringing || record.state == RecordState::Active;
  if (joined && sealable) page.seal = claims_of(record);
  page.ice = standing == Standing::Pending && record.state == RecordState::Ringing;
  return page;
}

}  // namespace ringline::switchboard
