// One microphone or camera: late captures, switches that overtake each other, and who waits for
// what (design 3.7).
#include "client/local_media.h"

#include <gtest/gtest.h>

#include "ladder.h"

namespace ringline {
namespace {

using namespace ringline::testing;

struct Source {
  LocalSource source;
  Effects effects;

  explicit Source(TrackKind kind) { source.kind = kind; }
  Source& on(Request request = 0) {
    effects.clear();
    turn_on(source, "c1", request, effects);
    return *this;
  }
  Source& off(Request request = 0) {
    effects.clear();
    turn_off(source, "c1", request, effects);
    return *this;
  }
  bool captured(std::int64_t generation) {
    effects.clear();
    return on_captured(source, "c1", generation, effects);
  }
  void failed(std::int64_t generation, CaptureError error) {
    effects.clear();
    on_capture_failed(source, "c1", generation, error, effects);
  }
  template <typename E>
  std::size_t count() const {
    return all_of<E>(effects).size();
  }
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
  EXPECT_TRUE(microphone.source.live);
  EXPECT_EQ(microphone.count<effect::EnableTrack>(), 1U);
  microphone.on(3);
  EXPECT_EQ(microphone.count<effect::Capture>(), 0U);
  EXPECT_EQ(microphone.count<effect::Settle>(), 1U);
  Source camera(TrackKind::Video);
  camera.on().captured(1);
  camera.off();
  EXPECT_FALSE(camera.source.live);
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
  EXPECT_FALSE(camera.source.live);
}

TEST(LocalSource, ADeviceThatVanishesIsNotFound) {
  Source microphone(TrackKind::Audio);
  microphone.on();
  on_capture_ended(microphone.source, 1);
  EXPECT_EQ(microphone.source.state, DeviceState::Starting) << "there was no track yet";
  microphone.captured(1);
  on_capture_ended(microphone.source, 0);
  EXPECT_TRUE(microphone.source.live);
  on_capture_ended(microphone.source, 1);
  EXPECT_FALSE(microphone.source.live);
  EXPECT_EQ(microphone.source.error, CaptureError::NotFound);
}

}  // namespace
}  // namespace ringline
