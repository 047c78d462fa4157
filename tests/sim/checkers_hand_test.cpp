// The checkers of what people have in the hand: each is shown a history that breaks its invariant,
// and must say so; and one beside it that does not.
#include <gtest/gtest.h>

#include "tests/sim/court.h"

namespace ringline::sim {
namespace {

// A call in which u0 and u1 talk, with a camera and a screen that are sent.
Call& talk(Court& court) {
  Call& call = court.call(CallState::Connected);
  call.user_id = "u0";
  call.leg_id = "l0";
  call.view.participants = {{.user_id = "u0"}, {.user_id = "u1"}};
  call.view.participants[0].legs = {{.leg_id = "l0"}};
  call.view.participants[1].legs = {{.leg_id = "l1"}};
  Link link;
  link.link_id = "c1#1";
  link.call_id = "c1";
  link.peer_leg = "l1";
  link.peer_user = "u1";
  link.peer = PeerState::Connected;
  link.lines = Lines::Screen;
  call.links = {link};
  court.page().session.connection = ConnectionState::Online;
  return call;
}

CallBrief brief_of(const Call& call) {
  return {.call_id = call.call_id, .state = call.state, .unmuted = call.microphone.wanted};
}

Input of_call(const CallInput& input) { return input::ForCall{"c1", input}; }

TEST(HandCheckers, AMicrophoneGoesOnByNobodysHand) {
  Court court;
  Call& call = talk(court);
  const std::vector<CallBrief> before{brief_of(call)};
  call.microphone.wanted = true;
  EXPECT_TRUE(
      court.client(checker::mute, of_call(input::SetMicrophone{1, true}), {}, before).empty());
  EXPECT_FALSE(court.client(checker::mute, input::TimePassed{}, {}, before).empty());
}

TEST(HandCheckers, ARequestMutesWhereTheDeviceAsksItsUser) {
  Court court;
  Call& call = talk(court);
  call.microphone.wanted = true;
  const std::vector<CallBrief> before{brief_of(call)};
  call.microphone.wanted = false;
  call.muted_by = "u1";
  call.mute_request_seen = 1;
  EXPECT_TRUE(court.client(checker::mute, input::FrameReceived{}, {}, before).empty());
  court.page().session.mute_requests = MuteRequests::Ask;
  EXPECT_FALSE(court.client(checker::mute, input::FrameReceived{}, {}, before).empty());
}

TEST(HandCheckers, WhoWasMutedIsHeardAfterAReload) {
  Court court;
  Call& call = talk(court);
  call.microphone.wanted = true;
  call.view.version = 7;
  court.world.ledger.muted["l0"] = 8;  // which its page has not heard of yet
  EXPECT_TRUE(court.client(checker::mute, of_call(input::Rejoin{1}), {}).empty());
  court.world.ledger.muted["l0"] = 7;
  EXPECT_FALSE(court.client(checker::mute, of_call(input::Rejoin{1}), {}).empty());
}

TEST(HandCheckers, SomebodyIsHeardAndMuted) {
  Court court;
  Call& call = talk(court);
  call.microphone.wanted = true;
  call.muted_by = "u1";
  EXPECT_FALSE(court.client(checker::mute, input::TimePassed{}, {}).empty());
}

TEST(HandCheckers, AMuteRequestIsMadeUp) {
  Court court;
  const auto before = answered_record();
  auto after = answered_record();
  after.participants.front().mute_request = {1, "u1"};
  court.job.command.type = sb::CommandType::MuteRequest;
  EXPECT_TRUE(court.commit(checker::mute, &before, after).empty());
  court.job.command.type = sb::CommandType::State;
  EXPECT_FALSE(court.commit(checker::mute, &before, after).empty());
}

TEST(HandCheckers, ARecordingBeginsByNobodysHand) {
  Court court;
  Call& call = talk(court);
  const std::vector<CallBrief> before{brief_of(call)};
  call.recording = DeviceState::On;
  EXPECT_TRUE(
      court.client(checker::recording, of_call(input::SetRecording{1, true}), {}, before).empty());
  EXPECT_FALSE(court.client(checker::recording, input::TimePassed{}, {}, before).empty());
}

TEST(HandCheckers, ARecordingOutlivesItsCall) {
  Court court;
  Call& call = talk(court);
  call.recording = DeviceState::On;
  std::vector<CallBrief> before{brief_of(call)};
  before[0].recording = DeviceState::On;
  EXPECT_TRUE(court.client(checker::recording, input::TimePassed{}, {}, before).empty());
  call.state = CallState::Rejoinable;
  EXPECT_FALSE(court.client(checker::recording, input::TimePassed{}, {}, before).empty());
}

TEST(HandCheckers, ARecordingBeginsBeforeAllHaveAnswered) {
  Court court;
  Call& call = talk(court);
  std::vector<CallBrief> before{brief_of(call)};
  before[0].recording = DeviceState::Starting;
  call.recording = DeviceState::On;
  call.asks_consent = true;
  EXPECT_FALSE(court.client(checker::recording, input::FrameReceived{}, {}, before).empty());
  court.found.clear();
  call.view.participants[1].legs[0].report.consent = Consent::Refused;
  EXPECT_TRUE(court.client(checker::recording, input::FrameReceived{}, {}, before).empty());
}

TEST(HandCheckers, AWordIsMadeUpOrForgotten) {
  auto said = answered_record();
  said.participants.back().legs.front().report.consent = Consent::Refused;
  Court court;
  court.world.ledger.words.insert({"d1.0", Consent::Refused});
  EXPECT_TRUE(court.commit(checker::recording, nullptr, said).empty());
  const auto silent = answered_record();
  EXPECT_FALSE(court.commit(checker::recording, &said, silent).empty());
  Court made_up;
  EXPECT_FALSE(made_up.commit(checker::recording, nullptr, said).empty());
}

TEST(HandCheckers, ADeviceDoesNotKnowWhoRecords) {
  Court court;
  talk(court).view.participants[1].legs[0].report.recording = DeviceState::On;
  EXPECT_FALSE(court.rest(checker::recording).empty()) << "u1 does not";
  court.found.clear();
  Page& other = court.world.pages[1];
  other.alive = true;
  other.session.calls.push_back(court.page().session.calls.front());
  other.session.calls.back().recording = DeviceState::On;
  other.session.calls.back().user_id = "u1";
  EXPECT_TRUE(court.rest(checker::recording).empty());
}

TEST(HandCheckers, ARecordingWaitsForConsentForEver) {
  Court court;
  talk(court).recording = DeviceState::Starting;
  EXPECT_FALSE(court.rest(checker::recording).empty());
}

TEST(HandCheckers, TheRecordIsWrongAboutALeg) {
  Court court;
  talk(court).microphone.state = DeviceState::Off;
  auto record = answered_record();
  record.participants.front().legs.front().report.microphone = DeviceState::Off;
  court.store(record);
  EXPECT_TRUE(court.rest(checker::reports).empty());
  for (const auto& spoil :
       std::vector<void (*)(LegReport&)>{[](LegReport& one) { one.microphone = DeviceState::On; },
                                         [](LegReport& one) { one.camera = DeviceState::On; },
                                         [](LegReport& one) { one.screen = DeviceState::On; },
                                         [](LegReport& one) { one.hold = true; },
                                         [](LegReport& one) { one.recording = DeviceState::On; },
                                         [](LegReport& one) { one.consent = Consent::Given; },
                                         [](LegReport& one) { one.muted_by = "u1"; }}) {
    auto wrong = record;
    spoil(wrong.participants.front().legs.front().report);
    court.found.clear();
    court.store(wrong);
    EXPECT_FALSE(court.rest(checker::reports).empty());
  }
}

TEST(HandCheckers, ADeviceThatGoesEndsACall) {
  Court court;
  Call& call = talk(court);
  const std::vector<CallBrief> before{brief_of(call)};
  const Input gone = of_call(input::CaptureEnded{TrackKind::Audio, 1});
  EXPECT_TRUE(court.client(checker::devices, gone, {}, before).empty());
  call.state = CallState::Ended;
  EXPECT_FALSE(court.client(checker::devices, gone, {}, before).empty());
}

TEST(HandCheckers, ADeviceIsOpenedForNoCall) {
  const Effects opens{effect::Capture{"c1", TrackKind::Audio, 1, {}}};
  Court court;
  Call& call = talk(court);
  EXPECT_TRUE(court.client(checker::devices, input::TimePassed{}, opens).empty());
  call.held = true;
  EXPECT_FALSE(court.client(checker::devices, input::TimePassed{}, opens).empty());
}

TEST(HandCheckers, ADeviceIsOpenedThatIsNotThere) {
  Court court;
  talk(court);
  const Effects opens{effect::Capture{"c1", TrackKind::Audio, 1, "mic"}};
  EXPECT_FALSE(court.client(checker::devices, input::TimePassed{}, opens).empty());
  court.found.clear();
  court.page().session.rack.list = {{media::DeviceKind::AudioInput, "mic", {}, {}}};
  EXPECT_TRUE(court.client(checker::devices, input::TimePassed{}, opens).empty());
}

TEST(HandCheckers, ASecondCameraIsOpened) {
  Court court;
  talk(court);
  court.page().tracks = {{"c1", TrackKind::Video, 1, "front"}};
  const Effects opens{effect::Capture{"c1", TrackKind::Video, 2, {}}};
  EXPECT_FALSE(court.client(checker::devices, input::TimePassed{}, opens).empty());
}

TEST(HandCheckers, AnotherDeviceIsOpenThanTheOneChosen) {
  Court court;
  Call& call = talk(court);
  call.microphone.wanted = true;
  call.microphone.state = DeviceState::On;
  call.microphone.track = 1;
  court.page().lists_gear = true;
  court.page().tracks = {{"c1", TrackKind::Audio, 1, "mic"}};
  EXPECT_TRUE(court.rest(checker::devices).empty());
  court.page().tracks.front().device_id = "headset-in";
  EXPECT_FALSE(court.rest(checker::devices).empty());
}

TEST(HandCheckers, ADeviceIsThereAndNotFound) {
  Court court;
  Call& call = talk(court);
  call.microphone.wanted = true;
  call.microphone.state = DeviceState::Failed;
  call.microphone.error = CaptureError::NotFound;
  court.page().lists_gear = true;
  court.page().plugged = 0;
  EXPECT_TRUE(court.rest(checker::devices).empty());
  court.page().plugged = 1;
  EXPECT_FALSE(court.rest(checker::devices).empty());
}

TEST(HandCheckers, ADeviceIsOpenedForEver) {
  Court court;
  talk(court).camera.capturing = true;
  EXPECT_FALSE(court.rest(checker::devices).empty());
}

TEST(HandCheckers, ASourceIsNotWhatItSays) {
  Court court;
  talk(court).microphone.state = DeviceState::On;
  EXPECT_FALSE(court.rest(checker::devices).empty()) << "there is no track";
}

// With a camera of 1280 x 720 that goes to u1, who has said that it wants so many pixels.
Court watched(std::int64_t wanted, const media::Encoding& set) {
  Court court;
  Call& call = talk(court);
  call.camera.track = 1;
  call.camera.size = {1280, 720};
  Pictures& pictures = court.page().pictures["c1#1"];
  pictures.heard = wanted;
  pictures.set[static_cast<std::size_t>(TrackKind::Video)] = set;
  return court;
}

TEST(HandCheckers, APeerIsSentMoreThanItWants) {
  const media::Encoding half{true, 100'000, 30, 2};
  EXPECT_TRUE(watched(640 * 360, half).rest(checker::pictures).empty());
  EXPECT_FALSE(watched(640 * 359, half).rest(checker::pictures).empty());
  EXPECT_FALSE(watched(0, half).rest(checker::pictures).empty());
  EXPECT_FALSE(watched(640 * 360, {.active = false}).rest(checker::pictures).empty());
}

TEST(HandCheckers, TheUplinkIsNotKept) {
  Court kept = watched(0, {true, 1'500'000, 30, 1});
  EXPECT_TRUE(kept.client(checker::pictures, input::TimePassed{}, {}).empty());
  Court broken = watched(0, {true, 1'500'001, 30, 1});
  EXPECT_FALSE(broken.client(checker::pictures, input::TimePassed{}, {}).empty());
  broken.page().pictures.clear();
  broken.found.clear();
  EXPECT_FALSE(broken.client(checker::pictures, input::TimePassed{}, {}).empty()) << "never told";
}

TEST(HandCheckers, MoreIsAskedForThanThePageCanTake) {
  Court court;
  Link& link = talk(court).links.front();
  court.page().session.max_subscribed_pixels = 20'000;
  EXPECT_FALSE(court.client(checker::pictures, input::TimePassed{}, {}).empty()) << "not told";
  court.found.clear();
  link.traffic.asked_for = 20'000;
  EXPECT_TRUE(court.client(checker::pictures, input::TimePassed{}, {}).empty());
  link.traffic.asked_for = 20'001;
  EXPECT_FALSE(court.client(checker::pictures, input::TimePassed{}, {}).empty());
}

TEST(HandCheckers, AScreenIsNotSent) {
  Court court;
  talk(court).screen.track = 1;
  EXPECT_FALSE(court.rest(checker::pictures).empty());
  court.found.clear();
  court.page().pictures["c1#1"].set[static_cast<std::size_t>(TrackKind::Screen)] = {
      {true, 1, 1, 1}};
  EXPECT_TRUE(court.rest(checker::pictures).empty());
}

TEST(HandCheckers, SomebodySpeaksWhoIsNotInTheCall) {
  Court court;
  Call& call = talk(court);
  EXPECT_TRUE(
      court.client(checker::voices, input::Levels{}, {effect::Speech{"c1", "u1", {"u1"}, {}}})
          .empty());
  EXPECT_FALSE(
      court.client(checker::voices, input::Levels{}, {effect::Speech{"c1", "u9", {"u9"}, {}}})
          .empty());
  court.found.clear();
  call.state = CallState::Ended;
  EXPECT_FALSE(
      court.client(checker::voices, input::Levels{}, {effect::Speech{"c1", "u1", {"u1"}, {}}})
          .empty());
}

TEST(HandCheckers, ALostPathIsGood) {
  Court court;
  Link& link = talk(court).links.front();
  link.traffic.quality = {.shown = 4, .known = true};
  EXPECT_TRUE(court.client(checker::voices, input::TimePassed{}, {}).empty());
  link.peer = PeerState::Failed;
  EXPECT_FALSE(court.client(checker::voices, input::TimePassed{}, {}).empty());
}

TEST(HandCheckers, ACallThatIsOverIsListenedTo) {
  Court court;
  talk(court).state = CallState::Ended;
  court.page().session.hearings = {{"c1", {}}};
  EXPECT_FALSE(court.rest(checker::voices).empty());
}

}  // namespace
}  // namespace ringline::sim
