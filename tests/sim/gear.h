// The microphones, cameras and speakers of a simulated machine: what is plugged in, what a capture
// of a page opens, what is heard of a plug. Must not know: what the core makes of it, chance.
#pragma once

#include <string>

#include "media/device_list.h"
#include "tests/sim/world.h"

namespace ringline::sim {

inline constexpr std::size_t kGear = 6;

/// What the browser lists now.
media::DeviceList listed(const Page& page);

/// The device that a capture opens: the one that is named, or the system's default. Empty: none.
std::string opened_by(const Page& page, TrackKind kind, const std::string& device_id);
/// Of the pictures of that device, or of a screen.
media::Size size_of(TrackKind kind, const std::string& device_id);

/// The page looks at the devices, as after a plug.
void list_gear(World& world, int page);

/// What of a plug is noticed first, and whether the list comes much later.
enum class Notice : std::uint8_t { ListFirst, EndFirst, ListLate };
void plug_in(World& world, int page, std::size_t which);
/// Its tracks end by themselves.
void pull_out(World& world, int page, std::size_t which, Notice notice);

}  // namespace ringline::sim
