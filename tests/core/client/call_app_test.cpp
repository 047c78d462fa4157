// What the user does to a call: accepting, declining, ignoring, hanging up, switching devices.
#include <gtest/gtest.h>

#include "ladder.h"

namespace ringline {
namespace {

using namespace ringline::testing;

EndReason reason_of(const Phone& phone) {
  return phone.call.end_reason.value_or(EndReason::Failed);
}

TEST(HangUp, BeforeTheOfferExistsNothingIsEverSent) {
  Phone phone = dialled();
  phone.feed(input::HangUp{3, {}});
  EXPECT_EQ(phone.call.state, CallState::Ended);
  EXPECT_EQ(reason_of(phone), EndReason::Cancelled);
  EXPECT_EQ(phone.ever<Command>(), 0U);
  phone.feed(input::OfferCreated{"c1#1", 1, kOffer});  // the host was not fast enough
  EXPECT_EQ(phone.ever<Command>(), 0U);
}

TEST(HangUp, AfterTheInviteCancels) {
  Phone phone = placing();
  phone.feed(input::HangUp{3, "\"later\""});
  EXPECT_EQ(reason_of(phone), EndReason::Cancelled);
  ASSERT_EQ(phone.sent(CommandKind::Leave).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::Leave)[0].ext, "\"later\"");
  const auto placed = phone.did<effect::Placed>();
  ASSERT_EQ(placed.size(), 1U) << "call.placed settles, even then";
  ASSERT_EQ(placed[0].failed.size(), 1U);
  EXPECT_EQ(placed[0].failed[0].first, "peer");
}

TEST(HangUp, WorksInEveryStateInTheSameTurnWithoutANetwork) {
  for (std::size_t i = 0; i < kCallStates; ++i) {
    for (Direction direction : {Direction::Outgoing, Direction::Incoming}) {
      const auto state = static_cast<CallState>(i);
      if (!exists(state, direction) || state == CallState::Ended) continue;
      SCOPED_TRACE(name_of(state));
      Phone phone = in_state(state, direction);
      const bool had_link = !phone.call.links.empty();
      phone.feed(input::HangUp{3, {}});
      EXPECT_EQ(phone.call.state, CallState::Ended);
      EXPECT_FALSE(phone.call.confirmed);
      EXPECT_EQ(phone.did<effect::ClosePeer>().size(), had_link ? 1U : 0U);
      const auto settled = phone.did<effect::Settle>();
      ASSERT_FALSE(settled.empty());
      EXPECT_EQ(settled[0].request, 3);
      EXPECT_FALSE(settled[0].error.has_value()) << "hang-up never rejects";
      phone.feed(input::HangUp{4, {}});
      EXPECT_FALSE(phone.did<effect::Settle>().at(0).error.has_value());
      EXPECT_EQ(phone.ever<effect::Ended>(), 1U);
    }
  }
}

TEST(HangUp, OfAConnectedCallIsSaidOnTheDataChannelBeforeThePeerIsClosed) {
  Phone phone = connected(Direction::Outgoing);
  phone.feed(input::HangUp{3, {}});
  std::size_t said = 0;
  std::size_t closed = 0;
  for (std::size_t i = 0; i < phone.effects.size(); ++i) {
    if (std::holds_alternative<effect::SendData>(phone.effects[i])) said = i + 1;
    if (std::holds_alternative<effect::ClosePeer>(phone.effects[i])) closed = i + 1;
  }
  ASSERT_GT(said, 0U);
  EXPECT_LT(said, closed);
  const auto data = phone.did<effect::SendData>();
  EXPECT_EQ(data[0].version, phone.version());
}

TEST(HangUp, WhileTheAnswerIsBeingMadeLeavesAndTheAnswerGoesNowhere) {
  Phone phone = answering();
  const Link link = phone.link();
  phone.feed(input::HangUp{3, {}});
  EXPECT_EQ(phone.sent(CommandKind::Leave).size(), 1U) << "after the accept";
  phone.feed(input::AnswerCreated{link.link_id, link.operation, kAnswer});
  EXPECT_TRUE(phone.effects.empty());
}

TEST(Decline, EndsHereAtOnceAndTellsTheSwitchboardWhy) {
  Phone phone = ringing();
  phone.feed(input::Decline{3, "in-a-meeting", "{}"});
  EXPECT_EQ(reason_of(phone), EndReason::Declined);
  ASSERT_EQ(phone.sent(CommandKind::Decline).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::Decline)[0].reason, "in-a-meeting");
  EXPECT_EQ(phone.sent(CommandKind::Decline)[0].request, 3) << "settles at commit";
}

TEST(Decline, AfterTheAcceptIsLeaving) {
  Phone phone = accepting();
  phone.feed(input::Decline{3, {}, {}});
  EXPECT_EQ(reason_of(phone), EndReason::Hangup);
  EXPECT_EQ(phone.sent(CommandKind::Leave).size(), 1U);
  EXPECT_TRUE(phone.sent(CommandKind::Decline).empty());
}

TEST(Ignore, SilencesHereAndLeavesTheRingAnswerable) {
  Phone phone = silenced();
  EXPECT_TRUE(phone.did<Command>().empty()) << "nobody is told";
  phone.feed(accept(8));
  EXPECT_EQ(phone.call.state, CallState::Accepting);
}

TEST(Accept, GoesOutBeforeAnythingIsMadeAndTheAnswerFollowsIt) {
  Phone phone = answering();
  ASSERT_TRUE(std::holds_alternative<Command>(phone.effects.front())) << "no work delays it";
  const auto accepts = phone.sent(CommandKind::Accept);
  EXPECT_EQ(accepts[0].negotiation, 1) << "which offer will be answered";
  EXPECT_TRUE(accepts[0].sdp.empty());
  EXPECT_EQ(phone.did<effect::Capture>().size(), 2U);
  phone.feed(input::AnswerCreated{"c1#1", phone.link().operation, kAnswer});
  const auto signals = phone.did<effect::SendSignal>();
  ASSERT_EQ(signals.size(), 1U) << "no permission prompt delays it";
  EXPECT_EQ(signals[0].signal.type, DescriptionType::Answer);
  EXPECT_EQ(signals[0].signal.sdp, kAnswer);
  EXPECT_EQ(signals[0].signal.negotiation, 1);
  EXPECT_EQ(signals[0].signal.to_leg, "leg-p");
  EXPECT_EQ(signals[0].signal.link, link_name("leg-m", "inc-m", "leg-p", "inc-p"));
  EXPECT_TRUE(phone.sent(CommandKind::Accept).empty());
}

TEST(Accept, WhatWasParkedComesBackBeforeTheAnswerIsMadeAndWaitsForIt) {
  Phone phone = answering();
  CallView view = view_of(Direction::Incoming, RecordState::Active, 2);
  view.offer.reset();
  view.parked = {candidate("parked", "Uoffer")};
  join_me(view);
  join_peer(view);
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Connecting);
  EXPECT_TRUE(phone.did<effect::AddCandidates>().empty()) << "no description is in force";
  phone.feed(input::AnswerCreated{"c1#1", phone.link().operation, kAnswer});
  EXPECT_EQ(phone.did<effect::SendSignal>().size(), 1U);
  ASSERT_EQ(phone.did<effect::AddCandidates>().size(), 1U);
  EXPECT_EQ(phone.did<effect::AddCandidates>()[0].candidates, view.parked);
}

TEST(Accept, AsAudioDoesNotTouchTheCamera) {
  Phone phone = ringing();
  phone.feed(accept(8, Media::Audio));
  const auto captures = phone.did<effect::Capture>();
  ASSERT_EQ(captures.size(), 1U);
  EXPECT_EQ(captures[0].kind, TrackKind::Audio);
}

TEST(Accept, OfAnAudioCallCannotAskForVideo) {
  Phone phone = ringing();
  CallView view = view_of(Direction::Incoming, RecordState::Ringing, 2);
  view.media = Media::Audio;
  phone.feed_view(view);
  phone.feed(accept(8, Media::Video));
  EXPECT_EQ(phone.did<effect::Capture>().size(), 1U);
  phone.feed(input::SetCamera{9, true});
  ASSERT_EQ(phone.did<effect::Settle>().size(), 1U);
  EXPECT_EQ(phone.did<effect::Settle>()[0].error->code, ErrorCode::InvalidState);
}

TEST(Accept, WithoutAnEarlyOfferGoesOutAloneAndTheLinkOpensWithTheRecord) {
  Phone phone = ringing();
  CallView view = view_of(Direction::Incoming, RecordState::Ringing, 2);
  view.offer.reset();
  phone.feed_view(view).feed(accept(8));
  ASSERT_EQ(phone.sent(CommandKind::Accept).size(), 1U);
  EXPECT_TRUE(phone.sent(CommandKind::Accept)[0].sdp.empty());
  EXPECT_TRUE(phone.did<effect::OpenPeer>().empty());
  view.version = 3;
  view.state = RecordState::Active;
  join_me(view);
  phone.feed_view(view);
  ASSERT_EQ(phone.did<effect::OpenPeer>().size(), 1U);
  EXPECT_FALSE(phone.did<effect::OpenPeer>()[0].offerer) << "who joined first offers";
  EXPECT_EQ(phone.call.state, CallState::Connecting);
}

TEST(Accept, OfACallThatHasEndedLearnsTheReason) {
  Phone phone = accepting();
  const Error error{ErrorCode::CallEnded, "c1", EndReason::RemoteCancelled};
  phone.feed(input::CommandRefused{CommandKind::Accept, error});
  EXPECT_EQ(phone.call.state, CallState::Ended);
  EXPECT_EQ(reason_of(phone), EndReason::RemoteCancelled);
  EXPECT_TRUE(phone.call.confirmed);
  EXPECT_TRUE(phone.sent(CommandKind::Leave).empty());
}

TEST(Accept, ThatAnotherDeviceBeatEndsAsAnsweredElsewhere) {
  Phone phone = accepting_connected();
  phone.feed(
      input::CommandRefused{CommandKind::Accept, Error{ErrorCode::AnsweredElsewhere, {}, {}}});
  EXPECT_EQ(reason_of(phone), EndReason::AnsweredElsewhere);
  EXPECT_TRUE(phone.call.confirmed);
  EXPECT_TRUE(phone.did<Command>().empty()) << "a loser says nothing (inv. 6)";
}

TEST(Accept, ThatTheServerCouldNotTakeLetsTheUserTryAgain) {
  Phone phone = accepting();
  phone.feed(input::CommandRefused{CommandKind::Accept, Error{ErrorCode::TryLater, {}, {}}});
  EXPECT_EQ(phone.call.state, CallState::Ringing);
  EXPECT_EQ(phone.did<effect::ReleaseMedia>().size(), 1U) << "no camera stays on meanwhile";
  EXPECT_TRUE(phone.call.leg_id.empty());
  const std::int64_t first = phone.call.camera.generation;
  phone.feed(input::Accept{9, "leg-n", std::nullopt, {}});
  EXPECT_EQ(phone.call.state, CallState::Accepting);
  EXPECT_EQ(phone.did<effect::OpenPeer>().size(), 1U);
  phone.feed(input::Captured{TrackKind::Video, first});
  EXPECT_EQ(phone.did<effect::Release>().size(), 1U) << "the first try's camera came late";
}

TEST(Accept, ThatNobodyAnsweredMayHaveWonSoItDoesNotRingOn) {
  Phone phone = accepting();
  phone.feed(input::CommandRefused{CommandKind::Accept, Error{ErrorCode::Timeout, {}, {}}});
  EXPECT_EQ(phone.call.state, CallState::Ended);
  EXPECT_EQ(phone.sent(CommandKind::Leave).size(), 1U) << "in case it won";
}

TEST(Accept, ThatWasRefusedLateDoesNotHarmAnAgreedCall) {
  Phone phone = connecting(Direction::Incoming);
  phone.feed(input::CommandRefused{CommandKind::Accept, Error{ErrorCode::Timeout, {}, {}}});
  EXPECT_EQ(phone.call.state, CallState::Connecting);
}

TEST(Camera, TurnedOffWhileItStartsNeverLights) {
  Phone phone = answering();
  const std::int64_t generation = phone.call.camera.generation;
  phone.feed(input::SetCamera{9, false});
  EXPECT_EQ(phone.call.camera.state, DeviceState::Off);
  phone.feed(input::Captured{TrackKind::Video, generation});
  ASSERT_EQ(phone.did<effect::Release>().size(), 1U);
  EXPECT_EQ(phone.did<effect::Release>()[0].generation, generation);
  EXPECT_TRUE(phone.did<effect::SetTrack>().empty());
  EXPECT_EQ(phone.call.camera.state, DeviceState::Off);
}

TEST(Camera, TurnedOffIsTakenFromTheLinkAndStopped) {
  Phone phone = connected(Direction::Incoming);
  phone.feed(input::SetCamera{9, false});
  const auto tracks = phone.did<effect::SetTrack>();
  ASSERT_EQ(tracks.size(), 1U);
  EXPECT_EQ(tracks[0].generation, 0);
  EXPECT_EQ(phone.did<effect::Release>().size(), 1U);
  const auto states = phone.sent(CommandKind::State);
  ASSERT_EQ(states.size(), 1U);
  EXPECT_EQ(states[0].report.camera, DeviceState::Off);
}

TEST(Microphone, DeniedDoesNotEndTheCall) {
  Phone phone = connecting(Direction::Incoming);
  const std::int64_t generation = phone.call.microphone.generation;
  phone.feed(input::CaptureFailed{TrackKind::Audio, generation, CaptureError::Denied});
  EXPECT_EQ(phone.call.state, CallState::Connecting);
  EXPECT_EQ(phone.call.microphone.error, CaptureError::Denied);
  ASSERT_EQ(phone.sent(CommandKind::State).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::State)[0].report.microphone, DeviceState::Failed);
  phone.feed(input::PeerStateChanged{"c1#1", PeerState::Connected});
  EXPECT_EQ(phone.call.state, CallState::Connected);
}

TEST(Microphone, ThatVanishesInMidCallIsReplacedOrToldAndCanBeTurnedOnAgain) {
  Phone phone = connected(Direction::Outgoing);
  phone.feed(input::CaptureEnded{TrackKind::Audio, phone.call.microphone.generation});
  EXPECT_EQ(phone.call.state, CallState::Connected);
  ASSERT_EQ(phone.did<effect::Capture>().size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::State).at(0).report.microphone, DeviceState::Starting);
  const std::int64_t next = phone.call.microphone.generation;
  phone.feed(input::CaptureFailed{TrackKind::Audio, next, CaptureError::NotFound});
  EXPECT_EQ(phone.call.state, CallState::Connected);
  EXPECT_EQ(phone.call.microphone.state, DeviceState::Failed);
  EXPECT_EQ(phone.call.microphone.error, CaptureError::NotFound);
  phone.feed(input::SetMicrophone{9, true});
  ASSERT_EQ(phone.did<effect::Capture>().size(), 1U);
  phone.feed(input::Captured{TrackKind::Audio, phone.call.microphone.generation});
  EXPECT_EQ(phone.did<effect::SetTrack>().size(), 1U);
  EXPECT_EQ(phone.did<effect::Settle>().size(), 1U);
}

TEST(Capture, ThatComesAfterTheHangUpIsReleased) {
  Phone phone = accepting();
  const std::int64_t camera = phone.call.camera.generation;
  const std::int64_t microphone = phone.call.microphone.generation;
  phone.feed(input::HangUp{3, {}});
  phone.feed(input::Captured{TrackKind::Video, camera});
  EXPECT_EQ(phone.did<effect::Release>().size(), 1U);
  phone.feed(input::Captured{TrackKind::Audio, microphone});
  EXPECT_EQ(phone.did<effect::Release>().size(), 1U);
  EXPECT_FALSE(phone.call.camera.track != 0 || phone.call.microphone.track != 0);
}

TEST(Capture, ThatNobodyAskedForIsReleasedEvenWhileItRings) {
  Phone phone = ringing();
  phone.feed(input::Captured{TrackKind::Audio, 0}).feed(input::Captured{TrackKind::Video, 0});
  EXPECT_FALSE(phone.call.microphone.track != 0 || phone.call.camera.track != 0);
  EXPECT_EQ(phone.ever<effect::Release>(), 2U);
}

}  // namespace
}  // namespace ringline
