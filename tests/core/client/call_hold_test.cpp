// Hold (design 11.18): nothing is captured, sent or heard, nothing is negotiated; at most one
// un-held call a device.
#include <gtest/gtest.h>

#include "desk.h"
#include "party.h"

namespace ringline {
namespace {

using namespace ringline::testing;

TEST(Hold, ReleasesBothTracksTakesThemOffTheLinksAndTellsTheRecord) {
  Phone phone = group_connected({"ann", "bob"});
  phone.feed(input::Hold{20});
  EXPECT_TRUE(phone.call.held);
  EXPECT_EQ(phone.call.state, CallState::Connected);
  const auto tracks = phone.did<effect::SetTrack>();
  ASSERT_EQ(tracks.size(), 4U);
  for (const effect::SetTrack& track : tracks) EXPECT_EQ(track.generation, 0);
  EXPECT_EQ(phone.did<effect::Release>().size(), 2U) << "the light goes out";
  ASSERT_EQ(phone.did<effect::MuteRemote>().size(), 1U);
  EXPECT_TRUE(phone.did<effect::MuteRemote>()[0].muted);
  const auto told = phone.sent(CommandKind::State);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(told[0].report.hold);
  EXPECT_EQ(told[0].request, 20) << "settles when the record knows";
  EXPECT_TRUE(phone.did<effect::CreateOffer>().empty()) << "no renegotiation";
  EXPECT_FALSE(next_deadline(phone.call).has_value());
}

TEST(Hold, ResumeBringsBackWhatWasOnAndNothingElse) {
  Phone phone = connected(Direction::Outgoing);
  phone.feed(input::SetCamera{19, false});
  phone.feed(input::Hold{20});
  phone.feed(input::Resume{21});
  EXPECT_FALSE(phone.call.held);
  ASSERT_EQ(phone.did<effect::Capture>().size(), 1U);
  EXPECT_EQ(phone.did<effect::Capture>()[0].kind, TrackKind::Audio);
  EXPECT_FALSE(phone.did<effect::MuteRemote>().at(0).muted);
  EXPECT_EQ(phone.did<effect::TakeFocus>().size(), 1U);
  ASSERT_EQ(phone.sent(CommandKind::State).size(), 1U);
  EXPECT_FALSE(phone.sent(CommandKind::State)[0].report.hold);
  EXPECT_EQ(phone.sent(CommandKind::State)[0].request, 21);
  const std::int64_t generation = phone.call.microphone.generation;
  phone.feed(input::Captured{TrackKind::Audio, generation});
  ASSERT_EQ(phone.did<effect::SetTrack>().size(), 1U);
  EXPECT_EQ(phone.did<effect::SetTrack>()[0].generation, generation);
}

TEST(Hold, TwiceIsOnceAndSoIsResume) {
  Phone phone = connected(Direction::Incoming);
  phone.feed(input::Resume{19});
  EXPECT_EQ(phone.effects.size(), 1U);
  phone.feed(input::Hold{20});
  phone.feed(input::Hold{21});
  ASSERT_EQ(phone.effects.size(), 1U);
  EXPECT_FALSE(phone.did<effect::Settle>().at(0).error.has_value());
}

TEST(Hold, SwitchingDevicesMeanwhileOnlyChangesWhatComesAfter) {
  Phone phone = connected(Direction::Incoming);
  phone.feed(input::Hold{20});
  for (const bool on : {true, false, true}) {
    phone.feed(input::SetMicrophone{21, on});
    ASSERT_EQ(phone.effects.size(), 1U);
    EXPECT_FALSE(phone.did<effect::Settle>().at(0).error.has_value());
  }
  phone.feed(input::SetMicrophone{22, false});
  phone.feed(input::SetCamera{23, true});
  EXPECT_TRUE(phone.did<effect::Capture>().empty());
  phone.feed(input::Resume{24});
  ASSERT_EQ(phone.did<effect::Capture>().size(), 1U);
  EXPECT_EQ(phone.did<effect::Capture>()[0].kind, TrackKind::Video);
}

TEST(Hold, ATrackThatComesTooLateIsReleased) {
  Phone phone = connecting(Direction::Outgoing);
  phone.feed(input::Hold{20});
  phone.feed(input::Captured{TrackKind::Video, phone.call.camera.generation});
  EXPECT_EQ(phone.did<effect::Release>().size(), 1U);
  EXPECT_EQ(phone.call.camera.track, 0);
}

TEST(Hold, OfThePeerTakesOurTracksOffItsLinkAlone) {
  Phone phone = group_connected({"ann", "bob"});
  CallView view = next_view(phone);
  person(view, "ann").legs[0].report.hold = true;
  phone.feed_view(view);
  ASSERT_EQ(phone.did<effect::SetTrack>().size(), 2U);
  EXPECT_EQ(phone.did<effect::SetTrack>()[0].link_id, link_with(phone, "ann").link_id);
  EXPECT_EQ(phone.did<effect::SetTrack>()[0].generation, 0);
  EXPECT_TRUE(phone.did<effect::Release>().empty()) << "bob still sees us";
  phone.feed(input::SetCamera{20, false});
  EXPECT_EQ(phone.did<effect::SetTrack>().size(), 1U) << "only bob had it";
  view.version += 1;
  person(view, "ann").legs[0].report.hold = false;
  phone.feed_view(view);
  ASSERT_EQ(phone.did<effect::SetTrack>().size(), 1U);
  EXPECT_EQ(phone.did<effect::SetTrack>()[0].generation, phone.call.microphone.generation);
}

TEST(Hold, WhenBothHoldMediaFlowsOnlyWhenNobodyDoes) {
  Phone phone = connected(Direction::Outgoing);
  CallView view = next_view(phone);
  view.participants[1].legs[0].report.hold = true;
  phone.feed_view(view);
  phone.feed(input::Hold{20});
  EXPECT_TRUE(phone.did<effect::SetTrack>().empty());
  phone.feed(input::Resume{21});
  phone.feed(input::Captured{TrackKind::Audio, phone.call.microphone.generation});
  EXPECT_TRUE(phone.did<effect::SetTrack>().empty()) << "the other one still holds";
  view.version += 1;
  view.participants[1].legs[0].report.hold = false;
  phone.feed_view(view);
  EXPECT_EQ(phone.did<effect::SetTrack>().size(), 1U);
}

TEST(Hold, OfACallThatIsReloadedStaysOnHold) {
  Phone phone = rejoinable(Direction::Incoming);
  CallView view = next_view(phone);
  view.participants[1].legs[0].report.hold = true;
  phone.feed_view(view);
  phone.feed(input::Rejoin{9});
  EXPECT_TRUE(phone.call.held);
  EXPECT_TRUE(phone.did<effect::Capture>().empty());
  EXPECT_EQ(phone.did<effect::MuteRemote>().size(), 1U);
}

/// Online and connected in c1; a second call rings.
Desk waiting_desk() {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  CallView view = view_of(Direction::Incoming, RecordState::Ringing, 1);
  view.call_id = "c2";
  view.inviter = view.participants[0].user_id = "other";
  view.offer.reset();
  desk.event(view);
  EXPECT_EQ(desk.call("c2").state, CallState::Ringing);
  return desk;
}

/// The record says that c2 was accepted here.
CallView answered(const Desk& desk) {
  CallView view = desk.call("c2").view;
  view.version += 1;
  view.state = RecordState::Active;
  join_me(view, "leg-m2");
  return view;
}

void accept_second(Desk& desk, bool end_others) {
  desk.feed_call(input::Accept{30, "leg-m2", std::nullopt, {}, end_others}, "c2");
  EXPECT_FALSE(desk.call().held) << "not before the accept is sure";
  EXPECT_EQ(desk.call().state, CallState::Connected);
}

TEST(Waiting, AcceptOfASecondCallHoldsTheFirstOnceTheRecordConfirms) {
  Desk desk = waiting_desk();
  accept_second(desk, false);
  desk.event(answered(desk));
  EXPECT_TRUE(desk.call().held);
  EXPECT_EQ(desk.call().state, CallState::Connected);
  EXPECT_FALSE(desk.call("c2").held);
  EXPECT_TRUE(desk.did<effect::TakeFocus>().empty()) << "no matter of the host";
  desk.feed_call(input::Resume{31}, "c1");
  EXPECT_TRUE(desk.call("c2").held) << "at most one is not on hold";
  EXPECT_FALSE(desk.call("c1").held);
}

TEST(Waiting, AcceptWithEndHangsTheFirstUpOnceTheRecordConfirms) {
  Desk desk = waiting_desk();
  accept_second(desk, true);
  desk.event(answered(desk));
  EXPECT_EQ(desk.call().state, CallState::Ended);
  EXPECT_EQ(desk.call("c2").state, CallState::Connecting);
}

TEST(Waiting, ASecondCallThatFailsLeavesTheFirstUntouched) {
  Desk desk = waiting_desk();
  const Call before = desk.call();
  accept_second(desk, true);
  desk.reply_error(desk.sent(CommandKind::Accept).at(0).id, ErrorCode::AnsweredElsewhere);
  EXPECT_EQ(desk.call("c2").state, CallState::Ended);
  EXPECT_EQ(desk.call(), before);
}

TEST(Waiting, HoldsAndResumesWhileOfflineAreBothSettled) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.close();
  desk.feed_call(input::Hold{30});
  desk.feed_call(input::Resume{31});
  desk.feed_call(input::SetMicrophone{0, false});
  desk.reconnect();
  const auto told = desk.sent(CommandKind::State);
  ASSERT_GE(told.size(), 2U);
  for (const effect::SendCommand& one : told) desk.reply_error(one.id, ErrorCode::RateLimited);
  EXPECT_EQ(desk.settlements(30), 1U);
  EXPECT_EQ(desk.settlements(31), 1U);
}

}  // namespace
}  // namespace ringline
