// The engine lost its data while people were in a call, and somebody hung up before the others came
// back (design 11.2, 11.3): a leave ends one leg, whatever the order.
#include <gtest/gtest.h>

#include "group_call.h"

namespace ringline::switchboard::testing {
namespace {

const std::string kSealed = R"(,"sealValid":true)";

struct DataLoss : GroupCall {
  std::string ann, bob, carol;
  int asserted = 0;

  std::string seal_of(const Device& device) { return text_at(exchange.view(device, "g1"), "seal"); }
  void lose_everything() {
    ann = seal_of(kAnn);
    bob = seal_of(kBob);
    carol = seal_of(kCarol);
    exchange.lose_all();
    exchange.restart("epoch-2");
    everybody_connected();
    exchange.clear_log();
  }
  /// After more of the call than a store that is set back knows of.
  std::string later_seal_of(const Device& device) {
    for (int times = 0; times < 8; ++times)
      ok(device, "s" + std::to_string(times), set_state("g1", "s" + std::to_string(times)));
    return seal_of(device);
  }
  void set_back(const std::map<std::string, Stored>& kept) {
    exchange.store() = kept;
    exchange.restart("epoch-2");
  }
  std::string reasserts(const Device& device, const std::string& claims) {
    const std::string id = "x-" + device.name + std::to_string(++asserted);
    return text_at(exchange.ask(device, id, reassert("g1", id, claims), kSealed), "call.state");
  }
};

TEST_F(DataLoss, ALeaveThatComesFirstBringsTheCallBackForTheOthers) {
  active();
  lose_everything();
  const Json reply = exchange.ask(kBob, "l1", sealed_leave("g1", "l1", bob), kSealed);
  EXPECT_EQ(text_at(reply, "call.you.endReason"), "hangup");
  EXPECT_EQ(reasserts(kAnn, ann), "active");
  EXPECT_EQ(reasserts(kCarol, carol), "active");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob"), "left");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "carol"), "joined");
  exchange.advance(120'000);
  EXPECT_EQ(exchange.state("g1"), "active");
}

TEST_F(DataLoss, ALeaveThatComesFirstIsForTheOtherOneOfADirectCallAHangUp) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "g1", "bob", "i1"));
  exchange.ask(kBob, "a1", accept(kBob, "g1", "a1"));
  const std::string own = seal_of(kAnn);
  const std::string other = seal_of(kBob);
  exchange.lose_all();
  exchange.restart("epoch-2");
  everybody_connected();
  exchange.ask(kBob, "l1", sealed_leave("g1", "l1", other), kSealed);
  const Json reply = exchange.ask(kAnn, "x1", reassert("g1", "x1", own), kSealed);
  EXPECT_EQ(text_at(reply, "error.code"), "call-ended");
  EXPECT_EQ(text_at(reply, "error.endReason"), "remote-hangup");
}

TEST_F(DataLoss, ACancelThatComesFirstStopsTheRings) {
  ring();
  const std::string own = seal_of(kAnn);
  exchange.lose_all();
  exchange.restart("epoch-2");
  everybody_connected();
  exchange.ask(kAnn, "l1", sealed_leave("g1", "l1", own), kSealed);
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "cancelled");
  EXPECT_EQ(exchange.reason(kBob, "g1"), "remote-cancelled");
  exchange.advance(1);
  exchange.expect_at_rest();
}

// Who was rung has no seal: its leave buries the id, and must not bury the call.
TEST_F(DataLoss, ALeaveWithoutASealIsForgottenWhenTheCallComesBack) {
  ring();
  accepts(kBob);
  lose_everything();
  EXPECT_EQ(error_of(kCarol, "l1", leave("g1", "l1")), "unknown-call");
  EXPECT_EQ(exchange.state("g1"), "ended") << "buried";
  EXPECT_EQ(reasserts(kAnn, ann), "active");
  EXPECT_EQ(reasserts(kBob, bob), "active");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "carol"), "declined");
  exchange.advance(120'000);
  EXPECT_EQ(exchange.state("g1"), "active");
}

TEST_F(DataLoss, AStrangersLeaveBuriesNothing) {
  active();
  lose_everything();
  EXPECT_EQ(error_of(kEve, "l1", leave("g1", "l1")), "unknown-call");
  EXPECT_EQ(reasserts(kAnn, ann), "active");
  EXPECT_EQ(reasserts(kBob, bob), "active");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "eve"), "") << "she was never in it";
}

// The store kept a record of before the answer, and hellos have gone on counting its version.
TEST_F(DataLoss, ASealBringsBackWhatWasLostHoweverFarTheRecordHasCounted) {
  ring();
  const auto kept = exchange.store();
  accepts(kBob);
  const std::string own = seal_of(kAnn);
  const std::string other = seal_of(kBob);
  exchange.store() = kept;
  exchange.restart("epoch-2");
  for (int times = 0; times < 6; ++times) everybody_connected();
  for (int times = 0; times < 6; ++times)
    ok(kAnn, "s" + std::to_string(times), set_state("g1", "s" + std::to_string(times)));
  ASSERT_GT(at(exchange.view(kAnn, "g1"), "call.version")->integer,
            at(parsed(other), "version")->integer);
  ASSERT_EQ(exchange.state("g1"), "ringing");
  EXPECT_EQ(reasserts(kBob, other), "active");
  EXPECT_EQ(reasserts(kAnn, own), "active");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob"), "joined");
  exchange.advance(120'000);
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob"), "joined");
}

// Bob's page was loaded anew: it is there, but only a rejoin brings it back into the call.
TEST_F(DataLoss, WhoIsAwayStaysAwayWhenTheSealOfAnotherComes) {
  active();
  const auto kept = exchange.store();
  const std::string own = later_seal_of(kAnn);
  set_back(kept);
  Device reloaded = kBob;
  reloaded.page = 2;
  exchange.connect(reloaded);
  exchange.connect(kAnn);
  exchange.advance(5'000);  // nobody is on the connection before
  EXPECT_EQ(reasserts(kAnn, own), "active");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob"), "joined");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob", "legs.0.up"), "false");
  exchange.advance(31'000);
  EXPECT_EQ(seen_by(kAnn, "bob"), "connection-lost") << "past the grace";
}

// The store still has carol in the call, and shows it to her page; ann's seal knows that she left.
TEST_F(DataLoss, WhoIsOutBySomebodysSealIsTold) {
  active();
  const auto kept = exchange.store();
  ok(kCarol, "l1", leave("g1", "l1"));
  const std::string own = later_seal_of(kAnn);
  set_back(kept);
  everybody_connected();
  exchange.clear_log();
  EXPECT_EQ(reasserts(kAnn, own), "active");
  EXPECT_EQ(exchange.reason(kCarol, "g1"), "hangup");
  ASSERT_TRUE(exchange.last_event(kCarol).has_value());
  EXPECT_EQ(text_at(*exchange.last_event(kCarol), "call.you.endReason"), "hangup");
}

// It shows the seal of the page before; nobody is at its leg until it rejoins.
TEST_F(DataLoss, APageThatWasLoadedAnewProvesItsLegAndStaysAway) {
  active();
  lose_everything();
  Device reloaded = kBob;
  reloaded.page = 2;
  exchange.disconnect(kBob);
  exchange.connect(reloaded);
  EXPECT_EQ(reasserts(kAnn, ann), "active");
  const std::string shown = reassert("g1", "x-away", bob, R"(,"leg":)" + reloaded.leg_json());
  EXPECT_EQ(text_at(exchange.ask(reloaded, "x-away", shown, kSealed), "call.state"), "active");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob", "legs.0.up"), "false");
  EXPECT_EQ(text_at(exchange.ask(reloaded, "r1", rejoin(reloaded, "g1", "r1")), "ok"), "true");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob", "legs.0.up"), "true");
}

// The store still has carol ringing; bob's seal knows that she has declined, and ann has left.
TEST_F(DataLoss, ASealThatLeavesOneAloneEndsTheGroup) {
  ring();
  accepts(kBob);
  const auto kept = exchange.store();
  exchange.ask(kCarol, "d1", decline("g1", "d1"));
  const std::string own = later_seal_of(kBob);
  set_back(kept);
  everybody_connected();
  ok(kAnn, "l1", leave("g1", "l1"));
  ASSERT_EQ(exchange.state("g1"), "active") << "carol rings";
  reasserts(kBob, own);
  EXPECT_EQ(exchange.state("g1"), "ended");
  exchange.advance(1);
  exchange.expect_at_rest();
}

TEST_F(DataLoss, ALateSealUndoesNothing) {
  ring();
  const auto kept = exchange.store();
  accepts(kBob);
  const std::string other = seal_of(kBob);
  exchange.store() = kept;
  exchange.restart("epoch-2");
  everybody_connected();
  for (int times = 0; times < 8; ++times)
    ok(kAnn, "s" + std::to_string(times), set_state("g1", "s" + std::to_string(times)));
  accepts(kCarol);
  exchange.advance(31'000);  // past the grace
  reasserts(kBob, other);
  EXPECT_EQ(exchange.participant(kAnn, "g1", "carol"), "joined");
}

TEST_F(DataLoss, WhoCameUnderTheNewEpochIsStillThereAfterALaterSeal) {
  active();
  lose_everything();
  reasserts(kAnn, ann);
  ok(kAnn, "x1", about_users("add", "g1", {"dave"}, "x1"));
  accepts(kDave);
  EXPECT_EQ(reasserts(kBob, bob), "active");
  EXPECT_EQ(reasserts(kCarol, carol), "active");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "dave"), "joined");
}

TEST_F(DataLoss, ASealOfBeforeMakesNoDirectCallOfAGroupAgain) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "g1", "bob", "i1"));
  exchange.ask(kBob, "a1", accept(kBob, "g1", "a1"));
  const auto kept = exchange.store();
  const std::string own = later_seal_of(kAnn);
  set_back(kept);
  everybody_connected();
  ok(kAnn, "x1", about_users("add", "g1", {"dave"}, "x1"));
  EXPECT_EQ(reasserts(kAnn, own), "active");
  exchange.ask(kDave, "d1", decline("g1", "d1"));
  EXPECT_EQ(exchange.state("g1"), "active") << "dave's no is not an end";
}

TEST_F(DataLoss, ALaterSealOfAnotherUndoesNoHold) {
  active();
  const std::string early = seal_of(kAnn);
  for (int times = 0; times < 4; ++times)
    ok(kAnn, "s" + std::to_string(times), set_state("g1", "s" + std::to_string(times)));
  lose_everything();
  reasserts(kAnn, early);
  ok(kAnn, "h1", set_hold("g1", "h1", true));
  EXPECT_EQ(reasserts(kBob, bob), "active");
  EXPECT_EQ(exchange.participant(kBob, "g1", "ann", "legs.0.hold"), "true");
}

// The seal was made while the leg was in; the record knows that it left.
TEST_F(DataLoss, AnOldSealRevivesNobodyWhoLeftUnderTheNewEpoch) {
  active();
  lose_everything();
  reasserts(kAnn, ann);
  reasserts(kBob, bob);
  ok(kBob, "l1", leave("g1", "l1"));
  EXPECT_EQ(reasserts(kBob, bob), "");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob"), "left");
}

TEST_F(DataLoss, ASealThatTheHostDidNotVouchForBringsNothingBack) {
  active();
  lose_everything();
  EXPECT_EQ(error_of(kBob, "l1", sealed_leave("g1", "l1", bob)), "unknown-call");
  EXPECT_EQ(text_at(exchange.view(kAnn, "g1"), "call.state"), "");
}

TEST_F(DataLoss, WhatEndedUnderTheNewEpochIsNotBroughtBack) {
  active();
  lose_everything();
  reasserts(kAnn, ann);
  reasserts(kBob, bob);
  ok(kAnn, "l1", leave("g1", "l1"));
  ok(kBob, "l2", leave("g1", "l2"));
  ASSERT_EQ(exchange.state("g1"), "ended");
  EXPECT_EQ(reasserts(kCarol, carol), "");
  EXPECT_EQ(exchange.state("g1"), "ended");
}

}  // namespace
}  // namespace ringline::switchboard::testing
