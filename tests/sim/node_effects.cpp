#include "tests/sim/node_effects.h"

#include <algorithm>
#include <utility>

#include "tests/sim/checkers.h"
#include "tests/sim/network.h"
#include "tests/sim/node.h"
#include "tests/sim/translate.h"
#include "wire/switchboard_records.h"

namespace ringline::sim {
namespace {

constexpr int kMostEnds = 2;
constexpr std::int64_t kCloseUnauthenticated = 4401;

Socket* current_socket(World& world, const Node& node, const DeviceId& device) {
  const auto found = node.current.find(device);
  return found == node.current.end() ? nullptr : socket_of(world, found->second);
}

struct Performer {
  World& world;
  int index;
  std::int64_t ticket;
  std::int64_t version;

  Node& node() const { return world.nodes[static_cast<std::size_t>(index)]; }

  void same(const std::string& difference) const {
    if (!difference.empty()) report(world, 39, "codec", difference);
  }

  void operator()(const sb::ReplyEffect& effect) const {
    const frame::Reply reply =
        to_reply(effect, effect.page ? seal_name(world, effect.page->seal) : std::string());
    if (world.setup.codec) same(codec_difference(reply));
    Socket* asked = socket_of(world, effect.connection);
    if (asked != nullptr && asked->server_open) return send_down(world, *asked, reply);
    for (const Node& each : world.nodes) {
      Socket* now = current_socket(world, each, effect.to.device_id);
      if (now != nullptr && now->server_open) return send_down(world, *now, reply);
    }
  }
  void operator()(const sb::EventEffect& effect) const {
    frame::Event event{0, to_entry(effect.page, seal_name(world, effect.page.seal))};
    if (world.setup.codec) same(codec_difference(event.call));
    deliver(world, effect.to.device_id, std::move(event), true);
  }
  void operator()(const sb::SignalEffect& effect) const {
    if (world.setup.codec) same(codec_difference(effect));
    deliver(world, effect.to.device_id, to_signal(effect), false);
  }
  void operator()(const sb::InputEffect& effect) const {
    Job job{.kind = JobKind::Input,
            .origin = effect.origin,
            .input = effect.input,
            .ticket = effect.origin.version == 0 ? 0 : ticket};
    if (job.ticket != 0) {
      for (Delivery& delivery : node().deliveries) {
        if (delivery.ticket == ticket) delivery.outstanding += 1;
      }
    }
    enqueue(node(), effect.to, std::move(job));
  }
  void operator()(const sb::WelcomeEffect& effect) const {
    Socket* socket = socket_of(world, effect.connection);
    if (socket == nullptr || !socket->server_open) return;
    socket->holding = true;
    Node& owner = world.nodes[static_cast<std::size_t>(socket->node)];
    owner.current[effect.to.device_id] = socket->id;
    owner.tasks.push_back({.connection = socket->id,
                           .command_id = {},
                           .calls = effect.calls,
                           .seq = world.engine.sequence[effect.to.device_id],
                           .ready_at = world.now + latency(world, 6, owner.tasks.size(), 3)});
  }
  void operator()(const sb::SnapshotEffect& effect) const {
    Socket* socket = socket_of(world, effect.connection);
    if (socket == nullptr || !socket->server_open) return;
    socket->holding = true;
    Node& owner = world.nodes[static_cast<std::size_t>(socket->node)];
    owner.tasks.push_back({.connection = socket->id,
                           .command_id = effect.command_id,
                           .calls = effect.calls,
                           .seq = world.engine.sequence[socket->address.device_id],
                           .ready_at = world.now + latency(world, 6, owner.tasks.size(), 3)});
  }
  void operator()(const sb::ProbeEffect& effect) const {
    Socket* socket = socket_of(world, effect.connection);
    if (socket == nullptr || !socket->server_open) return;
    socket->probed = true;
    ping(world, *socket);
  }
  void goodbye(const ConnectionId& connection, ErrorCode code, std::int64_t close) const {
    Socket* socket = socket_of(world, connection);
    if (socket == nullptr || !socket->server_open) return;
    send_down(world, *socket, frame::Goodbye{code});
    const sb::Sender sender{.app = kApp,
                            .user_id = socket->address.user_id,
                            .device_id = socket->address.device_id,
                            .connection = socket->id};
    Node& owner = world.nodes[static_cast<std::size_t>(socket->node)];
    std::erase_if(owner.current, [&](const auto& one) { return one.second == connection; });
    enqueue(owner, user_key(kApp, sender.user_id), {.kind = JobKind::Gone, .sender = sender});
    close_from_node(world, *socket, close);
  }
  void operator()(const sb::RefuseEffect& effect) const {
    goodbye(effect.connection, effect.code, effect.close);
  }
  void operator()(const sb::FenceEffect& effect) const {
    const bool revoked = effect.close == kCloseUnauthenticated;
    goodbye(effect.connection, revoked ? ErrorCode::TokenInvalid : ErrorCode::DeviceInUse,
            effect.close);
  }
  // Grants of several nodes may overtake each other.
  bool is_newest(Node& each, const CallId& call_id) const {
    std::int64_t& known = each.grant_versions[call_id];
    if (known > version) return false;
    known = version;
    return true;
  }
  void operator()(const sb::GrantEffect& effect) const {
    for (Node& each : world.nodes) {
      if (each.alive && is_newest(each, effect.call_id)) each.grants[effect.call_id] = effect;
    }
  }
  void operator()(const sb::RevokeEffect& effect) const {
    for (Node& each : world.nodes) {
      if (each.alive && is_newest(each, effect.call_id)) each.grants.erase(effect.call_id);
    }
  }
  void operator()(const sb::LogEffect& effect) const {
    const auto key = std::pair(effect.user_id, effect.call_id);
    const auto found = world.engine.log.find(key);
    // Who came back is written down again when that is over, too; a session may live again.
    const bool again = effect.kind != CallKind::Direct;
    if (found != world.engine.log.end() && found->second != effect && !again &&
        !world.ledger.data_lost) {
      report(world, 31, "log",
             "two entries of " + effect.call_id + " for " + effect.user_id + ": " +
                 std::string(name_of(found->second.end_reason)) + " at " +
                 std::to_string(found->second.ended_at) + ", " +
                 std::string(name_of(effect.end_reason)) + " at " +
                 std::to_string(effect.ended_at));
    }
    world.engine.log[key] = effect;
  }
};

}  // namespace

std::string seal_name(World& world, const std::optional<sb::SealClaims>& claims) {
  if (!claims || !world.setup.seals) return {};
  // Where frames are text, the switchboard reads what the page sends back.
  const std::string name =
      world.journal != nullptr
          ? wire::write_seal_claims(*claims)
          : "s" + claims->call_id + "." + std::to_string(claims->version) + "." + claims->epoch;
  auto& kept = world.seals[name];
  if (!kept) kept = std::make_shared<const sb::SealClaims>(*claims);
  return name;
}

void deliver(World& world, const DeviceId& device, const Frame& frame, bool numbered) {
  Frame numbered_frame = frame;
  if (numbered) std::get<frame::Event>(numbered_frame).seq = ++world.engine.sequence[device];
  int ends = 0;
  for (const Node& node : world.nodes) {
    Socket* socket = node.alive ? current_socket(world, node, device) : nullptr;
    if (socket == nullptr || !socket->server_open) continue;
    send_down_in_order(world, *socket, numbered_frame);
    if (++ends > kMostEnds) report(world, 25, "single-connection", device + " has many ends");
  }
}

void perform(World& world, int node, const sb::Effect& effect, const Origins& of) {
  std::visit(Performer{world, node, of.ticket, of.version}, effect);
}

}  // namespace ringline::sim
