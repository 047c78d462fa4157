// The shared tables: end reasons, errors, policies, names. Each enumerator has a name of its own
// that leads back to it.
#include <gtest/gtest.h>

#include <set>

#include "end_reason.h"
#include "error_code.h"
#include "policy.h"
#include "view.h"

namespace ringline {
namespace {

template <typename E>
void expect_names() {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < EnumNames<E>::names.size(); ++i) {
    const auto value = static_cast<E>(i);
    EXPECT_EQ(named<E>(name_of(value)), value);
    EXPECT_TRUE(seen.insert(name_of(value)).second) << name_of(value);
  }
  EXPECT_EQ(named<E>("no-such-name"), std::nullopt);
}

TEST(Names, LeadBothWays) {
  expect_names<EndReason>();
  expect_names<FailureCategory>();
  expect_names<CallStatus>();
  expect_names<ErrorCode>();
  expect_names<ErrorCategory>();
  expect_names<CallKind>();
  expect_names<Media>();
  expect_names<Role>();
  expect_names<RecordState>();
  expect_names<ParticipantState>();
  expect_names<DeviceState>();
  EXPECT_EQ(EnumNames<EndReason>::names.size(), 19U);
  EXPECT_EQ(EnumNames<ErrorCode>::names.size(), 28U);
}

TEST(EndReason, MirrorsBackWhereTheOtherSideHasAWordOfItsOwn) {
  for (std::size_t i = 0; i < EnumNames<EndReason>::names.size(); ++i) {
    const auto reason = static_cast<EndReason>(i);
    if (reason == EndReason::Unreachable) continue;  // the callee has a missed call (design 11.15)
    EXPECT_EQ(mirrored(mirrored(reason)), reason) << name_of(reason);
  }
  EXPECT_EQ(mirrored(EndReason::Unreachable), EndReason::Missed);
}

TEST(EndReason, MissedIsWhatNobodyHereDecided) {
  EXPECT_TRUE(counts_as_missed(EndReason::Missed));
  EXPECT_TRUE(counts_as_missed(EndReason::RemoteCancelled));
  EXPECT_TRUE(counts_as_missed(EndReason::Busy)) << "design 11.15";
  EXPECT_FALSE(counts_as_missed(EndReason::AnsweredElsewhere)) << "inv. 6";
  EXPECT_FALSE(counts_as_missed(EndReason::DeclinedElsewhere));
  EXPECT_EQ(log_status(EndReason::RemoteCancelled), CallStatus::Missed);
  EXPECT_EQ(log_status(EndReason::RemoteBusy), CallStatus::Busy) << "busy, not declined";
}

TEST(ErrorCode, CategoriesAndRetriesAreThoseOfTheProtocolPage) {
  EXPECT_EQ(category_of(ErrorCode::TokenExpired), ErrorCategory::Auth);
  EXPECT_EQ(category_of(ErrorCode::DeviceInUse), ErrorCategory::Device);
  EXPECT_EQ(category_of(ErrorCode::MediaFailed), ErrorCategory::Device);
  EXPECT_EQ(category_of(ErrorCode::NoRelay), ErrorCategory::Media);
  std::set<std::string_view> retryable;
  for (std::size_t i = 0; i < EnumNames<ErrorCode>::names.size(); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    if (is_retryable(code)) retryable.insert(name_of(code));
  }
  EXPECT_EQ(retryable, (std::set<std::string_view>{"rate-limited", "token-expired", "limit-reached",
                                                   "call-full", "try-later", "internal", "offline",
                                                   "timeout", "media-failed"}));
}

TEST(Policy, RangesAreExact) {
  EXPECT_TRUE(is_valid(Policy{}));
  const auto with = [](Millis Policy::* field, Millis value) {
    Policy policy;
    policy.*field = value;
    return is_valid(policy);
  };
  struct Range {
    Millis Policy::* field;
    Millis least;
    Millis most;
  };
  for (const Range& range : {Range{&Policy::ring_timeout_ms, 1'000, 600'000},
                             Range{&Policy::connect_timeout_ms, 5'000, 60'000},
                             Range{&Policy::command_timeout_ms, 1'000, 60'000},
                             Range{&Policy::ack_timeout_ms, 500, 60'000},
                             Range{&Policy::video_request_timeout_ms, 1'000, 120'000},
                             Range{&Policy::reconnect_grace_ms, 0, 120'000}}) {
    EXPECT_TRUE(with(range.field, range.least) && with(range.field, range.most));
    EXPECT_FALSE(with(range.field, range.least - 1) || with(range.field, range.most + 1));
  }
}

TEST(Policy, AnInviterShortensTheRingAndNeverLengthensIt) {
  InviterPolicy inviter;
  inviter.ring_timeout_ms = 10'000;
  EXPECT_EQ(narrowed(Policy{}, inviter).ring_timeout_ms, 10'000);
  inviter.ring_timeout_ms = 90'000;
  EXPECT_EQ(narrowed(Policy{}, inviter).ring_timeout_ms, 30'000);
  EXPECT_EQ(narrowed(Policy{}, {}), Policy{});
}

TEST(Policy, PresetsAreThoseOfTheVendors) {
  EXPECT_EQ(preset("agora")->group_end, GroupEnd::LocalHangup);
  EXPECT_EQ(preset("cometchat")->ring_timeout_ms, 45'000);
  EXPECT_EQ(preset("zego")->call_while_in_call, CallWhileInCall::Add);
  EXPECT_EQ(preset("stream"), Policy{});
  EXPECT_EQ(preset("skype"), std::nullopt);
  for (const char* name : {"agora", "cometchat", "zego", "stream"}) {
    EXPECT_TRUE(is_valid(*preset(name)));
  }
}

}  // namespace
}  // namespace ringline
