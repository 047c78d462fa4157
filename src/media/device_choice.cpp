#include "media/device_choice.h"

#include <algorithm>

#include "limits.h"

namespace ringline::media {
namespace {

std::vector<Wish>& wishes_of(DeviceRack& rack, DeviceKind kind) {
  return rack.wishes[static_cast<std::size_t>(kind)];
}

const std::vector<Wish>& wishes_of(const DeviceRack& rack, DeviceKind kind) {
  return rack.wishes[static_cast<std::size_t>(kind)];
}

// The device of the list that a wish means. An id is looked for before a label: two cameras of a
// kind bear the same label.
const Device* granted(const DeviceList& list, DeviceKind kind, const Wish& wish) {
  const Device* by_label = nullptr;
  for (const Device& device : list) {
    if (device.kind != kind || !is_physical(device)) continue;
    if (!wish.device_id.empty() && wish.device_id == device.device_id) return &device;
    const bool named = !wish.label.empty() && wish.label == device.label;
    const bool routed = wish.route != OutputRoute::Default && wish.route == route_of(device.label);
    const bool faces = wish.facing != Facing::Unknown && wish.facing == facing_of(device.label);
    if (by_label == nullptr && (named || routed || faces)) by_label = &device;
  }
  return by_label;
}

// A wish made twice stands once, as the latest.
void wish_for(DeviceRack& rack, DeviceKind kind, const Wish& wish) {
  std::vector<Wish>& wishes = wishes_of(rack, kind);
  std::erase_if(wishes, [&](const Wish& one) {
    return one.device_id == wish.device_id && one.route == wish.route && one.facing == wish.facing;
  });
  wishes.push_back(wish);
  rack.lost[static_cast<std::size_t>(kind)].reset();  // it is worth a try
  if (wishes.size() > limits::kDeviceWishes) wishes.erase(wishes.begin());
}

bool has_in_group(const DeviceList& list, const std::string& group_id, DeviceKind kind) {
  return std::any_of(list.begin(), list.end(), [&](const Device& one) {
    return one.kind == kind && one.group_id == group_id && is_physical(one);
  });
}

// By the words of its label, or because it brings a microphone and a speaker in one.
bool is_headset(const DeviceList& list, const Device& device) {
  if (device.kind == DeviceKind::VideoInput || !is_physical(device)) return false;
  const OutputRoute route = route_of(device.label);
  if (route == OutputRoute::Bluetooth || route == OutputRoute::Headphones) return true;
  return !device.group_id.empty() && has_in_group(list, device.group_id, DeviceKind::AudioInput) &&
         has_in_group(list, device.group_id, DeviceKind::AudioOutput);
}

bool lists(const DeviceList& list, const Device& device) {
  return std::any_of(list.begin(), list.end(), [&](const Device& one) {
    return one.kind == device.kind && one.device_id == device.device_id;
  });
}

bool has_labels(const DeviceList& list, DeviceKind kind) {
  return std::any_of(list.begin(), list.end(), [kind](const Device& device) {
    return device.kind == kind && !device.label.empty();
  });
}

}  // namespace

void take_list(DeviceRack& rack, DeviceList list) {
  const DeviceList before = std::move(rack.list);
  rack.list = std::move(list);
  rack.lost = {};
  const bool first = !rack.listed;
  rack.listed = true;
  if (first || !rack.follows_plugged) return;
  for (const Device& device : rack.list) {
    // What appears because a permission was granted has not been plugged in.
    if (!is_headset(rack.list, device) || !has_labels(before, device.kind)) continue;
    if (lists(before, device)) continue;
    wish_for(rack, device.kind,
             {.device_id = device.device_id, .label = device.label, .plugged = true});
  }
}

bool select_device(DeviceRack& rack, DeviceKind kind, const std::string& device_id) {
  if (device_id.empty() || device_id == "default") {
    wishes_of(rack, kind).clear();
    rack.lost[static_cast<std::size_t>(kind)].reset();
    return true;
  }
  for (const Device& device : rack.list) {
    if (device.kind != kind || device.device_id != device_id) continue;
    wish_for(rack, kind, {.device_id = device_id, .label = device.label});
    return true;
  }
  return false;
}

bool prefer_route(DeviceRack& rack, DeviceKind kind, OutputRoute route) {
  if (route == OutputRoute::Default) {
    wishes_of(rack, kind).clear();
    return true;
  }
  const Wish wish{.route = route};
  wish_for(rack, kind, wish);
  return granted(rack.list, kind, wish) != nullptr;
}

bool switch_camera(DeviceRack& rack) {
  constexpr DeviceKind kCamera = DeviceKind::VideoInput;
  std::vector<const Device*> cameras;
  for (const Device& device : rack.list) {
    if (device.kind == kCamera && is_physical(device)) cameras.push_back(&device);
  }
  if (cameras.size() < 2) return false;
  const Choice now = chosen(rack, kCamera);
  auto at = std::find_if(cameras.begin(), cameras.end(),
                         [&now](const Device* one) { return one->device_id == now.device_id; });
  if (at == cameras.end()) at = cameras.begin();  // the default stands first
  const Facing facing = facing_of((*at)->label);
  if (facing != Facing::Unknown) {
    const Wish other{.facing = facing == Facing::User ? Facing::Environment : Facing::User};
    if (granted(rack.list, kCamera, other) != nullptr) {
      wish_for(rack, kCamera, other);
      return true;
    }
  }
  const Device& next = **(at + 1 == cameras.end() ? cameras.begin() : at + 1);
  wish_for(rack, kCamera, {.device_id = next.device_id, .label = next.label});
  return true;
}

void drop_wishes(DeviceRack& rack, DeviceKind kind, const std::string& device_id) {
  std::erase_if(wishes_of(rack, kind), [&](const Wish& wish) {
    const Device* device = granted(rack.list, kind, wish);
    return device != nullptr && device->device_id == device_id;
  });
}

void lose_device(DeviceRack& rack, DeviceKind kind, const Choice& opened) {
  const bool of_default = opened.device_id.empty() && !opened.mark.empty();
  if (of_default && opened.mark != default_of(rack.list, kind)) return;  // the list has said so
  rack.lost[static_cast<std::size_t>(kind)] = opened.device_id;
}

Choice chosen(const DeviceRack& rack, DeviceKind kind) {
  const std::vector<Wish>& wishes = wishes_of(rack, kind);
  const std::optional<std::string>& lost = rack.lost[static_cast<std::size_t>(kind)];
  for (auto wish = wishes.rbegin(); wish != wishes.rend(); ++wish) {
    const Device* device = granted(rack.list, kind, *wish);
    if (device == nullptr || lost == device->device_id) continue;
    return {.device_id = device->device_id, .facing = wish->facing, .mark = device->device_id};
  }
  if (lost == "") return {};  // which one the default is now, nobody has said yet
  return {.mark = default_of(rack.list, kind)};
}

bool must_reopen(const Choice& opened, const Choice& choice) {
  if (opened.device_id != choice.device_id) return true;
  return !opened.mark.empty() && !choice.mark.empty() && opened.mark != choice.mark;
}

OutputControl output_control(const DeviceRack& rack, bool has_set_sink_id) {
  if (has_set_sink_id && lists_kind(rack.list, DeviceKind::AudioOutput)) return OutputControl::Sink;
  const bool told = std::any_of(rack.list.begin(), rack.list.end(), [](const Device& device) {
    const OutputRoute route = route_of(device.label);
    return device.kind == DeviceKind::AudioInput &&
           (route == OutputRoute::Speaker || route == OutputRoute::Earpiece);
  });
  return told ? OutputControl::Input : OutputControl::None;
}

}  // namespace ringline::media
