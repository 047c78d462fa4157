// One turn of a user record, and the handlers that take part in it (route_user_*.cpp).
// Must not know: how a turn begins and ends (route_user.cpp).
#pragma once

#include <optional>

#include "switchboard/command.h"
#include "switchboard/effect.h"
#include "switchboard/user_record.h"

namespace ringline::switchboard {

struct UserTurn {
  Millis now;
  UserRecord record;
  std::int64_t next_version;
  bool changed = false;
  Effects effects = {};
  std::optional<Error> refused = {};
};

void touch(UserTurn& turn);
/// Owes an input to a call.
void tell_call(UserTurn& turn, const CallId& call, RecordInput input);

// Devices: route_user_devices.cpp
void greet(UserTurn& turn, const Sender& sender, const Command& hello);
void lose_connection(UserTurn& turn, const Sender& sender);
void revoke(UserTurn& turn, const DeviceId& device);
void refuse_contender(UserTurn& turn, const Sender& sender);
void pass_probe_deadlines(UserTurn& turn);
std::vector<DeviceId> online_devices(const UserRecord& record);
bool was_revoked(const UserRecord& record, const DeviceId& id);
/// The calls that hold the user, then those that the page holds.
std::vector<CallId> calls_to_show(const UserRecord& record, const std::vector<CallId>& held);

// Claims: route_user_claims.cpp
bool has_blocked(const UserRecord& record, const UserId& other);
void take_claim(UserTurn& turn, const RecordInput& claim);
void take_release(UserTurn& turn, const RecordInput& release);
void take_seated(UserTurn& turn, const RecordInput& seated);
void take_standing(UserTurn& turn, const RecordInput& standing);

}  // namespace ringline::switchboard
