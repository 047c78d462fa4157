// Two who dial each other at once (design 11.6): one call, one Call object a side, no second ring.
#include <gtest/gtest.h>

#include "desk.h"
#include "party.h"

namespace ringline {
namespace {

using namespace ringline::testing;

/// Online, with our dial "c9" in flight; the peer's "c1" survives. Candidates are parked.
Desk dialling_desk(bool placed) {
  Desk desk = online();
  desk.dial("c9");
  const Link link = desk.call("c9").links.at(0);
  desk.feed(
      input::ForLink{link.link_id, input::OfferCreated{link.link_id, link.operation, kOffer}});
  EXPECT_EQ(desk.sent(CommandKind::Invite).size(), 1U);
  CallView view = view_of(Direction::Outgoing, RecordState::Ringing, 1);
  view.call_id = "c9";
  if (placed) desk.event(view);
  EXPECT_EQ(desk.call("c9").state, placed ? CallState::Calling : CallState::Placing);
  return desk;
}

CallView yielded() {
  CallView view = view_of(Direction::Outgoing, RecordState::Ended, 2);
  view.call_id = "c9";
  end_view(view, EndReason::Replaced);
  view.replaced_by = "c1";
  return view;
}

CallView survivor(std::int64_t version = 4) {
  CallView view = view_of(Direction::Incoming, RecordState::Active, version);
  join_me(view);
  view.parked = {candidate("parked", "Uoffer")};
  return view;
}

CallView ring_of_peer(const CallId& call_id = "c1") {
  CallView view = view_of(Direction::Incoming, RecordState::Ringing, 1);
  view.call_id = call_id;
  return view;
}

TEST(ClientGlare, TheLosingDialGoesOnAsTheSurvivorWithItsTracks) {
  for (const bool placed : {false, true}) {
    Desk desk = dialling_desk(placed);
    const std::int64_t microphone = desk.call("c9").microphone.generation;
    desk.event(yielded());
    EXPECT_FALSE(desk.holds("c9"));
    const Call& call = desk.call("c1");
    EXPECT_EQ(call.state, CallState::Accepting);
    EXPECT_EQ(call.direction, Direction::Incoming);
    EXPECT_EQ(call.leg_id, "leg-m");
    EXPECT_EQ(call.view.inviter, "peer");
    const auto events = desk.did<effect::Happened>();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].event, CallEvent::Replaced);
    EXPECT_EQ(events[0].call_id, "c1");
    EXPECT_EQ(events[0].previous_call_id, "c9");
    EXPECT_EQ(desk.did<effect::ClosePeer>().size(), 1U) << "the early offer is given up";
    EXPECT_TRUE(desk.sent(CommandKind::Accept).empty()) << "the dial was the consent";
    EXPECT_EQ(call.microphone.generation, microphone);
    EXPECT_TRUE(desk.did<effect::Ended>().empty());
    EXPECT_TRUE(desk.did<effect::Incoming>().empty());
    EXPECT_EQ(all_of<effect::Placed>(desk.history).size(), 1U);
  }
}

TEST(ClientGlare, TheSurvivorsOfferIsAnsweredAsASignalAndItsCandidatesTaken) {
  Desk desk = dialling_desk(true);
  desk.event(yielded());
  desk.event(survivor());
  EXPECT_EQ(desk.call().state, CallState::Connecting);
  const auto opened = desk.did<effect::OpenPeer>();
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_FALSE(opened[0].offerer);
  EXPECT_NE(opened[0].link_id, "c9#1");
  ASSERT_EQ(desk.did<effect::CreateAnswer>().size(), 1U);
  const Link link = desk.call().links.at(0);
  desk.feed(
      input::ForLink{link.link_id, input::AnswerCreated{link.link_id, link.operation, kAnswer}});
  const auto signals = desk.did<effect::SendSignal>();
  ASSERT_EQ(signals.size(), 1U);
  EXPECT_EQ(signals[0].signal.type, DescriptionType::Answer);
  EXPECT_EQ(signals[0].signal.to_leg, "leg-p");
  EXPECT_EQ(desk.did<effect::AddCandidates>().size(), 1U);
  Signal again = signal_from_peer(1);  // the other side could not know that the view had it
  again.type = DescriptionType::Offer;
  again.sdp = kOffer;
  desk.frame(again);
  EXPECT_TRUE(desk.did<effect::CreateAnswer>().empty());
  ASSERT_EQ(desk.did<effect::SendSignal>().size(), 1U) << "it may have been too early for it";
  EXPECT_EQ(desk.did<effect::SendSignal>()[0].signal, signals[0].signal);
}

TEST(ClientGlare, TheSurvivorHeardOfFirstComesToTheSame) {
  Desk desk = dialling_desk(true);
  desk.event(survivor());
  EXPECT_FALSE(desk.holds("c9"));
  EXPECT_EQ(desk.call().state, CallState::Connecting);
  EXPECT_EQ(desk.did<effect::Happened>().at(0).previous_call_id, "c9");
  EXPECT_EQ(desk.did<effect::CreateAnswer>().size(), 1U);
  desk.event(yielded());
  EXPECT_TRUE(desk.did<effect::Ended>().empty());
  EXPECT_EQ(desk.session.calls.size(), 1U);
}

TEST(ClientGlare, ARingOfTheSurvivorThatIsHereAlreadyMakesRoom) {
  Desk desk = online();
  desk.event(ring_of_peer());
  desk.dial("c9");
  desk.event(yielded());
  ASSERT_EQ(desk.session.calls.size(), 1U);
  EXPECT_EQ(desk.call().state, CallState::Accepting);
  ASSERT_EQ(desk.did<effect::Ended>().size(), 1U);
  EXPECT_EQ(desk.did<effect::Forget>().at(0).call_id, "c1");
  EXPECT_TRUE(desk.sent(CommandKind::Decline).empty());
}

TEST(ClientGlare, TheAnswerToARingThatIsHereAlreadyIsOfTheDialThatYielded) {
  Desk desk = online();
  desk.event(ring_of_peer());
  desk.dial("c9");
  desk.event(survivor());  // before the view that tells of the yielding
  ASSERT_EQ(desk.session.calls.size(), 1U);
  EXPECT_EQ(desk.call().state, CallState::Connecting);
  EXPECT_EQ(desk.call().former_id, "c9");
  desk.event(yielded());
  EXPECT_EQ(desk.call().state, CallState::Connecting);
}

TEST(ClientGlare, WhoHungUpMeanwhileLeavesTheSurvivorToo) {
  Desk desk = dialling_desk(true);
  desk.feed_call(input::HangUp{30, {}}, "c9");
  EXPECT_EQ(desk.sent(CommandKind::Leave).size(), 1U);
  desk.event(yielded());
  EXPECT_EQ(desk.call().state, CallState::Ended);
  ASSERT_EQ(desk.sent(CommandKind::Leave).size(), 1U);
  EXPECT_EQ(desk.sent(CommandKind::Leave)[0].command.call_id, "c1");
  EXPECT_TRUE(desk.did<effect::Ended>().empty()) << "once is enough";
  CallView over = survivor();
  end_view(over, EndReason::Hangup);
  desk.event(over);
  EXPECT_EQ(desk.call().end_reason, EndReason::Hangup);
  EXPECT_TRUE(desk.call().confirmed);
}

// Found by the simulator: an event of the yielded call that another node delivers late.
TEST(ClientGlare, ALateViewOfTheYieldedDialMakesNoGhostCall) {
  Desk desk = dialling_desk(true);
  const CallView late = desk.call("c9").view;
  desk.event(yielded());
  desk.event(survivor());
  desk.event(late);
  EXPECT_FALSE(desk.holds("c9"));
  EXPECT_EQ(desk.session.calls.size(), 1U);
}

TEST(ClientGlare, LateResultsUnderTheFormerIdStillArrive) {
  Desk desk = dialling_desk(true);
  desk.event(yielded());
  const std::int64_t generation = desk.call().microphone.generation;
  desk.feed_call(input::Captured{TrackKind::Audio, generation}, "c9");
  EXPECT_TRUE(desk.did<effect::Release>().empty());
  EXPECT_NE(desk.call().microphone.track, 0);
  desk.feed_call(input::HangUp{30, {}}, "c9");
  EXPECT_EQ(desk.call().state, CallState::Ended);
}

TEST(ClientGlare, TheSurvivingDialSeesItsCalleeJoinAndTakesTheAnswerThatCameFirst) {
  Phone phone = calling();
  Signal answer = signal_from_peer(1);
  answer.type = DescriptionType::Answer;
  answer.sdp = kAnswer;
  phone.feed(input::SignalReceived{answer});
  EXPECT_TRUE(phone.effects.empty());
  CallView view = next_view(phone);
  view.state = RecordState::Active;
  join_peer(view);
  phone.feed_view(view);
  EXPECT_EQ(phone.did<effect::ApplyAnswer>().size(), 1U);
}

TEST(ClientGlare, ADialInFlightKeepsTheRingOfThatUserSilent) {
  Desk desk = dialling_desk(false);
  desk.event(ring_of_peer());
  EXPECT_FALSE(desk.holds("c1"));
  EXPECT_TRUE(desk.effects.empty()) << "nor does it say that it rings";
  CallView other = ring_of_peer("c5");
  other.inviter = other.participants[0].user_id = "other";
  desk.event(other);
  EXPECT_TRUE(desk.holds("c5")) << "other people ring";
}

TEST(ClientGlare, ARingKeptSilentIsAskedForWhenTheDialIsOver) {
  Desk desk = dialling_desk(false);
  desk.event(ring_of_peer());
  desk.feed_call(input::HangUp{30, {}}, "c9");
  ASSERT_EQ(desk.sent(CommandKind::Sync).size(), 1U);
  EXPECT_TRUE(desk.session.suppressed.empty());
  desk.event(ring_of_peer());
  EXPECT_EQ(desk.call("c1").state, CallState::Ringing);
}

TEST(ClientGlare, ARingThatEndedMeanwhileIsNotAskedFor) {
  Desk desk = dialling_desk(true);
  desk.event(ring_of_peer());
  CallView over = ring_of_peer();
  over.version = 2;
  end_view(over, EndReason::Replaced);
  desk.event(over);
  EXPECT_TRUE(desk.session.suppressed.empty());
  EXPECT_FALSE(desk.holds("c1"));
}

TEST(ClientGlare, TheMergedRingIsNotAskedFor) {
  Desk desk = dialling_desk(true);
  desk.event(ring_of_peer());
  desk.event(yielded());
  EXPECT_TRUE(desk.sent(CommandKind::Sync).empty());
  EXPECT_TRUE(desk.session.suppressed.empty());
}

TEST(ClientGlare, ADialOfOnesOwnThatReplacesADeadCallIsNoMerge) {
  Desk desk = dialling_desk(true);
  desk.feed_call(input::HangUp{30, {}}, "c9");
  desk.dial("c1");  // again, before the record has heard of the hang-up
  desk.event(yielded());
  EXPECT_EQ(desk.call("c1").state, CallState::Placing);
  EXPECT_EQ(desk.call("c9").end_reason, EndReason::Replaced);
  EXPECT_TRUE(desk.sent(CommandKind::Leave).empty());
}

TEST(ClientGlare, ThatNeverConnectsEndsByItself) {
  Desk desk = dialling_desk(true);
  desk.event(yielded());
  desk.frame(frame::Ping{1, kServerTime, desk.session.seq});
  for (int turns = 0; turns < 40 && desk.call().state != CallState::Ended; ++turns) desk.wake();
  EXPECT_EQ(desk.call().end_reason, EndReason::Failed);
}

TEST(Invite, RefusedForAnotherCallSaysWhich) {
  for (const ErrorCode code : {ErrorCode::AlreadyInCall, ErrorCode::AlreadyInvited}) {
    Desk desk = online();
    CallView group = ring_of_peer();
    group.kind = CallKind::Group;
    desk.event(group);
    desk.dial("c9");
    const Link link = desk.call("c9").links.at(0);
    desk.feed(
        input::ForLink{link.link_id, input::OfferCreated{link.link_id, link.operation, kOffer}});
    frame::Reply reply;
    reply.id = desk.sent(CommandKind::Invite).at(0).id;
    reply.error = Error{code, "c1", std::nullopt};
    desk.frame(reply);
    ASSERT_EQ(desk.did<effect::Placed>().size(), 1U);
    EXPECT_EQ(desk.did<effect::Placed>()[0].error, reply.error);
    EXPECT_EQ(desk.call("c9").state, CallState::Ended);
    EXPECT_EQ(desk.call("c1").state, CallState::Ringing) << "the ring stands";
  }
}

}  // namespace
}  // namespace ringline
