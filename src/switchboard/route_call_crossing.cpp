// Two calls that want the same people (design 5, 11.6): what the one in place says to the other,
// and how two who dialled each other come together in one of the two calls.
#include <algorithm>
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

// Decided here, acted on by `answer_check`.
enum class Crossing { Void, Stands, Invited, YieldsToGlare, SurvivesGlare, Recalled };

const Participant* invitee_of(const CallRecord& record) {
  for (const Participant& participant : record.participants) {
    if (participant.role == Role::Invitee) return &participant;
  }
  return nullptr;
}

bool is_glare(const CallRecord& record, const RecordInput& rival) {
  const bool unanswered =
      record.state == RecordState::Placing || record.state == RecordState::Ringing;
  const Participant* invitee = invitee_of(record);
  return record.policy.glare == GlareRule::Join && record.kind == CallKind::Direct &&
         rival.direct && unanswered && invitee != nullptr && record.inviter == rival.invitee &&
         invitee->user_id == rival.inviter;
}

// The rival has given way to this call: what its claims still ask is no new dial.
bool has_merged(const CallRecord& record, const RecordInput& rival) {
  const RecordKey key = call_key(record.app, rival.call_id);
  return std::any_of(record.seen.begin(), record.seen.end(),
                     [&](const Origin& origin) { return origin.source == key; });
}

// The device that holds our call dials the same person anew: it has lost our call (inv. 9).
bool is_recall(const CallRecord& record, const RecordInput& rival) {
  if (record.kind != CallKind::Direct || !rival.direct) return false;
  const Participant* caller = participant_of(record, rival.inviter);
  const Participant* called = participant_of(record, rival.invitee);
  return caller != nullptr && called != nullptr && leg_of(*caller, rival.inviter_device) != nullptr;
}

// The user dials somebody whose call to several people rings that user already.
bool rings_for(const CallRecord& record, const Participant& participant, const RecordInput& rival) {
  return record.kind != CallKind::Direct && rival.direct && rival.user_id == rival.inviter &&
         is_pending(participant.state) && ringer_of(record, participant) == rival.invitee;
}

Crossing crossing_of(const CallRecord& record, const RecordInput& rival) {
  if (record.version == 0 || record.state == RecordState::Ended) return Crossing::Void;
  const Participant* participant = participant_of(record, rival.user_id);
  const bool waits = joiner_of(record, rival.user_id) != nullptr;
  const bool here = participant != nullptr && !participant->left_at;
  if (!here) return waits ? Crossing::Stands : Crossing::Void;
  if (is_glare(record, rival)) {
    return record.call_id < rival.call_id ? Crossing::SurvivesGlare : Crossing::YieldsToGlare;
  }
  if (has_merged(record, rival)) return Crossing::SurvivesGlare;
  if (is_recall(record, rival)) return Crossing::Recalled;
  return rings_for(record, *participant, rival) ? Crossing::Invited : Crossing::Stands;
}

}  // namespace

const UserId& ringer_of(const CallRecord& record, const Participant& participant) {
  return participant.invited_by.empty() ? record.inviter : participant.invited_by;
}

void answer_check(CallTurn& turn, const Origin& origin, const RecordInput& input) {
  RecordInput standing{
      .type = InputType::Standing, .call_id = turn.record.call_id, .contender = input.call_id};
  switch (crossing_of(turn.record, input)) {
    case Crossing::Void: break;
    case Crossing::Stands: standing.holds = true; break;
    case Crossing::Invited:
      standing.holds = true;
      standing.refusal = Refusal::Invited;
      break;
    case Crossing::SurvivesGlare:
      standing.holds = true;
      standing.refusal = Refusal::Glare;
      break;
    case Crossing::YieldsToGlare: yield_to(turn, input.call_id, input.inviter_device); break;
    case Crossing::Recalled:
      conclude(turn, Ending::Replaced, FailureCategory::None, kNobody);
      break;
  }
  turn.effects.push_back(InputEffect{
      origin.source, {call_key(turn.record.app, turn.record.call_id), 0, 0}, std::move(standing)});
}

void yield_to(CallTurn& turn, const CallId& survivor, const DeviceId& dialler) {
  CallRecord& record = turn.record;
  record.replaced_by = survivor;
  for (Participant& participant : record.participants) {
    if (is_pending(participant.state)) participant.decided_by = dialler;
  }
  const Participant* inviter = participant_of(record, record.inviter);
  const Leg* leg = inviter == nullptr ? nullptr : leg_of(*inviter, inviter->decided_by);
  if (leg != nullptr) {
    tell(turn, call_key(record.app, survivor),
         {.type = InputType::Merge,
          .call_id = record.call_id,
          .user_id = inviter->user_id,
          .device_id = leg->device_id,
          .incarnation = leg->incarnation,
          .leg_id = leg->leg_id,
          .media = record.media,
          .name = inviter->name,
          .avatar = inviter->avatar,
          .ext = record.ext});
  }
  conclude(turn, Ending::Replaced, FailureCategory::None, kNobody);
}

void take_merge(CallTurn& turn, const RecordInput& input) {
  CallRecord& record = turn.record;
  Participant* participant = participant_of(record, input.user_id);
  if (participant == nullptr) return;
  touch(turn);
  if (!is_pending(participant->state)) {  // over, or answered by hand: the device is told how
    return notify(turn, input.user_id, input.device_id);
  }
  participant->name = input.name;
  participant->avatar = input.avatar;
  participant->ext = input.ext;
  const bool audio_only = input.media == Media::Audio;
  Leg leg{.leg_id = input.leg_id,
          .incarnation = input.incarnation,
          .device_id = input.device_id,
          .report = {.camera = audio_only ? DeviceState::Off : DeviceState::Unknown}};
  if (participant->state != ParticipantState::Invited) {
    return seat(turn, *participant, std::move(leg), kNobody);
  }
  // Its claim is under way: it answers as soon as that is granted. Of two devices that dialled, the
  // first one answers, and the other one is told with those that ring.
  if (joiner_of(record, input.user_id) != nullptr) {
    return keep_device(*participant, input.device_id);
  }
  Joiner joiner{.participant = *participant};
  joiner.participant.decided_by = leg.device_id;
  joiner.participant.legs = {std::move(leg)};
  record.joiners.push_back(std::move(joiner));
}

}  // namespace ringline::switchboard
