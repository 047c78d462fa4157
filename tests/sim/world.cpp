#include "tests/sim/world.h"

#include <algorithm>

namespace ringline::sim {

World make_world(const Setup& setup) {
  World world;
  world.setup = setup;
  world.nodes.resize(static_cast<std::size_t>(setup.nodes));
  world.engine.keeps_writes = setup.loses_writes;
  world.now = setup.timeless ? 0 : 1'000;
  const auto chance = static_cast<Millis>(mixed(setup.seed, 0xc10c) % 20'000'000);
  world.engine.clock_offset = setup.timeless ? 1'000'000 : 1'700'000'000'000 + chance;
  for (int user = 0; user < setup.users; ++user) {
    for (int device = 0; device < setup.devices; ++device) {
      Page page;
      page.user = user;
      page.device = device;
      page.clock_offset =
          setup.timeless ? 0
                         : static_cast<Millis>(mixed(setup.seed, world.pages.size()) % 100'000'000);
      page.clock_offset += setup.clocks_apart;
      page.names_default = mixed(setup.seed ^ 0xdefaU, world.pages.size()) % 2 == 0;
      world.pages.push_back(std::move(page));
    }
  }
  const std::size_t first_tabs = setup.second_tabs ? world.pages.size() : 0;
  for (std::size_t i = 0; i < first_tabs; ++i) {
    Page tab = world.pages[i];
    tab.second_tab = true;
    world.pages.push_back(std::move(tab));
  }
  return world;
}

UserId user_name(int user) { return "u" + std::to_string(user); }

DeviceId device_name(int user, int device) {
  return "d" + std::to_string(user) + "." + std::to_string(device);
}

Millis engine_now(const World& world) { return world.now + world.engine.clock_offset; }

Millis latency(const World& world, std::uint64_t what, std::uint64_t which, Millis usual) {
  if (world.setup.timeless) return 0;
  const std::uint64_t chance = mixed(world.setup.seed ^ (what << 40U), which);
  const Millis base = 1 + static_cast<Millis>(chance % static_cast<std::uint64_t>(2 * usual));
  const std::uint64_t tail = (chance >> 32U) % 100;
  if (tail < 2) return base * 40;  // now and then something is slow
  return tail < 8 ? base * 6 : base;
}

Socket* socket_of(World& world, const ConnectionId& id) {
  for (Socket& socket : world.sockets) {
    if (socket.id == id) return &socket;
  }
  return nullptr;
}

const sb::CallRecord* call_record(const World& world, const CallId& call_id) {
  const auto found = world.engine.records.find(call_key(kApp, call_id));
  if (found == world.engine.records.end()) return nullptr;
  return std::get_if<sb::CallRecord>(&found->second->record);
}

const sb::UserRecord* user_record(const World& world, const UserId& user_id) {
  const auto found = world.engine.records.find(user_key(kApp, user_id));
  if (found == world.engine.records.end()) return nullptr;
  return std::get_if<sb::UserRecord>(&found->second->record);
}

FakePeer* peer_of(Page& page, const std::string& link_id) {
  for (FakePeer& peer : page.peers) {
    if (peer.link_id == link_id) return &peer;
  }
  return nullptr;
}

bool is_frozen(const World& world, const Page& page) { return page.frozen_until > world.now; }

void note(const World& world, const std::string& line) {
  if (world.trace == nullptr) return;
  world.trace->push_back("[" + std::to_string(world.now) + "] " + line);
}

std::string page_label(const Page& page) {
  return device_name(page.user, page.device) + (page.second_tab ? "'" : "") +
         (page.load > 1 ? "/" + std::to_string(page.load) : "");
}

}  // namespace ringline::sim
