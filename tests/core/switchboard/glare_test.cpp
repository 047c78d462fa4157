// Two who dial each other come together in one call, and other crossings (design 11.6; inv. 8).
#include <gtest/gtest.h>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kAnnPhone{"ann", "ann-phone"};
const Device kBob{"bob", "bob-laptop"};
const Device kBobPhone{"bob", "bob-phone"};
const Device kEve{"eve", "eve-laptop"};

struct Glare : ::testing::Test {
  Exchange exchange;

  void everybody_connected() {
    for (const Device& device : {kAnn, kAnnPhone, kBob, kBobPhone, kEve}) exchange.connect(device);
  }
  // Both are in c1, c2 is gone, and nobody is held by anything else.
  void expect_merged(const Device& ann, const Device& bob) {
    EXPECT_EQ(exchange.state("c1"), "active");
    for (const Device& device : {ann, bob}) {
      EXPECT_EQ(text_at(exchange.view(device, "c1"), "call.you.state"), "joined");
      EXPECT_EQ(text_at(exchange.view(device, "c1"), "call.you.legId"), device.leg());
      EXPECT_EQ(exchange.reason(device, "c2"), "replaced");
      EXPECT_EQ(text_at(exchange.view(device, "c2"), "call.replacedBy"), "c1");
    }
    EXPECT_EQ(exchange.claims_of("ann") + exchange.claims_of("bob"), "c1 c1 ");
    EXPECT_TRUE(exchange.logs_of("ann", "c2").empty()) << "folded into the survivor";
    EXPECT_TRUE(exchange.logs_of("bob", "c2").empty());
    exchange.expect_at_rest();
  }
  void both_dial(const Device& low, const Device& high, bool low_first) {
    const std::string one = invite(low, "c1", high.user, "i1");
    const std::string two = invite(high, "c2", low.user, "i2");
    exchange.post(low_first ? low : high, low_first ? one : two);
    exchange.post(low_first ? high : low, low_first ? two : one);
    exchange.settle();
  }
};

TEST_F(Glare, BothOrdersAndBothWaysOfTheIds) {
  for (const bool low_first : {true, false}) {
    for (const bool ann_low : {true, false}) {
      SCOPED_TRACE(std::to_string(low_first) + std::to_string(ann_low));
      exchange = Exchange();
      everybody_connected();
      both_dial(ann_low ? kAnn : kBob, ann_low ? kBob : kAnn, low_first);
      expect_merged(kAnn, kBob);
      EXPECT_EQ(exchange.replies_to("i1").size(), 1u);
      EXPECT_EQ(exchange.replies_to("i2").size(), 1u);
    }
  }
}

TEST_F(Glare, OneDialRingsAlreadyInBothWaysOfTheIds) {
  for (const bool low_first : {true, false}) {
    SCOPED_TRACE(low_first);
    exchange = Exchange();
    everybody_connected();
    if (low_first) exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
    exchange.ask(kBob, "i2", invite(kBob, "c2", "ann", "i2"));
    if (!low_first) exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
    expect_merged(kAnn, kBob);
    // The devices that only rang stop with the end that the merge is to them.
    const Device& rang = low_first ? kBobPhone : kAnnPhone;
    const std::string call = low_first ? "c1" : "c2";
    EXPECT_EQ(exchange.reason(rang, call), "answered-elsewhere");
    EXPECT_EQ(text_at(*exchange.last_event(rang), "call.you.endReason"), "answered-elsewhere");
  }
}

TEST_F(Glare, OtherDevicesOfBothMayDialWithoutJoining) {
  everybody_connected();
  both_dial(kAnnPhone, kBobPhone, true);
  expect_merged(kAnnPhone, kBobPhone);
  EXPECT_EQ(exchange.participant(kAnnPhone, "c1", "bob", "legs.0.deviceId"), kBobPhone.name);
  EXPECT_NE(exchange.reason(kBob, "c1"), "");
}

TEST_F(Glare, SurvivingOfferGoesToTheOtherDialUntilItSpeaks) {
  everybody_connected();
  both_dial(kAnn, kBob, false);
  EXPECT_EQ(text_at(exchange.view(kBob, "c1"), "call.offer.sdp"), "offer-sdp");
  EXPECT_EQ(at(exchange.view(kAnn, "c1"), "call.answer"), nullptr);
  exchange.ask(kBob, "s1", set_state("c1", "s1"));
  EXPECT_EQ(at(exchange.view(kBob, "c1"), "call.offer"), nullptr);
}

TEST_F(Glare, CrashAfterAnyCommitConverges) {
  for (int commits = 1; commits <= 16; ++commits) {
    for (const bool low_first : {true, false}) {
      SCOPED_TRACE(std::to_string(commits) + (low_first ? " low first" : " high first"));
      exchange = Exchange();
      everybody_connected();
      exchange.crash_after_commits(commits);
      both_dial(kAnn, kBob, low_first);
      exchange.restart();
      exchange.advance(60'000);
      const std::string one = exchange.state("c1");
      const std::string two = exchange.state("c2");
      EXPECT_FALSE(one == "placing" || one == "ringing") << one;
      EXPECT_TRUE(two == "ended" || two == "absent") << two;
      if (one == "active") expect_merged(kAnn, kBob);
      exchange.expect_at_rest();
    }
  }
}

TEST_F(Glare, DuplicatedInputsHaveNoSecondEffect) {
  for (const bool low_first : {true, false}) {
    exchange = Exchange();
    exchange.duplicate_inputs = true;
    everybody_connected();
    both_dial(kAnn, kBob, low_first);
    expect_merged(kAnn, kBob);
    EXPECT_EQ(exchange.replies_to("i2").size(), 1u);
  }
}

TEST_F(Glare, MergeThatComesBeforeTheClaimIsGrantedWaitsForIt) {
  everybody_connected();
  exchange.ask(kBob, "i2", invite(kBob, "c2", "ann", "i2"));
  exchange.mute = "u:app:bob";  // c1's claim on Bob is not answered yet
  exchange.send(kAnn, invite(kAnn, "c1", "bob", "i1"));
  EXPECT_EQ(exchange.reason(kBob, "c2"), "replaced");
  EXPECT_EQ(exchange.state("c1"), "placing");
  EXPECT_NE(exchange.stored("c:app:c1").find("\"joiners\""), std::string::npos);
  exchange.mute.clear();
  exchange.advance(2'999);
  exchange.disconnect(kEve);  // anything that makes Bob's record be asked again
  exchange.advance(5'000);
  EXPECT_EQ(exchange.reason(kBob, "c1"), "failed") << "placing has its bound";
  EXPECT_EQ(exchange.claims_of("ann") + exchange.claims_of("bob"), "");
}

// The merged dial's claim may be refused by a third call that came between.
TEST_F(Glare, MergedDialWhoseClaimIsRefusedIsBusy) {
  everybody_connected();
  exchange.ask(kBob, "i2", invite(kBob, "c2", "ann", "i2"));
  exchange.hold_inputs_to = "u:app:bob";
  exchange.send(kAnn, invite(kAnn, "c1", "bob", "i1"));
  ASSERT_NE(exchange.stored("c:app:c1").find("\"joiners\""), std::string::npos);
  exchange.dispatch(R"({"type":"forget","key":"c:app:c1"})", "");
  Json record = parsed(exchange.stored("c:app:c1"));
  const std::string asked = text_at(record, "participants.1.ackDeadline");
  exchange.input("c:app:c1", R"({"source":"u:app:bob","version":900,"index":0,"type":"refused",)"
                             R"("user":"bob","inCall":"c9","incarnation":")" +
                                 asked + "\"}");
  EXPECT_EQ(exchange.reason(kAnn, "c1"), "remote-busy");
  EXPECT_EQ(exchange.reason(kBob, "c1"), "busy");
}

TEST_F(Glare, HangUpOfTheLosingDialBeforeItYieldsKeepsBobOut) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.hold_inputs_to = "c:app:c2";
  exchange.send(kBob, invite(kBob, "c2", "ann", "i2"));
  exchange.send(kBob, leave("c2", "l2"));
  exchange.release_held();
  EXPECT_EQ(exchange.reason(kBob, "c2"), "cancelled");
  EXPECT_EQ(exchange.state("c1"), "ringing");
  EXPECT_EQ(exchange.participant(kAnn, "c1", "bob"), "rung") << "inv. 13: the dial was taken back";
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(Glare, HangUpOfTheLosingDialAfterItYieldedTellsWhereItWent) {
  everybody_connected();
  both_dial(kAnn, kBob, true);
  const Json reply = exchange.ask(kBob, "l2", leave("c2", "l2"));
  EXPECT_EQ(text_at(reply, "call.you.endReason"), "replaced");
  EXPECT_EQ(text_at(reply, "call.replacedBy"), "c1");
  exchange.ask(kBob, "l1", leave("c1", "l1"));
  EXPECT_EQ(exchange.reason(kAnn, "c1"), "remote-hangup");
}

TEST_F(Glare, MergeIntoACallThatEndedTellsTheDialHow) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.ask(kAnn, "l1", leave("c1", "l1"));
  exchange.clear_log();
  exchange.input("c:app:c1", R"({"source":"c:app:c2","version":4,"index":0,"type":"merge",)"
                             R"("callId":"c2","user":"bob","device":"bob-laptop",)"
                             R"("incarnation":"inc-bob-laptop-1","legId":"leg-bob-laptop"})");
  EXPECT_EQ(exchange.state("c1"), "ended");
  EXPECT_EQ(text_at(*exchange.last_event(kBob), "call.you.endReason"), "remote-cancelled");
  exchange.expect_at_rest();
}

// While the question is on its way the ring may end; then the dial is one like any other.
TEST_F(Glare, DialWhoseRivalEndsBeforeItIsAskedRings) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.hold_inputs_to = "c:app:c1";
  exchange.send(kBob, invite(kBob, "c2", "ann", "i2"));
  exchange.send(kAnn, leave("c1", "l1"));
  exchange.release_held();
  EXPECT_EQ(exchange.state("c2"), "ringing");
  EXPECT_EQ(exchange.claims_of("ann") + exchange.claims_of("bob"), "c2 c2 ");
}

TEST_F(Glare, WithCallWaitingItStillJoins) {
  exchange = Exchange(R"({"busy":"call-waiting"})");
  everybody_connected();
  both_dial(kAnn, kBob, false);
  expect_merged(kAnn, kBob);
}

// Both have given way before the survivor's claim is granted: one is in, the other one is told.
TEST_F(Glare, OneOfTwoDialsOfTheSameUserIsMergedIntoTheThird) {
  exchange = Exchange(R"({"busy":"call-waiting"})");
  everybody_connected();
  exchange.ask(kBob, "i2", invite(kBob, "c2", "ann", "i2"));
  exchange.ask(kBobPhone, "i3",
               invite(kBobPhone, "c3", "ann", "i3", R"(,"policy":{"callWhileInCall":"hold"})"));
  ASSERT_EQ(exchange.state("c2") + " " + exchange.state("c3"), "ringing ringing");
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  EXPECT_EQ(exchange.state("c1"), "active");
  EXPECT_EQ(exchange.participant(kAnn, "c1", "bob", "legs.0.deviceId"), kBob.name);
  EXPECT_EQ(text_at(*exchange.last_event(kBobPhone), "call.callId"), "c1");
  EXPECT_EQ(text_at(*exchange.last_event(kBobPhone), "call.you.endReason"), "answered-elsewhere");
  EXPECT_EQ(exchange.stored("c:app:c1").find("joiners"), std::string::npos);
  exchange.expect_at_rest();
}

// A dial that another call refuses must not cost the ring that it crosses.
TEST_F(Glare, DialRefusedForAnotherCallLeavesTheCrossingRingAlone) {
  exchange = Exchange(R"({"busy":"call-waiting"})");
  everybody_connected();
  exchange.ask(kAnn, "i0", invite(kAnn, "c0", "eve", "i0"));
  exchange.ask(kEve, "a0", accept(kEve, "c0", "a0"));
  exchange.ask(kBob, "i2", invite(kBob, "c2", "ann", "i2"));
  ASSERT_EQ(exchange.state("c2"), "ringing");
  const Json reply = exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  EXPECT_EQ(text_at(reply, "error.code"), "already-in-call");
  EXPECT_EQ(text_at(reply, "error.callId"), "c0");
  EXPECT_EQ(exchange.state("c2"), "ringing");
}

TEST_F(Glare, PolicyBusyRefusesTheSecondDial) {
  for (const bool low_first : {true, false}) {
    SCOPED_TRACE(low_first);
    exchange = Exchange(R"({"glare":"busy"})");
    everybody_connected();
    const std::string first = low_first ? "c1" : "c2";
    const std::string second = low_first ? "c2" : "c1";
    exchange.ask(kAnn, "i1", invite(kAnn, first, "bob", "i1"));
    const Json reply = exchange.ask(kBob, "i2", invite(kBob, second, "ann", "i2"));
    EXPECT_EQ(text_at(reply, "error.code"), "already-in-call");
    EXPECT_EQ(text_at(reply, "error.callId"), first);
    EXPECT_EQ(exchange.state(first), "ringing");
  }
}

TEST_F(Glare, PolicyBusyMakesBothBusyWhenTheDialsCross) {
  for (const bool low_first : {true, false}) {
    SCOPED_TRACE(low_first);
    exchange = Exchange(R"({"glare":"busy"})");
    everybody_connected();
    both_dial(kAnn, kBob, low_first);
    EXPECT_EQ(exchange.reason(kAnn, "c1"), "remote-busy");
    EXPECT_EQ(exchange.reason(kBob, "c1"), "busy");
    EXPECT_EQ(exchange.reason(kBob, "c2"), "remote-busy");
    EXPECT_EQ(exchange.reason(kAnn, "c2"), "busy");
    EXPECT_EQ(exchange.claims_of("ann") + exchange.claims_of("bob"), "");
    exchange.expect_at_rest();
  }
}

TEST_F(Glare, DialOfAnotherDeviceIntoAnAnsweredCallNamesIt) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  const Json reply = exchange.ask(kBobPhone, "i2", invite(kBobPhone, "c2", "ann", "i2"));
  EXPECT_EQ(text_at(reply, "error.code"), "already-in-call");
  EXPECT_EQ(text_at(reply, "error.callId"), "c1");
}

TEST_F(Glare, DialOfSomebodyWhoseGroupRingsUsNamesThatGroup) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite_group(kAnn, "g1", {"bob", "eve"}, "i1"));
  const Json reply = exchange.ask(kBob, "i2", invite(kBob, "c2", "ann", "i2"));
  EXPECT_EQ(text_at(reply, "error.code"), "already-invited");
  EXPECT_EQ(text_at(reply, "error.callId"), "g1");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob"), "rung") << "that ring stands";
  const Json other = exchange.ask(kBob, "i3", invite(kBob, "c3", "eve", "i3"));
  EXPECT_EQ(text_at(other, "error.code"), "already-in-call") << "Eve does not ring Bob";
}

TEST_F(Glare, TwoGroupsThatRingEachOtherFollowBusy) {
  everybody_connected();
  exchange.post(kAnn, invite_group(kAnn, "g1", {"bob", "eve"}, "i1"));
  exchange.post(kBob, invite_group(kBob, "g2", {"ann", "eve"}, "i2"));
  exchange.settle();
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob"), "busy");
  EXPECT_EQ(exchange.participant(kBob, "g2", "ann"), "busy");
  exchange.expect_at_rest();
}

}  // namespace
}  // namespace ringline::switchboard::testing
