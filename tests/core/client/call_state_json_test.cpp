// What the screens are told of a call (docs/CORE.md, CallState): what may be done now, hold, video
// requests, people with their own links.
#include <gtest/gtest.h>

#include "party.h"
#include "wire/client_encode.h"

namespace ringline {
namespace {

using namespace ringline::testing;

bool says(const Call& call, std::string_view part) {
  return wire::call_state_text(call).find(part) != std::string::npos;
}

void expect_flag(const Call& call, const std::string& name, bool value) {
  EXPECT_TRUE(says(call, "\"" + name + "\":" + (value ? "true" : "false")))
      << name << " in " << wire::call_state_text(call);
}

TEST(CallStateJson, OfAGroupSaysWhatItsInviterMayDo) {
  Phone phone = group_connected({"ann"});
  for (const char* name : {"canInvite", "canRemove", "canEnd", "canHold", "canHangUp"}) {
    expect_flag(phone.call, name, true);
  }
  for (const char* name : {"canResume", "canCancel", "canRequestVideo", "canAnswerVideo", "held",
                           "canCancelVideo", "canRejoin"}) {
    expect_flag(phone.call, name, false);
  }
  phone.feed(input::Hold{20});
  expect_flag(phone.call, "held", true);
  expect_flag(phone.call, "canHold", false);
  expect_flag(phone.call, "canResume", true);
}

TEST(CallStateJson, FollowsThePolicyAndWhoRang) {
  Phone phone = group_connected({"ann"});
  CallView view = next_view(phone);
  view.inviter = "ann";
  view.policy.who_can_invite = WhoCanInvite::Inviter;
  person(view, "bob").invited_by = "ann";
  phone.feed_view(view);
  for (const char* name : {"canInvite", "canCancel", "canRemove", "canEnd"}) {
    expect_flag(phone.call, name, false);
  }
  view.version += 1;
  view.policy.who_can_invite = WhoCanInvite::Anyone;
  view.policy.who_can_end = WhoCanEnd::Anyone;
  person(view, "bob").invited_by = "me";
  person(view, "bob").ring_deadline = kServerTime + 5'000;
  phone.feed_view(view);
  for (const char* name : {"canInvite", "canCancel", "canRemove", "canEnd"}) {
    expect_flag(phone.call, name, true);
  }
  EXPECT_TRUE(says(phone.call, "\"invitedBy\":\"me\""));
  EXPECT_TRUE(says(phone.call, "\"ringDeadline\":" + std::to_string(kServerTime + 5'000)));
  view.version += 1;
  view.policy.who_can_end = WhoCanEnd::Nobody;
  phone.feed_view(view);
  expect_flag(phone.call, "canEnd", false);
}

TEST(CallStateJson, OfARingOffersNothingThatNeedsConsent) {
  Phone phone = ringing();
  for (const char* name : {"canInvite", "canCancel", "canRemove", "canEnd", "canHold", "canResume",
                           "canRequestVideo"}) {
    expect_flag(phone.call, name, false);
  }
  expect_flag(phone.call, "canAccept", true);
  EXPECT_FALSE(says(phone.call, "\"userId\":\"me\"")) << "oneself is no participant";
}

TEST(CallStateJson, TellsOfEachLinkByItself) {
  Phone phone = group_connected({"ann", "bob"});
  peer_says(phone, "bob", PeerState::Failed);
  const std::string text = wire::call_state_text(phone.call);
  EXPECT_NE(text.find("\"connection\":\"connected\",\"linkId\":\"c1#1\""), std::string::npos);
  EXPECT_NE(text.find("\"connection\":\"reconnecting\",\"linkId\":\"c1#2\""), std::string::npos);
}

TEST(CallStateJson, TellsOfAVideoRequestAndWhoMayAnswerIt) {
  Phone phone = group_connected({"ann"});
  CallView view = next_view(phone);
  view.media = Media::Audio;
  phone.feed_view(view);
  expect_flag(phone.call, "canRequestVideo", true);
  EXPECT_FALSE(says(phone.call, "\"videoRequest\":"));
  for (const UserId by : {"ann", "me"}) {
    view.version += 1;
    view.video_request = {3, by, VideoRequestState::Requested, kServerTime};
    phone.feed_view(view);
    expect_flag(phone.call, "canRequestVideo", false);
    expect_flag(phone.call, "canAnswerVideo", by == "ann");
    expect_flag(phone.call, "canCancelVideo", by == "me");
    EXPECT_TRUE(says(phone.call, "\"videoRequest\":{\"id\":3,\"by\":\"" + by +
                                     "\",\"state\":\"requested\",\"deadline\":"));
  }
  view.version += 1;
  view.video_request.state = VideoRequestState::TimedOut;
  phone.feed_view(view);
  expect_flag(phone.call, "canRequestVideo", true);
  EXPECT_TRUE(says(phone.call, "\"state\":\"timed-out\"}"));
}

}  // namespace
}  // namespace ringline
