#include "tests/sim/page.h"

#include <algorithm>

#include "tests/sim/checkers.h"
#include "tests/sim/gear.h"
#include "tests/sim/host_text.h"
#include "tests/sim/journal.h"
#include "tests/sim/network.h"
#include "tests/sim/page_effects.h"

namespace ringline::sim {
namespace {

constexpr Millis kMediaLossMs = 5'000;   // ICE notices after five consent checks (RFC 7675)
constexpr Millis kMediaFailMs = 15'000;  // and gives the pair up
constexpr Millis kMediaUpMs = 150;
constexpr Millis kMediaSlowMs =
    3'000;  // longer than that, and it would be restarted again and again

FakePeer* other_end(World& world, const FakePeer& peer, Millis* broken_until) {
  for (Page& page : world.pages) {
    if (!page.alive) continue;
    for (FakePeer& other : page.peers) {
      if (&other == &peer || !is_path(peer, other)) continue;
      *broken_until = std::max(*broken_until, page.ice_broken_until);
      return &other;
    }
  }
  return nullptr;
}

bool has_path(World& world, const Page& page, const FakePeer& peer) {
  Millis broken_until = page.ice_broken_until;
  return other_end(world, peer, &broken_until) != nullptr && broken_until <= world.now;
}

void deliver_data(World& world, int page, const HostOperation& done) {
  FakePeer* peer = peer_of(world.pages[static_cast<std::size_t>(page)], done.link_id);
  if (peer == nullptr) return;
  feed(world, page,
       input::ForLink{done.link_id, input::DataReceived{done.link_id, done.call_id, done.version}});
}

// What the peer wants waits as long as there is no path; the channel loses nothing.
void deliver_want(World& world, int page, const HostOperation& done) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  if (peer_of(own, done.link_id) == nullptr) return;
  own.pictures[done.link_id].heard = done.pixels;
  const input::Wanted wanted{done.link_id, done.call_id, done.pixels};
  feed(world, page, input::ForLink{done.link_id, wanted});
}

CaptureError failure_of(const World& world, const Page& own, const HostOperation& done,
                        const std::string& device_id) {
  if (done.denied) return CaptureError::Denied;
  if (done.kind == TrackKind::Screen) return CaptureError::None;
  if (device_id.empty()) {
    return done.device_id.empty() ? CaptureError::NotFound : CaptureError::Overconstrained;
  }
  const bool in_use = !done.device_id.empty() && own.in_use_until > world.now;
  return in_use ? CaptureError::InUse : CaptureError::None;
}

// Whether the page cannot know which device the default is.
bool is_behind(const Page& own, TrackKind kind) {
  const media::DeviceRack& rack = own.session.rack;
  const bool lost = rack.lost[static_cast<std::size_t>(device_kind(kind))].has_value();
  return own.lists_gear && (lost || rack.list != listed(own));
}

void finish_capture(World& world, int page, const HostOperation& done) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  const bool of_a_device = done.kind != TrackKind::Screen;
  const std::string opened = of_a_device ? opened_by(own, done.kind, done.device_id) : "";
  if (const CaptureError error = failure_of(world, own, done, opened);
      error != CaptureError::None) {
    for (Track& track : own.tracks) track.excused |= done.denied && track.kind == done.kind;
    const input::CaptureFailed failed{done.kind, done.generation, error};
    feed(world, page, input::ForCall{done.call_id, failed});
    return;
  }
  const CallId& owner = done.now_call_id.empty() ? done.call_id : done.now_call_id;
  const bool excused = of_a_device && done.device_id.empty() && is_behind(own, done.kind);
  own.tracks.push_back({owner, done.kind, done.generation, opened, excused});
  const input::Captured captured{done.kind, done.generation, size_of(done.kind, opened)};
  feed(world, page, input::ForCall{done.call_id, captured});
}

// What an app has set for its own device, where the world lets it.
input::Configure own_settings(const World& world, int page) {
  input::Configure own;
  const std::uint64_t rule = mixed(world.setup.seed ^ 0x3a1eU, static_cast<std::uint64_t>(page));
  if (world.setup.own_rules && rule % 4 != 3) {
    own.call_while_in_call = static_cast<CallWhileInCall>(rule % 4);
  }
  if (!world.setup.own_hands) return own;
  static constexpr std::int64_t kBudgets[] = {media::kUnlimited, 0, 20'000, 300'000};
  const std::uint64_t hand = mixed(world.setup.seed ^ 0x4a2dU, static_cast<std::uint64_t>(page));
  own.mute_requests = hand % 3 == 0 ? MuteRequests::Ask : MuteRequests::Obey;
  own.max_subscribed_pixels = kBudgets[hand / 3 % 4];
  return own;
}

}  // namespace

Millis page_now(const World& world, const Page& page) { return world.now + page.clock_offset; }

std::string minted(World& world, int page, const char* prefix) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  const std::int64_t count = ++own.minted;
  const auto name = static_cast<std::uint64_t>(page * 1'000 + count);
  // A random letter first: no order of ids follows from who minted them.
  const char letter = world.setup.timeless
                          ? static_cast<char>('a' + (static_cast<int>(world.setup.seed) + page) % 2)
                          : static_cast<char>('a' + mixed(world.setup.seed ^ 0x1d5U, name) % 26);
  return std::string(prefix) + letter + std::to_string(page) + "." + std::to_string(count);
}

Request ask(World& world, int page) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  const Request request = own.next_request++;
  own.asked[request] = world.now;
  return request;
}

void open_page(World& world, int page) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  if (own.alive) return;
  own.alive = true;
  own.load += 1;
  own.session = Session{};
  own.asked.clear();
  own.next_request = 1;
  own.wants_online = true;
  own.frozen_until = 0;
  own.asleep_since.reset();
  const DeviceId device = device_name(own.user, own.device);
  const std::string tab = own.second_tab ? "y" : "x";
  note(world, page_label(own) + " opens");
  input::Configure configured = own_settings(world, page);
  configured.device_id = device;
  configured.page_id = "p" + device + tab;
  configured.incarnation = "i" + device + tab + std::to_string(own.load);
  feed(world, page, configured);
  feed(world, page, input::Connect{ask(world, page)});
}

void close_page(World& world, int page, bool silent) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  if (!own.alive) return;
  note(world, page_label(own) + (silent ? " crashes" : " closes"));
  own.alive = false;
  journal_page_gone(world, page);
  own.work.clear();
  own.peers.clear();
  own.tracks.clear();
  own.pictures.clear();
  own.lists_gear = false;
  own.muted.clear();
  own.asked.clear();
  own.session = Session{};
  world.peers_changed = true;
  leave_sockets(world, page, silent);
  std::erase_if(world.ledger.page_calls,
                [page](const auto& one) { return one.first.first == page; });
}

void feed(World& world, int page, const Input& input) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  if (!own.alive) return;
  const std::vector<CallBrief> before = briefs_of(own.session);
  SessionStep result = step(std::move(own.session), input, page_now(world, own));
  own.session = std::move(result.session);
  world.ledger.steps += 1;
  journal_input(world, page, input, page_now(world, own));
  for (const Effect& effect : result.effects) perform(world, page, effect);
  if (world.trace != nullptr) tell_changes(world, page, before);
  check_client(world, ClientTurn{world, page, before, input, result.effects});
}

void finish_work(World& world, int page, std::size_t which) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  const HostOperation done = own.work[which];
  own.work.erase(own.work.begin() + static_cast<std::ptrdiff_t>(which));
  switch (done.work) {
    case HostWork::Token: return feed(world, page, input::Token{done.generation, "token"});
    case HostWork::SocketClosed: {
      const auto now = static_cast<std::uint64_t>(world.now);
      const double chance =
          world.setup.timeless ? 0.0
                               : thousandths(static_cast<int>(mixed(world.setup.seed, now) % 1000));
      return feed(world, page, input::SocketClosed{done.generation, done.code, chance});
    }
    case HostWork::Capture: return finish_capture(world, page, done);
    case HostWork::Data: return deliver_data(world, page, done);
    case HostWork::Want: return deliver_want(world, page, done);
    case HostWork::List: return list_gear(world, page);
    case HostWork::Floor:
      return feed(world, page, input::ForCall{done.call_id, input::Speaker{done.user_id}});
  }
}

void finish_peer_work(World& world, int page, std::size_t which) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  FakePeer& peer = own.peers[which];
  const std::string link_id = peer.link_id;
  const std::string fresh = "U" + std::to_string(world.ufrags + 1);
  PeerOutcome outcome = run_operation(peer, fresh);
  world.peers_changed = true;
  if (!outcome.violation.empty()) {
    report(world, 33, "peer", page_label(own) + " " + link_id + ": " + outcome.violation);
  }
  const bool gathered = outcome.gathered;
  if (gathered) world.ufrags += 1;
  if (outcome.report) feed(world, page, input::ForLink{link_id, *outcome.report});
  if (!gathered || peer_of(own, link_id) == nullptr) return;
  Candidate candidate{"candidate:" + outcome.ufrag, "0", 0, outcome.ufrag};
  feed(world, page, input::ForLink{link_id, input::LocalCandidate{link_id, candidate}});
}

void say_wants(World& world) {
  for (Page& page : world.pages) {
    for (auto& [link_id, pictures] : page.pictures) {
      const FakePeer* peer = peer_of(page, link_id);
      if (!pictures.unsaid || peer == nullptr || peer->state != PeerState::Connected) continue;
      for (Page& far : world.pages) {
        for (const FakePeer& other : far.peers) {
          const bool open = other.state == PeerState::Connected && is_path(*peer, other);
          if (!far.alive || &other == peer || !open || !pictures.unsaid) continue;
          Millis at = world.now + latency(world, 15, std::hash<std::string>{}(link_id), 30);
          for (const HostOperation& before : far.work) {  // the channel keeps the order
            const bool same = before.work == HostWork::Want && before.link_id == other.link_id;
            if (same) at = std::max(at, before.ready_at);
          }
          far.work.push_back({.work = HostWork::Want,
                              .ready_at = at,
                              .call_id = pictures.unsaid->call_id,
                              .link_id = other.link_id,
                              .pixels = pictures.unsaid->pixels});
          pictures.unsaid.reset();
        }
      }
    }
  }
}

void watch_paths(World& world) {
  world.peers_changed = false;
  for (Page& page : world.pages) {
    if (!page.alive) continue;
    for (FakePeer& peer : page.peers) {
      const bool path = has_path(world, page, peer);
      const bool up = peer.state == PeerState::Connected;
      if (path == up) {
        peer.change_at.reset();
        if (!path && page.ice_broken_until > world.now) peer.change_at = page.ice_broken_until;
      } else {  // what has begun goes on, whatever else changes in the world
        const auto link = std::hash<std::string>{}(peer.link_id);
        const Millis in =
            path ? std::min(latency(world, 11, link, 150), kMediaSlowMs) : kMediaLossMs;
        const Millis at = world.now + (world.setup.timeless ? 0 : path ? in + kMediaUpMs : in);
        peer.change_at = std::min(peer.change_at.value_or(at), at);
      }
      if (!path && peer.state == PeerState::Disconnected && !peer.change_at) {
        peer.change_at = world.now + kMediaFailMs;
      }
    }
  }
}

void follow_network(World& world, int page, std::size_t which) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  FakePeer& peer = own.peers[which];
  peer.change_at.reset();
  const bool path = has_path(world, own, peer);
  const PeerState before = peer.state;
  if (path) {
    peer.state = PeerState::Connected;
  } else if (before == PeerState::Connected) {
    peer.state = PeerState::Disconnected;
  } else if (before == PeerState::Disconnected) {
    peer.state = PeerState::Failed;
  }
  world.peers_changed = true;
  if (peer.state == before) return;
  const std::string link_id = peer.link_id;
  const input::PeerStateChanged changed{link_id, peer.state};
  note(world, page_label(own) + " media " + std::string(name_of(changed.state)));
  feed(world, page, input::ForLink{link_id, changed});
  say_wants(world);
}

}  // namespace ringline::sim
