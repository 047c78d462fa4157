// Media of a call: lost and found again (inv. 27), ICE restarts, the hang-up of the peer, rejoining
// peers.
#include <gtest/gtest.h>

#include "ladder.h"

namespace ringline {
namespace {

using namespace ringline::testing;

std::size_t happened(const Phone& phone, CallEvent event) {
  std::size_t count = 0;
  for (const effect::Happened& one : all_of<effect::Happened>(phone.history)) {
    if (one.event == event) count += 1;
  }
  return count;
}

Phone& peer(Phone& phone, PeerState state) {
  return phone.feed(input::PeerStateChanged{phone.link().link_id, state});
}

TEST(Media, LostAndFoundTellsEachExactlyOnce) {
  for (Direction direction : {Direction::Outgoing, Direction::Incoming}) {
    Phone phone = connected(direction);
    EXPECT_EQ(happened(phone, CallEvent::Reconnected), 0U);
    peer(phone, PeerState::Disconnected);
    peer(phone, PeerState::Failed);
    peer(phone, PeerState::Connecting);
    EXPECT_EQ(phone.call.state, CallState::Reconnecting);
    peer(phone, PeerState::Connected);
    peer(phone, PeerState::Connected);
    EXPECT_EQ(phone.call.state, CallState::Connected);
    EXPECT_EQ(happened(phone, CallEvent::Reconnecting), 1U);
    EXPECT_EQ(happened(phone, CallEvent::Reconnected), 1U);
    EXPECT_FALSE(next_deadline(phone.call).has_value()) << "no timer stays armed";
  }
}

TEST(Media, LostAfterItConnectedBeforeTheAcceptWasConfirmedIsFoundLikeAnyOther) {
  Phone phone = accepting_connected();
  CallView view = phone.call.view;
  view.version += 1;
  view.state = RecordState::Active;
  join_me(view);
  phone.feed_view(view);
  ASSERT_EQ(phone.call.state, CallState::Connected);
  peer(phone, PeerState::Disconnected);
  peer(phone, PeerState::Connected);
  EXPECT_EQ(happened(phone, CallEvent::Reconnected), 1U);
}

TEST(Media, LostBeforeTheAcceptIsConfirmedGoesBackOneStep) {
  Phone phone = accepting_connected();
  peer(phone, PeerState::Disconnected);
  EXPECT_EQ(phone.call.state, CallState::Accepting);
  EXPECT_EQ(happened(phone, CallEvent::Reconnecting), 0U);
}

TEST(Media, LostPastTheGraceEndsAsConnectionLost) {
  Phone phone = reconnecting(Direction::Incoming);
  phone.wait(Policy{}.reconnect_grace_ms - 1);
  EXPECT_EQ(phone.call.state, CallState::Reconnecting);
  phone.wait(1);
  EXPECT_EQ(phone.call.end_reason, EndReason::ConnectionLost);
  ASSERT_EQ(phone.sent(CommandKind::Leave).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::Leave)[0].because, LeaveCause::ConnectionLost);
}

TEST(Media, SignallingAloneLostNeverEndsACallWithMedia) {
  Phone phone = connected(Direction::Outgoing);
  EXPECT_FALSE(next_deadline(phone.call).has_value());
  phone.wait(3'600'000);
  EXPECT_EQ(phone.call.state, CallState::Connected);
}

TEST(Restart, ComesTwoSecondsAfterDisconnectedAndAtOnceOnFailed) {
  Phone phone = reconnecting(Direction::Outgoing);  // leg-m is the lower one: it goes first
  EXPECT_EQ(next_deadline(phone.call), phone.around.now + limits::kRestartAfterDisconnectMs);
  phone.wake();
  const auto offers = phone.did<effect::CreateOffer>();
  ASSERT_EQ(offers.size(), 1U);
  EXPECT_TRUE(offers[0].ice_restart);
  Phone failed = connected(Direction::Outgoing);
  peer(failed, PeerState::Failed);
  EXPECT_EQ(next_deadline(failed.call), failed.around.now);
  failed.wake();
  EXPECT_EQ(failed.did<effect::CreateOffer>().size(), 1U);
}

TEST(Restart, TheOtherSideWaitsLongerSoThatNotBothDoIt) {
  Phone phone = connected(Direction::Incoming);
  phone.call.links[0].own_leg = "leg-z";
  peer(phone, PeerState::Disconnected);
  EXPECT_EQ(next_deadline(phone.call), phone.around.now + 3'500);
}

TEST(Restart, IsTriedAgainAndAnUnansweredOfferIsRenewed) {
  Phone phone = reconnecting(Direction::Outgoing);
  phone.wake();
  const std::string link = phone.link().link_id;
  phone.feed(input::OfferCreated{link, phone.link().operation, kOffer});
  const std::int64_t first = phone.link().negotiation;
  phone.wait(5'000);  // nobody answered
  ASSERT_EQ(phone.did<effect::CreateOffer>().size(), 1U);
  phone.feed(input::OfferCreated{link, phone.link().operation, kOffer});
  EXPECT_EQ(phone.link().negotiation, first + 1);
  EXPECT_EQ(phone.did<effect::SendSignal>().size(), 1U);
}

// Media may come back over the path there was, while the offer is lost: without a renewal the link
// could negotiate nothing any more (found by the explorer `link`, node crash).
TEST(Restart, MediaThatComesBackDoesNotAnswerAnOpenOffer) {
  Phone phone = reconnecting(Direction::Outgoing);
  phone.wake();
  const std::string link = phone.link().link_id;
  phone.feed(input::OfferCreated{link, phone.link().operation, kOffer});
  const std::int64_t lost = phone.link().negotiation;
  peer(phone, PeerState::Connected);
  phone.wait(5'000);
  ASSERT_EQ(phone.did<effect::CreateOffer>().size(), 1U);
  phone.feed(input::OfferCreated{link, phone.link().operation, kOffer});
  EXPECT_EQ(phone.link().negotiation, lost + 1);
  take_answer(phone.call.links[0], lost + 1, kAnswer, phone.effects);
  phone.feed(input::DescriptionSet{link, phone.link().operation});
  EXPECT_FALSE(phone.link().restart_at.has_value()) << "answered, and media flows";
}

TEST(PeerHangup, OnTheDataChannelEndsTheCallAndIsReported) {
  Phone phone = connected(Direction::Incoming);
  phone.feed(input::DataReceived{phone.link().link_id, "c1", 2});
  EXPECT_EQ(phone.call.end_reason, EndReason::RemoteHangup);
  EXPECT_FALSE(phone.call.confirmed);
  ASSERT_EQ(phone.sent(CommandKind::Leave).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::Leave)[0].because, LeaveCause::PeerHangup);
}

TEST(PeerHangup, OfAnotherCallOrLinkIsNone) {
  Phone phone = connected(Direction::Incoming);
  phone.feed(input::DataReceived{phone.link().link_id, "c2", 2});
  phone.feed(input::DataReceived{"c1#9", "c1", 2});
  phone.feed(input::DataReceived{phone.link().link_id, {}, 0});  // not a hang-up at all
  EXPECT_EQ(phone.call.state, CallState::Connected);
  EXPECT_EQ(phone.call.ignored, 3);
}

TEST(Peer, ThatReloadedGetsANewLinkAndTheOldOneIsClosed) {
  Phone phone = connected(Direction::Outgoing);
  const std::string old_link = phone.link().link_id;
  CallView view = phone.call.view;
  view.version += 1;
  join_peer(view, "leg-p", "inc-p2");
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Reconnecting);
  EXPECT_EQ(phone.did<effect::ClosePeer>().at(0).link_id, old_link);
  EXPECT_EQ(phone.did<effect::OpenPeer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::SetTrack>().size(), 2U) << "microphone and camera go on";
  EXPECT_EQ(phone.did<effect::CreateOffer>().size(), 1U) << "who joined first offers";
  peer(phone, PeerState::Connected);
  EXPECT_EQ(phone.call.state, CallState::Connected);
  EXPECT_EQ(happened(phone, CallEvent::Reconnected), 1U);
}

TEST(Peer, WhoseOfferComesBeforeTheViewThatTellsOfItIsHeard) {
  Phone phone = connected(Direction::Incoming);
  Signal offer = signal_from_peer(1);
  offer.link = "leg-m/inc-m~leg-p/inc-p2";
  offer.type = DescriptionType::Offer;
  offer.sdp = kOffer;
  phone.feed(input::SignalReceived{offer});
  EXPECT_TRUE(phone.effects.empty());
  Signal more = offer;
  more.type.reset();
  more.candidates = {candidate("1", "Uoffer")};
  phone.feed(input::SignalReceived{more});
  CallView view = phone.call.view;
  view.version += 1;
  join_peer(view, "leg-p", "inc-p2");
  phone.feed_view(view);
  ASSERT_EQ(phone.did<effect::CreateAnswer>().size(), 1U);
  const std::string link = phone.link().link_id;
  phone.feed(input::AnswerCreated{link, phone.link().operation, kAnswer});
  EXPECT_EQ(phone.did<effect::AddCandidates>().size(), 1U);
}

TEST(Peer, WhoseDeviceComesBackGetsTheOfferThatItMissed) {
  Phone phone = reconnecting(Direction::Outgoing);
  CallView view = phone.call.view;
  view.version += 1;
  view.participants[1].legs[0].up = false;
  phone.feed_view(view);
  phone.wake();
  phone.feed(input::OfferCreated{"c1#1", phone.link().operation, kOffer});
  view.version += 1;
  view.participants[1].legs[0].up = true;
  phone.feed_view(view);
  EXPECT_EQ(phone.did<effect::CreateOffer>().size(), 1U) << "one id further";
}

TEST(Candidates, OfTheInviterTravelTogetherAndOnlyAfterThePlacing) {
  Phone phone = placing();
  for (int i = 0; i < 3; ++i) phone.feed(input::LocalCandidate{"c1#1", candidate("x")});
  phone.wait(limits::kCandidateBatchMs);
  EXPECT_TRUE(phone.did<effect::SendSignal>().empty()) << "there is no record to park them in";
  phone.feed_view(view_of(Direction::Outgoing, RecordState::Ringing, 1));
  const auto parked = phone.did<effect::SendSignal>();
  ASSERT_EQ(parked.size(), 1U);
  EXPECT_EQ(parked[0].signal.candidates.size(), 3U);
  EXPECT_TRUE(parked[0].signal.to_leg.empty());
  phone.feed(input::LocalCandidate{"c1#1", candidate("y")});
  EXPECT_TRUE(phone.effects.empty());
  phone.wait(limits::kCandidateBatchMs);
  EXPECT_EQ(phone.did<effect::SendSignal>().size(), 1U);
}

TEST(Candidates, WaitingForAWinnerAreBounded) {
  Phone phone = placing();
  for (std::size_t i = 0; i < limits::kCandidates + 5; ++i) {
    phone.feed(input::LocalCandidate{"c1#1", candidate(std::to_string(i))});
  }
  EXPECT_EQ(phone.link().local_waiting.size(), limits::kCandidates);
}

TEST(Candidates, OfAnEarlySignalAreBounded) {
  Phone phone = connected(Direction::Incoming);
  Signal early = signal_from_peer(1);
  early.link = "leg-m/inc-m~leg-p/inc-p2";
  early.type = DescriptionType::Offer;
  phone.feed(input::SignalReceived{early});
  early.type.reset();
  early.candidates.assign(limits::kCandidates, candidate("x"));
  phone.feed(input::SignalReceived{early});
  EXPECT_EQ(phone.call.early_signals.at(0).candidates.size(), limits::kCandidates);
  early.candidates.resize(1);
  phone.feed(input::SignalReceived{early});
  EXPECT_EQ(phone.call.early_signals.at(0).candidates.size(), limits::kCandidates);
  EXPECT_EQ(phone.call.ignored, 1);
}

TEST(Operation, ThatTheBrowserRefusesEndsTheCallAsAMediaFailure) {
  Phone phone = answering();
  phone.feed(input::OperationFailed{"c1#1", phone.link().operation + 1});
  EXPECT_EQ(phone.call.state, CallState::Accepting) << "a stale one is nothing";
  phone.feed(input::OperationFailed{"c1#1", phone.link().operation});
  EXPECT_EQ(phone.call.end_reason, EndReason::Failed);
  EXPECT_EQ(phone.call.failure, FailureCategory::Media);
}

}  // namespace
}  // namespace ringline
