// An identity that is no longer good is out of every call at once (inv. 34), and re-assertion in
// calls of more than two (design 11.2).
#include <gtest/gtest.h>

#include "exchange.h"
#include "switchboard/route_user.h"
#include "wire/switchboard_records.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kBob{"bob", "bob-laptop"};
const Device kBobPhone{"bob", "bob-phone"};
const Device kCarol{"carol", "carol-laptop"};
const Device kDave{"dave", "dave-laptop"};
const std::string kSealed = R"(,"sealValid":true)";

struct Revocation : ::testing::Test {
  Exchange exchange;

  void everybody_connected() {
    for (const Device& device : {kAnn, kBob, kBobPhone, kCarol, kDave}) exchange.connect(device);
  }
  void direct() {
    everybody_connected();
    exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
    exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  }
  void group() {
    everybody_connected();
    exchange.ask(kAnn, "i1", invite_group(kAnn, "g1", {"bob", "carol"}, "i1"));
    exchange.ask(kBob, "a1", accept(kBob, "g1", "a1"));
    exchange.ask(kCarol, "a2", accept(kCarol, "g1", "a2"));
    ASSERT_EQ(exchange.participant(kAnn, "g1", "carol"), "joined");
  }
  // What the user's record says to its calls when nothing of the user is good any more.
  void revoke_everywhere(const Device& device) {
    const std::string key = "u:app:" + device.user;
    const UserRecord record = *wire::read_user_record(exchange.stored(key));
    const UserOutcome outcome =
        route_revoked(record, {.app = "app", .user_id = device.user}, exchange.now);
    exchange.store()[key].text = wire::write_user_record(outcome.record);
    exchange.store()[key].version = outcome.record.version;
    exchange.restart();
    exchange.run_drain(key);
  }
  std::string seal_of(const Device& device) { return text_at(exchange.view(device, "g1"), "seal"); }
};

TEST_F(Revocation, OfTheDeviceInACallEndsADirectCallAsFailed) {
  direct();
  exchange.revoke(kBob);
  EXPECT_EQ(exchange.reason(kAnn, "c1"), "failed");
  EXPECT_EQ(text_at(exchange.view(kBob, "c1"), "call.failure"), "auth");
  EXPECT_EQ(text_at(exchange.effects_of("fence").back(), "close"), "4401");
  exchange.expect_at_rest();
}

TEST_F(Revocation, OfAnotherDeviceEndsNothing) {
  direct();
  exchange.revoke(kBobPhone);
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(Revocation, DoesNotWaitForTheGraceOfALostDevice) {
  direct();
  exchange.disconnect(kBob);
  exchange.revoke(kBob);
  EXPECT_EQ(exchange.state("c1"), "ended");
}

TEST_F(Revocation, TakesOneOutOfAGroupThatGoesOn) {
  group();
  revoke_everywhere(kBob);
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob"), "left");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob", "endReason"), "failed");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "carol"), "joined");
  EXPECT_EQ(exchange.claims_of("bob"), "");
}

TEST_F(Revocation, OfAUserWhoIsRungIsUnreachableToTheCaller) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.ask(kBob, "r1", ringing("c1", "r1"));
  revoke_everywhere(kBob);
  EXPECT_EQ(exchange.reason(kAnn, "c1"), "unreachable");
  EXPECT_EQ(exchange.reason(kBob, "c1"), "missed");
}

TEST_F(Revocation, OfTheDialerWhileItRingsIsACancelToTheCallee) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.revoke(kAnn);
  EXPECT_EQ(exchange.reason(kAnn, "c1"), "failed");
  EXPECT_EQ(exchange.reason(kBob, "c1"), "remote-cancelled");
}

// The dialer's own record hears of the dial after the revocation.
TEST_F(Revocation, OfWhoIsJustDialingTakesTheDialBack) {
  everybody_connected();
  exchange.hold_inputs_to = "u:app:ann";
  exchange.post(kAnn, invite(kAnn, "c1", "bob", "i1"));
  exchange.revoke(kAnn);
  exchange.release_held();
  EXPECT_EQ(exchange.reason(kAnn, "c1"), "failed");
  EXPECT_EQ(exchange.reason(kBob, "c1"), "remote-cancelled");
  exchange.expect_at_rest();
}

TEST_F(Revocation, SealsOfDifferentVersionsBothBringTheirLegBack) {
  for (const bool older_first : {true, false}) {
    SCOPED_TRACE(older_first);
    exchange = Exchange();
    group();
    const std::string older = seal_of(kAnn);
    exchange.ask(kCarol, "s1", set_state("g1", "s1"));
    const std::string newer = seal_of(kBob);
    ASSERT_NE(older, newer);
    exchange.lose_all();
    exchange.restart("epoch-2");
    everybody_connected();
    const Device& first = older_first ? kAnn : kBob;
    const Device& second = older_first ? kBob : kAnn;
    exchange.ask(first, "x1", reassert("g1", "x1", older_first ? older : newer), kSealed);
    exchange.ask(second, "x2", reassert("g1", "x2", older_first ? newer : older), kSealed);
    EXPECT_EQ(exchange.participant(kAnn, "g1", "ann", "legs.0.up"), "true");
    EXPECT_EQ(exchange.participant(kAnn, "g1", "bob", "legs.0.up"), "true");
    EXPECT_EQ(at(exchange.effects_of("grant").back(), "ends")->items.size(), 2u);
    exchange.advance(30'000);
    EXPECT_EQ(exchange.participant(kAnn, "g1", "carol"), "left");
    EXPECT_EQ(exchange.state("g1"), "active");
  }
}

TEST_F(Revocation, WhoHadLeftBeforeTheLossIsOutOfTheRebuiltCallToo) {
  group();
  exchange.ask(kAnn, "x0", about_users("add", "g1", {"dave"}, "x0"));
  exchange.ask(kDave, "d0", decline("g1", "d0"));
  exchange.ask(kCarol, "l0", leave("g1", "l0"));
  const std::string ann = seal_of(kAnn);
  const std::string bob = seal_of(kBob);
  exchange.lose_all();
  exchange.restart("epoch-2");
  everybody_connected();
  exchange.clear_log();
  exchange.ask(kAnn, "x1", reassert("g1", "x1", ann), kSealed);
  exchange.ask(kBob, "x2", reassert("g1", "x2", bob), kSealed);
  EXPECT_EQ(exchange.reason(kDave, "g1"), "declined");
  EXPECT_EQ(exchange.reason(kCarol, "g1"), "hangup");
  EXPECT_EQ(exchange.reason(kBobPhone, "g1"), "answered-elsewhere");
  exchange.ask(kBob, "x3", about_users("add", "g1", {"dave"}, "x3"));
  EXPECT_EQ(exchange.participant(kAnn, "g1", "dave"), "rung") << "may be invited anew";
  exchange.ask(kBob, "l1", leave("g1", "l1"));
  EXPECT_TRUE(exchange.logs_of("carol", "g1").empty()) << "her log was written before";
  EXPECT_NE(at(exchange.logs_of("bob", "g1").back(), "answeredAt"), nullptr);
}

}  // namespace
}  // namespace ringline::switchboard::testing
