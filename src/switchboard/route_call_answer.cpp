// Ringing and deciding: the first accept or decline of an invited user's devices wins (inv. 1, 3,
// 5).
#include <algorithm>
#include <utility>

#include "switchboard/route_call_parts.h"

namespace ringline::switchboard {
namespace {

// An answer serves the offer that the record holds, once.
void keep_answer(CallTurn& turn, const Command& command) {
  CallRecord& record = turn.record;
  const bool fits = record.offer && command.negotiation == record.offer->negotiation;
  if (fits) {
    record.answer =
        StoredDescription{command.leg_id, command.incarnation, command.negotiation, command.sdp};
    record.answer_version = turn.next_version;
  }
  record.offer.reset();
}

Departure departure_of(const Command& declined) {
  switch (declined.because) {
    case LeaveCause::User:
    case LeaveCause::PeerHangup: break;
    case LeaveCause::NoMedia:
    case LeaveCause::ConnectionLost: return Departure::NoMedia;
    case LeaveCause::Permission: return Departure::Permission;
  }
  return declined.reason == "busy" ? Departure::SaidBusy : Departure::Declined;
}

}  // namespace

std::int64_t next_order(const CallRecord& record) {
  std::int64_t order = 0;
  for (const Participant& participant : record.participants) {
    for (const Leg& leg : participant.legs) order = std::max(order, leg.order);
  }
  return order + 1;
}

// A device that speaks for its invited user is rung, whether or not the user record named it.
void keep_device(Participant& participant, const DeviceId& device) {
  std::vector<DeviceId>& kept = participant.devices;
  if (std::find(kept.begin(), kept.end(), device) != kept.end()) return;
  if (kept.size() >= limits::kDevicesPerUser) kept.erase(kept.begin());
  kept.push_back(device);
}

std::size_t seats_taken(const CallRecord& record) {
  std::size_t count = record.joiners.size();
  for (const Participant& participant : record.participants) {
    const bool kept = record.kind != CallKind::Session && participant.user_id == record.inviter;
    count += participant.left_at && !kept ? 0 : 1;
  }
  return count;
}

bool is_full(const CallRecord& record) {
  const auto joined =
      std::count_if(record.participants.begin(), record.participants.end(),
                    [](const Participant& one) { return one.state == ParticipantState::Joined; });
  const auto coming = static_cast<std::int64_t>(record.joiners.size());
  return record.topology == Topology::Mesh && joined + coming >= record.policy.mesh_limit;
}

void ring(CallTurn& turn, const Sender& sender, const Command& command) {
  Participant& participant = *participant_of(turn.record, sender.user_id);
  if (participant.state == ParticipantState::Invited) {  // its claim is still out
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::InvalidState});
  }
  const bool first = participant.state == ParticipantState::Rung;
  keep_device(participant, sender.device_id);
  if (first) {
    mark_ringing(participant);
    for (const Participant& other : std::vector<Participant>(turn.record.participants)) {
      if (other.state != ParticipantState::Joined) continue;
      for (const Leg& leg : other.legs) notify(turn, other.user_id, leg.device_id);
    }
  }
  reply_bare(turn, sender, command.id);
}

void seat(CallTurn& turn, Participant& participant, Leg leg, const Sender& but) {
  CallRecord& record = turn.record;
  const UserId user = participant.user_id;
  keep_device(participant, leg.device_id);
  participant.legs.clear();
  notify_all(turn, but);  // while all of them still ring: the losers are told, too (inv. 6)
  leg.order = next_order(record);
  const DeviceId device = leg.device_id;
  join(record, participant, std::move(leg), turn.now);
  notify_all(turn, but);
  settle_invite(turn, std::nullopt);
  tell(turn, user_key(record.app, user),
       {.type = InputType::Seated, .call_id = record.call_id, .device_id = device});
  owe(turn, {.kind = OutboxKind::Relay});
}

void accept(CallTurn& turn, const Sender& sender, const Command& command) {
  CallRecord& record = turn.record;
  if (joined_leg(record, command.leg_id).leg != nullptr) {
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::InvalidArgument});
  }
  Participant& participant = *participant_of(record, sender.user_id);
  if (participant.state == ParticipantState::Invited) {  // its claim is still out
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::InvalidState});
  }
  if (is_full(record)) {
    return refuse(turn, sender, command.id, Error{.code = ErrorCode::CallFull});
  }
  participant.name = sender.name;
  participant.avatar = sender.avatar;
  participant.ext = command.ext;
  keep_answer(turn, command);
  const bool audio_only = command.media == Media::Audio;
  reply_with_ice(turn, sender, command.id);
  seat(turn, participant,
       {.leg_id = command.leg_id,
        .incarnation = command.incarnation,
        .device_id = sender.device_id,
        .report = {.camera = audio_only ? DeviceState::Off : DeviceState::Unknown}},
       sender);
}

void decline(CallTurn& turn, const Sender& sender, const Command& command) {
  Participant& participant = *participant_of(turn.record, sender.user_id);
  participant.ext = command.ext;
  participant.decided_by = sender.device_id;
  keep_device(participant, sender.device_id);
  reply_and_remember(turn, sender, command.id);
  // Who leaves before the accept has come through has declined, unless the device says that it
  // could not.
  depart(turn, participant, departure_of(command), sender);
}

}  // namespace ringline::switchboard
