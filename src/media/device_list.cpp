#include "media/device_list.h"

#include <algorithm>
#include <array>

namespace ringline::media {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

template <std::size_t N>
bool has_any(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

// In the order in which they are asked: "Headset earpiece" is what Chrome on Android calls the
// earpiece of the phone itself, "Bluetooth headset" what hangs on the air.
constexpr std::array<std::string_view, 6> kBluetooth{"bluetooth",    "airpods", "hands-free",
                                                     "(headset) bt", "buds",    "hfp"};
constexpr std::array<std::string_view, 3> kEarpiece{"earpiece", "receiver", "ohrhörer"};
constexpr std::array<std::string_view, 9> kHeadphones{"headphone", "headset", "earphone",
                                                      "kopfhörer", "casque",  "auricular",
                                                      "cuffie",    "earpods", "ヘッドホン"};
constexpr std::array<std::string_view, 6> kSpeaker{"speaker", "lautsprecher", "haut-parleur",
                                                   "altavoz", "altoparlant",  "スピーカー"};

constexpr std::array<std::string_view, 5> kFront{"front", "user", "facetime", "vorder", "selfie"};
constexpr std::array<std::string_view, 5> kBack{"back", "rear", "environment", "rück", "arrière"};

}  // namespace

OutputRoute route_of(std::string_view label) {
  const std::string words = lower(label);
  if (has_any(words, kBluetooth)) return OutputRoute::Bluetooth;
  if (has_any(words, kEarpiece)) return OutputRoute::Earpiece;
  if (has_any(words, kHeadphones)) return OutputRoute::Headphones;
  if (has_any(words, kSpeaker)) return OutputRoute::Speaker;
  return OutputRoute::Default;
}

Facing facing_of(std::string_view label) {
  const std::string words = lower(label);
  if (has_any(words, kBack)) return Facing::Environment;
  if (has_any(words, kFront)) return Facing::User;
  return Facing::Unknown;
}

bool is_physical(const Device& device) {
  return device.device_id != "default" && device.device_id != "communications";
}

bool lists_kind(const DeviceList& list, DeviceKind kind) {
  return std::any_of(list.begin(), list.end(),
                     [kind](const Device& device) { return device.kind == kind; });
}

std::string default_of(const DeviceList& list, DeviceKind kind) {
  const Device* first = nullptr;
  for (const Device& device : list) {
    if (device.kind != kind) continue;
    // Chromium names the default in an entry of its own. Its group alone does not do: a laptop's
    // jack and its loudspeaker are one group.
    if (device.device_id == "default") return device.group_id + '\n' + device.label;
    if (first == nullptr) first = &device;
  }
  // Elsewhere the default stands first (Media Capture 9.2.2).
  return first == nullptr ? std::string{} : first->device_id;
}

}  // namespace ringline::media
