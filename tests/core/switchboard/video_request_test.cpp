// An audio call becomes a video call by consent (R73).
#include <gtest/gtest.h>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kBob{"bob", "bob-laptop"};
const Device kCarol{"carol", "carol-laptop"};

struct Video : ::testing::Test {
  Exchange exchange;

  void active() {
    for (const Device& device : {kAnn, kBob, kCarol}) exchange.connect(device);
    exchange.ask(kAnn, "i1", invite_group(kAnn, "g1", {"bob", "carol"}, "i1"));
    EXPECT_EQ(error_of(kAnn, "v0", "video-request"), "invalid-state") << "nobody to ask";
    exchange.ask(kBob, "a1", accept(kBob, "g1", "a1"));
    EXPECT_EQ(error_of(kCarol, "v9", "video-accept"), "forbidden") << "it still rings";
    exchange.ask(kCarol, "a2", accept(kCarol, "g1", "a2"));
    ASSERT_EQ(text_at(exchange.view(kAnn, "g1"), "call.media"), "audio");
  }
  std::string error_of(const Device& device, const std::string& id, const std::string& type) {
    return text_at(exchange.ask(device, id, plain(type, "g1", id)), "error.code");
  }
  std::string request() { return text_at(exchange.view(kBob, "g1"), "call.videoRequest.state"); }
  std::string media() { return text_at(exchange.view(kBob, "g1"), "call.media"); }
};

TEST_F(Video, RequestAndOneYesMakeItAVideoCall) {
  active();
  EXPECT_EQ(error_of(kAnn, "v1", "video-request"), "");
  EXPECT_EQ(text_at(*exchange.last_event(kBob), "call.videoRequest.by"), "ann");
  EXPECT_EQ(media(), "audio");
  EXPECT_EQ(error_of(kBob, "v2", "video-accept"), "");
  EXPECT_EQ(request() + " " + media(), "accepted video");
  EXPECT_EQ(error_of(kCarol, "v3", "video-accept"), "invalid-state");
  EXPECT_EQ(error_of(kCarol, "v4", "video-request"), "invalid-state");
}

TEST_F(Video, NobodySaysYesForSomebodyElse) {
  active();
  error_of(kAnn, "v1", "video-request");
  EXPECT_EQ(error_of(kAnn, "v2", "video-accept"), "invalid-state") << "not the one who asks";
  EXPECT_EQ(error_of(kBob, "v3", "video-cancel"), "invalid-state") << "not the one who is asked";
  EXPECT_EQ(
      text_at(exchange.ask({"eve", "eve"}, "v4", plain("video-accept", "g1", "v4")), "error.code"),
      "unknown-call");
  EXPECT_EQ(request() + " " + media(), "requested audio");
}

TEST_F(Video, GroupDeclinesOnlyWhenAllDo) {
  active();
  error_of(kAnn, "v1", "video-request");
  EXPECT_EQ(error_of(kBob, "v2", "video-decline"), "");
  EXPECT_EQ(request(), "requested");
  EXPECT_EQ(error_of(kCarol, "v3", "video-decline"), "");
  EXPECT_EQ(request() + " " + media(), "declined audio");
}

TEST_F(Video, DecliningOverAndOverStaysWithinBounds) {  // inv. 36
  active();
  error_of(kAnn, "v1", "video-request");
  for (std::size_t i = 0; i < limits::kParticipants + 2; ++i) {
    EXPECT_EQ(error_of(kBob, "d" + std::to_string(i), "video-decline"), "");
  }
  exchange.restart();
  EXPECT_EQ(error_of(kCarol, "v2", "video-accept"), "") << "the record can still be read";
}

TEST_F(Video, CancelTimeOutAndAskingAgain) {
  active();
  error_of(kAnn, "v1", "video-request");
  EXPECT_EQ(error_of(kAnn, "v2", "video-cancel"), "");
  EXPECT_EQ(request(), "cancelled");
  EXPECT_EQ(error_of(kBob, "v3", "video-accept"), "invalid-state") << "too late";
  error_of(kAnn, "v4", "video-request");
  exchange.advance(29'999);
  EXPECT_EQ(request(), "requested");
  exchange.advance(1);
  EXPECT_EQ(request(), "timed-out");
  EXPECT_EQ(text_at(exchange.view(kBob, "g1"), "call.videoRequest.id"), "2");
}

TEST_F(Video, TwoWhoAskAtOnceHaveBothSaidYes) {
  active();
  exchange.post(kAnn, plain("video-request", "g1", "v1"));
  exchange.post(kBob, plain("video-request", "g1", "v2"));
  exchange.settle();
  EXPECT_EQ(request() + " " + media(), "accepted video");
}

TEST_F(Video, IsDeclinedWhenTheLastOneWhoHadNotSaidNoLeaves) {
  active();
  error_of(kAnn, "v1", "video-request");
  error_of(kBob, "v2", "video-decline");
  EXPECT_EQ(request(), "requested");
  exchange.ask(kCarol, "l1", leave("g1", "l1"));
  EXPECT_EQ(request(), "declined");
}

TEST_F(Video, WhoAskedAndLeftAsksNoMore) {
  active();
  error_of(kAnn, "v1", "video-request");
  exchange.ask(kAnn, "l1", leave("g1", "l1"));
  EXPECT_EQ(request() + " " + media(), "cancelled audio");
  exchange.advance(60'000);
  EXPECT_EQ(request(), "cancelled");
}

TEST_F(Video, EndOfTheCallIsTheEndOfTheRequest) {
  active();
  error_of(kAnn, "v1", "video-request");
  exchange.ask(kAnn, "e1", plain("end", "g1", "e1"));
  EXPECT_EQ(error_of(kBob, "v2", "video-accept"), "call-ended");
  exchange.advance(60'000);
  exchange.expect_at_rest();
}

}  // namespace
}  // namespace ringline::switchboard::testing
