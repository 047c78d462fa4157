// Pages of a device: who may act, who is refused, who takes over (inv. 25; design 11.4).
#include <gtest/gtest.h>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

const Device kFirst{"ann", "ann-laptop", 1};
const Device kSecond{"ann", "ann-laptop", 2};
const Device kThird{"ann", "ann-laptop", 3};

struct Devices : ::testing::Test {
  Exchange exchange;

  std::vector<std::string> connections_of(const std::string& effect) {
    std::vector<std::string> connections;
    for (const Json& json : exchange.effects_of(effect)) {
      connections.push_back(text_at(json, "connection"));
    }
    return connections;
  }
  std::string current() {
    const Json record = parsed(exchange.stored("u:app:ann"));
    return text_at(record, "devices.0.online") == "true" ? text_at(record, "devices.0.connection")
                                                         : "";
  }
};

using Connections = std::vector<std::string>;

TEST_F(Devices, SamePageAnewFencesTheOldConnectionAtOnce) {
  exchange.connect(kFirst);
  const std::string again =
      R"({"type":"hello","v":1,"deviceId":"ann-laptop","pageId":"page-ann-laptop-1",)"
      R"("incarnation":"i"})";
  exchange.send(kSecond, again);
  EXPECT_EQ(connections_of("fence"), Connections{kFirst.connection()});
  EXPECT_EQ(current(), kSecond.connection());
  exchange.disconnect(kFirst);
  EXPECT_EQ(current(), kSecond.connection()) << "the fenced one's end is no matter";
}

TEST_F(Devices, AnotherPageIsRefusedWhileTheOldOneAnswers) {
  exchange.connect(kFirst);
  exchange.connect(kSecond);
  EXPECT_EQ(connections_of("probe"), Connections{kFirst.connection()});
  EXPECT_EQ(connections_of("welcome").size(), 1u);
  exchange.pong(kFirst);
  const Json refusal = exchange.effects_of("refuse").back();
  EXPECT_EQ(text_at(refusal, "connection"), kSecond.connection());
  EXPECT_EQ(text_at(refusal, "code"), "device-in-use");
  EXPECT_EQ(text_at(refusal, "close"), "4409");
  exchange.advance(10'000);
  EXPECT_EQ(current(), kFirst.connection());
}

TEST_F(Devices, AnotherPageTakesThePlaceOfADeadOne) {
  exchange.connect(kFirst);
  exchange.connect(kSecond);
  exchange.advance(limits::kProbeMs - 1);
  EXPECT_EQ(current(), kFirst.connection());
  exchange.advance(1);
  EXPECT_EQ(connections_of("fence"), Connections{kFirst.connection()});
  EXPECT_EQ(text_at(exchange.effects_of("fence").back(), "close"), "4410");
  EXPECT_EQ(current(), kSecond.connection());
}

TEST_F(Devices, AnotherPageComesInAsSoonAsTheOldOneCloses) {
  exchange.connect(kFirst);
  exchange.connect(kSecond);
  exchange.disconnect(kFirst);
  EXPECT_EQ(current(), kSecond.connection());
  EXPECT_TRUE(exchange.effects_of("fence").empty());
}

TEST_F(Devices, TakeOverFences) {
  exchange.connect(kFirst);
  exchange.connect(kSecond, R"(,"takeOver":true)");
  EXPECT_EQ(connections_of("fence"), Connections{kFirst.connection()});
  EXPECT_EQ(current(), kSecond.connection());
}

TEST_F(Devices, OnlyTheLatestContenderWaits) {
  exchange.connect(kFirst);
  exchange.connect(kSecond);
  exchange.connect(kThird);
  EXPECT_EQ(text_at(exchange.effects_of("refuse").back(), "connection"), kSecond.connection());
  exchange.advance(limits::kProbeMs);
  EXPECT_EQ(current(), kThird.connection());
}

TEST_F(Devices, ContenderThatGoesAwayIsForgotten) {
  exchange.connect(kFirst);
  exchange.connect(kSecond);
  exchange.disconnect(kSecond);
  exchange.advance(10'000);
  EXPECT_EQ(current(), kFirst.connection());
  EXPECT_TRUE(exchange.effects_of("fence").empty());
}

TEST_F(Devices, PongOfAFencedConnectionIsNothing) {
  exchange.connect(kFirst);
  exchange.connect(kSecond);
  exchange.advance(limits::kProbeMs);
  exchange.pong(kFirst);
  EXPECT_EQ(current(), kSecond.connection());
}

TEST_F(Devices, WelcomeNamesClaimsAndHeldCallsOnce) {
  const Device bob{"bob", "bob-laptop"};
  exchange.connect(kFirst);
  exchange.connect(bob);
  exchange.ask(kFirst, "invite-1", invite(kFirst, "c1", "bob"));
  exchange.disconnect(kFirst);
  exchange.connect(kFirst, R"(,"calls":["c1","c-old"])");
  EXPECT_EQ(text_at(exchange.effects_of("welcome").back(), "calls"), R"(["c1","c-old"])");
  EXPECT_EQ(exchange.view(kFirst, "c-old").kind, Json::Kind::Null);
  exchange.send(kFirst, R"({"type":"sync","id":"s1","calls":["c-old"]})");
  const Json snapshot = exchange.effects_of("snapshot").back();
  EXPECT_EQ(text_at(snapshot, "calls"), R"(["c1","c-old"])");
  EXPECT_EQ(text_at(snapshot, "id"), "s1");
}

TEST_F(Devices,
       DevicesOfOneUserAreLimitedOldestOfflineGoes) {  // inv. 36, at the limit and one above
  std::vector<Device> devices;
  for (std::size_t i = 0; i < limits::kDevicesPerUser; ++i) {
    devices.push_back({"ann", "device-" + std::to_string(i)});
    exchange.connect(devices.back());
  }
  EXPECT_EQ(exchange.effects_of("welcome").size(), limits::kDevicesPerUser);
  const Device extra{"ann", "device-extra"};
  exchange.connect(extra);
  EXPECT_EQ(text_at(exchange.effects_of("refuse").back(), "code"), "limit-reached");
  for (const int leaving : {5, 3}) {
    exchange.disconnect(devices[static_cast<std::size_t>(leaving)]);
    exchange.advance(1'000);
  }
  exchange.connect(extra);
  EXPECT_EQ(text_at(exchange.effects_of("welcome").back(), "device"), extra.name);
  const std::string& text = exchange.stored("u:app:ann");
  EXPECT_EQ(text.find("\"device-5\""), std::string::npos);
  EXPECT_NE(text.find("\"device-3\""), std::string::npos);
}

TEST_F(Devices, OtherProtocolVersionIsRefused) {
  exchange.send(kFirst,
                R"({"type":"hello","v":2,"deviceId":"ann-laptop","pageId":"p","incarnation":"i"})");
  EXPECT_EQ(text_at(exchange.effects_of("refuse").back(), "code"), "unsupported-version");
}

TEST_F(Devices, HelloForAnotherDeviceThanTheTokensIsForbidden) {
  exchange.send(kFirst,
                R"({"type":"hello","v":1,"deviceId":"other","pageId":"p","incarnation":"i"})");
  EXPECT_EQ(text_at(exchange.effects_of("refuse").back(), "code"), "forbidden");
  EXPECT_TRUE(exchange.store().empty());
}

TEST_F(Devices, IdleUsersAreForgottenAfterAMonthBusyOnesNever) {
  exchange.connect(kFirst);
  EXPECT_EQ(exchange.store()["u:app:ann"].expires_at, std::nullopt);
  exchange.disconnect(kFirst);
  EXPECT_EQ(exchange.store()["u:app:ann"].expires_at, exchange.now + limits::kUserRecordMs);
}

}  // namespace
}  // namespace ringline::switchboard::testing
