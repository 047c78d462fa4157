// Policy `icePolicy: relay`: no address of this device is used or told but through a relay, ever.
#include <gtest/gtest.h>

#include "desk.h"
#include "ladder.h"

namespace ringline {
namespace {

using namespace ringline::testing;

Policy relayed() {
  Policy policy;
  policy.ice_policy = IcePolicy::Relay;
  return policy;
}

bool opens_all_paths(const Effects& history) {
  for (const effect::OpenPeer& opened : all_of<effect::OpenPeer>(history)) {
    if (!opened.relay_only) return true;
  }
  for (const effect::CreateOffer& offer : all_of<effect::CreateOffer>(history)) {
    if (offer.all_paths) return true;
  }
  return false;
}

TEST(IcePolicy, RelayedLinksNeverOpenAllPaths) {
  Phone phone = calling(relayed());
  CallView view = view_of(Direction::Outgoing, RecordState::Active, phone.version() + 1);
  join_me(view);
  join_peer(view);
  view.answer = StoredDescription{"leg-p", "inc-p", 1, kAnswer};
  phone.feed_view(view);
  const std::string link = phone.link().link_id;
  phone.feed(input::DescriptionSet{link, phone.link().operation});
  phone.feed(input::PeerStateChanged{link, PeerState::Connected});
  phone.feed(input::PeerStateChanged{link, PeerState::Disconnected});
  for (int tries = 0; tries < 3; ++tries) phone.wake();
  EXPECT_GE(phone.ever<effect::CreateOffer>(), 2U) << "it restarts";
  EXPECT_FALSE(opens_all_paths(phone.history));
}

TEST(IcePolicy, IsStricterThanPreconnect) {
  for (const Preconnect preconnect : {Preconnect::Off, Preconnect::Relay, Preconnect::All}) {
    Phone phone = ringing();
    phone.around.policy = relayed();
    phone.around.policy.preconnect = preconnect;
    phone.feed_view(view_of(Direction::Incoming, RecordState::Ringing, phone.version() + 1));
    phone.feed(accept(8));
    EXPECT_EQ(phone.ever<effect::OpenPeer>(), 1U);
    EXPECT_EQ(phone.link().paths, Paths::RelayOnly);
    EXPECT_FALSE(opens_all_paths(phone.history));
  }
}

TEST(IcePolicy, WithoutARelayTheCallEndsAtOnceAndSaysWhy) {
  for (Phone phone : {dialled(relayed()), answering(), connected(Direction::Outgoing)}) {
    if (phone.link().operation == 0) {
      phone.feed(input::PeerStateChanged{phone.link().link_id, PeerState::Failed});
      phone.wake();
    }
    phone.feed(input::OperationFailed{phone.link().link_id, phone.link().operation, true});
    ASSERT_EQ(phone.did<effect::Report>().size(), 1U);
    EXPECT_EQ(phone.did<effect::Report>()[0].error.code, ErrorCode::NoRelay);
    EXPECT_EQ(phone.call.end_reason, EndReason::Failed);
    EXPECT_EQ(phone.call.failure, FailureCategory::Ice);
  }
}

TEST(IcePolicy, OfTheDeviceHoldsWhateverTheServerSays) {
  Desk desk;
  input::Configure own{.device_id = "dev-m", .page_id = "page-m", .incarnation = "inc-m"};
  own.ice_policy = IcePolicy::Relay;
  desk.feed(own);
  desk.feed(input::Connect{desk.next_request++});
  desk.reconnect();
  EXPECT_EQ(desk.session.policy.ice_policy, IcePolicy::Relay);
  desk.dial();
  ASSERT_EQ(desk.did<effect::OpenPeer>().size(), 1U);
  EXPECT_TRUE(desk.did<effect::OpenPeer>()[0].relay_only);
}

// What it gathers before it knows of relays, and whether it may use anything else, would be wrong.
TEST(Dial, ThatComesBeforeTheFirstWelcomeMakesItsOfferAfterIt) {
  Desk desk = connecting_desk();
  desk.dial();
  EXPECT_TRUE(desk.did<effect::OpenPeer>().empty());
  EXPECT_EQ(desk.call().state, CallState::Placing);
  desk.reconnect();
  ASSERT_EQ(desk.did<effect::OpenPeer>().size(), 1U);
  const auto offers = desk.did<effect::CreateOffer>();
  ASSERT_EQ(offers.size(), 1U);
  desk.feed(input::ForLink{offers[0].link_id,
                           input::OfferCreated{offers[0].link_id, offers[0].operation, kOffer}});
  ASSERT_EQ(desk.sent(CommandKind::Invite).size(), 1U);
  EXPECT_EQ(desk.sent(CommandKind::Invite)[0].command.sdp, kOffer);
}

TEST(Dial, ThatIsHungUpBeforeTheFirstWelcomeIsNeverHeardOf) {
  Desk desk = connecting_desk();
  desk.dial();
  desk.feed_call(input::HangUp{desk.next_request++, {}});
  EXPECT_EQ(desk.call().end_reason, EndReason::Cancelled);
  desk.reconnect();
  EXPECT_TRUE(desk.did<effect::OpenPeer>().empty());
  EXPECT_TRUE(desk.did<effect::SendCommand>().empty());
}

// The socket may seem alive and the media connected: neither has noticed yet.
TEST(NetworkOnline, ProbesTheSocketAndRestartsIceOverTheOneThatAnswers) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.feed(input::NetworkOnline{});
  const auto probes = desk.sent(CommandKind::Sync);
  ASSERT_EQ(probes.size(), 1U);
  desk.feed(input::NetworkOnline{});
  EXPECT_TRUE(desk.sent(CommandKind::Sync).empty()) << "one is under way";
  EXPECT_TRUE(all_of<effect::CreateOffer>(desk.history).empty());
  frame::Reply reply;
  reply.id = probes[0].id;
  reply.snapshot.emplace().calls.push_back({desk.call().view, std::nullopt});
  desk.frame(reply);
  ASSERT_EQ(desk.did<effect::CreateOffer>().size(), 1U);
  EXPECT_TRUE(desk.did<effect::CreateOffer>()[0].ice_restart);
}

TEST(NetworkOnline, OnADeadSocketRestartsIceWithTheNextWelcome) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.feed(input::NetworkOnline{});
  desk.wait(limits::kWakeProbeMs);
  ASSERT_EQ(desk.did<effect::CloseSocket>().size(), 1U);
  desk.close(4408, 0);
  desk.wake();
  frame::Snapshot snapshot;
  snapshot.calls.push_back({desk.call().view, std::nullopt});
  desk.reconnect(snapshot);
  ASSERT_EQ(desk.did<effect::CreateOffer>().size(), 1U);
  EXPECT_TRUE(desk.did<effect::CreateOffer>()[0].ice_restart);
}

TEST(IceRestart, OfTheOtherSideGivesOursTime) {
  Phone phone = reconnecting(Direction::Outgoing);
  ASSERT_TRUE(phone.link().restart_at.has_value());
  Signal offer = signal_from_peer(phone.link().negotiation + 1);
  offer.type = DescriptionType::Offer;
  offer.sdp = "v=0\r\na=ice-ufrag:Urestart\r\n";
  phone.feed(input::SignalReceived{offer});
  EXPECT_GE(*phone.link().restart_at, phone.around.now + 5'000);
}

TEST(Dial, BeforeTheFirstWelcomeSendsWhatWasCapturedMeanwhile) {
  Phone phone;
  phone.around.welcomed = false;
  phone.call = dial(dial_to({"peer"}), "dev-m", "inc-m", phone.around).call;
  phone.feed(input::Captured{TrackKind::Audio, phone.call.microphone.generation});
  phone.around.welcomed = true;
  phone.feed(input::Welcomed{});
  ASSERT_EQ(phone.did<effect::SetTrack>().size(), 1U);
  EXPECT_EQ(phone.did<effect::SetTrack>()[0].generation, phone.call.microphone.track);
}

}  // namespace
}  // namespace ringline
