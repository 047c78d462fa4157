#include "policy.h"

#include <algorithm>

namespace ringline {
namespace {

bool within(Millis value, Millis least, Millis most) { return value >= least && value <= most; }

}  // namespace

bool is_valid(const Policy& policy) {
  return within(policy.ring_timeout_ms, 1'000, 600'000) &&
         within(policy.connect_timeout_ms, 5'000, 60'000) &&
         within(policy.command_timeout_ms, 1'000, 60'000) &&
         within(policy.ack_timeout_ms, 500, 60'000) &&
         within(policy.video_request_timeout_ms, 1'000, 120'000) &&
         within(policy.reconnect_grace_ms, 0, 120'000) && within(policy.mesh_limit, 2, 26);
}

Policy narrowed(const Policy& server, const InviterPolicy& inviter) {
  Policy policy = server;
  if (inviter.ring_timeout_ms) {
    policy.ring_timeout_ms = std::min(server.ring_timeout_ms, *inviter.ring_timeout_ms);
  }
  policy.group_end = inviter.group_end.value_or(server.group_end);
  policy.who_can_invite = inviter.who_can_invite.value_or(server.who_can_invite);
  policy.who_can_end = inviter.who_can_end.value_or(server.who_can_end);
  return policy;
}

std::optional<Policy> preset(std::string_view name) {
  Policy policy;
  if (name == "agora") {
    policy.group_end = GroupEnd::LocalHangup;
  } else if (name == "cometchat") {
    policy.ring_timeout_ms = 45'000;
  } else if (name == "zego") {
    policy.ring_timeout_ms = 60'000;
    policy.call_while_in_call = CallWhileInCall::Add;
  } else if (name != "stream") {
    return std::nullopt;
  }
  return policy;
}

}  // namespace ringline
