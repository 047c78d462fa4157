// Whether somebody is reachable, as the core tells one who may ask: devices that are connected, a
// call, and what nobody is to know (inv. 40).
#include <gtest/gtest.h>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kBob{"bob", "bob-laptop"};
const Device kBobPhone{"bob", "bob-phone"};
const Device kEve{"eve", "eve-laptop"};

struct Presence : ::testing::Test {
  Exchange exchange;

  std::string of(const std::string& user) { return exchange.presence(kEve, user); }

  void edit(const std::string& key, const std::string& from, const std::string& to) {
    std::string& text = exchange.store().at(key).text;
    ASSERT_NE(text.find(from), std::string::npos);
    text.replace(text.find(from), from.size(), to);
    exchange.restart();
  }
};

TEST_F(Presence, IsOnlineWhileADeviceIsConnected) {
  EXPECT_EQ(of("bob"), "offline");
  exchange.connect(kBob);
  EXPECT_EQ(of("bob"), "online");
  exchange.connect(kBobPhone);
  exchange.disconnect(kBob);
  EXPECT_EQ(of("bob"), "online");
  exchange.disconnect(kBobPhone);
  EXPECT_EQ(of("bob"), "offline");
}

TEST_F(Presence, IsBusyInACallAndNotWhileItRings) {
  exchange.connect(kAnn);
  exchange.connect(kBob);
  exchange.connect(kBobPhone);
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  EXPECT_EQ(of("ann"), "busy");
  EXPECT_EQ(of("bob"), "online");
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  EXPECT_EQ(of("bob"), "busy");
  exchange.disconnect(kBob);  // the call waits for it, and the other device is here
  EXPECT_EQ(of("bob"), "busy");
  exchange.send(kAnn, leave("c1", "l1"));
  EXPECT_EQ(of("ann"), "online");
  EXPECT_EQ(of("bob"), "online");
}

TEST_F(Presence, OfWhomNobodyCouldReachIsOffline) {
  exchange.connect(kAnn);
  exchange.connect(kBob);
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  exchange.disconnect(kBob);
  EXPECT_EQ(of("bob"), "offline");  // its only device is in the grace of the call
}

TEST_F(Presence, OfWhoBlocksIsThatOfNobody) {  // inv. 40
  exchange.connect(kAnn);
  exchange.connect(kBob);
  edit("u:app:bob", R"("blockList":[])", R"("blockList":["eve"])");
  EXPECT_EQ(of("bob"), "offline");
  EXPECT_EQ(exchange.presence(kAnn, "bob"), "online");
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  EXPECT_EQ(of("bob"), "offline");
  EXPECT_EQ(exchange.presence(kAnn, "bob"), "busy");
}

TEST_F(Presence, IsOnlyLookedAt) {
  exchange.connect(kBob);
  const std::string before = exchange.stored("u:app:bob");
  const std::int64_t commits = exchange.commits;
  EXPECT_EQ(of("bob"), "online");
  EXPECT_EQ(of("nobody-at-all"), "offline");
  EXPECT_EQ(exchange.stored("u:app:bob"), before);
  EXPECT_EQ(exchange.stored("u:app:nobody-at-all"), "");
  EXPECT_EQ(exchange.commits, commits);
}

TEST_F(Presence, IsTheHostsToAskFor) {  // one command asks about many records
  exchange.connect(kEve);
  exchange.send(kEve, R"({"type":"presence","id":"p1","users":["bob"]})");
  EXPECT_EQ(text_at(exchange.effects_of("refused").back(), "error.code"), "invalid-frame");
}

}  // namespace
}  // namespace ringline::switchboard::testing
