// The largest call with the longest words: what the switchboard writes of it, a client reads.
#include <gtest/gtest.h>

#include "exchange.h"
#include "limits.h"
#include "wire/client_decode.h"

namespace ringline::switchboard::testing {
namespace {

struct LargeGroup : ::testing::Test {
  Exchange exchange{R"({"meshLimit":26})"};
  std::vector<Device> people;

  void everybody_accepts_with(std::size_t ext_bytes) {
    for (std::size_t i = 0; i < limits::kParticipants; ++i) {
      const std::string name = "person-" + std::to_string(10 + i);
      exchange.connect(people.emplace_back(Device{name, name + "-laptop"}));
    }
    std::vector<std::string> others;
    for (std::size_t i = 1; i < people.size(); ++i) others.push_back(people[i].user);
    exchange.ask(people[0], "i1", invite_group(people[0], "g1", others, "i1"));
    const std::string said = R"(,"ext":"\")" + std::string(ext_bytes - 2, 'x') + R"(\"")";
    for (std::size_t i = 1; i < people.size(); ++i) {
      const std::string id = "a" + std::to_string(i);
      ASSERT_EQ(text_at(exchange.ask(people[i], id, accept(people[i], "g1", id, said)), "ok"),
                "true");
    }
  }
};

TEST_F(LargeGroup, IsReadByAClientHoweverMuchEverybodySaid) {
  everybody_accepts_with(limits::kExtBytes);
  const auto event = exchange.last_event(people[25]);
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(at(*event, "call.participants")->items.size(), limits::kParticipants);
  const std::string answer = exchange.dispatch(
      R"({"type":"view","key":"c:app:g1","user":"person-10","device":"person-10-laptop"})", "");
  const std::size_t from = answer.find(R"("call":)");
  const std::string view = answer.substr(from, answer.find(R"(,"seal":)", from) - from);
  EXPECT_GT(view.size(), limits::kFrameBytes);
  std::string ice;
  const Frame frame = wire::read_frame(R"({"type":"event","seq":1,)" + view + "}", ice);
  ASSERT_TRUE(std::holds_alternative<frame::Event>(frame));
  EXPECT_EQ(std::get<frame::Event>(frame).call.view.participants[25].ext.size(), limits::kExtBytes);
}

TEST_F(LargeGroup, SealFitsIntoTheReassertOfADevice) {
  everybody_accepts_with(2);
  const std::string seal = text_at(exchange.view(people[0], "g1"), "seal");
  EXPECT_LE(seal.size(), limits::kSealBytes);
  EXPECT_LE(reassert("g1", "x1", seal).size(), limits::kFrameBytes);
}

// Each may have lost the reply to its accept.
TEST_F(LargeGroup, EverybodyMayRepeatAnAccept) {
  everybody_accepts_with(2);
  for (std::size_t i = 1; i < people.size(); ++i) {
    const std::string id = "a" + std::to_string(i);
    EXPECT_EQ(text_at(exchange.ask(people[i], id, accept(people[i], "g1", id)), "ok"), "true") << i;
  }
}

}  // namespace
}  // namespace ringline::switchboard::testing
