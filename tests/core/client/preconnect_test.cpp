// Policy `preconnect`: what is made ready while it rings, and that nothing of it leaves before the
// accept (inv. 12, 40).
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "ladder.h"

namespace ringline {
namespace {

using namespace ringline::testing;

Phone ringing_with(Preconnect preconnect) {
  Phone phone;
  phone.around.policy.preconnect = preconnect;
  const CallView view = view_of(Direction::Incoming, RecordState::Ringing, 1);
  Step result = appear({view, std::nullopt, false}, "dev-m", "inc-m", phone.around);
  phone.call = std::move(result.call);
  phone.effects = phone.history = std::move(result.effects);
  EXPECT_EQ(phone.call.state, CallState::Ringing);
  return phone;
}

Phone ready(Preconnect preconnect) {
  Phone phone = ringing_with(preconnect);
  const auto answers = phone.did<effect::CreateAnswer>();
  EXPECT_EQ(answers.size(), 1U);
  if (answers.empty()) return phone;
  phone.feed(input::AnswerCreated{answers[0].link_id, answers[0].operation, kAnswer});
  return phone.feed(input::LocalCandidate{answers[0].link_id, candidate("relay-1", "Uanswer")});
}

// The record has the accept.
Phone& agreed(Phone& phone, std::int64_t version) {
  CallView view = view_of(Direction::Incoming, RecordState::Active, version);
  view.offer.reset();
  join_me(view);
  return phone.feed_view(view);
}

TEST(Preconnect, OffMakesNothingReady) {
  EXPECT_EQ(ringing_with(Preconnect::Off).ever<effect::OpenPeer>(), 0U);
}

TEST(Preconnect, OpensThroughRelaysOnlyUnlessThePolicySaysAll) {
  for (const Preconnect preconnect : {Preconnect::Relay, Preconnect::All}) {
    const Phone phone = ringing_with(preconnect);
    const auto opened = phone.did<effect::OpenPeer>();
    ASSERT_EQ(opened.size(), 1U);
    EXPECT_EQ(opened[0].relay_only, preconnect == Preconnect::Relay);
    EXPECT_FALSE(opened[0].offerer);
    EXPECT_EQ(phone.did<effect::CreateAnswer>().size(), 1U);
  }
}

TEST(Preconnect, NothingOfItLeavesBeforeTheAccept) {
  Phone phone = ready(Preconnect::All);
  for (int i = 0; i < 5; ++i) {
    phone.feed(input::LocalCandidate{phone.link().link_id, candidate("more", "Uanswer")});
  }
  phone.wait(1'000);
  EXPECT_EQ(phone.ever<effect::SendSignal>(), 0U);
  EXPECT_TRUE(commands(phone.history, CommandKind::Accept).empty());
  EXPECT_EQ(phone.ever<effect::Capture>() + phone.ever<effect::SetTrack>(), 0U);
  EXPECT_TRUE(phone.call.leg_id.empty());
}

TEST(Preconnect, TheAcceptCarriesTheAnswerAtOnceAndTheCandidatesFollowIt) {
  Phone phone = ready(Preconnect::Relay);
  phone.feed(accept(8));
  ASSERT_EQ(phone.sent(CommandKind::Accept).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::Accept)[0].sdp, kAnswer);
  EXPECT_EQ(phone.sent(CommandKind::Accept)[0].negotiation, 1);
  const auto signals = phone.did<effect::SendSignal>();
  ASSERT_EQ(signals.size(), 1U);
  EXPECT_EQ(signals[0].signal.to_leg, "leg-p");
  EXPECT_EQ(signals[0].signal.link, link_name("leg-m", "inc-m", "leg-p", "inc-p"));
  ASSERT_EQ(signals[0].signal.candidates.size(), 1U);
  const auto first_of = [&phone](const auto& is) {
    return std::find_if(phone.effects.begin(), phone.effects.end(), is) - phone.effects.begin();
  };
  EXPECT_LT(
      first_of([](const Effect& one) { return std::holds_alternative<Command>(one); }),
      first_of([](const Effect& one) { return std::holds_alternative<effect::SendSignal>(one); }))
      << "only a leg may signal";
  EXPECT_TRUE(phone.did<effect::OpenPeer>().empty()) << "the link there is goes on";
  EXPECT_FALSE(phone.did<effect::Capture>().empty());
}

TEST(Preconnect, AnAcceptBeforeTheAnswerIsMadeDoesNotWaitForIt) {
  Phone phone = ringing_with(Preconnect::Relay);
  phone.feed(accept(8));
  ASSERT_EQ(phone.sent(CommandKind::Accept).size(), 1U);
  EXPECT_TRUE(phone.sent(CommandKind::Accept)[0].sdp.empty());
  EXPECT_TRUE(phone.did<effect::CreateAnswer>().empty()) << "it is being made";
  phone.feed(input::AnswerCreated{phone.link().link_id, phone.link().operation, kAnswer});
  ASSERT_EQ(phone.did<effect::SendSignal>().size(), 1U);
  EXPECT_EQ(phone.did<effect::SendSignal>()[0].signal.sdp, kAnswer);
}

TEST(Preconnect, AnAcceptThatWasNotTakenIsMadeReadyAnew) {
  Phone phone = ready(Preconnect::Relay);
  phone.feed(accept(8));
  phone.feed(input::CommandRefused{CommandKind::Accept, Error{ErrorCode::TryLater, "c1", {}}});
  EXPECT_EQ(phone.call.state, CallState::Ringing);
  EXPECT_EQ(phone.did<effect::ClosePeer>().size(), 1U);
  ASSERT_EQ(phone.did<effect::CreateAnswer>().size(), 1U);
  phone.feed(input::LocalCandidate{phone.link().link_id, candidate("new", "Uanswer")});
  EXPECT_TRUE(phone.did<effect::SendSignal>().empty()) << "nobody has accepted";
  phone.feed(input::AnswerCreated{phone.link().link_id, phone.link().operation, "second"});
  phone.feed(accept(9));
  ASSERT_EQ(phone.sent(CommandKind::Accept).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::Accept)[0].sdp, "second");
}

TEST(Preconnect, OnceConnectedThroughARelayAllPathsAreOpened) {
  Phone phone = ready(Preconnect::Relay);
  phone.feed(accept(8));
  agreed(phone, 2);
  EXPECT_TRUE(phone.did<effect::CreateOffer>().empty());
  phone.feed(input::PeerStateChanged{phone.link().link_id, PeerState::Connected});
  EXPECT_EQ(phone.call.state, CallState::Connected);
  const auto offers = phone.did<effect::CreateOffer>();
  ASSERT_EQ(offers.size(), 1U);
  EXPECT_TRUE(offers[0].ice_restart && offers[0].all_paths);
  phone.feed(input::OfferCreated{phone.link().link_id, offers[0].operation, kOffer});
  phone.feed(input::PeerStateChanged{phone.link().link_id, PeerState::Connecting});
  phone.feed(input::PeerStateChanged{phone.link().link_id, PeerState::Connected});
  EXPECT_TRUE(phone.did<effect::CreateOffer>().empty()) << "once";
}

TEST(Preconnect, WithoutARelayAllPathsAreOpenedSoon) {
  Phone phone = ready(Preconnect::Relay);
  phone.feed(accept(8));
  agreed(phone, 2);
  phone.wait(3'500);
  const auto offers = phone.did<effect::CreateOffer>();
  ASSERT_EQ(offers.size(), 1U);
  EXPECT_TRUE(offers[0].ice_restart && offers[0].all_paths);
}

TEST(Preconnect, AllNeedsNoSecondOffer) {
  Phone phone = ready(Preconnect::All);
  phone.feed(accept(8));
  agreed(phone, 2);
  phone.feed(input::PeerStateChanged{phone.link().link_id, PeerState::Connected});
  EXPECT_TRUE(phone.did<effect::CreateOffer>().empty());
}

TEST(Preconnect, WhatWasMadeReadyGoesWithTheRing) {
  const auto decline = [](Phone& phone) { phone.feed(input::Decline{8, {}, {}}); };
  const auto ignore = [](Phone& phone) { phone.feed(input::Ignore{8}); };
  const auto run_out = [](Phone& phone) { phone.wait(31'000); };
  const auto cancelled = [](Phone& phone) {
    CallView view = view_of(Direction::Incoming, RecordState::Ringing, 2);
    end_view(view, EndReason::RemoteCancelled);
    phone.feed_view(view);
  };
  const auto withdrawn = [](Phone& phone) {
    CallView view = view_of(Direction::Incoming, RecordState::Ringing, 2);
    view.offer.reset();
    phone.feed_view(view);
  };
  for (const auto& end :
       std::vector<std::function<void(Phone&)>>{decline, ignore, run_out, cancelled, withdrawn}) {
    Phone phone = ready(Preconnect::Relay);
    end(phone);
    EXPECT_TRUE(phone.call.links.empty());
    EXPECT_EQ(phone.ever<effect::ClosePeer>(), 1U);
  }
}

TEST(Preconnect, AnOfferOfAnotherPageIsMadeReadyAnew) {
  Phone phone = ready(Preconnect::Relay);
  CallView view = view_of(Direction::Incoming, RecordState::Ringing, 2);
  phone.feed_view(view);
  EXPECT_TRUE(phone.did<effect::OpenPeer>().empty()) << "the same offer";
  view.version = 3;
  view.offer->incarnation = "inc-q";
  phone.feed_view(view);
  EXPECT_EQ(phone.did<effect::ClosePeer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::OpenPeer>().size(), 1U);
}

TEST(Preconnect, ThatTheBrowserRefusesRingsOnAndIsTriedAgainAtTheAccept) {
  Phone phone = ringing_with(Preconnect::Relay);
  phone.feed(input::OperationFailed{phone.link().link_id, phone.link().operation});
  EXPECT_EQ(phone.call.state, CallState::Ringing);
  EXPECT_TRUE(phone.call.links.empty());
  phone.feed(accept(8));
  ASSERT_EQ(phone.did<effect::OpenPeer>().size(), 1U);
  EXPECT_FALSE(phone.did<effect::OpenPeer>()[0].relay_only);
}

TEST(Preconnect, AfterAnAcceptThatFailedItIsMadeReadyAgain) {
  Phone phone = ready(Preconnect::Relay);
  phone.feed(accept(8));
  phone.feed(input::CommandRefused{CommandKind::Accept, Error{ErrorCode::TryLater, {}, {}}});
  EXPECT_EQ(phone.call.state, CallState::Ringing);
  EXPECT_EQ(phone.did<effect::ClosePeer>().size(), 1U);
  EXPECT_EQ(phone.did<effect::OpenPeer>().size(), 1U);
}

}  // namespace
}  // namespace ringline
