// How many may share a screen at a time is the server's policy; the record keeps it, whoever races.
#include "group_call.h"

namespace ringline::switchboard::testing {
namespace {

struct ScreenShare : GroupCall {
  void with_policy(const std::string& value) {
    exchange = Exchange(R"({"screenShare":")" + value + R"("})");
    active();
  }
  std::string tell(const Device& device, const std::string& screen) {
    const std::string id = "s" + std::to_string(++told);
    std::string frame = set_state("g1", id, "on");
    frame.pop_back();
    return error_of(device, id, frame + R"(,"screen":")" + screen + R"("})");
  }
  std::string seen() {
    const Json entry = exchange.view(kBob, "g1");
    std::string all;
    for (const Json& each : at(entry, "call.participants")->items) {
      for (const Json& leg : each.find("legs")->items) all += text_at(leg, "screen") + " ";
    }
    return all;
  }
  int told = 0;
};

TEST_F(ScreenShare, SeveralMayByDefault) {
  active();
  EXPECT_EQ(tell(kAnn, "starting") + tell(kBob, "on") + tell(kAnn, "on"), "");
  EXPECT_EQ(seen(), "on on  ");
}

TEST_F(ScreenShare, OneIsFollowedByTheNext) {
  with_policy("one");
  EXPECT_EQ(tell(kAnn, "starting"), "");
  EXPECT_EQ(tell(kBob, "starting"), "forbidden");
  EXPECT_EQ(tell(kBob, "off"), "") << "the rest may be told";
  EXPECT_EQ(tell(kAnn, "on"), "");
  EXPECT_EQ(tell(kAnn, "off"), "");
  EXPECT_EQ(tell(kBob, "on"), "");
  exchange.ask(kBob, "l1", leave("g1", "l1"));
  EXPECT_EQ(tell(kAnn, "on"), "");
}

TEST_F(ScreenShare, WhoIsLostSharesUntilItIsOut) {
  with_policy("one");
  EXPECT_EQ(tell(kAnn, "on"), "");
  exchange.disconnect(kAnn);
  EXPECT_EQ(tell(kBob, "starting"), "forbidden");
  exchange.advance(30'000);
  EXPECT_EQ(tell(kBob, "starting"), "");
}

TEST_F(ScreenShare, AReloadEndsTheShare) {
  with_policy("one");
  EXPECT_EQ(tell(kAnn, "on"), "");
  Device ann = kAnn;
  ann.page += 1;
  exchange.disconnect(kAnn);
  exchange.connect(ann);
  exchange.ask(ann, "r1", rejoin(ann, "g1", "r1"));
  EXPECT_EQ(tell(kBob, "starting"), "");
}

TEST_F(ScreenShare, NobodyMeansNobody) {
  with_policy("nobody");
  EXPECT_EQ(tell(kAnn, "starting"), "forbidden");
  EXPECT_EQ(tell(kAnn, "off"), "");
}

}  // namespace
}  // namespace ringline::switchboard::testing
