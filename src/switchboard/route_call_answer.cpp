// Ringing and deciding: the first accept or decline of an invited user's devices wins (inv. 1, 3,
// 5).
#include <algorithm>
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

// A device that speaks for its invited user is rung, whether or not the user record named it.
void keep_device(Participant& participant, const DeviceId& device) {
  std::vector<DeviceId>& kept = participant.devices;
  if (std::find(kept.begin(), kept.end(), device) != kept.end()) return;
  if (kept.size() >= limits::kDevicesPerUser) kept.erase(kept.begin());
  kept.push_back(device);
}

std::int64_t next_order(const CallRecord& record) {
  std::int64_t order = 0;
  for (const Participant& participant : record.participants) {
    for (const Leg& leg : participant.legs) order = std::max(order, leg.order);
  }
  return order + 1;
}

// An answer serves the offer that the record holds, once.
void keep_answer(CallTurn& turn, const Command& command) {
  CallRecord& record = turn.record;
  const bool fits =
      record.offer && !command.sdp.empty() && command.negotiation == record.offer->negotiation;
  if (fits) {
    record.answer =
        StoredDescription{command.leg_id, command.incarnation, command.negotiation, command.sdp};
    record.answer_version = turn.next_version;
  }
  record.offer.reset();
}

}  // namespace

void ring(CallTurn& turn, const Sender& sender, const Command& command) {
  Participant& participant = *participant_of(turn.record, sender.user_id);
  const bool first = participant.state == ParticipantState::Invited;
  keep_device(participant, sender.device_id);
  if (first) {
    mark_ringing(participant);
    const CallRecord& record = turn.record;
    const Participant& inviter = *participant_of(record, record.inviter);
    for (const Leg& leg : inviter.legs) notify(turn, inviter.user_id, leg.device_id);
  }
  reply_bare(turn, sender, command.id);
}

void accept(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  if (joined_leg(record, command.leg_id).leg != nullptr) {
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::InvalidArgument});
  }
  Participant& participant = *participant_of(record, sender.user_id);
  keep_device(participant, sender.device_id);
  notify_all(turn, sender);  // while all of them still ring: the losers are told, too (inv. 6)
  participant.name = sender.name;
  participant.avatar = sender.avatar;
  participant.ext = command.ext;
  keep_answer(turn, command);
  const bool audio_only = command.media == Media::Audio;
  join(record, participant,
       {.leg_id = command.leg_id,
        .incarnation = command.incarnation,
        .device_id = sender.device_id,
        .order = next_order(record),
        .camera = audio_only ? DeviceState::Off : DeviceState::Unknown},
       turn.now);
  reply_with_ice(turn, sender, command.id);
  owe(turn, {.kind = OutboxKind::Relay});
}

void decline(CallTurn& turn, const Sender& sender, const Command& command) {
  Participant& participant = *participant_of(turn.record, sender.user_id);
  participant.ext = command.ext;
  participant.decided_by = sender.device_id;
  reply_and_remember(turn, sender, command.id);
  // Who leaves before the accept has come through has declined, unless the device says that it
  // could not.
  switch (command.because) {
    case LeaveCause::User:
    case LeaveCause::PeerHangup:
      return conclude(turn, Ending::Declined, FailureCategory::None, sender);
    case LeaveCause::NoMedia:
    case LeaveCause::ConnectionLost:
      return conclude(turn, Ending::Failed, FailureCategory::Ice, sender);
    case LeaveCause::Permission:
      return conclude(turn, Ending::Failed, FailureCategory::Permission, sender);
  }
}

}  // namespace ringline::switchboard
