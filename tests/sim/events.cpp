#include "tests/sim/events.h"

#include <algorithm>

#include "tests/sim/checkers.h"
#include "tests/sim/network.h"
#include "tests/sim/node.h"
#include "tests/sim/page.h"

namespace ringline::sim {
namespace {

constexpr Millis kServerSilenceMs = 25'000;
constexpr std::size_t kMostSteps = 400'000;  // of one stretch: more is a loop without time

// A page that is frozen hears nothing before it has thawed.
Millis heard_at(const Page& page, Millis arrives_at) {
  return std::max(arrives_at, page.frozen_until + 1);
}

template <typename Sink>
void socket_events(const World& world, Sink& sink) {
  for (std::size_t i = 0; i < world.sockets.size(); ++i) {
    const Socket& socket = world.sockets[i];
    const int index = static_cast<int>(i);
    const Page& page = world.pages[static_cast<std::size_t>(socket.page)];
    if (socket.opens_at) {
      sink(EventKind::Establish, index, 0, heard_at(page, *socket.opens_at));
    }
    if (!socket.up.empty()) {
      sink(EventKind::DeliverUp, index, 0, socket.up.front().ready_at);
    } else if (socket.server_hears_at) {
      sink(EventKind::DeliverUp, index, 0, *socket.server_hears_at);
    }
    if (!socket.down.empty()) {
      sink(EventKind::DeliverDown, index, 0, heard_at(page, socket.down.front().ready_at));
    } else if (socket.client_hears_at) {
      sink(EventKind::DeliverDown, index, 0, heard_at(page, *socket.client_hears_at));
    }
    if (!socket.server_open || world.setup.timeless) continue;
    if (socket.ping_at) sink(EventKind::Ping, index, 0, *socket.ping_at);
    sink(EventKind::ServerSilence, index, 0, socket.heard_at + kServerSilenceMs);
  }
}

template <typename Sink>
void page_events(const World& world, Sink& sink) {
  for (std::size_t i = 0; i < world.pages.size(); ++i) {
    const Page& page = world.pages[i];
    const int index = static_cast<int>(i);
    if (!page.alive) continue;
    if (page.frozen_until > 0) {
      sink(EventKind::Thaw, index, 0, page.frozen_until);
      continue;
    }
    for (std::size_t k = 0; k < page.work.size(); ++k) {
      sink(EventKind::PageWork, index, static_cast<int>(k), page.work[k].ready_at);
    }
    for (std::size_t k = 0; k < page.peers.size(); ++k) {
      const FakePeer& peer = page.peers[k];
      if (!peer.work.empty()) {
        sink(EventKind::PeerWork, index, static_cast<int>(k), peer.work.front().ready_at);
      }
      if (peer.change_at) sink(EventKind::PeerChange, index, static_cast<int>(k), *peer.change_at);
    }
    const std::optional<Millis> deadline = next_deadline(page.session);
    if (deadline) sink(EventKind::PageTimer, index, 0, *deadline - page.clock_offset);
  }
}

template <typename Sink>
void node_events(const World& world, Sink& sink) {
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    const Node& node = world.nodes[i];
    const int index = static_cast<int>(i);
    if (!node.alive) {
      sink(EventKind::NodeStart, index, 0, node.restart_at);
      continue;
    }
    for (std::size_t k = 0; k < node.lanes.size(); ++k) {
      sink(EventKind::LaneStep, index, static_cast<int>(k), node.lanes[k].ready_at);
    }
    for (std::size_t k = 0; k < node.tasks.size(); ++k) {
      sink(EventKind::SnapshotDone, index, static_cast<int>(k), node.tasks[k].ready_at);
    }
    for (std::size_t k = 0; k < node.retries.size(); ++k) {
      sink(EventKind::Retry, index, static_cast<int>(k), node.retries[k].at);
    }
  }
  for (std::size_t i = 0; i < world.leases.size(); ++i) {
    sink(EventKind::LeaseEnd, static_cast<int>(i), 0, world.leases[i].ends_at);
  }
}

bool is_being_fired(const World& world, const RecordKey& key, Millis at) {
  for (const Node& node : world.nodes) {
    for (const Lane& lane : node.lanes) {
      if (lane.key != key) continue;
      for (const Job& job : lane.jobs) {
        if (job.kind == JobKind::Deadline && job.at == at) return true;
      }
    }
  }
  return false;
}

// The node that answers the engine first; nothing when none ever will.
std::optional<std::pair<int, Millis>> sweeper(const World& world) {
  std::optional<std::pair<int, Millis>> best;
  for (std::size_t i = 0; i < world.nodes.size(); ++i) {
    if (!world.nodes[i].alive) continue;
    const Millis at = world.nodes[i].cut_off_until;
    if (!best || at < best->second) best = {static_cast<int>(i), at};
  }
  return best;
}

template <typename Sink>
void deadline_events(const World& world, Sink& sink) {
  const auto node = sweeper(world);
  if (!node) return;
  for (const auto& [key, stored] : world.engine.records) {
    if (!stored->deadline || is_being_fired(world, key, *stored->deadline)) continue;
    const Millis at = *stored->deadline - world.engine.clock_offset;
    sink(EventKind::Deadline, node->first, 0, std::max(at, node->second), &key);
  }
}

struct Collect {
  std::vector<Event>& all;
  void operator()(EventKind kind, int a, int b, Millis at, const RecordKey* key = nullptr) const {
    all.push_back({kind, a, b, key == nullptr ? RecordKey() : *key, at});
  }
};

struct Earliest {
  EventKind kind = EventKind::PageTimer;
  int a = 0;
  int b = 0;
  Millis at = 0;
  const RecordKey* key = nullptr;
  bool any = false;
  void operator()(EventKind next, int na, int nb, Millis nat, const RecordKey* nkey = nullptr) {
    if (any && nat >= at) return;
    *this = {next, na, nb, nat, nkey, true};
  }
};

void thaw(World& world, int page) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  own.frozen_until = 0;
  if (own.asleep_since) own.clock_offset -= world.now - *own.asleep_since;
  own.asleep_since.reset();
  feed(world, page, input::Woke{});
}

void retry(World& world, int index, int which) {
  Node& node = world.nodes[static_cast<std::size_t>(index)];
  const RecordKey key = node.retries[static_cast<std::size_t>(which)].key;
  node.retries.erase(node.retries.begin() + which);
  drain_again(world, index, key);
}

}  // namespace

std::vector<Event> events(const World& world) {
  std::vector<Event> all;
  Collect sink{all};
  socket_events(world, sink);
  page_events(world, sink);
  node_events(world, sink);
  deadline_events(world, sink);
  return all;
}

std::optional<Event> next_event(const World& world) {
  Earliest sink;
  socket_events(world, sink);
  page_events(world, sink);
  node_events(world, sink);
  deadline_events(world, sink);
  if (!sink.any) return std::nullopt;
  return Event{sink.kind, sink.a, sink.b, sink.key == nullptr ? RecordKey() : *sink.key, sink.at};
}

void happen(World& world, const Event& event) {
  if (!world.setup.timeless) world.now = std::max(world.now, event.at);
  const auto a = static_cast<std::size_t>(event.a);
  const auto b = static_cast<std::size_t>(event.b);
  switch (event.kind) {
    case EventKind::Establish: establish(world, a); break;
    case EventKind::DeliverUp: deliver_up(world, a); break;
    case EventKind::DeliverDown: deliver_down(world, a); break;
    case EventKind::Ping: ping(world, world.sockets[a]); break;
    case EventKind::ServerSilence: lose_socket(world, world.sockets[a]); break;
    case EventKind::PageWork: finish_work(world, event.a, b); break;
    case EventKind::PeerWork: finish_peer_work(world, event.a, b); break;
    case EventKind::PeerChange: follow_network(world, event.a, b); break;
    case EventKind::PageTimer: feed(world, event.a, input::TimePassed{}); break;
    case EventKind::Thaw: thaw(world, event.a); break;
    case EventKind::LaneStep: step_lane(world, event.a, b); break;
    case EventKind::SnapshotDone: finish_snapshot(world, event.a, b); break;
    case EventKind::Retry: retry(world, event.a, event.b); break;
    case EventKind::NodeStart: restart_node(world, event.a); break;
    case EventKind::Deadline: fire_deadline(world, event.a, event.key); break;
    case EventKind::LeaseEnd: end_lease(world, a); break;
  }
  forget_closed_sockets(world);
  if (world.peers_changed) watch_paths(world);
}

void run_until(World& world, Millis until) {
  for (std::size_t steps = 0; world.ledger.violations.empty(); ++steps) {
    const std::optional<Event> event = next_event(world);
    if (!event || event->at > until) break;
    if (steps > kMostSteps) return report(world, 30, "no-progress", text_of(world, *event));
    happen(world, *event);
  }
  world.now = std::max(world.now, until);
}

std::string text_of(const World& world, const Event& event) {
  static constexpr const char* kNames[] = {"establish",      "up",         "down",      "ping",
                                           "server-silence", "work",       "peer-work", "peer",
                                           "timer",          "thaw",       "node-step", "snapshot",
                                           "retry",          "node-start", "deadline",  "lease"};
  std::string text = kNames[static_cast<std::size_t>(event.kind)];
  const auto a = static_cast<std::size_t>(event.a);
  switch (event.kind) {
    case EventKind::Establish:
    case EventKind::DeliverUp:
    case EventKind::DeliverDown:
    case EventKind::Ping:
    case EventKind::ServerSilence:
      text += " " + page_label(world.pages[static_cast<std::size_t>(world.sockets[a].page)]);
      if (event.kind == EventKind::DeliverUp && !world.sockets[a].up.empty()) {
        text += " " + std::string(name_of(world.sockets[a].up.front().command.type));
      }
      break;
    case EventKind::PageWork:
    case EventKind::PeerWork:
    case EventKind::PeerChange:
    case EventKind::PageTimer:
    case EventKind::Thaw: text += " " + page_label(world.pages[a]); break;
    case EventKind::LaneStep:
      text += " " + world.nodes[a].lanes[static_cast<std::size_t>(event.b)].key;
      break;
    case EventKind::Deadline: text += " " + event.key; break;
    case EventKind::SnapshotDone:
    case EventKind::Retry:
    case EventKind::NodeStart:
    case EventKind::LeaseEnd: break;
  }
  return text;
}

}  // namespace ringline::sim
