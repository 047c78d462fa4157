// Devices that come, go, are picked and fail while a call lasts, with lists of real machines (R70
// to R72, pains 9, 10, 16), and captures that end whenever they like (design 3.7, inv. 11).
#include <gtest/gtest.h>

#include "../media/recorded_lists.h"
#include "desk.h"
#include "lights.h"

namespace ringline {
namespace {

using namespace ringline::testing;
using media::OutputControl;
using media::OutputRoute;

constexpr auto kMic = DeviceKind::AudioInput;
constexpr auto kCamera = DeviceKind::VideoInput;
constexpr auto kSpeaker = DeviceKind::AudioOutput;
constexpr Request kPick = 77;

Desk& lists(Desk& desk, const DeviceList& list, bool sink = true) {
  return desk.feed(input::DevicesListed{list, sink});
}

Desk in_call(const DeviceList& list, CallState state = CallState::Connected) {
  Desk desk = desk_with(state, Direction::Outgoing);
  lists(desk, list);
  EXPECT_EQ(desk.did<effect::Capture>().size(), 0U) << "what is open is the default";
  return desk;
}

/// The one device that was asked for in the last step.
std::string asked(const Desk& desk, TrackKind kind) {
  std::string device = "none";
  for (const effect::Capture& one : desk.did<effect::Capture>()) {
    if (one.kind == kind) device = one.device_id;
  }
  return device;
}

Desk& opens(Desk& desk, TrackKind kind) {
  const LocalSource& source =
      kind == TrackKind::Audio ? desk.call().microphone : desk.call().camera;
  return desk.feed_call(input::Captured{kind, source.generation});
}

Desk& fails(Desk& desk, TrackKind kind, CaptureError error) {
  const LocalSource& source =
      kind == TrackKind::Audio ? desk.call().microphone : desk.call().camera;
  return desk.feed_call(input::CaptureFailed{kind, source.generation, error});
}

std::string told(const Desk& desk, DeviceKind kind) {
  return desk.session.told_devices.chosen[static_cast<std::size_t>(kind)];
}

effect::Settle answer(const Desk& desk, Request request) {
  for (const effect::Settle& one : desk.did<effect::Settle>()) {
    if (one.request == request) return one;
  }
  ADD_FAILURE() << request << " was told nothing";
  return {};
}

TEST(HotPlug, AHeadsetIsUsedForBothDirectionsWithoutAGap) {
  Desk desk = in_call(macbook());
  lists(desk, joined(macbook(), airpods()));
  EXPECT_EQ(asked(desk, TrackKind::Audio), "mic-air");
  EXPECT_TRUE(desk.did<effect::Release>().empty())
      << "the old one goes on until the new one is there";
  ASSERT_EQ(desk.did<effect::SetOutput>().size(), 1U);
  EXPECT_EQ(desk.did<effect::SetOutput>()[0].device_id, "spk-air");
  EXPECT_EQ(told(desk, kSpeaker), "spk-air");
  opens(desk, TrackKind::Audio);
  ASSERT_EQ(desk.effects.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<effect::SetTrack>(desk.effects[0]));
  EXPECT_TRUE(std::holds_alternative<effect::Release>(desk.effects[1]))
      << "sent first, then stopped";
  lists(desk, macbook());
  EXPECT_EQ(asked(desk, TrackKind::Audio), "");
  EXPECT_EQ(desk.did<effect::SetOutput>()[0].device_id, "");
}

TEST(HotPlug, DuringAHoldOpensNothingUntilItIsOver) {
  Desk desk = in_call(windows_laptop());
  desk.feed_call(input::Hold{5});
  lists(desk, joined(windows_laptop(), jabra()));
  EXPECT_TRUE(desk.did<effect::Capture>().empty());
  desk.feed_call(input::Resume{6});
  EXPECT_EQ(asked(desk, TrackKind::Audio), "mic-jabra");
}

TEST(HotPlug, BeforeTheAcceptOpensNothing) {
  Desk desk = desk_with(CallState::Ringing, Direction::Incoming);
  lists(desk, windows_laptop());
  lists(desk, joined(windows_laptop(), jabra()));
  desk.feed(input::SelectDevice{kPick, kCamera, "cam-hd"});
  EXPECT_FALSE(desk.settled(kPick).has_value());
  EXPECT_TRUE(all_of<effect::Capture>(desk.history).empty()) << "inv. 11";
  desk.feed_call(accept(5));
  EXPECT_EQ(asked(desk, TrackKind::Audio), "mic-jabra");
  EXPECT_EQ(asked(desk, TrackKind::Video), "cam-hd");
}

TEST(HotPlug, AfterTheEndOpensNothing) {
  Desk desk = in_call(macbook(), CallState::Ended);
  lists(desk, joined(macbook(), airpods()));
  desk.feed(input::SelectDevice{kPick, kMic, "mic-mac"});
  EXPECT_FALSE(desk.settled(kPick).has_value());
  EXPECT_TRUE(desk.did<effect::Capture>().empty());
}

TEST(HotPlug, TheSameListTwiceIsNoNews) {
  Desk desk = in_call(macbook());
  lists(desk, macbook());
  EXPECT_TRUE(desk.effects.empty());
}

TEST(HotPlug, TheSystemsDefaultIsFollowed) {
  Desk desk = in_call(macbook());
  lists(desk, joined(macbook(true), airpods()));
  ASSERT_EQ(desk.did<effect::Capture>().size(), 1U);
}

TEST(Lost, TheNextDeviceTakesItsPlaceAndItComesBackToIt) {
  Desk desk = in_call(joined(windows_laptop(), jabra()));
  desk.feed(input::SelectDevice{kPick, kMic, "mic-jabra"});
  opens(desk, TrackKind::Audio);
  desk.feed_call(input::CaptureEnded{TrackKind::Audio, desk.call().microphone.track});
  EXPECT_EQ(desk.call().state, CallState::Connected);
  EXPECT_EQ(asked(desk, TrackKind::Audio), "") << "before any list says that it is gone";
  opens(desk, TrackKind::Audio);
  lists(desk, windows_laptop());
  EXPECT_TRUE(desk.did<effect::Capture>().empty());
  lists(desk, joined(windows_laptop(), jabra()));
  EXPECT_EQ(asked(desk, TrackKind::Audio), "mic-jabra") << "plugged in again";
}

TEST(Lost, TheDefaultIsOpenedAnewOnceAndTheListThatFollowsIsNoNews) {
  Desk desk = in_call(firefox_desktop());
  desk.feed_call(input::CaptureEnded{TrackKind::Video, desk.call().camera.track});
  EXPECT_EQ(asked(desk, TrackKind::Video), "");
  opens(desk, TrackKind::Video);
  DeviceList left = firefox_desktop();
  std::erase_if(left, [](const Device& one) { return one.device_id == "cam-a"; });
  lists(desk, left);
  EXPECT_TRUE(desk.did<effect::Capture>().empty());
  EXPECT_EQ(desk.call().camera.opened.mark, "cam-b");
}

TEST(Lost, AfterTheListHasSaidSoTheNextCallFollowsTheDefault) {
  Desk desk = in_call(firefox_desktop());
  const std::int64_t before = desk.call().microphone.track;
  DeviceList left = firefox_desktop();
  std::erase_if(left, [](const Device& one) { return one.device_id == "mic-a"; });
  lists(desk, left);
  desk.feed_call(input::CaptureEnded{TrackKind::Audio, before});
  opens(desk, TrackKind::Audio);
  desk.feed_call(input::HangUp{.request = 5});
  desk.dial("c2");
  desk.feed_call(input::Captured{TrackKind::Audio, 1}, "c2");
  lists(desk, firefox_desktop());
  EXPECT_EQ(asked(desk, TrackKind::Audio), "") << "mic-a is the default again";
}

TEST(Lost, WithNothingLeftItFailsAndComesBackByItself) {
  Desk desk = in_call(macbook());
  desk.feed_call(input::CaptureEnded{TrackKind::Video, desk.call().camera.track});
  fails(desk, TrackKind::Video, CaptureError::NotFound);
  EXPECT_EQ(desk.call().state, CallState::Connected);
  EXPECT_EQ(desk.call().camera.state, DeviceState::Failed);
  EXPECT_EQ(desk.call().camera.error, CaptureError::NotFound);
  DeviceList none = macbook();
  std::erase_if(none, [](const Device& one) { return one.kind == kCamera; });
  lists(desk, none);
  EXPECT_TRUE(desk.did<effect::Capture>().empty());
  lists(desk, macbook());
  EXPECT_EQ(asked(desk, TrackKind::Video), "");
  opens(desk, TrackKind::Video);
  EXPECT_EQ(desk.call().camera.state, DeviceState::On);
}

TEST(Lost, WhoeverSaidNoIsNotAskedAgainByAPlug) {
  Desk desk = in_call(macbook());
  desk.feed_call(input::CaptureEnded{TrackKind::Audio, desk.call().microphone.track});
  fails(desk, TrackKind::Audio, CaptureError::Denied);
  lists(desk, joined(macbook(), airpods()));
  EXPECT_TRUE(desk.did<effect::Capture>().empty());
  desk.feed_call(input::SetMicrophone{9, true});
  EXPECT_EQ(asked(desk, TrackKind::Audio), "mic-air") << "the user asks, so it is tried";
}

TEST(Lost, WhatTheUserTurnedOffDoesNotComeBack) {
  Desk desk = in_call(macbook());
  desk.feed_call(input::SetCamera{9, false});
  lists(desk, DeviceList{});
  lists(desk, macbook());
  EXPECT_TRUE(desk.did<effect::Capture>().empty());
}

TEST(Pick, OfAnotherCameraSettlesWhenItIsOpen) {
  Desk desk = in_call(firefox_desktop());
  desk.feed(input::SelectDevice{kPick, kCamera, "cam-b"});
  EXPECT_EQ(desk.settlements(kPick), 0U);
  EXPECT_EQ(asked(desk, TrackKind::Video), "cam-b");
  const auto off = desk.did<effect::SetTrack>();
  ASSERT_EQ(off.size(), 1U);
  EXPECT_EQ(off[0].generation, 0) << "taken off before it is stopped";
  opens(desk, TrackKind::Video);
  EXPECT_FALSE(desk.settled(kPick).has_value());
  EXPECT_EQ(desk.did<effect::SetTrack>().size(), 1U);
}

TEST(Pick, ThatCannotBeOpenedIsForgottenAndSaysWhy) {
  for (const CaptureError error : {CaptureError::Denied, CaptureError::InUse,
                                   CaptureError::Overconstrained, CaptureError::NotFound}) {
    Desk desk = in_call(joined(windows_laptop(), jabra()));
    desk.feed(input::SelectDevice{kPick, kMic, "mic-jabra"});
    EXPECT_EQ(told(desk, kMic), "mic-jabra");
    fails(desk, TrackKind::Audio, error);
    EXPECT_EQ(answer(desk, kPick).error->code, ErrorCode::MediaFailed);
    EXPECT_EQ(answer(desk, kPick).cause, error);
    EXPECT_EQ(told(desk, kMic), "");
    EXPECT_TRUE(desk.did<effect::Capture>().empty()) << "the old one was never given up";
    EXPECT_EQ(desk.call().microphone.state, DeviceState::On);
    lists(desk, windows_laptop());
    lists(desk, joined(windows_laptop(), DeviceList{}));
    EXPECT_EQ(desk.call().microphone.state, DeviceState::On);
  }
}

TEST(Pick, OfACameraThatCannotBeOpenedGoesBackToTheOneBefore) {
  Desk desk = in_call(android_phone());
  desk.feed(input::SelectDevice{kPick, kCamera, "cam-back"});
  opens(desk, TrackKind::Video);
  desk.feed(input::SelectDevice{kPick + 1, kCamera, "cam-wide"});
  fails(desk, TrackKind::Video, CaptureError::InUse);
  EXPECT_EQ(answer(desk, kPick + 1).cause, CaptureError::InUse);
  EXPECT_EQ(asked(desk, TrackKind::Video), "cam-back");
  opens(desk, TrackKind::Video);
  EXPECT_EQ(desk.call().camera.state, DeviceState::On);
}

TEST(Pick, AfterAFailureIsTheWayToAnotherDevice) {
  Desk desk = in_call(firefox_desktop());
  desk.feed_call(input::SetCamera{9, false});
  desk.feed_call(input::SetCamera{10, true});
  fails(desk, TrackKind::Video, CaptureError::InUse);
  EXPECT_EQ(answer(desk, 10).cause, CaptureError::InUse);
  desk.feed(input::SelectDevice{kPick, kCamera, "cam-b"});
  EXPECT_EQ(asked(desk, TrackKind::Video), "cam-b");
  opens(desk, TrackKind::Video);
  EXPECT_FALSE(desk.settled(kPick).has_value());
}

TEST(Pick, WhileAnotherCameraIsOpenedIsNotAnsweredByThatOne) {
  Desk desk = in_call(firefox_desktop());
  desk.feed(input::SelectDevice{kPick, kCamera, "cam-a"});
  desk.feed(input::SelectDevice{kPick + 1, kCamera, "cam-b"});
  EXPECT_EQ(answer(desk, kPick).error->code, ErrorCode::InvalidState) << "overtaken";
  fails(desk, TrackKind::Video, CaptureError::InUse);
  EXPECT_EQ(desk.settlements(kPick + 1), 0U) << "cam-a has failed";
  EXPECT_EQ(asked(desk, TrackKind::Video), "cam-b");
  fails(desk, TrackKind::Video, CaptureError::NotFound);
  EXPECT_EQ(answer(desk, kPick + 1).cause, CaptureError::NotFound);
}

TEST(Pick, WhileACameraIsOpenedThatNobodyWantsAnyMoreIsForTheNextTime) {
  for (const bool fails_then : {false, true}) {
    Desk desk = in_call(firefox_desktop());
    desk.feed_call(input::SetCamera{8, false});
    desk.feed_call(input::SetCamera{9, true});
    desk.feed_call(input::SetCamera{10, false});
    desk.feed(input::SelectDevice{kPick, kCamera, "cam-b"});
    fails_then ? fails(desk, TrackKind::Video, CaptureError::InUse) : opens(desk, TrackKind::Video);
    EXPECT_FALSE(answer(desk, kPick).error.has_value());
    EXPECT_TRUE(desk.did<effect::Capture>().empty());
    desk.feed_call(input::SetCamera{11, true});
    EXPECT_EQ(asked(desk, TrackKind::Video), "cam-b");
  }
}

TEST(Pick, OfWhatIsNotThereIsRefused) {
  Desk desk = in_call(macbook());
  desk.feed(input::SelectDevice{kPick, kMic, "mic-jabra"});
  EXPECT_EQ(answer(desk, kPick).error->code, ErrorCode::MediaFailed);
  EXPECT_EQ(answer(desk, kPick).cause, CaptureError::NotFound);
}

TEST(Pick, IsKeptForTheNextCall) {
  Desk desk = online();
  lists(desk, windows_laptop());
  desk.feed(input::SelectDevice{kPick, kMic, "mic-array"});
  EXPECT_FALSE(desk.settled(kPick).has_value());
  desk.dial();
  EXPECT_EQ(asked(desk, TrackKind::Audio), "mic-array");
}

TEST(SwitchCamera, StopsTheOneBeforeItAsksForTheOther) {
  Desk desk = in_call(android_phone());
  desk.feed(input::SwitchCamera{kPick});
  EXPECT_EQ(desk.did<effect::Release>().size(), 1U);
  EXPECT_EQ(asked(desk, TrackKind::Video), "cam-back");
  opens(desk, TrackKind::Video);
  EXPECT_FALSE(desk.settled(kPick).has_value());
  desk.feed(input::SwitchCamera{kPick + 1});
  EXPECT_EQ(asked(desk, TrackKind::Video), "cam-front");
  Desk one = in_call(macbook());
  one.feed(input::SwitchCamera{kPick});
  EXPECT_EQ(answer(one, kPick).cause, CaptureError::NotFound);
}

// Safari lists no outputs: there is nothing to choose, and nothing to take back.
TEST(Output, LeftToTheSystemIsNoNewsForTheMicrophone) {
  DeviceList list = firefox_desktop();
  std::erase_if(list, [](const Device& one) { return one.kind == DeviceKind::AudioOutput; });
  Desk desk = in_call(list);
  desk.feed(input::SelectDevice{kPick, kMic, "mic-b"});
  opens(desk, TrackKind::Audio);
  desk.feed(input::PreferOutput{kPick + 1, OutputRoute::Default});
  EXPECT_FALSE(desk.settled(kPick + 1).has_value());
  EXPECT_EQ(told(desk, kMic), "mic-b");
  desk.feed_call(input::HangUp{.request = 5});
  desk.dial("c2");
  EXPECT_EQ(asked(desk, TrackKind::Audio), "mic-b");
}

TEST(Output, IsChosenAsFarAsTheBrowserLets) {
  Desk sink = in_call(joined(macbook(), airpods()));
  sink.feed(input::PreferOutput{kPick, OutputRoute::Bluetooth});
  EXPECT_EQ(sink.did<effect::SetOutput>().at(0).device_id, "spk-air");
  EXPECT_TRUE(sink.did<effect::Capture>().empty());
  Desk phone = in_call(android_phone());
  phone.feed(input::PreferOutput{kPick, OutputRoute::Earpiece});
  EXPECT_EQ(asked(phone, TrackKind::Audio), "in-ear") << "the sound follows the microphone";
  EXPECT_TRUE(phone.did<effect::SetOutput>().empty());
  EXPECT_EQ(phone.session.told_devices.output_control, OutputControl::Input);
  Desk none = in_call(iphone());
  none.feed(input::PreferOutput{kPick, OutputRoute::Speaker});
  EXPECT_EQ(answer(none, kPick).error->code, ErrorCode::InvalidState);
  none.feed(input::PreferOutput{kPick + 1, OutputRoute::Default});
  EXPECT_FALSE(none.settled(kPick + 1).has_value());
  none.feed(input::SelectDevice{kPick + 2, kSpeaker, ""});
  EXPECT_EQ(answer(none, kPick + 2).error->code, ErrorCode::InvalidState);
}

// Each way a capture can end, current and stale, in each state of a call, while a device is being
// replaced and while not: no call ends of it, and no light stays on without a call.
class LateResults : public ::testing::TestWithParam<std::tuple<Direction, TrackKind, bool>> {};

TEST_P(LateResults, NeverEndACallAndNeverLeaveALightOn) {
  const auto [direction, kind, replacing] = GetParam();
  for (std::size_t state = 0; state < kCallStates; ++state) {
    for (int result = 0; result < 3; ++result) {
      for (const bool stale : {false, true}) {
        const auto which = static_cast<CallState>(state);
        if (!exists(which, direction)) continue;
        SCOPED_TRACE(std::string(name_of(which)) + " " + std::to_string(result) +
                     (stale ? " stale" : " current"));
        Desk desk = desk_with(which, direction);
        Lights lights;
        lights.adopt(desk.call());
        const auto feed = [&](const Input& input) {
          lights.hear(input);
          lights.perform(desk.feed(input).effects);
        };
        feed(input::DevicesListed{firefox_desktop(), true});
        if (replacing) {
          feed(input::SelectDevice{kPick, kMic, "mic-b"});
          feed(input::SelectDevice{kPick + 1, kCamera, "cam-b"});
        }
        const CallState before = desk.call().state;
        const LocalSource& source =
            kind == TrackKind::Audio ? desk.call().microphone : desk.call().camera;
        const std::int64_t generation =
            stale ? source.generation + 5 : (result == 2 ? source.track : source.generation);
        switch (result) {
          case 0: feed(input::ForCall{"c1", input::Captured{kind, generation}}); break;
          case 1:
            feed(input::ForCall{"c1", input::CaptureFailed{kind, generation, CaptureError::InUse}});
            break;
          default: feed(input::ForCall{"c1", input::CaptureEnded{kind, generation}}); break;
        }
        EXPECT_EQ(desk.call().state, before) << "devices end no call";
        EXPECT_EQ(lights.strays(desk.session), 0U);
        if (!has_consent(before)) EXPECT_TRUE(desk.did<effect::Capture>().empty()) << "inv. 11";
        feed(input::ForCall{"c1", input::HangUp{90, {}}});
        for (int late = 0; late < 20; ++late) {  // whatever is under way comes when all is over
          feed(input::ForCall{"c1", input::Captured{TrackKind::Audio, late}});
          feed(input::ForCall{"c1", input::Captured{TrackKind::Video, late}});
        }
        EXPECT_EQ(lights.live(), 0U);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Devices, LateResults,
    ::testing::Combine(::testing::Values(Direction::Outgoing, Direction::Incoming),
                       ::testing::Values(TrackKind::Audio, TrackKind::Video), ::testing::Bool()));

}  // namespace
}  // namespace ringline
