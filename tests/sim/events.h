// What may happen next in a world by itself, and making it happen. The simulator takes the
// earliest, the explorers take each. Must not know: users, faults, chance.
#pragma once

#include <string>
#include <vector>

#include "tests/sim/world.h"

namespace ringline::sim {

enum class EventKind : std::uint8_t {
  Establish,
  DeliverUp,
  DeliverDown,
  Ping,
  ServerSilence,
  PageWork,
  PeerWork,
  PeerChange,
  PageTimer,
  Thaw,
  LaneStep,
  SnapshotDone,
  Retry,
  NodeStart,
  Deadline,
  LeaseEnd,
};

struct Event {
  EventKind kind = EventKind::PageTimer;
  int a = 0;  ///< socket, page or node
  int b = 0;  ///< which of it
  RecordKey key;
  Millis at = 0;
};

/// All that may happen, with the earliest instant of each.
std::vector<Event> events(const World& world);
/// The earliest; nothing: the world is at rest for ever.
std::optional<Event> next_event(const World& world);
void happen(World& world, const Event& event);

/// Lets the world go on until that instant.
void run_until(World& world, Millis until);

std::string text_of(const World& world, const Event& event);

}  // namespace ringline::sim
