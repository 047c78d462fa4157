// In which order a commit is told, by whom, and that none of it is told twice or lost.
#include <gtest/gtest.h>

#include <algorithm>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kBob{"bob", "bob-laptop"};
const Device kBobPhone{"bob", "bob-phone"};

struct HandingOver : ::testing::Test {
  Exchange exchange;

  void ring() {
    for (const Device& device : {kAnn, kBob, kBobPhone}) exchange.connect(device);
    exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob", "invite-1"));
    ASSERT_EQ(exchange.state("c1"), "ringing");
  }
};

// What is parked need not wait until the answer is made.
TEST_F(HandingOver, AnAcceptMayComeBeforeItsAnswer) {
  ring();
  exchange.send(kAnn, candidates("c1", "", 3));
  exchange.clear_log();
  std::string early = accept(kBob, "c1", "accept-1");
  const std::string text = R"(,"sdp":"answer-sdp")";
  early.erase(early.find(text), text.size());
  const Json reply = exchange.ask(kBob, "accept-1", early);
  EXPECT_EQ(at(reply, "call.parked")->items.size(), 3u);
  const Json toAnn = *exchange.last_event(kAnn);
  EXPECT_EQ(text_at(toAnn, "call.answer.legId"), kBob.leg()) << "whose answer it will be";
  EXPECT_EQ(text_at(toAnn, "call.answer.negotiation"), "1");
  EXPECT_EQ(at(toAnn, "call.answer.sdp"), nullptr);
  const auto& log = exchange.log();
  const auto place_of = [&log](const std::string& type) {
    return std::find_if(log.begin(), log.end(),
                        [&](const Json& one) { return text_at(one, "type") == type; }) -
           log.begin();
  };
  EXPECT_LT(place_of("event"), place_of("reply")) << "a reply may wait for the app's ICE servers";
  EXPECT_LT(place_of("grant"), place_of("reply"));
  EXPECT_EQ(at(parsed(exchange.stored("c:app:c1")), "offer"), nullptr) << "it serves once";
}

// With a description in hand there is most left to do: whoever asked hears of it afterwards.
TEST_F(HandingOver, DescriptionsAreHandedOverFirst) {
  ring();
  const auto place_of = [this](const char* path, const std::string& text) {
    const auto& log = exchange.log();
    const auto found = std::find_if(
        log.begin(), log.end(), [&](const Json& effect) { return text_at(effect, path) == text; });
    return found - log.begin();
  };
  EXPECT_LT(place_of("call.offer.sdp", "offer-sdp"), place_of("frame.id", "invite-1"));
  exchange.clear_log();
  exchange.ask(kBob, "accept-1", accept(kBob, "c1", "accept-1"));
  EXPECT_LT(place_of("call.answer.sdp", "answer-sdp"), place_of("frame.id", "accept-1"));
}

TEST_F(HandingOver, OneEventTellsOfAllThatWasNotDrained) {
  ring();
  exchange.mute = "u:app:bob";  // nothing is drained
  exchange.send(kBob, accept(kBob, "c1", "accept-1"));
  exchange.clear_log();
  exchange.send(kBob, set_state("c1", "s1"));
  ASSERT_EQ(exchange.events_of(kAnn).size(), 1u);
  EXPECT_EQ(text_at(*exchange.last_event(kAnn), "call.answer.sdp"), "answer-sdp");
  EXPECT_EQ(exchange.events_of(kBobPhone).size(), 1u) << "nothing new, and still owed";
}

// Two nodes commit one after the other; the first tells that its own part was delivered.
TEST_F(HandingOver, WhatIsLeftAfterADrainIsForWhoCommittedIt) {
  ring();
  exchange.mute = "u:app:bob";
  exchange.send(kBob, accept(kBob, "c1", "accept-1"));
  const std::string accepted = text_at(exchange.view(kBob, "c1"), "call.version");
  exchange.send(kAnn, leave("c1", "leave-1"));
  const Json answer = parsed(
      exchange.dispatch(R"({"type":"drained","key":"c:app:c1","upTo":)" + accepted + "}", ""));
  ASSERT_NE(at(answer, "commit"), nullptr);
  EXPECT_EQ(at(answer, "drain"), nullptr) << "the hang-up's outbox is not delivered yet";
}

}  // namespace
}  // namespace ringline::switchboard::testing
