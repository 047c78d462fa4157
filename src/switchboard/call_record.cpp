#include "switchboard/call_record.h"

#include <utility>

namespace ringline::switchboard {

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

const Joiner* joiner_of(const CallRecord& record, const UserId& user) {
  for (const Joiner& joiner : record.joiners) {
    if (joiner.participant.user_id == user) return &joiner;
  }
  return nullptr;
}

bool answers(const RememberedReply& reply, const UserId& user, const DeviceId& device,
             const CommandId& command) {
  return reply.user_id == user && reply.device_id == device && reply.command_id == command;
}

}  // namespace ringline::switchboard
