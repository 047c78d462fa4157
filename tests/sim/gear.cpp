#include "tests/sim/gear.h"

#include <algorithm>
#include <array>

#include "tests/sim/page.h"

namespace ringline::sim {
namespace {

using media::DeviceKind;

constexpr Millis kLateListMs = 900;

const std::array<media::Device, kGear>& gear() {
  static const std::array<media::Device, kGear> kAll{{
      {DeviceKind::AudioInput, "mic", "laptop", "Microphone"},
      {DeviceKind::AudioInput, "headset-in", "headset", "USB headset"},
      {DeviceKind::VideoInput, "front", "laptop", "Front camera"},
      {DeviceKind::VideoInput, "back", "dock", "Back camera"},
      {DeviceKind::AudioOutput, "speakers", "laptop", "Speakers"},
      {DeviceKind::AudioOutput, "headset-out", "headset", "USB headset"},
  }};
  return kAll;
}

bool is_in(const Page& page, std::size_t which) { return (page.plugged >> which & 1U) != 0; }

void end_tracks(World& world, int page, const std::string& device_id) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  std::vector<Track> ended;
  for (const Track& track : own.tracks) {
    if (track.device_id == device_id) ended.push_back(track);
  }
  for (const Track& track : ended) {
    std::erase(own.tracks, track);
    for (FakePeer& peer : own.peers) {  // a track that is over sends nothing
      std::int64_t& sent = peer.sent[static_cast<std::size_t>(track.kind)];
      if (peer.call_id == track.call_id && sent == track.generation) sent = 0;
    }
  }
  for (const Track& track : ended) {
    const input::CaptureEnded over{track.kind, track.generation};
    feed(world, page, input::ForCall{track.call_id, over});
  }
}

}  // namespace

media::DeviceList listed(const Page& page) {
  media::DeviceList list;
  for (std::size_t which = 0; which < kGear; ++which) {
    if (!is_in(page, which)) continue;
    const media::Device& device = gear()[which];
    // Some browsers name the default in an entry of its own.
    if (page.names_default && device.kind != DeviceKind::VideoInput &&
        !media::lists_kind(list, device.kind)) {
      list.push_back({device.kind, "default", device.group_id, "Default - " + device.label});
    }
    list.push_back(device);
  }
  return list;
}

std::string opened_by(const Page& page, TrackKind kind, const std::string& device_id) {
  const auto wanted = kind == TrackKind::Audio ? DeviceKind::AudioInput : DeviceKind::VideoInput;
  for (std::size_t which = 0; which < kGear; ++which) {
    const media::Device& device = gear()[which];
    if (device.kind != wanted || !is_in(page, which)) continue;
    if (device_id.empty() || device_id == device.device_id) return device.device_id;
  }
  return {};
}

media::Size size_of(TrackKind kind, const std::string& device_id) {
  switch (kind) {
    case TrackKind::Audio: return {};
    case TrackKind::Video:
      return device_id == "back" ? media::Size{640, 480} : media::Size{1280, 720};
    case TrackKind::Screen: return {2560, 1440};
  }
  return {};
}

void list_gear(World& world, int page) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  if (own.lists_gear && own.session.rack.list == listed(own)) return;  // hosts tell of changes
  own.lists_gear = true;
  feed(world, page, input::DevicesListed{listed(own), own.device == 0});
}

void plug_in(World& world, int page, std::size_t which) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  if (!own.lists_gear) list_gear(world, page);
  own.plugged |= 1U << which;
  list_gear(world, page);
}

void pull_out(World& world, int page, std::size_t which, Notice notice) {
  Page& own = world.pages[static_cast<std::size_t>(page)];
  if (!own.lists_gear) list_gear(world, page);
  own.plugged &= ~(1U << which);
  const std::string device_id = gear()[which].device_id;
  if (notice == Notice::ListFirst) list_gear(world, page);
  end_tracks(world, page, device_id);
  if (notice == Notice::EndFirst) list_gear(world, page);
  if (notice != Notice::ListLate) return;
  own.work.push_back({.work = HostWork::List, .ready_at = world.now + kLateListMs});
}

}  // namespace ringline::sim
