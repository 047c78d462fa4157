// Which microphone, camera and speaker are to be open: the latest wish whose device is there, else
// the system's default. A click in a menu is a wish; so is a headset that is plugged in. A device
// that is pulled out gives way to the wish before it, and has its place again when it comes back
// (requirements, pains 9, 10, 16). Must not know: calls, tracks, getUserMedia.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "media/device_list.h"

namespace ringline::media {

/// One wish. A device by id; by label where ids do not last (Safari, private windows); or any
/// device of a route or facing.
struct Wish {
  std::string device_id;
  std::string label;
  OutputRoute route = OutputRoute::Default;
  Facing facing = Facing::Unknown;
  bool plugged = false;  ///< made by plugging in, not by hand

  bool operator==(const Wish&) const = default;
};

/// What is to be open of one kind. Another `mark` with the same `device_id` means that the system's
/// default has moved: it has to be opened again.
struct Choice {
  std::string device_id;            ///< empty: the system's default
  Facing facing = Facing::Unknown;  ///< a camera that is asked for by facing
  std::string mark;

  bool operator==(const Choice&) const = default;
};

struct DeviceRack {
  DeviceList list;
  bool listed = false;                                 ///< a list has come at all
  bool follows_plugged = true;                         ///< a headset that is plugged in is used
  std::array<std::vector<Wish>, kDeviceKinds> wishes;  ///< the latest last
  /// What ended by itself since the last list, which may still name it. Empty: the default.
  std::array<std::optional<std::string>, kDeviceKinds> lost;

  bool operator==(const DeviceRack&) const = default;
};

/// A new list. Headsets that were not on the last one become wishes.
void take_list(DeviceRack& rack, DeviceList list);

/// The user picks a device of the list. Empty: whatever the system's default is from now on.
/// Returns whether it is there.
bool select_device(DeviceRack& rack, DeviceKind kind, const std::string& device_id);

/// The user prefers a route for sound (R71). Where outputs cannot be chosen but microphones tell
/// the route (Chrome on Android), `kind` is the microphone. Returns whether anything answers to it
/// now; a wish it is in any case.
bool prefer_route(DeviceRack& rack, DeviceKind kind, OutputRoute route);

/// The other camera (R70): the opposite facing where labels tell it, else the next of the list.
/// Returns whether there is another one.
bool switch_camera(DeviceRack& rack);

/// The device cannot be opened: nobody wishes for it any more.
void drop_wishes(DeviceRack& rack, DeviceKind kind, const std::string& device_id);

/// The device that was open is gone, maybe before a list says so; wishes for it stay.
void lose_device(DeviceRack& rack, DeviceKind kind, const Choice& opened);

Choice chosen(const DeviceRack& rack, DeviceKind kind);

/// Whether what is open has to be opened anew for `choice`. A capture that was made before the list
/// had labels is taken to be the right one.
bool must_reopen(const Choice& opened, const Choice& choice);

/// What the browser lets a page do about sound output (pain 10: no picker that does nothing).
enum class OutputControl : std::uint8_t {
  None,   ///< the system decides
  Input,  ///< it follows the microphone (Chrome on Android)
  Sink,   ///< any listed output (setSinkId)
};
OutputControl output_control(const DeviceRack& rack, bool has_set_sink_id);

}  // namespace ringline::media

namespace ringline {
template <>
struct EnumNames<media::OutputControl> {
  static constexpr auto names = names_table("none", "input", "sink");
};
}  // namespace ringline
