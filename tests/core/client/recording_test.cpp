// Who records, and who agreed to it (R86).
#include <gtest/gtest.h>

#include "client/call_abilities.h"
#include "party.h"

namespace ringline {
namespace {

using namespace ringline::testing;

Phone talking(RecordingConsent consent = RecordingConsent::None) {
  Phone phone = group_connected({"ann", "bob"});
  phone.call.view.policy.recording_consent = consent;
  return phone;
}

void says(Phone& phone, const UserId& user, Consent consent) {
  CallView view = next_view(phone);
  for (LegView& leg : person(view, user).legs) leg.report.consent = consent;
  phone.feed_view(view);
}

const ParticipantView& seen(const Phone& phone, const UserId& user) {
  for (const ParticipantView& one : phone.call.view.participants) {
    if (one.user_id == user) return one;
  }
  ADD_FAILURE() << user;
  return phone.call.view.participants.front();
}

std::size_t settled(const Phone& phone, Request request) {
  std::size_t count = 0;
  for (const effect::Settle& settle : phone.did<effect::Settle>()) {
    count += settle.request == request && !settle.error ? 1 : 0;
  }
  return count;
}

TEST(Recording, BeginsAtOnceAndEverybodyIsTold) {
  Phone phone = talking();
  phone.feed(input::SetRecording{20, true, false});
  EXPECT_EQ(settled(phone, 20), 1U);
  ASSERT_EQ(phone.sent(CommandKind::State).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::State)[0].report.recording, DeviceState::On);
  phone.feed(input::SetRecording{21, true, false});
  EXPECT_EQ(phone.did<effect::Settle>().at(0).error->code, ErrorCode::InvalidState);
  phone.feed(input::SetRecording{22, false, false});
  EXPECT_EQ(settled(phone, 22), 1U);
  EXPECT_EQ(phone.sent(CommandKind::State).at(0).report.recording, DeviceState::Off);
}

TEST(Recording, WaitsForEverybodysWordWhenItAsks) {
  Phone phone = talking();
  phone.feed(input::SetRecording{20, true, true});
  EXPECT_EQ(phone.sent(CommandKind::State).at(0).report.recording, DeviceState::Starting);
  EXPECT_EQ(settled(phone, 20), 0U);
  says(phone, "ann", Consent::Given);
  EXPECT_EQ(phone.call.recording, DeviceState::Starting);
  says(phone, "bob", Consent::Refused);
  EXPECT_EQ(phone.call.recording, DeviceState::On);
  EXPECT_EQ(settled(phone, 20), 1U);
  EXPECT_TRUE(is_recordable(phone.call, seen(phone, "ann")));
  EXPECT_FALSE(is_recordable(phone.call, seen(phone, "bob"))) << "left out, not overruled";
}

TEST(Recording, IsNotHeldUpForEverBySilence) {
  Phone phone = talking(RecordingConsent::Required);
  phone.feed(input::SetRecording{20, true, false});
  says(phone, "ann", Consent::Given);
  phone.wait(phone.call.view.policy.video_request_timeout_ms);
  EXPECT_EQ(phone.call.recording, DeviceState::On);
  EXPECT_EQ(settled(phone, 20), 1U);
  EXPECT_FALSE(is_recordable(phone.call, seen(phone, "bob"))) << "silence is no consent";
  says(phone, "bob", Consent::Given);
  EXPECT_TRUE(is_recordable(phone.call, seen(phone, "bob")));
}

TEST(Recording, IsGivenUpWhileItAsks) {
  Phone phone = talking();
  phone.feed(input::SetRecording{20, true, true});
  phone.feed(input::SetRecording{21, false, false});
  ASSERT_EQ(phone.did<effect::Settle>().size(), 2U);
  EXPECT_EQ(phone.did<effect::Settle>()[0].error->code, ErrorCode::InvalidState);
  EXPECT_FALSE(next_deadline(phone.call).has_value());
}

TEST(Recording, EndsWithTheCall) {
  Phone phone = talking();
  phone.feed(input::SetRecording{20, true, true});
  phone.feed(input::HangUp{21, {}});
  EXPECT_EQ(phone.did<effect::Settle>().at(1).error->code, ErrorCode::CallEnded);
  EXPECT_EQ(phone.call.recording, DeviceState::Off);
}

TEST(Recording, WhoRefusedIsLeftOutEvenUnasked) {
  Phone phone = talking();
  phone.feed(input::SetRecording{20, true, false});
  EXPECT_TRUE(is_recordable(phone.call, seen(phone, "bob")));
  says(phone, "bob", Consent::Refused);
  EXPECT_FALSE(is_recordable(phone.call, seen(phone, "bob")));
}

TEST(Recording, WhoSaidAWordHasSaidItForTheNextPageToo) {
  for (const Consent word : {Consent::Given, Consent::Refused}) {
    Phone phone = rejoinable(Direction::Incoming);
    CallView view = next_view(phone);
    person(view, "me").legs[0].report.consent = word;
    phone.feed_view(view);
    phone.feed(input::Rejoin{20});
    view.version += 1;
    view.you.incarnation = person(view, "me").legs[0].incarnation = phone.call.incarnation;
    phone.feed_view(view);
    EXPECT_EQ(phone.sent(CommandKind::State).at(0).report.consent, word);
    EXPECT_FALSE(can_consent(phone.call));
  }
}

TEST(Recording, OfSomebodyElseAsksForAWord) {
  Phone phone = talking();
  EXPECT_FALSE(can_consent(phone.call));
  CallView view = next_view(phone);
  person(view, "ann").legs[0].report.recording = DeviceState::Starting;
  phone.feed_view(view);
  EXPECT_TRUE(can_consent(phone.call));
  phone.feed(input::ConsentToRecording{20, true});
  EXPECT_FALSE(can_consent(phone.call));
  EXPECT_EQ(phone.sent(CommandKind::State).at(0).report.consent, Consent::Given);
}

}  // namespace
}  // namespace ringline
