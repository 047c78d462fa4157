#include "tests/sim/hand.h"

#include "tests/sim/gear.h"
#include "tests/sim/host_text.h"
#include "tests/sim/page.h"

namespace ringline::sim {
namespace {

// Some are not there, or no longer.
constexpr const char* kPicks[] = {"", "mic", "headset-in", "front", "back", "speakers", "gone"};

media::DeviceKind kind_of(const std::string& device_id, std::uint64_t salt) {
  for (const media::Device& device : listed(Page{})) {
    if (device.device_id == device_id) return device.kind;
  }
  return static_cast<media::DeviceKind>(salt % media::kDeviceKinds);
}

// The newest call that has begun to talk, or null.
const Call* talk_of(const Page& page) {
  const Call* found = nullptr;
  for (const Call& call : page.session.calls) {
    if (is_agreed(call.state)) found = &call;
  }
  return found;
}

media::LinkFigures figures_by(std::uint64_t salt) {
  return {.round_trip_ms = static_cast<double>(salt % 900),
          .jitter_ms = static_cast<double>((salt >> 16U) % 80),
          .loss = thousandths(static_cast<int>((salt >> 24U) % 300)),
          .frozen = thousandths(static_cast<int>((salt >> 40U) % 1'000))};
}

bool measure(World& world, int page, const CallId& call_id, std::uint64_t salt) {
  const Page& own = world.pages[static_cast<std::size_t>(page)];
  input::Figures seen;
  for (const FakePeer& peer : own.peers) {
    if (peer.call_id != call_id || peer.state != PeerState::Connected) continue;
    seen.paths.push_back({peer.link_id, figures_by(mixed(salt, seen.paths.size()))});
  }
  if (seen.paths.empty()) return false;
  feed(world, page, input::ForCall{call_id, seen});
  return true;
}

bool speak(World& world, const Act& act, const Call& call) {
  input::Levels heard{call.call_id, {}, {}};
  heard.own = {.level = thousandths(static_cast<int>(act.salt % 400)),
               .live = call.microphone.track != 0,
               .muted = !call.microphone.wanted};
  for (const Link& link : call.links) {
    if (link.peer != PeerState::Connected) continue;
    const std::uint64_t loud = mixed(act.salt, heard.levels.size()) % 2;
    heard.levels.push_back({link.peer_user, thousandths(loud == 0 ? 1 : 300)});
  }
  feed(world, act.page, heard);
  return true;
}

// A peer may say what it likes, as often as it likes.
bool wish(World& world, const Act& act, const Call& call) {
  static constexpr std::int64_t kWishes[] = {0, 1, 14'400, 57'600, 230'400, limits::kMostPixels};
  if (call.links.empty()) return false;
  const std::string link_id = call.links[act.salt % call.links.size()].link_id;
  const std::int64_t pixels = kWishes[act.salt / 64 % std::size(kWishes)];
  Pictures& pictures = world.pages[static_cast<std::size_t>(act.page)].pictures[link_id];
  const CallId about = act.salt % 16 == 0 ? CallId("another") : call.call_id;
  const bool counts = about == call.call_id &&
                      peer_of(world.pages[static_cast<std::size_t>(act.page)], link_id)->state ==
                          PeerState::Connected;
  if (counts) pictures.heard = pixels;
  feed(world, act.page, input::ForLink{link_id, input::Wanted{link_id, about, pixels}});
  return true;
}

bool act_in_talk(World& world, const Act& act) {
  const Call* call = talk_of(world.pages[static_cast<std::size_t>(act.page)]);
  if (call == nullptr) return false;
  switch (act.deed) {
    case Deed::Measure: return measure(world, act.page, CallId(call->call_id), act.salt);
    case Deed::Speak: return speak(world, act, *call);
    case Deed::Wish: return wish(world, act, *call);
    default: return false;
  }
}

}  // namespace

bool act_by_hand(World& world, const Act& act) {
  Page& page = world.pages[static_cast<std::size_t>(act.page)];
  const auto which = static_cast<std::size_t>(act.salt % kGear);
  switch (act.deed) {
    case Deed::PickDevice: {
      if (!page.lists_gear) list_gear(world, act.page);
      const std::string picked = kPicks[act.salt % std::size(kPicks)];
      const media::DeviceKind kind = kind_of(picked, act.salt / 64);
      feed(world, act.page, input::SelectDevice{ask(world, act.page), kind, picked});
      return true;
    }
    case Deed::PreferOutput: {
      const auto route = static_cast<media::OutputRoute>(act.salt % 5);
      feed(world, act.page, input::PreferOutput{ask(world, act.page), route});
      return true;
    }
    case Deed::SwitchCamera:
      feed(world, act.page, input::SwitchCamera{ask(world, act.page)});
      return true;
    case Deed::PullOut:
      pull_out(world, act.page, which, static_cast<Notice>(act.salt / 64 % 3));
      return true;
    case Deed::PlugIn: plug_in(world, act.page, which); return true;
    case Deed::UseDevices: page.in_use_until = world.now + act.amount; return true;
    default: return act_in_talk(world, act);
  }
}

void measure_all(World& world) {
  for (std::size_t i = 0; i < world.pages.size(); ++i) {
    const Page& page = world.pages[i];
    std::vector<CallId> talks;
    for (const Call& call : page.session.calls) {
      if (is_agreed(call.state)) talks.push_back(call.call_id);
    }
    for (const CallId& call_id : talks) measure(world, static_cast<int>(i), call_id, i);
  }
}

}  // namespace ringline::sim
