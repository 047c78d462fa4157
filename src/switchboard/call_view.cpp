#include "switchboard/call_view.h"

#include <utility>

#include "switchboard/call_transitions.h"

namespace ringline::switchboard {
namespace {

// The reason of a participant who is out, in the words of the viewer. In a direct call both ends
// are one end, so the viewer's own word is right for both; in a group everybody has an end of one's
// own.
std::optional<EndReason> told_reason(const CallRecord& record, const Participant& participant,
                                     const Participant& viewer) {
  if (!participant.end_reason) return std::nullopt;
  if (record.kind == CallKind::Direct) {
    return viewer.end_reason ? viewer.end_reason : participant.end_reason;
  }
  if (&participant == &viewer) return participant.end_reason;
  // Of two others neither is the viewer: who heard the other hang up has left, and that is all.
  if (participant.end_reason == EndReason::RemoteHangup) return EndReason::RemoteHangup;
  if (participant.state == ParticipantState::Unreachable) return EndReason::Unreachable;
  return mirrored(*participant.end_reason);
}

// Who never was in the call has not talked, however long the others did.
bool was_in(const Participant& participant) {
  return participant.joined_at.has_value() || !participant.left_at;
}

CallStatus status_of(const CallRecord& record, const Participant& viewer,
                     std::optional<EndReason> reason) {
  if (reason) return log_status(*reason);
  if (is_pending(viewer.state)) return CallStatus::Initiated;  // whoever else has answered
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
                       .end_reason = told_reason(record, participant, viewer),
                       .ring_deadline = participant.ring_deadline,
                       .invited_by = participant.invited_by,
                       .mute_request = participant.mute_request};
  for (const Leg& leg : participant.legs) {
    if (leg.state != LegState::Joined) continue;
    view.legs.push_back({.leg_id = leg.leg_id,
                         .incarnation = leg.incarnation,
                         .device_id = leg.device_id,
                         .order = leg.order,
                         .up = leg.up,
                         .report = leg.report});
  }
  return view;
}

// A call may go on without the viewer, who learns no more of it: the others as they were when the
// viewer went, and nobody who came later.
void add_people(CallView& view, const CallRecord& record, const Participant& viewer) {
  for (const Participant& participant : record.participants) {
    if (!viewer.left_at || &participant == &viewer) {
      view.participants.push_back(view_of(record, participant, viewer));
      continue;
    }
    if (participant.came_at > *viewer.left_at) continue;
    ParticipantView& seen = view.participants.emplace_back(view_of(record, participant, viewer));
    seen.legs.clear();
    if (participant.left_at && *participant.left_at <= *viewer.left_at) continue;
    const bool was_there = participant.joined_at && *participant.joined_at <= *viewer.left_at;
    seen.state = was_there ? ParticipantState::Joined : ParticipantState::Rung;
    seen.end_reason.reset();
    seen.ext.clear();
    seen.ring_deadline = 0;
    if (was_there) continue;
    seen.name.clear();  // told with the answer
    seen.avatar.clear();
  }
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
                                                     .name = participant.name,
                                                     .end_reason = participant.end_reason,
                                                     .invited_by = participant.invited_by,
                                                     .joined_at = participant.joined_at,
                                                     .left_at = participant.left_at});
    if (participant.left_at) continue;
    for (const Leg& leg : participant.legs) {
      sealed.legs.push_back({.leg_id = leg.leg_id,
                             .incarnation = leg.incarnation,
                             .device_id = leg.device_id,
                             .order = leg.order});
    }
  }
  return claims;
}

constexpr std::int64_t kFirstAnswer = 2;  // the early offer serves the inviter's leg and this one

// The descriptions and candidates that this device alone may have.
void add_negotiation(CallView& view, const CallRecord& record, Standing standing,
                     std::int64_t leg_order, PagePurpose purpose) {
  switch (standing) {
    case Standing::Pending:
      if (record.state == RecordState::Ringing && record.kind == CallKind::Direct) {
        view.offer = record.offer;
      }
      return;
    case Standing::InviterLeg:
      if (record.state == RecordState::Active) view.answer = record.answer;
      return;
    case Standing::InviteeLeg:
      if (record.state != RecordState::Active || leg_order != kFirstAnswer) return;
      view.offer = record.offer;  // of a merged dial, which answered without having seen it
      if (purpose == PagePurpose::Answer || view.offer) view.parked = record.parked;
      return;
    case Standing::Stranger:
    case Standing::InviterOther:
    case Standing::InviteeOther: return;
  }
}

}  // namespace

LegOwner joined_leg(const CallRecord& record, const LegId& leg_id) {
  for (const Participant& participant : record.participants) {
    for (const Leg& leg : participant.legs) {
      if (leg.leg_id == leg_id && leg.state == LegState::Joined) return {&participant, &leg};
    }
  }
  return {};
}

LegOwner answering_leg(const CallRecord& record) {
  for (const Participant& participant : record.participants) {
    for (const Leg& leg : participant.legs) {
      const bool first = leg.order == kFirstAnswer && leg.state == LegState::Joined;
      if (first) return {&participant, &leg};
    }
  }
  return {};
}

Standing standing_of(const CallRecord& record, const UserId& user, const DeviceId& device) {
  const Participant* participant = participant_of(record, user);
  if (participant == nullptr) return Standing::Stranger;
  const Leg* leg = leg_of(*participant, device);
  const bool has_leg = leg != nullptr && leg->state == LegState::Joined;
  if (!has_leg && is_pending(participant->state)) return Standing::Pending;
  switch (participant->role) {
    case Role::Inviter: return has_leg ? Standing::InviterLeg : Standing::InviterOther;
    case Role::Invitee:
    case Role::Joiner: return has_leg ? Standing::InviteeLeg : Standing::InviteeOther;
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
    // A dial of the other one that this call gave way to was an answer, too (design 11.6).
    const bool answered = participant->state == ParticipantState::Joined ||
                          participant->state == ParticipantState::Left ||
                          participant->end_reason == EndReason::Replaced;
    return answered ? EndReason::AnsweredElsewhere : EndReason::DeclinedElsewhere;
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
          .ring_deadline = is_pending(viewer->state) ? viewer->ring_deadline : record.ring_deadline,
          .answered_at = was_in(*viewer) ? record.answered_at : std::nullopt,
          .ended_at = viewer->left_at ? viewer->left_at : record.ended_at,
          .ext = record.ext,
          .group_id = record.group_id,
          .replaced_by = record.replaced_by,
          .video_request = viewer->left_at ? VideoRequest{} : record.video_request,
          .failure = reason == EndReason::Failed ? record.failure : FailureCategory::None,
          .policy = record.policy};
  view.you = {.role = viewer->role,
              .state = viewer->state,
              .leg_id = leg == nullptr ? LegId() : leg->leg_id,
              .incarnation = leg == nullptr ? Incarnation() : leg->incarnation,
              .end_reason = reason,
              .status = status_of(record, *viewer, reason)};
  add_people(view, record, *viewer);
  const Standing standing = standing_of(record, user, device);
  add_negotiation(view, record, standing, leg == nullptr ? 0 : leg->order, purpose);

  const bool joined = leg != nullptr && leg->state == LegState::Joined;
  const bool sealable = record.state == RecordState::Ringing || record.state == RecordState::Active;
  if (joined && sealable) page.seal = claims_of(record);
  page.ice = standing == Standing::Pending && sealable;
  return page;
}

}  // namespace ringline::switchboard
