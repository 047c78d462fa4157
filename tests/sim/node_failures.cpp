// Nodes that die and start again, and what somebody must say for them then. Must not know: effects,
// records' insides.
#include "tests/sim/journal.h"
#include "tests/sim/network.h"
#include "tests/sim/node.h"

namespace ringline::sim {
namespace {

constexpr Millis kRetryMs = 1'000;
constexpr Millis kLeaseMs = 10'000;

Node& node_at(World& world, int node) { return world.nodes[static_cast<std::size_t>(node)]; }

sb::Sender sender_of(const Socket& socket) {
  return {.app = kApp,
          .user_id = socket.address.user_id,
          .device_id = socket.address.device_id,
          .connection = socket.id};
}

}  // namespace

void crash_node(World& world, int index, Millis restart_at, bool page_hears) {
  Node& node = node_at(world, index);
  if (!node.alive) return;
  note(world, "node " + std::to_string(index) + " crashes");
  for (Socket& socket : world.sockets) {
    if (socket.node != index) continue;
    if (socket.server_open && socket.greeted) {
      world.leases.push_back({sender_of(socket), world.now + kLeaseMs});
    }
    if (!page_hears) socket.dead_up = socket.dead_down = true;
    close_from_node(world, socket, 1006);
    socket.server_open = false;
    socket.holding = false;
    socket.held.clear();
  }
  node = Node{};
  journal_node_gone(world, index);
  node.alive = false;
  node.restart_at = restart_at;
}

void restart_node(World& world, int index) {
  node_at(world, index).alive = true;
  note(world, "node " + std::to_string(index) + " starts");
}

void end_lease(World& world, std::size_t lease) {
  const sb::Sender sender = world.leases[lease].sender;
  const JobKind kind = world.leases[lease].revoked ? JobKind::Revoked : JobKind::Gone;
  const int node = living_node(world, lease);
  if (node < 0) {
    world.leases[lease].ends_at = world.now + kRetryMs;
    return;
  }
  world.leases.erase(world.leases.begin() + static_cast<std::ptrdiff_t>(lease));
  enqueue(node_at(world, node), user_key(kApp, sender.user_id), {.kind = kind, .sender = sender});
}

// What the engine forgot it must be told again: connections that are gone, and whose cut was due.
void reconcile_presence(World& world) {
  for (const auto& [key, stored] : world.engine.records) {
    const auto* user = std::get_if<sb::UserRecord>(&stored->record);
    if (user == nullptr) continue;
    for (const sb::Device& device : user->devices) {
      const sb::Sender sender{.app = kApp,
                              .user_id = user->user_id,
                              .device_id = device.device_id,
                              .connection = device.connection};
      if (device.online) world.leases.push_back({sender, world.now + kLeaseMs});
    }
  }
  for (auto& [device, since] : world.ledger.revoked) {
    since = world.now;
    const UserId user = "u" + device.substr(1, device.find('.') - 1);
    world.leases.push_back({{.app = kApp, .user_id = user, .device_id = device}, world.now, true});
  }
}

void revoke(World& world, const UserId& user, const DeviceId& device) {
  world.ledger.revoked[device] = world.now;
  world.leases.push_back({{.app = kApp, .user_id = user, .device_id = device}, world.now, true});
}

}  // namespace ringline::sim
