// Links of a call of several: one for each remote leg, following the record; media lost and found
// over all of them; hang-ups that the peers say themselves (design 11.5, 11.7; inv. 16, 27, 33).
#include <gtest/gtest.h>

#include "party.h"

namespace ringline {
namespace {

using namespace ringline::testing;

TEST(Mesh, HasALinkForEveryRemoteLegAndWhoJoinedFirstOffers) {
  Phone phone = group_calling({"ann", "bob"});
  CallView view = next_view(phone);
  joins(view, "ann", 2);
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Connecting);
  ASSERT_EQ(phone.did<effect::OpenPeer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::OpenPeer>()[0].user_id, "ann");
  EXPECT_TRUE(phone.did<effect::OpenPeer>()[0].offerer);
  view.version += 1;
  joins(view, "bob", 3);
  phone.feed_view(view);
  EXPECT_EQ(phone.did<effect::OpenPeer>().size(), 1U) << "ann's stays as it is";
  EXPECT_EQ(phone.did<effect::CreateOffer>().size(), 1U);
  EXPECT_EQ(phone.call.links.size(), 2U);
}

TEST(Mesh, WhoJoinsLaterWaitsForTheOffersOfTheOthers) {
  Phone phone = ringing();
  CallView view = next_view(phone);
  view.kind = CallKind::Group;
  view.offer.reset();
  view.participants.clear();
  view.inviter = "ann";
  person(view, "ann").role = Role::Inviter;
  person(view, "me").state = ParticipantState::Rung;
  joins(view, "ann", 1);
  joins(view, "bob", 2);
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Ringing) << "an active call rings like any other";
  EXPECT_TRUE(phone.effects.empty());
  phone.feed(accept(8));
  EXPECT_EQ(phone.sent(CommandKind::Accept).size(), 1U) << "there is no offer to answer";
  EXPECT_TRUE(phone.did<effect::OpenPeer>().empty());
  view.version += 1;
  join_me(view);
  person(view, "me").legs[0].order = 3;
  phone.feed_view(view);
  EXPECT_EQ(phone.did<effect::OpenPeer>().size(), 2U);
  EXPECT_TRUE(phone.did<effect::CreateOffer>().empty());
}

TEST(Mesh, ALegThatLeavesTheRecordLosesItsLinkAndTheOthersKeepTheirs) {
  Phone phone = group_connected({"ann", "bob"});
  const std::string ann = link_with(phone, "ann").link_id;
  CallView view = next_view(phone);
  goes(view, "ann", ParticipantState::Left);
  phone.feed_view(view);
  ASSERT_EQ(phone.did<effect::ClosePeer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::ClosePeer>()[0].link_id, ann);
  EXPECT_EQ(phone.call.state, CallState::Connected);
  view.version += 1;
  goes(view, "bob", ParticipantState::Left);
  person(view, "cid").state = ParticipantState::Ringing;
  phone.feed_view(view);
  EXPECT_TRUE(phone.call.links.empty());
  EXPECT_EQ(phone.call.state, CallState::Connected) << "alone, while somebody still rings";
  EXPECT_FALSE(next_deadline(phone.call).has_value());
}

TEST(Mesh, APeerThatReloadedGetsANewLinkAndNobodyElseDoes) {
  Phone phone = group_connected({"ann", "bob"});
  const Link bob = link_with(phone, "bob");
  CallView view = next_view(phone);
  joins(view, "ann", 2, "inc-ann2");
  phone.feed_view(view);
  EXPECT_EQ(phone.did<effect::ClosePeer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::OpenPeer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::SetTrack>().size(), 2U);
  EXPECT_EQ(link_with(phone, "bob"), bob);
  EXPECT_TRUE(link_with(phone, "ann").was_connected) << "it may not take for ever";
  EXPECT_TRUE(link_with(phone, "ann").restart_at.has_value());
  EXPECT_EQ(phone.call.state, CallState::Connected) << "bob is still there";
}

TEST(Mesh, OneDeadLinkKeepsRestartingAndTheCallGoesOn) {
  Phone phone = group_connected({"ann", "bob"});
  peer_says(phone, "ann", PeerState::Failed);
  EXPECT_EQ(phone.call.state, CallState::Connected);
  EXPECT_EQ(happened(phone, CallEvent::Reconnecting), 0U);
  std::size_t offers = 0;
  for (int turns = 0; turns < 20; ++turns) {
    phone.wake();
    for (const effect::CreateOffer& offer : phone.did<effect::CreateOffer>()) {
      EXPECT_EQ(offer.link_id, link_with(phone, "ann").link_id);
      offers += 1;
      phone.feed(input::OfferCreated{offer.link_id, offer.operation, kOffer});
    }
  }
  EXPECT_EQ(offers, 20U);
  EXPECT_EQ(phone.call.state, CallState::Connected);
}

TEST(Mesh, MediaIsLostWhenTheLastLinkIsAndFoundWithTheFirst) {
  Phone phone = group_connected({"ann", "bob"});
  peer_says(phone, "ann", PeerState::Disconnected);
  peer_says(phone, "bob", PeerState::Disconnected);
  EXPECT_EQ(phone.call.state, CallState::Reconnecting);
  peer_says(phone, "ann", PeerState::Failed);
  peer_says(phone, "bob", PeerState::Connected);
  EXPECT_EQ(phone.call.state, CallState::Connected);
  peer_says(phone, "ann", PeerState::Connected);
  EXPECT_EQ(happened(phone, CallEvent::Reconnecting), 1U);
  EXPECT_EQ(happened(phone, CallEvent::Reconnected), 1U);
  EXPECT_FALSE(next_deadline(phone.call).has_value());
}

TEST(Mesh, MediaLostToAllPastTheGraceEndsTheCall) {
  Phone phone = group_connected({"ann", "bob"});
  peer_says(phone, "ann", PeerState::Disconnected);
  phone.wait(1'000);
  peer_says(phone, "bob", PeerState::Disconnected);
  for (int turns = 0; turns < 40 && phone.call.state != CallState::Ended; ++turns) phone.wake();
  EXPECT_EQ(phone.call.end_reason, EndReason::ConnectionLost);
}

TEST(Mesh, ThatNobodyOfConnectsEndsAndOneIsEnough) {
  Phone none = group_connecting({"ann", "bob"});
  none.wait(Policy{}.connect_timeout_ms);
  EXPECT_EQ(none.call.end_reason, EndReason::Failed);
  EXPECT_EQ(none.sent(CommandKind::Leave).at(0).because, LeaveCause::NoMedia);
  Phone one = group_connecting({"ann", "bob"});
  peer_says(one, "bob", PeerState::Connected);
  EXPECT_EQ(one.call.state, CallState::Connected);
  one.wait(10 * Policy{}.connect_timeout_ms);
  EXPECT_EQ(one.call.state, CallState::Connected);
}

TEST(Mesh, WhoComesLaterDoesNotMakeAConnectedCallConnecting) {
  Phone phone = group_connected({"ann"});
  CallView view = next_view(phone);
  joins(view, "bob", 3);
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Connected);
  EXPECT_EQ(phone.did<effect::SetTrack>().size(), 2U);
}

TEST(Mesh, SignalsOfLegsThatNoViewHasToldOfWaitAndAreBounded) {
  Phone phone = group_connected({"ann"});
  for (std::size_t i = 0; i <= limits::kEarlySignals; ++i) {
    Signal offer = signal_from("p" + std::to_string(i), 1);
    offer.type = DescriptionType::Offer;
    offer.sdp = kOffer;
    phone.feed(input::SignalReceived{offer});
    EXPECT_TRUE(phone.effects.empty());
  }
  EXPECT_EQ(phone.call.early_signals.size(), limits::kEarlySignals);
  EXPECT_EQ(phone.call.ignored, 1);
  CallView view = next_view(phone);
  joins(view, "p0", 0);
  joins(view, "p1", 0);
  phone.feed_view(view);
  EXPECT_EQ(phone.did<effect::CreateAnswer>().size(), 2U);
  EXPECT_EQ(phone.call.early_signals.size(), limits::kEarlySignals - 2);
}

TEST(Mesh, ADescriptionThatTheBrowserRefusesIsOneLinksMatter) {
  Phone phone = group_connected({"ann", "bob"});
  peer_says(phone, "ann", PeerState::Failed);
  phone.wake();
  const Link ann = link_with(phone, "ann");
  phone.feed(input::OperationFailed{ann.link_id, ann.operation});
  EXPECT_EQ(phone.call.state, CallState::Connected);
  phone.wait(5'000);
  EXPECT_EQ(phone.did<effect::CreateOffer>().size(), 1U) << "it is tried again";
}

Signal answer_from(const UserId& user, std::int64_t negotiation) {
  Signal signal = signal_from(user, negotiation);
  signal.type = DescriptionType::Answer;
  signal.sdp = kAnswer;
  return signal;
}

TEST(EarlyOffer, ServesOnlyWhoAnsweredItOnceTheCallIsAGroup) {
  Phone phone = calling();
  const std::string early = phone.link().link_id;
  CallView view = next_view(phone);
  view.kind = CallKind::Group;
  joins(view, "bob", 2);
  phone.feed_view(view);
  ASSERT_EQ(phone.did<effect::OpenPeer>().size(), 1U) << "bob was added and saw no offer";
  EXPECT_EQ(phone.call.links.size(), 2U) << "the other one may still answer";
  view.version += 1;
  joins(view, "peer", 3);
  view.answer = StoredDescription{"leg-p-peer", "inc-peer", 1, kAnswer};
  phone.feed_view(view);
  EXPECT_TRUE(phone.did<effect::OpenPeer>().empty());
  ASSERT_EQ(phone.did<effect::ApplyAnswer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::ApplyAnswer>()[0].link_id, early);
  EXPECT_EQ(link_with(phone, "peer").link_id, early);
}

TEST(EarlyOffer, ItsAnswerMayFollowTheAcceptAsASignal) {
  Phone phone = calling();
  const std::string early = phone.link().link_id;
  CallView view = next_view(phone);
  joins(view, "peer", 2);
  view.answer = StoredDescription{"leg-p-peer", "inc-peer", 1, {}};
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Connecting);
  EXPECT_TRUE(phone.did<effect::ApplyAnswer>().empty());
  EXPECT_TRUE(phone.did<effect::SendSignal>().empty()) << "the offer is there, and being answered";
  phone.feed(input::SignalReceived{answer_from("peer", 1)});
  ASSERT_EQ(phone.did<effect::ApplyAnswer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::ApplyAnswer>()[0].link_id, early);
  phone.feed(input::DescriptionSet{early, phone.link().operation});
  EXPECT_TRUE(phone.did<effect::SendAck>().empty()) << "the record holds no answer";
}

TEST(EarlyOffer, ItsAnswerIsNoneToALinkThatWasOpenedBesideIt) {
  Phone phone = calling();
  CallView view = next_view(phone);
  view.kind = CallKind::Group;
  joins(view, "bob", 2);
  phone.feed_view(view);
  const Link bob = link_with(phone, "bob");
  phone.feed(input::OfferCreated{bob.link_id, bob.operation, kOffer});
  phone.feed(input::SignalReceived{answer_from("bob", 1)});
  EXPECT_TRUE(phone.did<effect::ApplyAnswer>().empty()) << "it was of the early offer";
  phone.feed(input::SignalReceived{answer_from("bob", 2)});
  EXPECT_EQ(phone.did<effect::ApplyAnswer>().size(), 1U);
}

TEST(EarlyOffer, ThatNobodyCanAnswerAnyMoreIsTakenBack) {
  Phone phone = calling();
  const std::string early = phone.link().link_id;
  CallView view = next_view(phone);
  view.kind = CallKind::Group;
  joins(view, "bob", 2);
  goes(view, "peer", ParticipantState::Declined);
  phone.feed_view(view);
  ASSERT_EQ(phone.did<effect::ClosePeer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::ClosePeer>()[0].link_id, early);
  EXPECT_EQ(phone.call.links.size(), 1U);
}

TEST(Goodbye, InAGroupConcernsItsSenderAloneAndIsNotReported) {
  Phone phone = group_connected({"ann", "bob"});
  const std::string ann = link_with(phone, "ann").link_id;
  phone.feed(input::DataReceived{ann, "c1", 3});
  peer_says(phone, "ann", PeerState::Disconnected);
  EXPECT_EQ(phone.call.state, CallState::Connected);
  EXPECT_TRUE(phone.sent(CommandKind::Leave).empty());
  phone.wait(2'000);
  ASSERT_EQ(phone.did<effect::ClosePeer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::ClosePeer>()[0].link_id, ann);
  EXPECT_EQ(phone.call.state, CallState::Connected);
}

TEST(Goodbye, OfTheLastPeerInAGroupIsNoLossOfMedia) {
  Phone phone = group_connected({"ann"});
  phone.feed(input::DataReceived{link_with(phone, "ann").link_id, "c1", 3});
  peer_says(phone, "ann", PeerState::Failed);
  phone.wait(2'000);
  EXPECT_EQ(phone.call.state, CallState::Connected) << "the record says what becomes of it";
  EXPECT_EQ(happened(phone, CallEvent::Reconnecting), 0U);
}

TEST(Goodbye, InADirectCallWaitsForTheRecordWhileSomebodyIsBeingAdded) {
  for (const bool added : {true, false}) {
    Phone phone = connected(Direction::Outgoing);
    phone.around.adding = true;
    phone.feed(input::DataReceived{phone.link().link_id, "c1", 2});
    EXPECT_EQ(phone.call.state, CallState::Connected);
    EXPECT_TRUE(phone.effects.empty());
    if (added) {
      CallView view = next_view(phone);
      view.kind = CallKind::Group;
      goes(view, "peer", ParticipantState::Left);
      person(view, "bob").state = ParticipantState::Rung;
      phone.feed_view(view);
      EXPECT_EQ(phone.did<effect::ClosePeer>().size(), 1U);
    }
    phone.wait(2'000);
    EXPECT_EQ(phone.call.state, added ? CallState::Connected : CallState::Ended);
    if (!added) EXPECT_EQ(phone.call.end_reason, EndReason::RemoteHangup);
  }
}

TEST(Goodbye, IsSaidToEveryPeerThatHears) {
  Phone phone = group_connected({"ann", "bob", "cid"});
  peer_says(phone, "bob", PeerState::Disconnected);
  phone.feed(input::HangUp{3, {}});
  EXPECT_EQ(phone.did<effect::SendData>().size(), 2U);
  EXPECT_EQ(phone.did<effect::ClosePeer>().size(), 3U);
  EXPECT_EQ(phone.did<effect::ReleaseMedia>().size(), 1U);
}

TEST(Reload, OfSomebodyInAGroupLinksAgainWithEverybody) {
  CallView view = group_view({"ann", "bob"}, RecordState::Active, 5);
  join_me(view, "leg-m", "inc-old");
  joins(view, "ann", 2);
  joins(view, "bob", 3);
  Phone phone;
  Step result = appear({view, std::nullopt, true}, "dev-m", "inc-m", phone.around);
  phone.call = std::move(result.call);
  EXPECT_EQ(phone.call.state, CallState::Rejoinable);
  phone.feed(input::Rejoin{9});
  view.version += 1;
  join_me(view);
  phone.feed_view(view);
  EXPECT_EQ(phone.did<effect::OpenPeer>().size(), 2U);
  EXPECT_EQ(phone.call.state, CallState::Connecting);
}

TEST(Snapshot, WhileOffersAreOpenRenewsEachOfThem) {
  Phone phone = group_connecting({"ann", "bob"});
  for (const UserId user : {"ann", "bob"}) {
    const Link link = link_with(phone, user);
    phone.feed(input::OfferCreated{link.link_id, link.operation, kOffer});
  }
  phone.feed_view(phone.call.view, true);
  EXPECT_EQ(phone.did<effect::CreateOffer>().size(), 2U) << "what was sent may be lost";
}

}  // namespace
}  // namespace ringline
