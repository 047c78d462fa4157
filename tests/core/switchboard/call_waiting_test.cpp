// More than one call of a user: call waiting, hold, and busy by device (design 5, 11.18).
#include <gtest/gtest.h>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kBob{"bob", "bob-laptop"};
const Device kBobPhone{"bob", "bob-phone"};
const Device kEve{"eve", "eve-laptop"};
const std::string kHold = R"(,"policy":{"callWhileInCall":"hold"})";

struct CallWaiting : ::testing::Test {
  Exchange exchange{R"({"busy":"call-waiting"})"};

  void active() {
    for (const Device& device : {kAnn, kBob, kBobPhone, kEve}) exchange.connect(device);
    exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
    exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
    ASSERT_EQ(exchange.state("c1"), "active");
    exchange.clear_log();
  }
};

TEST_F(CallWaiting, AcceptOfTheWaitingCallKeepsBoth) {
  active();
  exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2"));
  EXPECT_EQ(text_at(*exchange.last_event(kBob), "call.you.state"), "rung");
  EXPECT_EQ(text_at(exchange.ask(kBob, "h1", set_hold("c1", "h1", true)), "ok"), "true");
  EXPECT_EQ(exchange.participant(kAnn, "c1", "bob", "legs.0.hold"), "true");
  EXPECT_EQ(text_at(exchange.ask(kBob, "a2", accept(kBob, "c2", "a2")), "ok"), "true");
  EXPECT_EQ(exchange.claims_of("bob"), "c1 c2 ");
  exchange.ask(kBob, "l2", leave("c2", "l2"));
  exchange.ask(kBob, "h2", set_hold("c1", "h2", false));
  EXPECT_EQ(exchange.participant(kAnn, "c1", "bob", "legs.0.hold"), "");
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(CallWaiting, DialWhileInACallNeedsHold) {
  active();
  EXPECT_EQ(text_at(exchange.ask(kBob, "i2", invite(kBob, "c2", "eve", "i2")), "error.code"),
            "already-in-call");
  EXPECT_EQ(text_at(exchange.ask(kBob, "i3", invite(kBob, "c3", "eve", "i3", kHold)), "call.state"),
            "ringing");
  EXPECT_EQ(exchange.claims_of("bob"), "c1 c3 ");
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(CallWaiting, HoldOfTheCallerDoesNotMakeTheCalleeFree) {
  exchange = Exchange();
  active();
  exchange.ask(kEve, "i2", invite(kEve, "c2", "ann", "i2", kHold));
  EXPECT_EQ(exchange.reason(kEve, "c2"), "remote-busy");
}

TEST_F(CallWaiting, CallsOfOneDiallerAreLimited) {  // inv. 36, at the limit and one above
  active();
  for (std::size_t i = 1; i <= limits::kCallsPerUser; ++i) {
    const std::string call = "x" + std::to_string(i);
    const Json reply = exchange.ask(kBob, call, invite(kBob, call, "n" + call, call, kHold));
    EXPECT_EQ(text_at(reply, "error.code"), i < limits::kCallsPerUser ? "" : "limit-reached");
  }
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(CallWaiting, LossOfTheDeviceIsToldToAllItsCalls) {
  active();
  exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2"));
  exchange.ask(kBob, "a2", accept(kBob, "c2", "a2"));
  exchange.disconnect(kBob);
  EXPECT_EQ(exchange.participant(kAnn, "c1", "bob", "legs.0.up"), "false");
  EXPECT_EQ(exchange.participant(kEve, "c2", "bob", "legs.0.up"), "false");
}

TEST_F(CallWaiting, DeviceThatVanishedBeforeItsAcceptWasKnownHasItsGrace) {
  active();
  exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2"));
  exchange.mute = "c:app:c2";  // the loss comes to nobody
  exchange.disconnect(kBob);
  exchange.mute.clear();
  exchange.ask(kBob, "a2", accept(kBob, "c2", "a2"));  // sent before its socket broke
  EXPECT_EQ(exchange.participant(kEve, "c2", "bob", "legs.0.up"), "false");
}

struct BusyScope : ::testing::Test {
  Exchange exchange{R"({"busyScope":"device"})"};

  void active() {
    for (const Device& device : {kAnn, kBob, kBobPhone, kEve}) exchange.connect(device);
    exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
    exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
    exchange.clear_log();
  }
};

TEST_F(BusyScope, OnlyTheFreeDeviceRings) {
  active();
  exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2"));
  EXPECT_EQ(text_at(*exchange.last_event(kBobPhone), "call.callId"), "c2");
  EXPECT_TRUE(exchange.events_of(kBob).empty());
  exchange.ask(kBobPhone, "a2", accept(kBobPhone, "c2", "a2"));
  EXPECT_EQ(exchange.claims_of("bob"), "c1 c2 ");
}

TEST_F(BusyScope, BusyWhenNoDeviceIsFree) {
  active();
  exchange.disconnect(kBobPhone);
  exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2"));
  EXPECT_EQ(exchange.reason(kEve, "c2"), "remote-busy");
}

TEST_F(BusyScope, CallThatStillRingsHasAllDevices) {
  for (const Device& device : {kAnn, kBob, kBobPhone, kEve}) exchange.connect(device);
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2"));
  EXPECT_EQ(exchange.reason(kEve, "c2"), "remote-busy");
}

TEST_F(BusyScope, FreeDeviceMayDialTheBusyOneMayNot) {
  active();
  EXPECT_EQ(text_at(exchange.ask(kBob, "i2", invite(kBob, "c2", "eve", "i2")), "error.code"),
            "already-in-call");
  EXPECT_EQ(
      text_at(exchange.ask(kBobPhone, "i3", invite(kBobPhone, "c3", "eve", "i3")), "call.state"),
      "ringing");
}

TEST_F(BusyScope, SeatedDeviceThatReconnectsIsNotRungByTheOtherCall) {
  active();
  exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2"));
  exchange.disconnect(kBob);
  exchange.clear_log();
  exchange.connect(kBob);
  for (const Json& event : exchange.events_of(kBob)) {
    EXPECT_EQ(text_at(event, "call.callId"), "c1");
  }
}

}  // namespace
}  // namespace ringline::switchboard::testing
