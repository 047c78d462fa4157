// Device lists as browsers give them, ids shortened: what enumerateDevices() answered on the
// machines named, from public issue threads and from our own.
#pragma once

#include "media/device_list.h"

namespace ringline::testing {

using media::Device;
using media::DeviceKind;
using media::DeviceList;

inline DeviceList joined(DeviceList list, const DeviceList& more) {
  list.insert(list.end(), more.begin(), more.end());
  return list;
}

// Chrome on Windows with a laptop's own devices: two entries that stand for others.
inline DeviceList windows_laptop() {
  return {
      {DeviceKind::AudioInput, "default", "g-array",
       "Default - Microphone Array (Realtek(R) Audio)"},
      {DeviceKind::AudioInput, "communications", "g-array",
       "Communications - Microphone Array (Realtek(R) Audio)"},
      {DeviceKind::AudioInput, "mic-array", "g-array", "Microphone Array (Realtek(R) Audio)"},
      {DeviceKind::VideoInput, "cam-hd", "g-cam", "Integrated Webcam (0c45:6723)"},
      {DeviceKind::AudioOutput, "default", "g-array", "Default - Speakers (Realtek(R) Audio)"},
      {DeviceKind::AudioOutput, "spk", "g-array", "Speakers (Realtek(R) Audio)"},
  };
}

// A dongle whose words do not say what it is.
inline DeviceList jabra() {
  return {
      {DeviceKind::AudioInput, "mic-jabra", "g-jabra", "Microphone (Jabra Link 370) (0b0e:245d)"},
      {DeviceKind::AudioOutput, "spk-jabra", "g-jabra", "Speakers (Jabra Link 370) (0b0e:245d)"},
  };
}

// Chrome on a MacBook.
inline DeviceList macbook(bool airpods_are_default = false) {
  const char* mic = airpods_are_default ? "Default - Ann’s AirPods (Bluetooth)"
                                        : "Default - MacBook Pro Microphone (Built-in)";
  const char* speaker = airpods_are_default ? "Default - Ann’s AirPods (Bluetooth)"
                                            : "Default - MacBook Pro Speakers (Built-in)";
  const char* group = airpods_are_default ? "g-airpods" : "g-builtin";
  return {
      {DeviceKind::AudioInput, "default", group, mic},
      {DeviceKind::AudioInput, "mic-mac", "g-builtin", "MacBook Pro Microphone (Built-in)"},
      {DeviceKind::VideoInput, "cam-mac", "g-cam", "FaceTime HD Camera (3A71:F4B5)"},
      {DeviceKind::AudioOutput, "default", group, speaker},
      {DeviceKind::AudioOutput, "spk-mac", "g-builtin", "MacBook Pro Speakers (Built-in)"},
  };
}

inline DeviceList airpods() {
  return {
      {DeviceKind::AudioInput, "mic-air", "g-airpods", "Ann’s AirPods (Bluetooth)"},
      {DeviceKind::AudioOutput, "spk-air", "g-airpods", "Ann’s AirPods (Bluetooth)"},
  };
}

// Chrome on Android: outputs are not listed, microphones tell where the sound goes.
inline DeviceList android_phone() {
  return {
      {DeviceKind::AudioInput, "default", "g-1", "Default"},
      {DeviceKind::AudioInput, "in-speaker", "g-2", "Speakerphone"},
      {DeviceKind::AudioInput, "in-ear", "g-3", "Headset earpiece"},
      {DeviceKind::VideoInput, "cam-front", "g-4", "camera2 1, facing front"},
      {DeviceKind::VideoInput, "cam-back", "g-5", "camera2 0, facing back"},
      {DeviceKind::VideoInput, "cam-wide", "g-6", "camera2 2, facing back"},
  };
}

inline DeviceList android_bluetooth() {
  return {{DeviceKind::AudioInput, "in-bt", "g-7", "Bluetooth headset"}};
}

// Safari on an iPhone: one microphone, no outputs, new ids in each session.
inline DeviceList iphone() {
  return {
      {DeviceKind::AudioInput, "x1", "", "iPhone Microphone"},
      {DeviceKind::VideoInput, "x2", "", "Front Camera"},
      {DeviceKind::VideoInput, "x3", "", "Back Camera"},
      {DeviceKind::VideoInput, "x4", "", "Back Ultra Wide Camera"},
  };
}

// Firefox on Linux: no entry that stands for another; the default stands first.
inline DeviceList firefox_desktop() {
  return {
      {DeviceKind::VideoInput, "cam-a", "g-a", "HD Webcam C525"},
      {DeviceKind::VideoInput, "cam-b", "g-b", "HD Webcam C525"},
      {DeviceKind::AudioInput, "mic-a", "g-a", "C525 Mono"},
      {DeviceKind::AudioInput, "mic-b", "g-c", "Built-in Audio Analog Stereo"},
      {DeviceKind::AudioOutput, "spk-a", "g-c", "Built-in Audio Analog Stereo"},
  };
}

// Any of them before the user has granted anything (Media Capture 9.2.1).
inline DeviceList before_permission() {
  return {{DeviceKind::AudioInput, "", "", ""}, {DeviceKind::VideoInput, "", "", ""}};
}

}  // namespace ringline::testing
