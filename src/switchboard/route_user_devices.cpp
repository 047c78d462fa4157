// Which page of a device may act (inv. 25; design 11.4), and what its calls learn of that.
#include <algorithm>
#include <utility>

#include "close_code.h"
#include "switchboard/user_turn.h"

namespace ringline::switchboard {
namespace {

Device* device_of(UserRecord& record, const DeviceId& id) {
  for (Device& device : record.devices) {
    if (device.device_id == id) return &device;
  }
  return nullptr;
}

// How a new page gets on with the one in place: decided here, acted on by `greet`.
enum class Meeting {
  Free,     ///< nobody is connected
  Fences,   ///< the same page anew, or the user said "use here"
  Contends  ///< another page: it may be dead, so ask it
};

Meeting meeting_of(const Device& device, const Command& hello, const ConnectionId& connection) {
  if (!device.online || device.connection == connection) return Meeting::Free;
  const bool fences = device.page_id == hello.page_id || hello.take_over;
  return fences ? Meeting::Fences : Meeting::Contends;
}

void tell_calls(UserTurn& turn, const RecordInput& input) {
  const std::vector<Claim> claims = turn.record.claims;
  for (const Claim& claim : claims) tell_call(turn, claim.call_id, input);
}

// Where only the device in a call is busy, it is not rung by others (`busyScope: device`).
bool is_seated_elsewhere(const UserRecord& record, const DeviceId& device, const Claim& ringing) {
  return ringing.per_device && ringing.device_id.empty() &&
         std::any_of(record.claims.begin(), record.claims.end(),
                     [&](const Claim& claim) { return claim.device_id == device; });
}

void tell_device_back(UserTurn& turn, const Device& device) {
  const std::vector<Claim> claims = turn.record.claims;
  for (const Claim& claim : claims) {
    if (is_seated_elsewhere(turn.record, device.device_id, claim)) continue;
    tell_call(turn, claim.call_id,
              {.type = InputType::DeviceBack,
               .device_id = device.device_id,
               .incarnation = device.incarnation});
  }
}

void drop_contender(UserTurn& turn, Device& device) {
  if (!device.contender) return;
  turn.effects.push_back(
      RefuseEffect{device.contender->connection, ErrorCode::DeviceInUse, close_code::kInUse});
  device.contender.reset();
  touch(turn);
}

void admit_page(UserTurn& turn, Device& device, const Contender& page) {
  device.page_id = page.page_id;
  device.connection = page.connection;
  device.incarnation = page.incarnation;
  device.online = true;
  device.revoked = false;
  device.last_seen = turn.now;
  touch(turn);
  turn.effects.push_back(WelcomeEffect{{turn.record.app, turn.record.user_id, device.device_id},
                                       page.connection,
                                       calls_to_show(turn.record, page.calls)});
  tell_device_back(turn, device);
}

void fence(UserTurn& turn, const Device& device) {
  turn.effects.push_back(FenceEffect{device.connection, close_code::kFenced});
}

// A place for one more device: the offline one that was seen longest ago makes way (inv. 36).
Device* new_device(UserTurn& turn, const DeviceId& id) {
  std::vector<Device>& devices = turn.record.devices;
  if (devices.size() >= limits::kDevicesPerUser) {
    auto oldest = devices.end();
    for (auto it = devices.begin(); it != devices.end(); ++it) {
      if (it->online) continue;
      if (oldest == devices.end() || it->last_seen < oldest->last_seen) oldest = it;
    }
    if (oldest == devices.end()) return nullptr;
    devices.erase(oldest);
  }
  devices.push_back({.device_id = id});
  return &devices.back();
}

}  // namespace

std::vector<DeviceId> online_devices(const UserRecord& record) {
  std::vector<DeviceId> online;
  for (const Device& device : record.devices) {
    if (device.online) online.push_back(device.device_id);
  }
  return online;
}

bool was_revoked(const UserRecord& record, const DeviceId& id) {
  return std::any_of(record.devices.begin(), record.devices.end(), [&](const Device& device) {
    return device.device_id == id && device.revoked;
  });
}

std::vector<CallId> calls_to_show(const UserRecord& record, const std::vector<CallId>& held) {
  std::vector<CallId> calls;
  calls.reserve(record.claims.size() + held.size());
  for (const Claim& claim : record.claims) calls.push_back(claim.call_id);
  for (const CallId& call : held) {
    if (std::find(calls.begin(), calls.end(), call) == calls.end()) calls.push_back(call);
  }
  return calls;
}

void greet(UserTurn& turn, const Sender& sender, const Command& hello) {
  const auto refuse = [&](ErrorCode code, std::int64_t close) {
    turn.effects.push_back(RefuseEffect{sender.connection, code, close});
  };
  if (hello.protocol != 1) return refuse(ErrorCode::UnsupportedVersion, close_code::kInvalid);
  if (hello.device_id != sender.device_id)
    return refuse(ErrorCode::Forbidden, close_code::kForbidden);
  Device* device = device_of(turn.record, sender.device_id);
  if (device == nullptr) device = new_device(turn, sender.device_id);
  if (device == nullptr) return refuse(ErrorCode::LimitReached, close_code::kForbidden);

  const Contender page{.page_id = hello.page_id,
                       .connection = sender.connection,
                       .incarnation = hello.incarnation,
                       .calls = hello.calls,
                       .deadline = turn.now + limits::kProbeMs};
  switch (meeting_of(*device, hello, sender.connection)) {
    case Meeting::Free: return admit_page(turn, *device, page);
    case Meeting::Fences:
      drop_contender(turn, *device);
      fence(turn, *device);
      return admit_page(turn, *device, page);
    case Meeting::Contends: break;
  }
  drop_contender(turn, *device);  // the latest one counts
  device->contender = page;
  touch(turn);
  turn.effects.push_back(ProbeEffect{device->connection});
}

void lose_connection(UserTurn& turn, const Sender& sender) {
  Device* device = device_of(turn.record, sender.device_id);
  if (device == nullptr) return;
  if (device->contender && device->contender->connection == sender.connection) {
    device->contender.reset();
    return touch(turn);
  }
  if (!device->online || device->connection != sender.connection) return;  // fenced before
  touch(turn);
  device->online = false;
  device->last_seen = turn.now;
  tell_calls(turn, {.type = InputType::DeviceLost, .device_id = device->device_id});
  if (const auto page = std::exchange(device->contender, std::nullopt)) {
    admit_page(turn, *device, *page);
  }
}

void revoke(UserTurn& turn, const DeviceId& revoked) {
  for (Device& device : turn.record.devices) {
    if (!revoked.empty() && device.device_id != revoked) continue;
    const auto cut = [&](const ConnectionId& connection) {
      turn.effects.push_back(FenceEffect{connection, close_code::kUnauthenticated});
    };
    if (device.contender) cut(device.contender->connection);
    if (device.online) cut(device.connection);
    device.contender.reset();
    device.online = false;
    device.revoked = true;
  }
  touch(turn);
  // Also of a device that is away: its leg does not wait for the grace.
  tell_calls(turn, {.type = InputType::DeviceLost, .device_id = revoked, .revoked = true});
}

void refuse_contender(UserTurn& turn, const Sender& sender) {
  Device* device = device_of(turn.record, sender.device_id);
  if (device == nullptr || device->connection != sender.connection) return;
  drop_contender(turn, *device);
}

void pass_probe_deadlines(UserTurn& turn) {
  for (Device& device : turn.record.devices) {
    if (!device.contender || turn.now < device.contender->deadline) continue;
    const auto page = std::exchange(device.contender, std::nullopt);
    fence(turn, device);
    if (page) admit_page(turn, device, *page);
  }
}

}  // namespace ringline::switchboard
