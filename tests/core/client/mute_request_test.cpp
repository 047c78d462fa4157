// Somebody asks this user to mute (R77): what the device does by itself, and what it never does.
#include <gtest/gtest.h>

#include "party.h"

namespace ringline {
namespace {

using namespace ringline::testing;

Phone talking(MuteRequests rule) {
  Phone phone = group_connected({"ann", "bob"});
  phone.around.mute_requests = rule;
  phone.feed(input::Captured{TrackKind::Audio, phone.call.microphone.generation});
  return phone;
}

void asks(Phone& phone, std::int64_t id) {
  CallView view = next_view(phone);
  person(view, "me").mute_request = {id, "ann"};
  phone.feed_view(view);
}

TEST(MuteRequests, AreObeyedAndTheOthersSeeAtWhoseWish) {
  Phone phone = talking(MuteRequests::Obey);
  asks(phone, 1);
  EXPECT_EQ(happened(phone, CallEvent::MuteRequest), 1U);
  ASSERT_EQ(phone.did<effect::EnableTrack>().size(), 1U);
  EXPECT_FALSE(phone.did<effect::EnableTrack>()[0].enabled);
  ASSERT_EQ(phone.sent(CommandKind::State).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::State)[0].report.microphone, DeviceState::Off);
  EXPECT_EQ(phone.sent(CommandKind::State)[0].report.muted_by, "ann");
  phone.feed(input::SetMicrophone{20, true});
  EXPECT_EQ(phone.call.microphone.state, DeviceState::On) << "only a request: the user decides";
  EXPECT_EQ(phone.sent(CommandKind::State).at(0).report.muted_by, "");
}

TEST(MuteRequests, AreToldOnceEach) {
  Phone phone = talking(MuteRequests::Obey);
  asks(phone, 1);
  phone.feed(input::SetMicrophone{20, true});
  phone.feed_view(next_view(phone));
  EXPECT_EQ(phone.call.microphone.state, DeviceState::On);
  asks(phone, 2);
  EXPECT_EQ(phone.call.microphone.state, DeviceState::Off);
}

TEST(MuteRequests, AreOnlyToldWhereTheDeviceAsks) {
  Phone phone = talking(MuteRequests::Ask);
  asks(phone, 1);
  EXPECT_EQ(happened(phone, CallEvent::MuteRequest), 1U);
  EXPECT_EQ(phone.call.microphone.state, DeviceState::On);
  EXPECT_TRUE(phone.sent(CommandKind::State).empty());
}

TEST(MuteRequests, ChangeNothingForWhoIsMuted) {
  Phone phone = talking(MuteRequests::Obey);
  phone.feed(input::SetMicrophone{20, false});
  asks(phone, 1);
  EXPECT_EQ(phone.call.muted_by, "") << "it was the user himself";
}

TEST(MuteRequests, OfAnEarlierPageAreOver) {
  Phone phone = group_calling({"ann", "bob"});
  phone.call.has_view = false;
  asks(phone, 7);
  EXPECT_EQ(happened(phone, CallEvent::MuteRequest), 0U);
}

TEST(MuteRequests, ThatWereObeyedAreInForceAfterAReload) {
  Phone phone = rejoinable(Direction::Incoming);
  CallView view = next_view(phone);
  LegReport& report = person(view, "me").legs[0].report;
  report.microphone = DeviceState::Off;
  report.muted_by = "ann";
  phone.feed_view(view);
  phone.feed(input::Rejoin{20});
  EXPECT_EQ(phone.call.microphone.state, DeviceState::Off);
  EXPECT_EQ(phone.call.muted_by, "ann");
}

TEST(MuteRequests, AreSentToThePeopleNamed) {
  Phone phone = talking(MuteRequests::Obey);
  phone.feed(input::RequestMute{20, {"ann"}});
  ASSERT_EQ(phone.sent(CommandKind::MuteRequest).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::MuteRequest)[0].to, std::vector<UserId>{"ann"});
  phone.feed(input::RequestMute{21, {"me"}});
  EXPECT_EQ(phone.did<effect::Settle>().at(0).error->code, ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace ringline
