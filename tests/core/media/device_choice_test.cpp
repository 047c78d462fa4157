// Hot-plug and choice of devices with lists of real machines (pains 9, 10, 16; R70 to R72).
#include "media/device_choice.h"

#include <gtest/gtest.h>

#include "limits.h"
#include "recorded_lists.h"

namespace ringline::media {
namespace {

using namespace ringline::testing;

constexpr auto kMic = DeviceKind::AudioInput;
constexpr auto kCamera = DeviceKind::VideoInput;
constexpr auto kSpeaker = DeviceKind::AudioOutput;

DeviceRack rack_with(const DeviceList& list) {
  DeviceRack rack;
  take_list(rack, list);
  return rack;
}

std::string id(const DeviceRack& rack, DeviceKind kind) { return chosen(rack, kind).device_id; }

TEST(DeviceChoice, IsTheSystemsDefaultWhileNobodyWishesAnything) {
  for (const DeviceList& list : {windows_laptop(), macbook(), android_phone(), iphone(),
                                 firefox_desktop(), before_permission(), DeviceList{}}) {
    const DeviceRack rack = rack_with(list);
    for (const DeviceKind kind : {kMic, kCamera, kSpeaker}) EXPECT_EQ(id(rack, kind), "");
  }
}

TEST(DeviceChoice, AHeadsetThatIsPluggedInIsUsedForBothDirectionsAndGivesWayWhenPulledOut) {
  DeviceRack rack = rack_with(macbook());
  take_list(rack, joined(macbook(), airpods()));
  EXPECT_EQ(id(rack, kMic), "mic-air");
  EXPECT_EQ(id(rack, kSpeaker), "spk-air");
  take_list(rack, macbook());
  EXPECT_EQ(id(rack, kMic), "");
  EXPECT_EQ(id(rack, kSpeaker), "");
}

TEST(DeviceChoice, ADongleIsAHeadsetByItsMicrophoneAndSpeakerInOneGroup) {
  DeviceRack rack = rack_with(windows_laptop());
  take_list(rack, joined(windows_laptop(), jabra()));
  EXPECT_EQ(id(rack, kMic), "mic-jabra");
  EXPECT_EQ(id(rack, kSpeaker), "spk-jabra");
}

TEST(DeviceChoice, ACameraThatIsPluggedInIsNotUsedUnasked) {
  DeviceRack rack = rack_with(windows_laptop());
  take_list(rack, joined(windows_laptop(), {{kCamera, "cam-usb", "g-usb", "Logitech BRIO"},
                                            {kMic, "mic-usb", "g-usb", "Microphone (BRIO)"}}));
  EXPECT_EQ(id(rack, kCamera), "");
  EXPECT_EQ(id(rack, kMic), "") << "the microphone of a webcam is no headset";
}

TEST(DeviceChoice, WhatWasThereFromTheStartIsNotPluggedIn) {
  const DeviceRack rack = rack_with(joined(macbook(), airpods()));
  EXPECT_EQ(id(rack, kMic), "");
}

TEST(DeviceChoice, LabelsThatComeWithThePermissionAreNotPluggedIn) {
  DeviceRack rack = rack_with(before_permission());
  take_list(rack, joined(macbook(), airpods()));
  EXPECT_EQ(id(rack, kMic), "");
  EXPECT_EQ(id(rack, kSpeaker), "");
}

TEST(DeviceChoice, TheLaterOfAClickAndAPlugWins) {
  DeviceRack rack = rack_with(macbook());
  take_list(rack, joined(macbook(), airpods()));
  ASSERT_TRUE(select_device(rack, kMic, "mic-mac"));
  EXPECT_EQ(id(rack, kMic), "mic-mac");
  EXPECT_EQ(id(rack, kSpeaker), "spk-air") << "each kind has its own wishes";
  take_list(rack, macbook());
  take_list(rack, joined(macbook(), airpods()));
  EXPECT_EQ(id(rack, kMic), "mic-air") << "plugged in again, and on purpose";
}

TEST(DeviceChoice, WhatWasPickedIsTakenAgainWhenItComesBack) {
  DeviceRack rack = rack_with(joined(windows_laptop(), jabra()));
  ASSERT_TRUE(select_device(rack, kMic, "mic-jabra"));
  rack.follows_plugged = false;
  take_list(rack, windows_laptop());
  EXPECT_EQ(id(rack, kMic), "");
  take_list(rack, joined(windows_laptop(), jabra()));
  EXPECT_EQ(id(rack, kMic), "mic-jabra");
}

TEST(DeviceChoice, WithoutFollowingAPlugChangesNothing) {
  DeviceRack rack = rack_with(macbook());
  rack.follows_plugged = false;
  take_list(rack, joined(macbook(), airpods()));
  EXPECT_EQ(id(rack, kMic), "");
}

TEST(DeviceChoice, PickingTheDefaultForgetsEveryWish) {
  DeviceRack rack = rack_with(macbook());
  take_list(rack, joined(macbook(), airpods()));
  ASSERT_TRUE(select_device(rack, kMic, "default"));
  EXPECT_EQ(id(rack, kMic), "");
}

TEST(DeviceChoice, WhatIsNotListedCannotBePicked) {
  DeviceRack rack = rack_with(macbook());
  EXPECT_FALSE(select_device(rack, kMic, "spk-mac")) << "of another kind";
  EXPECT_FALSE(select_device(rack, kMic, "nothing"));
  EXPECT_EQ(id(rack, kMic), "");
}

TEST(DeviceChoice, ALabelFindsADeviceWhoseIdHasChanged) {
  DeviceRack rack = rack_with(iphone());
  ASSERT_TRUE(select_device(rack, kCamera, "x3"));
  DeviceList next = iphone();
  for (Device& device : next) device.device_id = "y" + device.device_id;
  take_list(rack, next);
  EXPECT_EQ(id(rack, kCamera), "yx3");
}

TEST(DeviceChoice, AnIdIsBelievedBeforeALabelThatTwoBear) {
  DeviceRack rack = rack_with(firefox_desktop());
  ASSERT_TRUE(select_device(rack, kCamera, "cam-b"));
  EXPECT_EQ(id(rack, kCamera), "cam-b");
}

TEST(DeviceChoice, WishesAreBounded) {
  DeviceList many;
  for (int i = 0; i < 20; ++i) {
    many.push_back({kMic, "m" + std::to_string(i), "", "Microphone " + std::to_string(i)});
  }
  DeviceRack rack = rack_with(many);
  for (const Device& device : many) ASSERT_TRUE(select_device(rack, kMic, device.device_id));
  EXPECT_EQ(rack.wishes[0].size(), limits::kDeviceWishes);
  EXPECT_EQ(id(rack, kMic), "m19");
}

TEST(Reopen, TheDefaultIsFollowedWhereTheSystemMovesIt) {
  const Choice opened = chosen(rack_with(joined(macbook(), airpods())), kMic);
  const Choice moved = chosen(rack_with(joined(macbook(true), airpods())), kMic);
  EXPECT_TRUE(must_reopen(opened, moved));
  EXPECT_FALSE(must_reopen(opened, opened));
}

TEST(Reopen, TheDefaultIsTheFirstWhereNoEntryNamesIt) {
  const Choice opened = chosen(rack_with(firefox_desktop()), kMic);
  DeviceList swapped = firefox_desktop();
  std::swap(swapped[2], swapped[3]);
  EXPECT_TRUE(must_reopen(opened, chosen(rack_with(swapped), kMic)));
}

TEST(Reopen, WhatWasOpenedBeforeThePermissionIsTheDefaultStill) {
  const Choice opened = chosen(rack_with(before_permission()), kMic);
  EXPECT_FALSE(must_reopen(opened, chosen(rack_with(macbook()), kMic)));
}

TEST(Reopen, AnotherDeviceAlways) {
  DeviceRack rack = rack_with(macbook());
  const Choice opened = chosen(rack, kMic);
  take_list(rack, joined(macbook(), airpods()));
  EXPECT_TRUE(must_reopen(opened, chosen(rack, kMic)));
}

TEST(SwitchCamera, GoesToTheOtherSideOfAPhoneAndBack) {
  DeviceRack rack = rack_with(android_phone());
  ASSERT_TRUE(switch_camera(rack));
  EXPECT_EQ(id(rack, kCamera), "cam-back");
  EXPECT_EQ(chosen(rack, kCamera).facing, Facing::Environment);
  ASSERT_TRUE(switch_camera(rack));
  EXPECT_EQ(id(rack, kCamera), "cam-front");
}

TEST(SwitchCamera, CyclesWhereNothingTellsTheFacing) {
  DeviceRack rack = rack_with(firefox_desktop());
  ASSERT_TRUE(switch_camera(rack));
  EXPECT_EQ(id(rack, kCamera), "cam-b");
  ASSERT_TRUE(switch_camera(rack));
  EXPECT_EQ(id(rack, kCamera), "cam-a");
}

TEST(SwitchCamera, SaysNoWhereThereIsButOne) {
  DeviceRack rack = rack_with(macbook());
  EXPECT_FALSE(switch_camera(rack));
}

TEST(Route, IsFoundAmongTheOutputs) {
  DeviceRack rack = rack_with(joined(macbook(), airpods()));
  ASSERT_TRUE(prefer_route(rack, kSpeaker, OutputRoute::Bluetooth));
  EXPECT_EQ(id(rack, kSpeaker), "spk-air");
  ASSERT_TRUE(prefer_route(rack, kSpeaker, OutputRoute::Speaker));
  EXPECT_EQ(id(rack, kSpeaker), "spk-mac");
  ASSERT_TRUE(prefer_route(rack, kSpeaker, OutputRoute::Default));
  EXPECT_EQ(id(rack, kSpeaker), "");
}

TEST(Route, FollowsTheMicrophoneOnAndroid) {
  DeviceRack rack = rack_with(joined(android_phone(), android_bluetooth()));
  ASSERT_TRUE(prefer_route(rack, kMic, OutputRoute::Earpiece));
  EXPECT_EQ(id(rack, kMic), "in-ear");
  ASSERT_TRUE(prefer_route(rack, kMic, OutputRoute::Bluetooth));
  EXPECT_EQ(id(rack, kMic), "in-bt");
}

TEST(Route, IsRememberedForWhenTheDeviceComes) {
  DeviceRack rack = rack_with(macbook());
  EXPECT_FALSE(prefer_route(rack, kSpeaker, OutputRoute::Bluetooth)) << "not there now";
  rack.follows_plugged = false;
  take_list(rack, joined(macbook(), airpods()));
  EXPECT_EQ(id(rack, kSpeaker), "spk-air");
}

TEST(OutputControl, IsWhatTheBrowserReallyCan) {
  EXPECT_EQ(output_control(rack_with(macbook()), true), OutputControl::Sink);
  EXPECT_EQ(output_control(rack_with(macbook()), false), OutputControl::None);
  EXPECT_EQ(output_control(rack_with(android_phone()), true), OutputControl::Input);
  EXPECT_EQ(output_control(rack_with(iphone()), false), OutputControl::None);
}

TEST(Labels, TellRouteAndFacingInTheWordsOfBrowsers) {
  EXPECT_EQ(route_of("Headset earpiece"), OutputRoute::Earpiece) << "Android's own earpiece";
  EXPECT_EQ(route_of("Bluetooth headset"), OutputRoute::Bluetooth);
  EXPECT_EQ(route_of("Kopfhörer (2- USB Audio)"), OutputRoute::Headphones);
  EXPECT_EQ(route_of("MacBook Pro Speakers (Built-in)"), OutputRoute::Speaker);
  EXPECT_EQ(route_of("HDMI 1"), OutputRoute::Default);
  EXPECT_EQ(facing_of("camera2 1, facing front"), Facing::User);
  EXPECT_EQ(facing_of("Back Ultra Wide Camera"), Facing::Environment);
  EXPECT_EQ(facing_of("Integrated Webcam"), Facing::Unknown);
}

}  // namespace
}  // namespace ringline::media
