// The microphones, cameras and speakers of a page, as enumerateDevices() lists them (W3C Media
// Capture 9.2), and what their labels tell. Must not know: calls, tracks, what the user prefers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "enum_names.h"

namespace ringline::media {

/// W3C MediaDeviceKind.
enum class DeviceKind : std::uint8_t { AudioInput, VideoInput, AudioOutput };
inline constexpr std::size_t kDeviceKinds = 3;

/// How sound comes out (R71). `Default`: wherever the system sends it.
enum class OutputRoute : std::uint8_t { Default, Speaker, Earpiece, Bluetooth, Headphones };

/// W3C VideoFacingModeEnum, as far as phones have it.
enum class Facing : std::uint8_t { Unknown, User, Environment };

struct Device {
  DeviceKind kind = DeviceKind::AudioInput;
  std::string device_id;  ///< `default`: Chromium's entry for the system's own choice
  std::string group_id;   ///< the same for the microphone and the speaker of one headset
  std::string label;      ///< empty until the user has granted that kind

  bool operator==(const Device&) const = default;
};

using DeviceList = std::vector<Device>;

/// By the words of its label, in the languages that browsers and systems name devices in; a guess
/// that is right for what browsers call them on phones, and `Default` where the words say nothing.
OutputRoute route_of(std::string_view label);
Facing facing_of(std::string_view label);

/// A device of its own; `default` and `communications` stand for another one (Chromium).
bool is_physical(const Device& device);

/// Whether there is any of that kind.
bool lists_kind(const DeviceList& list, DeviceKind kind);

/// What the system's default of that kind is at present: two lists with the same answer have the
/// same default. Empty: the list does not say.
std::string default_of(const DeviceList& list, DeviceKind kind);

}  // namespace ringline::media

namespace ringline {
template <>
struct EnumNames<media::DeviceKind> {
  static constexpr auto names = names_table("audioinput", "videoinput", "audiooutput");
};
template <>
struct EnumNames<media::OutputRoute> {
  static constexpr auto names =
      names_table("default", "speaker", "earpiece", "bluetooth", "headphones");
};
template <>
struct EnumNames<media::Facing> {
  static constexpr auto names = names_table("", "user", "environment");
};
}  // namespace ringline
