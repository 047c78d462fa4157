// Calls of a session: what rings, what is dialled, snapshots, gaps, epochs (inv. 10, 19, 22 to 24;
// design 11.2, 11.5).
#include "client/session.h"

#include <gtest/gtest.h>

#include "desk.h"

namespace ringline {
namespace {

using namespace ringline::testing;

CallView ring(const CallId& call_id = "c1") {
  CallView view = view_of(Direction::Incoming, RecordState::Ringing, 1);
  view.call_id = call_id;
  return view;
}

frame::Snapshot snapshot(std::vector<CallView> views, std::vector<CallId> unknown = {}) {
  frame::Snapshot result;
  for (CallView& view : views) result.calls.push_back({std::move(view), std::nullopt});
  result.unknown = std::move(unknown);
  return result;
}

TEST(Ring, OfAnEventAppearsOnceAndSaysThatItRings) {
  Desk desk = online();
  desk.event(ring());
  EXPECT_EQ(desk.call().state, CallState::Ringing);
  EXPECT_EQ(desk.did<effect::Incoming>().size(), 1U);
  EXPECT_EQ(desk.sent(CommandKind::Ringing).size(), 1U);
  desk.event(ring());
  EXPECT_TRUE(desk.effects.empty());
}

TEST(Ring, OfACallThatIsNotForThisDeviceIsNone) {
  Desk desk = online();
  CallView elsewhere = ring();
  elsewhere.you.end_reason = EndReason::AnsweredElsewhere;
  desk.event(elsewhere);
  EXPECT_FALSE(desk.holds()) << "no missed call either (inv. 6)";
  CallView other_device = view_of(Direction::Incoming, RecordState::Active, 3);
  join_me(other_device);
  other_device.participants[1].legs[0].device_id = "dev-other";
  desk.event(other_device);
  EXPECT_FALSE(desk.holds());
}

TEST(Snapshot, AppliesEndsBeforeRings) {
  Desk desk = online();
  desk.event(ring("old"));
  CallView over = ring("old");
  over.version = 2;
  end_view(over, EndReason::RemoteCancelled);
  desk.close();
  desk.reconnect(snapshot({ring("new"), over}));
  std::size_t ended = 0;
  std::size_t incoming = 0;
  for (std::size_t i = 0; i < desk.effects.size(); ++i) {
    if (std::holds_alternative<effect::Ended>(desk.effects[i])) ended = i + 1;
    if (std::holds_alternative<effect::Incoming>(desk.effects[i])) incoming = i + 1;
  }
  EXPECT_GT(ended, 0U);
  EXPECT_LT(ended, incoming) << "the whole backlog before a ring (inv. 19)";
}

TEST(Snapshot, DoesNotTellOfCallsThatWereOverBeforeThisPage) {
  Desk desk = online();
  CallView over = ring();
  end_view(over, EndReason::Missed);
  desk.close();
  desk.reconnect(snapshot({over}));
  EXPECT_FALSE(desk.holds()) << "history knows them";
}

TEST(Snapshot, OfAnUnknownCallEndsItUnderTheSameEpochOnly) {
  Desk same = desk_with(CallState::Connected, Direction::Incoming);
  same.close();
  same.reconnect(snapshot({}, {"c1", "never-heard-of"}));
  EXPECT_EQ(same.call().state, CallState::Ended);

  Desk other = desk_with(CallState::Connected, Direction::Incoming);
  other.session.calls[0].seal = {"claims", "mac"};
  other.close();
  other.reconnect(snapshot({}, {"c1"}), "e2");
  EXPECT_EQ(other.call().state, CallState::Connected);
  EXPECT_EQ(other.sent(CommandKind::Reassert).size(), 1U);
  other.wait(limits::kReassertMs);
  EXPECT_EQ(other.call().state, CallState::Ended) << "then the snapshot governs";
}

TEST(Snapshot, ThatForgotTheLatestOfACallUnderANewEpochIsAnsweredWithTheSeal) {
  Desk desk = desk_with(CallState::Connected, Direction::Incoming);
  desk.session.calls[0].seal = {"claims", "mac"};
  const std::int64_t version = desk.call().view.version;
  desk.close();
  desk.reconnect(snapshot({ring()}), "e2");
  EXPECT_EQ(desk.sent(CommandKind::Reassert).size(), 1U);
  EXPECT_EQ(desk.call().view.version, version);
  EXPECT_EQ(desk.call().state, CallState::Connected);
}

// Only who was in it says again that it is over (inv. 6).
TEST(Snapshot, ThatLostWhatAnotherDeviceDecidedIsNotAnsweredByTheLoser) {
  Desk desk = online();
  desk.event(ring());
  CallView over = ring();
  over.version = 2;
  end_view(over, EndReason::AnsweredElsewhere);
  desk.event(over);
  desk.close();
  desk.reconnect(snapshot({ring()}), "e2");
  EXPECT_TRUE(desk.sent(CommandKind::Leave).empty());
}

// A session may have been joined anew, in vain, on another leg than the record still has.
TEST(Snapshot, ThatLostALeaveIsToldAgainWhicheverLegItWas) {
  Desk desk = desk_with(CallState::Connected, Direction::Incoming);
  CallView view = desk.call().view;
  Call& call = desk.session.calls[0];
  call.state = CallState::Ended;
  call.end_reason = EndReason::Failed;
  call.leg_id = "leg-m2";
  view.version += 1;
  desk.close();
  desk.reconnect(snapshot({view}), "e2");
  EXPECT_EQ(desk.sent(CommandKind::Leave).size(), 1U);
}

// What a server was about to do when it lost its data, a join for one, it does over: of a call that
// is over and confirmed, too.
TEST(LostData, ThatMakesAnOldJoinHappenAgainIsAnsweredByALeave) {
  for (const std::string epoch : {"e1", "e2"}) {
    Desk desk = desk_with(CallState::Connected, Direction::Incoming);
    CallView joined = desk.call().view;
    desk.feed_call(input::HangUp{7, {}});
    CallView over = joined;
    over.version += 1;
    end_view(over, EndReason::Hangup);
    frame::Reply reply;
    reply.id = desk.sent(CommandKind::Leave).at(0).id;
    reply.call = frame::SnapshotEntry{over, {}};
    desk.frame(reply);
    ASSERT_TRUE(desk.call().confirmed);
    desk.close();
    desk.reconnect({}, epoch);
    joined.version += 2;
    desk.event(joined);
    EXPECT_EQ(desk.call().state, CallState::Ended);
    EXPECT_EQ(desk.sent(CommandKind::Leave).size(), epoch == "e2" ? 1U : 0U);
    desk.event(joined);
    EXPECT_TRUE(desk.sent(CommandKind::Leave).empty()) << "it is being said";
  }
}

TEST(Hello, NamesTheCallsThatThisPageHoldsButNotWhatIsSettled) {
  Desk desk = desk_with(CallState::Connected, Direction::Incoming);
  Call over = desk.call();
  over.call_id = "c2";
  over.state = CallState::Ended;
  over.confirmed = true;
  desk.session.calls.push_back(over);
  over.call_id = "c3";
  over.confirmed = false;
  desk.session.calls.push_back(over);
  desk.close();
  desk.feed(input::NetworkOnline{}).feed(input::SocketOpened{desk.session.generation});
  desk.feed(input::Token{desk.session.generation, "token"});
  EXPECT_EQ(desk.did<effect::SendHello>().at(0).calls, (std::vector<CallId>{"c1", "c3"}));
  EXPECT_EQ(desk.did<effect::SendHello>().at(0).epoch, "e1");
}

TEST(Seq, AGapIsSeenAtTheNextFrameOrTheNextPing) {
  Desk desk = online();
  desk.frame(frame::Event{1, {ring(), std::nullopt}});
  EXPECT_TRUE(desk.sent(CommandKind::Sync).empty());
  desk.frame(frame::Event{3, {ring("c3"), std::nullopt}});
  EXPECT_EQ(desk.sent(CommandKind::Sync).size(), 1U);
  EXPECT_TRUE(desk.holds("c3")) << "state is state, whatever is missing";
  desk.frame(frame::Event{3, {ring("c3"), std::nullopt}});
  EXPECT_TRUE(desk.effects.empty()) << "a repeated event is none";
  desk.frame(frame::Ping{1, kServerTime, 3});
  EXPECT_TRUE(desk.sent(CommandKind::Sync).empty());
  desk.frame(frame::Ping{1, kServerTime, 4});
  EXPECT_EQ(desk.sent(CommandKind::Sync).size(), 1U);
}

TEST(Seq, TheAnswerOfSyncSetsItAndItsSnapshotIsApplied) {
  Desk desk = online();
  desk.frame(frame::Ping{1, kServerTime, 9});
  frame::Reply reply;
  reply.id = desk.sent(CommandKind::Sync).at(0).id;
  reply.snapshot = snapshot({ring()});
  reply.seq = 9;
  desk.frame(reply);
  EXPECT_TRUE(desk.holds());
  EXPECT_EQ(desk.session.seq, 9);
}

TEST(Dial, IsRefusedBeforeAnythingIsTouchedWhenItCannotBe) {
  Desk desk = online();
  const auto refused = [&desk](const input::Dial& in) {
    desk.feed(in);
    EXPECT_EQ(desk.effects.size(), 1U);
    const std::optional<Error> error = desk.settled(in.request);
    return error ? error->code : ErrorCode::CoreDied;
  };
  input::Dial good = dial_to({"peer"});
  good.request = 50;
  input::Dial self = good;
  self.to = {"me"};
  EXPECT_EQ(refused(self), ErrorCode::InvalidArgument);
  input::Dial nobody = good;
  nobody.to = {};
  EXPECT_EQ(refused(nobody), ErrorCode::InvalidArgument);
  desk.feed(good);
  EXPECT_FALSE(desk.settled(50).has_value());
  EXPECT_EQ(refused(good), ErrorCode::CallExists);
  input::Dial second = good;
  second.call_id = "c2";
  EXPECT_EQ(refused(second), ErrorCode::AlreadyInCall);
  Desk offline = configured();
  offline.feed(good);
  EXPECT_EQ(offline.settled(50)->code, ErrorCode::Offline);
}

TEST(Limit, OfCallsIsAtEight) {
  Desk desk = online();
  for (std::size_t i = 0; i < limits::kCallsPerSession; ++i) {
    desk.event(ring("c" + std::to_string(i)));
  }
  EXPECT_EQ(desk.session.calls.size(), limits::kCallsPerSession);
  const std::int64_t ignored = desk.session.ignored;
  desk.event(ring("one-too-many"));
  EXPECT_EQ(desk.session.calls.size(), limits::kCallsPerSession);
  EXPECT_EQ(desk.session.ignored, ignored + 1);
  desk.dial("mine");
  EXPECT_EQ(desk.settled(desk.next_request - 1)->code, ErrorCode::LimitReached);
}

TEST(Unknown, CallsAreAnsweredAndTheirTracksReleased) {
  Desk desk = online();
  desk.feed_call(accept(5), "gone");
  EXPECT_EQ(desk.settled(5)->code, ErrorCode::UnknownCall);
  desk.feed_call(input::HangUp{6, {}}, "gone");
  EXPECT_FALSE(desk.settled(6).has_value());
  desk.feed_call(input::Captured{TrackKind::Video, 3}, "gone");
  EXPECT_EQ(desk.did<effect::Release>().size(), 1U) << "no camera stays on";
  const std::int64_t ignored = desk.session.ignored;
  desk.feed(input::ForLink{"gone#1", input::PeerStateChanged{"gone#1", PeerState::Connected}});
  desk.frame(signal_from_peer(1));
  EXPECT_EQ(desk.session.ignored, ignored + 2);
}

TEST(Signal, OfOneCallNeverTouchesAnother) {
  Desk desk = desk_with(CallState::Connected, Direction::Incoming);
  const Call before = desk.call();
  Signal signal = signal_from_peer(9);
  signal.call_id = "c2";
  signal.type = DescriptionType::Offer;
  signal.sdp = kOffer;
  desk.frame(signal);
  EXPECT_EQ(desk.call(), before);
}

TEST(Signal, LostWithTheConnectionIsNegotiatedAnew) {
  Desk desk = desk_with(CallState::Accepting, Direction::Incoming);
  CallView agreed = desk.call().view;
  desk.close();
  desk.feed(input::ForLink{"c1#1", input::LocalCandidate{"c1#1", candidate("1")}});
  EXPECT_TRUE(desk.effects.empty()) << "nobody hears it";
  agreed.version += 1;
  agreed.state = RecordState::Active;
  join_me(agreed);
  desk.reconnect(snapshot({agreed}));
  EXPECT_EQ(desk.call().state, CallState::Connecting);
  ASSERT_EQ(desk.did<effect::CreateOffer>().size(), 1U);
  EXPECT_TRUE(desk.did<effect::CreateOffer>()[0].ice_restart);
}

TEST(Reload, WaitsForTheUserUnlessTheAppSaidAuto) {
  CallView mine = view_of(Direction::Incoming, RecordState::Active, 4);
  join_me(mine, "leg-m", "inc-old");
  for (bool automatic : {false, true}) {
    Desk desk = connecting_desk();
    desk.session.auto_rejoin = automatic;
    desk.reconnect(snapshot({mine}));
    EXPECT_EQ(desk.call().state, automatic ? CallState::Rejoining : CallState::Rejoinable);
    EXPECT_EQ(desk.did<effect::Capture>().empty(), !automatic);
  }
}

TEST(Forget, DropsTheCallAndTellsTheHost) {
  Desk desk = desk_with(CallState::Connected, Direction::Incoming);
  desk.feed_call(input::HangUp{3, {}});
  desk.reply_error(desk.sent(CommandKind::Leave).at(0).id, ErrorCode::CallEnded, EndReason::Hangup);
  for (int turns = 0; turns < 20 && desk.holds(); ++turns) {
    desk.frame(frame::Ping{1, kServerTime, desk.session.seq});
    desk.wake();
  }
  EXPECT_FALSE(desk.holds());
  EXPECT_EQ(all_of<effect::Forget>(desk.history).size(), 1U);
}

}  // namespace
}  // namespace ringline
