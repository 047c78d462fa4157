// The engine lost its data while people were in a call, and somebody hung up before the others came
// back (design 11.2, 11.3): a leave ends one leg, whatever the order.
#include <gtest/gtest.h>

#include "group_call.h"

namespace ringline::switchboard::testing {
namespace {

const std::string kSealed = R"(,"sealValid":true)";

struct DataLoss : GroupCall {
  std::string ann, bob, carol;

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
  std::string reasserts(const Device& device, const std::string& claims) {
    const std::string id = "x-" + device.name;
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
