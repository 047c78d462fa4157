// The server's truth about one user: devices and the calls that hold the user; stored under
// `u:APP:USER`. Plain data. Must not know: who decides (route_user*.cpp), anything inside a call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ids.h"
#include "limits.h"
#include "switchboard/record_input.h"
#include "view.h"

namespace ringline::switchboard {

/// A `hello` of another page, waiting while the page in place is probed (design 11.4).
struct Contender {
  PageId page_id;
  ConnectionId connection;
  Incarnation incarnation;
  std::vector<CallId> calls;  ///< what that page holds
  Millis deadline = 0;        ///< no `pong` by then: it takes the place

  bool operator==(const Contender&) const = default;
};

struct Device {
  DeviceId device_id;
  PageId page_id;
  ConnectionId connection;  ///< the only one that may act (inv. 25); of the last page when offline
  Incarnation incarnation;
  bool online = false;
  bool revoked = false;  ///< its identity was no longer good when it was last heard of (inv. 34)
  Millis last_seen = 0;
  std::optional<Contender> contender;

  bool operator==(const Device&) const = default;
};

/// A call that holds the user.
struct Claim {
  CallId call_id;
  Role role = Role::Invitee;
  UserId peer;              ///< who rang; for the inviter of a direct call, who is rung
  DeviceId device_id;       ///< that is in the call; empty: it rings, or is placed, for all of them
  bool per_device = false;  ///< holds its device alone (`busyScope: device`)

  bool operator==(const Claim&) const = default;
};

/// A claim that waits until the calls in its way have answered whether they still stand.
struct WaitingClaim {
  RecordInput claim;
  std::vector<CallId> in_the_way;

  bool operator==(const WaitingClaim&) const = default;
};

struct UserRecord {
  AppId app;
  UserId user_id;
  std::int64_t version = 0;
  std::vector<Device> devices;
  std::vector<Claim> claims;
  std::vector<WaitingClaim> waiting;
  std::vector<UserId> block_list;  ///< honoured; nothing fills it yet (design 11.17)
  std::vector<std::string> push;   ///< reserved: push subscriptions
  std::vector<OutboxItem> outbox;
  Millis drain_at = 0;
  SeenInputs seen;

  bool operator==(const UserRecord&) const = default;
};

}  // namespace ringline::switchboard
