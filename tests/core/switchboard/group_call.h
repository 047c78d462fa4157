// A ladder to a call of three, for the tests of groups: each rung asserts its own end state.
#pragma once

#include <gtest/gtest.h>

#include "exchange.h"

namespace ringline::switchboard::testing {

inline const Device kAnn{"ann", "ann-laptop"};
inline const Device kBob{"bob", "bob-laptop"};
inline const Device kBobPhone{"bob", "bob-phone"};
inline const Device kCarol{"carol", "carol-laptop"};
inline const Device kDave{"dave", "dave-laptop"};
inline const Device kEve{"eve", "eve-laptop"};

struct GroupCall : ::testing::Test {
  Exchange exchange;

  void everybody_connected() {
    for (const Device& device : {kAnn, kBob, kBobPhone, kCarol, kDave, kEve}) {
      exchange.connect(device);
    }
  }
  void invited(const std::string& more = "") {
    everybody_connected();
    const Json reply =
        exchange.ask(kAnn, "i1", invite_group(kAnn, "g1", {"bob", "carol"}, "i1", more));
    ASSERT_EQ(text_at(reply, "call.state"), "ringing");
    ASSERT_EQ(text_at(reply, "call.kind"), "group");
  }
  void ring(const std::string& more = "") {
    invited(more);
    for (const Device& device : {kBob, kCarol}) {
      exchange.ask(device, "r-" + device.name, ringing("g1", "r-" + device.name));
    }
    ASSERT_EQ(states(), "joined ringing ringing");
  }
  void accepts(const Device& device) {
    const std::string id = "a-" + device.name + std::to_string(++accepted);
    ASSERT_EQ(text_at(exchange.ask(device, id, accept(device, "g1", id)), "ok"), "true");
    ASSERT_EQ(exchange.participant(device, "g1", device.user), "joined");
  }
  void active(const std::string& more = "") {
    ring(more);
    accepts(kBob);
    accepts(kCarol);
    ASSERT_EQ(states(), "joined joined joined");
    exchange.clear_log();
  }
  std::string states(const Device& viewer = kAnn) {
    const Json entry = exchange.view(viewer, "g1");
    std::string all;
    for (const Json& each : at(entry, "call.participants")->items) {
      all += (all.empty() ? "" : " ") + text_at(each, "state");
    }
    return all;
  }
  std::string error_of(const Device& device, const std::string& id, const std::string& frame) {
    return text_at(exchange.ask(device, id, frame), "error.code");
  }
  void ok(const Device& device, const std::string& id, const std::string& frame) {
    EXPECT_EQ(text_at(exchange.ask(device, id, frame), "ok"), "true") << frame;
  }
  std::string seen_by(const Device& viewer, const std::string& user) {
    return exchange.participant(viewer, "g1", user, "endReason");
  }
  int accepted = 0;
};

}  // namespace ringline::switchboard::testing
