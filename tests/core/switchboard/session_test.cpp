// Sessions: joined by their id, nobody rings (R9; design 11.10).
#include <gtest/gtest.h>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kBob{"bob", "bob-laptop"};
const Device kBobPhone{"bob", "bob-phone"};
const Device kCarol{"carol", "carol-laptop"};
const std::string kMayJoin = R"(,"mayJoin":true)";
const std::string kRoom = "session:room";

struct SessionRecord : ::testing::Test {
  Exchange exchange;

  void everybody_connected() {
    for (const Device& device : {kAnn, kBob, kBobPhone, kCarol}) exchange.connect(device);
  }
  Json joins(const Device& device, const std::string& id) {
    return exchange.ask(device, id, join(device, kRoom, id), kMayJoin);
  }
  void both_in() {
    everybody_connected();
    ASSERT_EQ(text_at(joins(kAnn, "j1"), "call.state"), "active");
    ASSERT_EQ(text_at(joins(kBob, "j2"), "call.you.state"), "joined");
    exchange.clear_log();
  }
};

TEST_F(SessionRecord, JoinWithoutTheGrantIsForbiddenWhetherOrNotItLives) {  // inv. 40
  everybody_connected();
  const Json absent = exchange.ask(kBob, "j0", join(kBob, kRoom, "j0"));
  joins(kAnn, "j1");
  const std::string before = exchange.stored("c:app:" + kRoom);
  const Json living = exchange.ask(kBob, "j2", join(kBob, kRoom, "j2"));
  EXPECT_EQ(text_at(absent, "error"), text_at(living, "error"));
  EXPECT_EQ(text_at(living, "error.code"), "forbidden");
  EXPECT_EQ(exchange.stored("c:app:" + kRoom), before);
  EXPECT_EQ(exchange.view(kBob, kRoom).kind, Json::Kind::Null);
}

TEST_F(SessionRecord, NoCallCanBeJoinedAndNoSessionPlaced) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  EXPECT_EQ(text_at(exchange.ask(kCarol, "j1", join(kCarol, "c1", "j1"), kMayJoin), "error.code"),
            "invalid-frame");
  EXPECT_EQ(text_at(exchange.ask(kCarol, "i2", invite(kCarol, kRoom, "bob", "i2")), "error.code"),
            "invalid-frame");
}

TEST_F(SessionRecord, TwoWhoJoinAtOnceAreBothIn) {
  everybody_connected();
  exchange.post(kAnn, join(kAnn, kRoom, "j1"), kMayJoin);
  exchange.post(kBob, join(kBob, kRoom, "j2"), kMayJoin);
  exchange.settle();
  EXPECT_EQ(text_at(exchange.reply_to("j1"), "ice"), "true");
  EXPECT_EQ(text_at(exchange.reply_to("j2"), "call.you.role"), "joiner");
  EXPECT_EQ(at(exchange.effects_of("grant").back(), "ends")->items.size(), 2u);
  EXPECT_EQ(exchange.claims_of("ann") + exchange.claims_of("bob"), kRoom + " " + kRoom + " ");
}

TEST_F(SessionRecord, LegIdOfSomebodyElseIsRefused) {  // inv. 16
  both_in();
  std::string frame = join(kCarol, kRoom, "j3");
  frame.replace(frame.find(kCarol.leg()), kCarol.leg().size(), kAnn.leg());
  EXPECT_EQ(text_at(exchange.ask(kCarol, "j3", frame, kMayJoin), "error.code"), "invalid-argument");
}

TEST_F(SessionRecord, SecondDeviceOfSomebodyInItIsToldSo) {
  both_in();
  EXPECT_EQ(text_at(joins(kBobPhone, "j3"), "error.code"), "answered-elsewhere");
}

TEST_F(SessionRecord, ReloadOnTheSameDeviceReplacesTheLeg) {
  both_in();
  Device reloaded = kBob;
  reloaded.page = 2;
  EXPECT_EQ(text_at(joins(reloaded, "j3"), "call.you.incarnation"), reloaded.incarnation());
  EXPECT_EQ(exchange.participant(kAnn, kRoom, "bob", "legs.0.incarnation"), reloaded.incarnation());
  EXPECT_EQ(text_at(joins(reloaded, "j3"), "ok"), "true") << "inv. 21";
}

TEST_F(SessionRecord, RejoinAfterLeaving) {
  both_in();
  exchange.ask(kBob, "l1", leave(kRoom, "l1"));
  EXPECT_EQ(exchange.claims_of("bob"), "");
  EXPECT_EQ(exchange.reason(kBob, kRoom), "hangup");
  EXPECT_EQ(text_at(joins(kBobPhone, "j3"), "call.you.state"), "joined");
  EXPECT_EQ(exchange.participant(kAnn, kRoom, "bob"), "joined");
}

TEST_F(SessionRecord, EndsWhenNobodyIsInItAndLivesAgainUnderItsId) {
  both_in();
  exchange.ask(kAnn, "l1", leave(kRoom, "l1"));
  EXPECT_EQ(exchange.state(kRoom), "active") << "one alone may wait there";
  exchange.ask(kBob, "l2", leave(kRoom, "l2"));
  EXPECT_EQ(exchange.state(kRoom), "ended");
  exchange.expect_at_rest();
  EXPECT_EQ(text_at(joins(kCarol, "j3"), "call.state"), "active");
  EXPECT_EQ(exchange.view(kAnn, kRoom).kind, Json::Kind::Null) << "of its last life";
}

TEST_F(SessionRecord, LegInItsGraceKeepsIt) {
  both_in();
  exchange.ask(kAnn, "l1", leave(kRoom, "l1"));
  exchange.disconnect(kBob);
  exchange.advance(29'999);
  EXPECT_EQ(exchange.state(kRoom), "active");
  exchange.advance(1);
  EXPECT_EQ(exchange.state(kRoom), "ended");
}

TEST_F(SessionRecord, JoinFromAnotherCallIsRefusedAndLeavesNoEmptySession) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  const Json reply = joins(kAnn, "j1");
  EXPECT_EQ(text_at(reply, "error.code"), "already-in-call");
  EXPECT_EQ(text_at(reply, "error.callId"), "c1");
  EXPECT_EQ(exchange.state(kRoom), "ended") << "nobody came";
  exchange.ask(kAnn, "l1", leave("c1", "l1"));
  EXPECT_EQ(text_at(joins(kAnn, "j2"), "ok"), "true");
}

TEST_F(SessionRecord, ClaimThatIsNotAnsweredIsTryLaterAndCountsForNothingWhenItComes) {
  everybody_connected();
  exchange.mute = "u:app:ann";
  exchange.send(kAnn, join(kAnn, kRoom, "j1"), kMayJoin);
  exchange.send(kAnn, join(kAnn, kRoom, "j1"), kMayJoin);
  EXPECT_TRUE(exchange.replies_to("j1").empty());
  exchange.advance(limits::kPlacingMs);
  EXPECT_EQ(text_at(exchange.reply_to("j1"), "error.code"), "try-later");
  EXPECT_EQ(exchange.state(kRoom), "ended");
  exchange.mute.clear();
  exchange.advance(limits::kDrainMs);
  EXPECT_EQ(exchange.claims_of("ann"), "");
  EXPECT_EQ(text_at(joins(kAnn, "j2"), "ok"), "true");
}

TEST_F(SessionRecord, LeavingWhileTheJoinWaitsComesFirst) {
  both_in();
  exchange.hold_inputs_to = "c:app:" + kRoom;
  exchange.send(kCarol, join(kCarol, kRoom, "j3"), kMayJoin);
  EXPECT_EQ(text_at(exchange.ask(kCarol, "l3", leave(kRoom, "l3")), "ok"), "true");
  EXPECT_EQ(text_at(exchange.reply_to("j3"), "error.code"), "call-ended");
  exchange.release_held();
  EXPECT_EQ(exchange.participant(kAnn, kRoom, "carol"), "");
  EXPECT_EQ(exchange.claims_of("carol"), "");
}

TEST_F(SessionRecord, DeviceThatVanishesWhileItsJoinWaitsHasItsGrace) {
  both_in();
  exchange.hold_inputs_to = "c:app:" + kRoom;
  exchange.send(kCarol, join(kCarol, kRoom, "j3"), kMayJoin);
  exchange.mute = "c:app:" + kRoom;  // that it is lost comes to nobody
  exchange.disconnect(kCarol);
  exchange.mute.clear();
  exchange.release_held();
  exchange.advance(60'000);
  EXPECT_EQ(exchange.participant(kAnn, kRoom, "carol"), "left");
}

TEST_F(SessionRecord, EndedForAllWhileSomebodyJoins) {
  both_in();
  exchange.hold_inputs_to = "c:app:" + kRoom;
  exchange.send(kCarol, join(kCarol, kRoom, "j3"), kMayJoin);
  exchange.send(kAnn, plain("end", kRoom, "e1"));
  EXPECT_EQ(text_at(exchange.reply_to("j3"), "error.code"), "call-ended");
  exchange.release_held();
  EXPECT_EQ(exchange.state(kRoom), "ended");
  EXPECT_EQ(exchange.claims_of("carol"), "");
  EXPECT_EQ(exchange.reason(kBob, kRoom), "ended-by-host");
}

TEST_F(SessionRecord, SomebodyRungIntoItMayAnswerOrJoinAndTheOtherDevicesStop) {  // inv. 6
  everybody_connected();
  joins(kAnn, "j1");
  exchange.ask(kAnn, "x1", about_users("add", kRoom, {"bob", "carol"}, "x1"));
  EXPECT_EQ(text_at(*exchange.last_event(kBobPhone), "call.you.state"), "rung");
  EXPECT_EQ(text_at(joins(kBob, "j2"), "call.you.state"), "joined");
  EXPECT_EQ(text_at(*exchange.last_event(kBobPhone), "call.you.endReason"), "answered-elsewhere");
  EXPECT_EQ(text_at(exchange.ask(kCarol, "a1", accept(kCarol, kRoom, "a1")), "ok"), "true");
  EXPECT_EQ(exchange.claims_of("bob"), kRoom + " ");
  EXPECT_EQ(text_at(parsed(exchange.stored("u:app:bob")), "claims.0.device"), kBob.name);
}

TEST_F(SessionRecord, DeclineOnThePhoneWhileTheLaptopJoinsKeepsTheClaim) {
  everybody_connected();
  joins(kAnn, "j1");
  exchange.ask(kAnn, "x1", about_users("add", kRoom, {"bob"}, "x1"));
  exchange.hold_inputs_to = "c:app:" + kRoom;
  exchange.send(kBob, join(kBob, kRoom, "j2"), kMayJoin);
  exchange.send(kBobPhone, decline(kRoom, "d1"));
  exchange.release_held();
  EXPECT_EQ(exchange.participant(kAnn, kRoom, "bob"), "joined");
  EXPECT_EQ(exchange.claims_of("bob"), kRoom + " ");
}

TEST_F(SessionRecord, RingIntoASessionEndsWithIt) {
  everybody_connected();
  joins(kAnn, "j1");
  exchange.ask(kAnn, "x1", about_users("add", kRoom, {"bob"}, "x1"));
  exchange.ask(kAnn, "l1", leave(kRoom, "l1"));
  EXPECT_EQ(exchange.reason(kBob, kRoom), "missed");
  exchange.expect_at_rest();
}

TEST_F(SessionRecord, WhoJoinAtOnceAreLimited) {  // inv. 36, at the limit and one above
  exchange = Exchange(R"({"meshLimit":26})");
  everybody_connected();
  joins(kAnn, "j1");
  exchange.hold_inputs_to = "c:app:" + kRoom;
  for (std::size_t i = 0; i <= limits::kJoiners; ++i) {
    const std::string name = "u" + std::to_string(i);
    const Device device{name, name};
    exchange.connect(device);
    exchange.send(device, join(device, kRoom, "j-" + name), kMayJoin);
    EXPECT_EQ(text_at(exchange.reply_to("j-" + name), "error.code"),
              i < limits::kJoiners ? "" : "limit-reached");
  }
  exchange.release_held();
  EXPECT_EQ(at(exchange.view(kAnn, kRoom), "call.participants")->items.size(), 9u);
}

TEST_F(SessionRecord, PlacesAreTakenByThoseInItNotByThoseWhoLeft) {
  exchange = Exchange(R"({"meshLimit":26})");
  everybody_connected();
  for (std::size_t i = 0; i <= limits::kParticipants; ++i) {
    const std::string name = "u" + std::to_string(i);
    const Device device{name, name};
    exchange.connect(device);
    EXPECT_EQ(text_at(joins(device, "j-" + name), "error.code"),
              i < limits::kParticipants ? "" : "call-full");
  }
  exchange.ask({"u0", "u0"}, "l0", leave(kRoom, "l0"));
  EXPECT_EQ(text_at(joins(kAnn, "j1"), "ok"), "true");
  exchange.restart();
  EXPECT_EQ(exchange.participant(kAnn, kRoom, "u25"), "joined") << "it can still be read";
}

TEST_F(SessionRecord, CrashAfterAnyCommitOfAJoinConverges) {  // inv. 29
  for (int commits = 1; commits <= 6; ++commits) {
    SCOPED_TRACE(commits);
    exchange = Exchange();
    both_in();
    exchange.crash_after_commits(commits);
    exchange.send(kCarol, join(kCarol, kRoom, "j3"), kMayJoin);
    exchange.restart();
    exchange.advance(10'000);
    EXPECT_GE(exchange.replies_to("j3").size(), 1u);
    const bool in = exchange.participant(kAnn, kRoom, "carol") == "joined";
    EXPECT_EQ(exchange.claims_of("carol"), in ? kRoom + " " : "");
    exchange.expect_at_rest();
  }
}

}  // namespace
}  // namespace ringline::switchboard::testing
