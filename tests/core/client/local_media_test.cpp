// One microphone or camera: late captures, switches that overtake each other, and who waits for
// what (design 3.7).
#include "client/local_media.h"

#include <gtest/gtest.h>

#include "ladder.h"

namespace ringline {
namespace {

using namespace ringline::testing;

const CallId kCall = "c1";

struct Source {
  LocalSource source;
  media::Choice choice;
  Effects effects;

  explicit Source(TrackKind kind) { source.kind = kind; }
  Source& on(Request request = 0) {
    effects.clear();
    turn_on(source, request, studio());
    return *this;
  }
  Source& off(Request request = 0) {
    effects.clear();
    turn_off(source, request, studio());
    return *this;
  }
  bool captured(std::int64_t generation) {
    effects.clear();
    return on_captured(source, generation, studio());
  }
  void failed(std::int64_t generation, CaptureError error) {
    effects.clear();
    on_capture_failed(source, generation, error, studio());
  }
  void ended(std::int64_t generation) {
    effects.clear();
    on_capture_ended(source, generation, studio());
  }
  Source& choose(const std::string& device, Request request = 0) {
    effects.clear();
    choice = {.device_id = device, .mark = device};
    follow_choice(source, request, studio());
    return *this;
  }
  template <typename E>
  std::size_t count() const {
    return all_of<E>(effects).size();
  }
  /// The device that was asked for in the last step; fails the test if none was.
  std::string asked() const {
    const auto captures = all_of<effect::Capture>(effects);
    EXPECT_EQ(captures.size(), 1U);
    return captures.empty() ? "none" : captures[0].device_id;
  }
  /// What `request` was told in the last step; fails the test if nothing.
  effect::Settle told(Request request) const {
    for (const effect::Settle& one : all_of<effect::Settle>(effects)) {
      if (one.request == request) return one;
    }
    ADD_FAILURE() << "request " << request << " was told nothing";
    return {};
  }

 private:
  Studio studio() { return {kCall, choice, effects}; }
};

TEST(LocalSource, CapturesOnceAndSettlesWhenTheTrackIsThere) {
  Source camera(TrackKind::Video);
  camera.on(5);
  EXPECT_EQ(camera.source.state, DeviceState::Starting);
  EXPECT_EQ(camera.count<effect::Capture>(), 1U);
  EXPECT_EQ(camera.count<effect::Settle>(), 0U);
  EXPECT_TRUE(camera.captured(1));
  EXPECT_EQ(camera.source.state, DeviceState::On);
  EXPECT_EQ(camera.count<effect::Settle>(), 1U);
}

TEST(LocalSource, OffAndOnAgainWhileItStartsUsesTheCaptureUnderWay) {
  for (TrackKind kind : {TrackKind::Audio, TrackKind::Video}) {
    Source source(kind);
    source.on(5);
    source.off(6);
    EXPECT_EQ(source.count<effect::Settle>(), 2U) << "the overtaken one and its own";
    EXPECT_EQ(source.source.state, DeviceState::Off);
    source.on(7);
    EXPECT_EQ(source.count<effect::Capture>(), 0U);
    EXPECT_TRUE(source.captured(1));
    EXPECT_EQ(source.source.state, DeviceState::On);
    EXPECT_EQ(source.count<effect::Settle>(), 1U);
  }
}

TEST(LocalSource, MutedMicrophoneIsKeptAndAStoppedCameraIsNot) {
  Source microphone(TrackKind::Audio);
  microphone.on().captured(1);
  microphone.off();
  EXPECT_NE(microphone.source.track, 0);
  EXPECT_EQ(microphone.count<effect::EnableTrack>(), 1U);
  microphone.on(3);
  EXPECT_EQ(microphone.count<effect::Capture>(), 0U);
  EXPECT_EQ(microphone.count<effect::Settle>(), 1U);
  Source camera(TrackKind::Video);
  camera.on().captured(1);
  camera.off();
  EXPECT_EQ(camera.source.track, 0);
  EXPECT_EQ(camera.count<effect::Release>(), 1U);
  camera.on();
  EXPECT_EQ(camera.source.generation, 2);
}

TEST(LocalSource, MutedWhileItStartsComesUpMuted) {
  Source microphone(TrackKind::Audio);
  microphone.on().off();
  EXPECT_TRUE(microphone.captured(1));
  EXPECT_EQ(microphone.source.state, DeviceState::Off);
  const auto enabled = all_of<effect::EnableTrack>(microphone.effects);
  ASSERT_EQ(enabled.size(), 1U);
  EXPECT_FALSE(enabled[0].enabled);
}

TEST(LocalSource, TracksOfAnyOtherGenerationAreReleased) {
  Source camera(TrackKind::Video);
  EXPECT_FALSE(camera.captured(0));
  EXPECT_EQ(camera.count<effect::Release>(), 1U);
  camera.on();
  EXPECT_FALSE(camera.captured(0));
  EXPECT_FALSE(camera.captured(2));
  EXPECT_EQ(camera.source.state, DeviceState::Starting);
  EXPECT_TRUE(camera.captured(1));
  EXPECT_FALSE(camera.captured(1)) << "twice is a second track";
  EXPECT_EQ(camera.count<effect::Release>(), 1U);
}

TEST(LocalSource, FailuresAreToldByWhatTheUserCanDo) {
  Source camera(TrackKind::Video);
  camera.on(5);
  camera.failed(9, CaptureError::InUse);
  EXPECT_EQ(camera.source.state, DeviceState::Starting) << "a stale failure is nothing";
  camera.failed(1, CaptureError::Denied);
  EXPECT_EQ(camera.source.state, DeviceState::Failed);
  EXPECT_EQ(camera.source.error, CaptureError::Denied);
  ASSERT_EQ(camera.count<effect::Settle>(), 1U);
  EXPECT_EQ(all_of<effect::Settle>(camera.effects)[0].error->code, ErrorCode::MediaFailed);
  camera.on(6);
  EXPECT_EQ(camera.source.error, CaptureError::None);
  EXPECT_EQ(camera.count<effect::Capture>(), 1U);
}

TEST(LocalSource, AFailureOfWhatIsNoLongerWantedIsNoFailure) {
  Source camera(TrackKind::Video);
  camera.on().off();
  camera.failed(1, CaptureError::Denied);
  EXPECT_EQ(camera.source.state, DeviceState::Off);
}

TEST(LocalSource, ShutTellsWhoWaitsAndLetsNothingIn) {
  Source camera(TrackKind::Video);
  camera.on(5);
  camera.effects.clear();
  shut(camera.source, "c1", camera.effects);
  ASSERT_EQ(camera.count<effect::Settle>(), 1U);
  EXPECT_EQ(all_of<effect::Settle>(camera.effects)[0].error->code, ErrorCode::CallEnded);
  EXPECT_FALSE(camera.captured(1));
  EXPECT_EQ(camera.count<effect::Release>(), 1U);
  EXPECT_EQ(camera.source.track, 0);
}

TEST(LocalSource, ATrackThatEndsByItselfIsOpenedAnewButNotForEver) {
  Source microphone(TrackKind::Audio);
  microphone.on();
  microphone.ended(1);
  EXPECT_EQ(microphone.count<effect::Capture>(), 0U) << "there was no track yet";
  microphone.captured(1);
  microphone.ended(0);
  EXPECT_NE(microphone.source.track, 0);
  for (std::int64_t loss = 1; loss <= limits::kTrackLosses; ++loss) {
    microphone.ended(loss);
    EXPECT_EQ(microphone.source.state, DeviceState::Starting);
    EXPECT_EQ(microphone.count<effect::Capture>(), 1U);
    EXPECT_TRUE(microphone.captured(loss + 1));
  }
  microphone.ended(limits::kTrackLosses + 1);
  EXPECT_EQ(microphone.count<effect::Capture>(), 0U);
  EXPECT_EQ(microphone.source.state, DeviceState::Failed);
  EXPECT_EQ(microphone.source.error, CaptureError::NotFound);
  EXPECT_EQ(microphone.source.track, 0);
  microphone.on();
  EXPECT_EQ(microphone.count<effect::Capture>(), 1U) << "the user may ask for it again";
}

TEST(Reopened, MicrophoneKeepsItsTrackUntilTheNewOneIsThere) {
  Source microphone(TrackKind::Audio);
  microphone.on().captured(1);
  microphone.choose("headset", 5);
  EXPECT_EQ(microphone.asked(), "headset");
  EXPECT_EQ(microphone.count<effect::Release>(), 0U);
  EXPECT_EQ(microphone.source.track, 1);
  EXPECT_EQ(microphone.source.state, DeviceState::On) << "no gap";
  EXPECT_TRUE(microphone.captured(2));
  EXPECT_EQ(microphone.source.track, 2);
  EXPECT_FALSE(microphone.told(5).error.has_value());
}

TEST(Reopened, CameraIsStoppedBeforeTheOtherOneIsAskedFor) {
  Source camera(TrackKind::Video);
  camera.on().captured(1);
  camera.choose("back", 5);
  ASSERT_EQ(camera.effects.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<effect::Release>(camera.effects[0]));
  EXPECT_TRUE(std::holds_alternative<effect::Capture>(camera.effects[1]));
  EXPECT_EQ(camera.source.state, DeviceState::Starting);
  EXPECT_TRUE(camera.captured(2));
  EXPECT_FALSE(camera.told(5).error.has_value());
}

TEST(Reopened, MutedStaysMuted) {
  Source microphone(TrackKind::Audio);
  microphone.on().captured(1);
  microphone.off().choose("headset");
  EXPECT_TRUE(microphone.captured(2));
  const auto enabled = all_of<effect::EnableTrack>(microphone.effects);
  ASSERT_EQ(enabled.size(), 1U);
  EXPECT_EQ(enabled[0].generation, 2);
  EXPECT_FALSE(enabled[0].enabled);
  EXPECT_EQ(microphone.source.state, DeviceState::Off);
}

TEST(Reopened, ANewMicrophoneThatFailsCostsNothing) {
  Source microphone(TrackKind::Audio);
  microphone.on().captured(1);
  microphone.choose("headset", 5);
  microphone.choice = {};  // the rack has dropped the wish
  microphone.failed(2, CaptureError::InUse);
  EXPECT_EQ(microphone.told(5).error->code, ErrorCode::MediaFailed);
  EXPECT_EQ(microphone.told(5).cause, CaptureError::InUse);
  EXPECT_EQ(microphone.count<effect::Capture>(), 0U);
  EXPECT_EQ(microphone.source.track, 1);
  EXPECT_EQ(microphone.source.state, DeviceState::On);
  EXPECT_EQ(microphone.source.error, CaptureError::None);
}

TEST(Reopened, ANewCameraThatFailsGivesWayToTheOneBefore) {
  Source camera(TrackKind::Video);
  camera.choose("front");
  camera.on().captured(1);
  camera.choose("back", 5);
  camera.choice = {.device_id = "front", .mark = "front"};
  camera.failed(2, CaptureError::InUse);
  EXPECT_EQ(camera.told(5).cause, CaptureError::InUse);
  EXPECT_EQ(camera.asked(), "front");
  EXPECT_TRUE(camera.captured(3));
  EXPECT_EQ(camera.source.state, DeviceState::On);
}

TEST(Reopened, WithoutAnotherWishAFailureIsTheEndOfIt) {
  Source camera(TrackKind::Video);
  camera.choose("back");
  camera.on(6);
  camera.failed(1, CaptureError::Denied);
  EXPECT_EQ(camera.told(6).cause, CaptureError::Denied);
  EXPECT_EQ(camera.count<effect::Capture>(), 0U) << "who says no is not asked twice";
}

TEST(Reopened, GoingBackWhileANewMicrophoneStartsNeedsNothing) {
  Source microphone(TrackKind::Audio);
  microphone.choose("array");
  microphone.on().captured(1);
  microphone.choose("headset", 5);
  microphone.choose("array", 6);
  EXPECT_EQ(microphone.told(5).error->code, ErrorCode::InvalidState) << "overtaken";
  EXPECT_FALSE(microphone.told(6).error.has_value());
  EXPECT_EQ(microphone.count<effect::Capture>(), 0U);
  EXPECT_FALSE(microphone.captured(2));
  EXPECT_EQ(microphone.count<effect::Release>(), 1U) << "what is late is let go";
  EXPECT_EQ(microphone.source.track, 1);
}

TEST(Reopened, ASecondPickOfAMicrophoneOvertakesOneThatHangs) {
  Source microphone(TrackKind::Audio);
  microphone.on().captured(1);
  microphone.choose("broken", 5).choose("headset", 6);
  EXPECT_EQ(microphone.asked(), "headset");
  EXPECT_TRUE(microphone.captured(3));
  EXPECT_FALSE(microphone.captured(2));
  EXPECT_EQ(microphone.count<effect::Release>(), 1U);
}

TEST(Reopened, ASecondPickOfACameraWaitsForTheFirstToBeOpenAndShut) {
  Source camera(TrackKind::Video);
  camera.on().captured(1);
  camera.choose("back", 5).choose("wide", 6);
  EXPECT_EQ(camera.count<effect::Capture>(), 0U) << "phones open one at a time";
  EXPECT_FALSE(camera.captured(2));
  EXPECT_EQ(camera.count<effect::Release>(), 1U);
  EXPECT_EQ(camera.asked(), "wide");
  EXPECT_TRUE(camera.captured(3));
  EXPECT_FALSE(camera.told(6).error.has_value());
}

TEST(Reopened, ADeviceThatVanishesWhileItsSuccessorStartsIsNotMissed) {
  Source microphone(TrackKind::Audio);
  microphone.on().captured(1);
  microphone.choose("headset");
  microphone.ended(1);
  EXPECT_EQ(microphone.count<effect::Capture>(), 0U) << "one is under way";
  EXPECT_EQ(microphone.source.state, DeviceState::Starting);
  EXPECT_TRUE(microphone.captured(2));
  EXPECT_EQ(microphone.source.state, DeviceState::On);
}

TEST(Reopened, WhatIsOffIsNotOpenedByAPick) {
  Source camera(TrackKind::Video);
  camera.choose("back", 5);
  EXPECT_EQ(camera.count<effect::Capture>(), 0U);
  EXPECT_FALSE(camera.told(5).error.has_value()) << "it is for the next time";
  EXPECT_EQ(camera.on().asked(), "back");
}

TEST(Reopened, TurnedOffWhileTheOtherCameraStartsReleasesIt) {
  Source camera(TrackKind::Video);
  camera.on().captured(1);
  camera.choose("back", 5);
  camera.off(7);
  EXPECT_FALSE(camera.told(5).error.has_value()) << "the wish stands";
  EXPECT_FALSE(camera.captured(2));
  EXPECT_EQ(camera.count<effect::Release>(), 1U);
  EXPECT_EQ(camera.count<effect::Capture>(), 0U);
  EXPECT_EQ(camera.source.state, DeviceState::Off);
}

TEST(Reopened, AfterTheEndNothingIsLeft) {
  Source microphone(TrackKind::Audio);
  microphone.on().captured(1);
  microphone.choose("headset", 5);
  shut(microphone.source, "c1", microphone.effects);
  EXPECT_FALSE(microphone.told(5).error.has_value());
  EXPECT_FALSE(microphone.captured(2));
  EXPECT_EQ(microphone.count<effect::Release>(), 1U);
  microphone.choose("array");
  EXPECT_EQ(microphone.count<effect::Capture>(), 0U);
}

TEST(Reopened, ATrackFromBeforeTheLabelsIsOfTheDeviceThatTheyName) {
  Source microphone(TrackKind::Audio);
  microphone.on().captured(1);
  microphone.choice = {.mark = "array"};
  follow_choice(microphone.source, 0, Studio{kCall, microphone.choice, microphone.effects});
  EXPECT_EQ(microphone.source.opened.mark, "array");
  microphone.effects.clear();
  microphone.choice = {.mark = "headset"};
  follow_choice(microphone.source, 0, Studio{kCall, microphone.choice, microphone.effects});
  EXPECT_EQ(microphone.count<effect::Capture>(), 1U) << "the system's default has moved";
}

}  // namespace
}  // namespace ringline
