// A screen beside microphone and camera: chosen by hand each time, off for good once it is off, and
// the lines for it where somebody shares.
#include <gtest/gtest.h>

#include "client/call_abilities.h"
#include "party.h"
#include "wire/client_encode.h"

namespace ringline {
namespace {

using namespace ringline::testing;

Error settled(const Phone& phone) {
  const auto all = phone.did<effect::Settle>();
  EXPECT_EQ(all.size(), 1U);
  return all.empty() ? Error{} : all[0].error.value_or(Error{ErrorCode::Internal, "done", {}});
}

bool is_done(const Phone& phone) { return settled(phone).call_id == "done"; }

Phone& share(Phone& phone, Request request = 20) {
  return phone.feed(input::StartScreenShare{request});
}

Phone& chosen(Phone& phone) {
  return phone.feed(input::Captured{TrackKind::Screen, phone.call.screen.generation});
}

/// In a group with ann and bob, who joined later; our screen is shared.
Phone sharing() {
  Phone phone = group_connected({"ann", "bob"});
  chosen(share(phone));
  EXPECT_EQ(phone.call.screen.state, DeviceState::On);
  return phone;
}

CallView shared_by(const Phone& phone, const UserId& user, DeviceState screen = DeviceState::On) {
  CallView view = next_view(phone);
  person(view, user).legs[0].report.screen = screen;
  return view;
}

/// What was told of the screen in this step.
std::vector<DeviceState> told(const Phone& phone) {
  std::vector<DeviceState> states;
  for (const Command& one : phone.sent(CommandKind::State)) states.push_back(one.report.screen);
  return states;
}

TEST(Screen, IsAskedForAtOnceAndTheLinesAreMadeMeanwhile) {
  Phone phone = group_connected({"ann", "bob"});
  EXPECT_TRUE(can_share_screen(phone.call));
  share(phone);
  ASSERT_EQ(phone.did<effect::Capture>().size(), 1U);
  EXPECT_EQ(phone.did<effect::Capture>()[0].kind, TrackKind::Screen);
  EXPECT_EQ(phone.did<effect::AddScreen>().size(), 2U);
  EXPECT_EQ(phone.did<effect::CreateOffer>().size(), 2U);
  EXPECT_EQ(told(phone), std::vector{DeviceState::Starting});
  EXPECT_FALSE(can_share_screen(phone.call));
  chosen(phone);
  EXPECT_TRUE(is_done(phone));
  ASSERT_EQ(phone.did<effect::SetTrack>().size(), 2U);
  EXPECT_EQ(phone.did<effect::SetTrack>()[0].kind, TrackKind::Screen);
  EXPECT_EQ(told(phone), std::vector{DeviceState::On});
  EXPECT_TRUE(phone.call.camera.track != 0) << "goes on beside it";
}

TEST(Screen, IsStoppedByTheUserOrByTheBrowsersBarAlike) {
  for (const bool by_the_bar : {false, true}) {
    Phone phone = sharing();
    const std::int64_t generation = phone.call.screen.generation;
    if (by_the_bar) {
      phone.feed(input::CaptureEnded{TrackKind::Screen, generation});
    } else {
      phone.feed(input::StopScreenShare{21});
      EXPECT_TRUE(is_done(phone));
    }
    EXPECT_EQ(phone.call.screen.state, DeviceState::Off);
    EXPECT_FALSE(phone.call.screen.wanted);
    ASSERT_EQ(phone.did<effect::SetTrack>().size(), 2U);
    EXPECT_EQ(phone.did<effect::SetTrack>()[0].generation, 0);
    ASSERT_EQ(phone.did<effect::Release>().size(), 1U) << "its sound ends, too";
    EXPECT_EQ(phone.did<effect::Release>()[0].generation, generation);
    EXPECT_EQ(told(phone), std::vector{DeviceState::Off});
    share(phone, 22);
    EXPECT_EQ(phone.did<effect::Capture>().at(0).generation, generation + 1);
    EXPECT_TRUE(phone.did<effect::AddScreen>().empty()) << "the lines are still there";
  }
}

TEST(Screen, ThatIsNotChosenIsARefusalAndNothingElse) {
  Phone phone = group_connected({"ann", "bob"});
  const LocalSource camera = phone.call.camera;
  share(phone);
  phone.feed(input::CaptureFailed{TrackKind::Screen, 1, CaptureError::Denied});
  EXPECT_EQ(settled(phone).code, ErrorCode::MediaFailed);
  EXPECT_EQ(phone.did<effect::Settle>()[0].cause, CaptureError::Denied);
  EXPECT_EQ(phone.call.screen.state, DeviceState::Off);
  EXPECT_EQ(phone.call.camera, camera);
  EXPECT_TRUE(can_share_screen(phone.call)) << "the user may think better of it";
}

TEST(Screen, StoppedWhileTheUserChoosesIsLetGoWhenItComes) {
  Phone phone = group_connected({"ann"});
  share(phone);
  phone.feed(input::StopScreenShare{21});
  EXPECT_EQ(phone.did<effect::Settle>().size(), 2U) << "both are answered";
  chosen(phone);
  EXPECT_EQ(phone.did<effect::Release>().size(), 1U);
  EXPECT_TRUE(phone.did<effect::SetTrack>().empty());
  EXPECT_EQ(phone.call.screen.state, DeviceState::Off);
}

TEST(Screen, StartedAnewWhileTheUserStillChoosesIsTheSameChoice) {
  Phone phone = group_connected({"ann"});
  share(phone);
  phone.feed(input::StopScreenShare{21});
  share(phone, 22);
  EXPECT_TRUE(phone.did<effect::Capture>().empty());
  chosen(phone);
  EXPECT_TRUE(is_done(phone));
  EXPECT_EQ(phone.call.screen.state, DeviceState::On);
}

TEST(Screen, DoesNotOutliveAHold) {
  Phone phone = sharing();
  phone.feed(input::Hold{21});
  EXPECT_EQ(phone.did<effect::Release>().size(), 3U);
  EXPECT_EQ(told(phone), std::vector{DeviceState::Off});
  share(phone, 22);
  EXPECT_EQ(settled(phone).code, ErrorCode::InvalidState);
  EXPECT_FALSE(can_share_screen(phone.call));
  phone.feed(input::Resume{23});
  for (const auto& one : phone.did<effect::Capture>()) EXPECT_NE(one.kind, TrackKind::Screen);
  EXPECT_EQ(phone.call.screen.state, DeviceState::Off);
}

TEST(Screen, IsNotShownToWhoHolds) {
  Phone phone = sharing();
  CallView view = next_view(phone);
  person(view, "ann").legs[0].report.hold = true;
  phone.feed_view(view);
  EXPECT_EQ(phone.did<effect::SetTrack>().size(), 3U) << "to ann: sound, picture, screen";
  view.version += 1;
  person(view, "ann").legs[0].report.hold = false;
  phone.feed_view(view);
  ASSERT_EQ(phone.did<effect::SetTrack>().size(), 3U);
  EXPECT_EQ(phone.did<effect::SetTrack>()[2].generation, phone.call.screen.generation);
}

TEST(Screen, GoesToWhoComesLaterAndToWhoReloaded) {
  Phone phone = sharing();
  CallView view = next_view(phone);
  joins(view, "ann", 2, "inc-ann2");
  joins(view, "cid", 4);
  phone.feed_view(view);
  const auto opened = phone.did<effect::OpenPeer>();
  ASSERT_EQ(opened.size(), 2U);
  for (const effect::OpenPeer& one : opened) EXPECT_TRUE(one.video && one.screen && one.offerer);
  EXPECT_EQ(phone.did<effect::SetTrack>().size(), 6U);
  EXPECT_TRUE(phone.did<effect::AddScreen>().empty()) << "they are made with it";
}

TEST(Screen, EndsWithTheCallAndWithTheLeg) {
  Phone over = sharing();
  over.feed(input::HangUp{30, {}});
  EXPECT_FALSE(over.call.screen.track != 0 || over.call.screen.wanted);
  EXPECT_EQ(over.did<effect::ReleaseMedia>().size(), 1U);
  Phone pending = group_connected({"ann"});
  share(pending);
  pending.feed(input::HangUp{30, {}});
  bool told = false;
  for (const effect::Settle& one : pending.did<effect::Settle>()) {
    told = told || (one.request == 20 && one.error->code == ErrorCode::CallEnded);
  }
  EXPECT_TRUE(told);
  chosen(pending);
  EXPECT_EQ(pending.did<effect::Release>().size(), 1U) << "what comes too late is let go";
}

TEST(Screen, IsNotAskedForByARejoin) {
  Phone phone = rejoinable(Direction::Incoming);
  for (ParticipantView& one : phone.call.view.participants) {
    for (LegView& leg : one.legs) leg.report.screen = DeviceState::On;
  }
  phone.feed(input::Rejoin{20});
  for (const auto& one : phone.did<effect::Capture>()) EXPECT_NE(one.kind, TrackKind::Screen);
}

TEST(ScreenLines, AreMadeByWhoJoinedFirstForTheScreenOfAnother) {
  Phone phone = group_connected({"ann", "bob"});
  phone.feed_view(shared_by(phone, "ann", DeviceState::Starting));
  ASSERT_EQ(phone.did<effect::AddScreen>().size(), 1U);
  EXPECT_EQ(phone.did<effect::AddScreen>()[0].link_id, link_with(phone, "ann").link_id);
  EXPECT_EQ(phone.did<effect::CreateOffer>().size(), 1U);
  EXPECT_EQ(link_with(phone, "bob").lines, Lines::Video) << "neither of the two shares";
  phone.feed_view(shared_by(phone, "ann"));
  EXPECT_TRUE(phone.did<effect::AddScreen>().empty()) << "once";
}

TEST(ScreenLines, AreAwaitedByWhoJoinedLater) {
  Phone phone = group_connected({"ann"});
  CallView view = next_view(phone);
  person(view, "ann").legs[0].order = 0;
  phone.feed_view(view);
  share(phone);
  EXPECT_TRUE(phone.did<effect::AddScreen>().empty());
  EXPECT_EQ(told(phone), std::vector{DeviceState::Starting}) << "so that ann makes them";
}

TEST(ScreenLines, OfAnAudioCallComeWithTheOneOfTheCamera) {
  Phone phone = group_connected({"ann"});
  phone.call.media = phone.call.view.media = Media::Audio;
  phone.call.links[0].lines = Lines::Sound;
  share(phone);
  EXPECT_EQ(phone.did<effect::AddScreen>().size(), 1U);
  EXPECT_TRUE(phone.did<effect::AddVideo>().empty());
  CallView view = next_view(phone);
  view.media = Media::Video;
  phone.feed_view(view);
  EXPECT_TRUE(phone.did<effect::AddVideo>().empty()) << "it has been there since the screen";
}

TEST(ScreenPolicy, OneAtATimeOrNobodyIsRefusedHereAlready) {
  Phone phone = group_connected({"ann", "bob"});
  CallView view = shared_by(phone, "ann");
  view.policy.screen_share = ScreenShare::One;
  phone.feed_view(view);
  EXPECT_FALSE(can_share_screen(phone.call));
  share(phone);
  EXPECT_EQ(settled(phone).code, ErrorCode::Forbidden);
  EXPECT_TRUE(phone.did<effect::Capture>().empty());
  view.version += 1;
  goes(view, "ann", ParticipantState::Left);
  phone.feed_view(view);
  EXPECT_TRUE(can_share_screen(phone.call));
  view.version += 1;
  view.policy.screen_share = ScreenShare::Nobody;
  phone.feed_view(view);
  share(phone);
  EXPECT_EQ(settled(phone).code, ErrorCode::Forbidden);
}

TEST(ScreenPolicy, ARaceThatIsLostEndsTheShareAndTheRestIsToldAgain) {
  const input::CommandRefused refused{CommandKind::State, Error{ErrorCode::Forbidden, {}, {}}};
  Phone phone = group_connected({"ann"});
  share(phone);
  phone.feed(refused);
  EXPECT_EQ(settled(phone).code, ErrorCode::Forbidden) << "while the user still chooses";
  chosen(phone);
  EXPECT_EQ(phone.did<effect::Release>().size(), 1U);
  phone = sharing();
  phone.feed(refused);
  EXPECT_EQ(phone.did<effect::Release>().size(), 1U);
  ASSERT_EQ(phone.did<effect::Report>().size(), 1U);
  EXPECT_EQ(phone.did<effect::Report>()[0].error.code, ErrorCode::Forbidden);
  EXPECT_EQ(phone.did<effect::Report>()[0].error.call_id, "c1");
  ASSERT_EQ(phone.sent(CommandKind::State).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::State)[0].report.microphone, DeviceState::On);
  EXPECT_EQ(told(phone), std::vector{DeviceState::Off});
  phone.feed(refused);
  EXPECT_TRUE(phone.effects.empty()) << "of an earlier word";
}

TEST(ScreenState, IsPublic) {
  Phone phone = sharing();
  phone.feed_view(shared_by(phone, "ann", DeviceState::Starting));
  const std::string state = wire::call_state_text(phone.call);
  EXPECT_NE(state.find(R"("screen":"on")"), std::string::npos);
  EXPECT_NE(state.find(R"("screen":"starting")"), std::string::npos);
  EXPECT_NE(state.find(R"("canShareScreen":false)"), std::string::npos);
}

}  // namespace
}  // namespace ringline
