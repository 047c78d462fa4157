// From sound to video and back in mid-call (R73).
#include <gtest/gtest.h>

#include "party.h"

namespace ringline {
namespace {

using namespace ringline::testing;

/// Connected with ann in an audio call.
Phone audio_call() {
  Phone phone = group_connected({"ann"});
  phone.call.media = phone.call.view.media = Media::Audio;
  phone.call.links[0].lines = Lines::Sound;
  phone.feed(input::SetCamera{5, true});
  EXPECT_EQ(phone.did<effect::Settle>().at(0).error->code, ErrorCode::InvalidState);
  phone.call.camera = LocalSource{.kind = TrackKind::Video};
  phone.call.reported->camera = phone.call.camera.state;
  return phone;
}

CallView with_request(const Phone& phone, const UserId& by, VideoRequestState state) {
  CallView view = next_view(phone);
  view.video_request = VideoRequest{1, by, state, kServerTime + 30'000};
  if (state == VideoRequestState::Accepted) view.media = Media::Video;
  return view;
}

Phone asked_by(const UserId& by) {
  Phone phone = audio_call();
  if (by == "me") phone.feed(input::RequestVideo{20});
  phone.feed_view(with_request(phone, by, VideoRequestState::Requested));
  EXPECT_EQ(happened(phone, CallEvent::VideoRequest), 1U);
  return phone;
}

std::optional<Error> settled(const Phone& phone) {
  const auto all = phone.did<effect::Settle>();
  EXPECT_EQ(all.size(), 1U);
  return all.empty() ? std::nullopt : all[0].error;
}

TEST(VideoRequest, IsACommandAndChangesNothingByItself) {
  Phone phone = audio_call();
  phone.feed(input::RequestVideo{20});
  ASSERT_EQ(phone.sent(CommandKind::VideoRequest).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::VideoRequest)[0].request, 20);
  EXPECT_TRUE(phone.did<effect::Capture>().empty());
  EXPECT_EQ(phone.call.view.media, Media::Audio);
}

TEST(VideoRequest, IsToldOncePerChange) {
  Phone phone = asked_by("ann");
  CallView view = next_view(phone);
  view.video_request.deadline += 1;
  phone.feed_view(view);
  EXPECT_EQ(happened(phone, CallEvent::VideoRequest), 1U);
  view.version += 1;
  view.video_request.state = VideoRequestState::TimedOut;
  phone.feed_view(view);
  EXPECT_EQ(happened(phone, CallEvent::VideoRequest), 2U);
}

TEST(VideoRequest, ThatIsAcceptedTurnsTheCamerasOfBothOn) {
  for (const UserId by : {"me", "ann"}) {
    Phone phone = asked_by(by);
    if (by == "ann") {
      phone.feed(input::AcceptVideo{21});
      EXPECT_EQ(phone.sent(CommandKind::VideoAccept).size(), 1U);
      EXPECT_TRUE(phone.did<effect::Capture>().empty()) << "not before the record says so";
    }
    phone.feed_view(with_request(phone, by, VideoRequestState::Accepted));
    ASSERT_EQ(phone.did<effect::AddVideo>().size(), 1U);
    EXPECT_EQ(phone.did<effect::CreateOffer>().size(), 1U) << "who joined first offers";
    ASSERT_EQ(phone.did<effect::Capture>().size(), 1U);
    EXPECT_EQ(phone.did<effect::Capture>()[0].kind, TrackKind::Video);
    phone.feed_view(next_view(phone));
    EXPECT_TRUE(phone.did<effect::AddVideo>().empty());
  }
}

TEST(VideoRequest, OfOthersThatIsAcceptedByOthersShowsNobodyElse) {
  Phone phone = asked_by("ann");
  phone.feed_view(with_request(phone, "ann", VideoRequestState::Accepted));
  EXPECT_EQ(phone.did<effect::AddVideo>().size(), 1U) << "one sees them";
  EXPECT_TRUE(phone.did<effect::Capture>().empty());
  phone.feed(input::SetCamera{22, true});
  EXPECT_EQ(phone.did<effect::Capture>().size(), 1U) << "and may be seen";
}

TEST(VideoRequest, WhoJoinedLaterWaitsForTheOffer) {
  Phone phone = asked_by("ann");
  CallView view = with_request(phone, "ann", VideoRequestState::Accepted);
  person(view, "ann").legs[0].order = 0;
  phone.feed_view(view);
  EXPECT_TRUE(phone.did<effect::AddVideo>().empty());
  EXPECT_EQ(phone.call.links[0].lines, Lines::Video);
}

TEST(VideoRequest, ThatIsDeclinedTakenBackOrRefusedLeavesTheCameraOff) {
  for (const VideoRequestState state :
       {VideoRequestState::Declined, VideoRequestState::Cancelled, VideoRequestState::TimedOut}) {
    Phone phone = asked_by("me");
    phone.feed_view(with_request(phone, "me", state));
    CallView view = with_request(phone, "ann", VideoRequestState::Accepted);  // a later one
    view.video_request.id = 2;
    phone.feed_view(view);
    EXPECT_EQ(phone.ever<effect::Capture>(), 2U) << "those of the dial";
  }
  Phone phone = audio_call();
  phone.feed(input::RequestVideo{20});
  phone.feed(input::CommandRefused{CommandKind::VideoRequest, Error{ErrorCode::Forbidden, {}, {}}});
  EXPECT_EQ(phone.call.media, Media::Audio);
}

TEST(VideoRequest, IsAnsweredByOthersAndTakenBackByWhoAsked) {
  Phone mine = asked_by("me");
  mine.feed(input::AcceptVideo{21});
  EXPECT_EQ(settled(mine)->code, ErrorCode::InvalidState);
  mine.feed(input::DeclineVideo{22});
  EXPECT_EQ(settled(mine)->code, ErrorCode::InvalidState);
  mine.feed(input::RequestVideo{23});
  EXPECT_EQ(settled(mine)->code, ErrorCode::InvalidState) << "one at a time";
  mine.feed(input::CancelVideo{24});
  EXPECT_EQ(mine.sent(CommandKind::VideoCancel).size(), 1U);
  Phone theirs = asked_by("ann");
  theirs.feed(input::CancelVideo{21});
  EXPECT_EQ(settled(theirs)->code, ErrorCode::InvalidState);
  theirs.feed(input::DeclineVideo{22});
  EXPECT_EQ(theirs.sent(CommandKind::VideoDecline).size(), 1U);
  Phone video = group_connected({"ann"});
  video.feed(input::RequestVideo{20});
  EXPECT_EQ(settled(video)->code, ErrorCode::InvalidState);
}

TEST(VideoRequest, AcceptedOnHoldShowsNothingBeforeTheResume) {
  Phone phone = asked_by("ann");
  phone.feed(input::AcceptVideo{21});
  phone.feed(input::Hold{22});
  phone.feed_view(with_request(phone, "ann", VideoRequestState::Accepted));
  EXPECT_TRUE(phone.did<effect::Capture>().empty());
  phone.feed(input::Resume{23});
  EXPECT_EQ(phone.did<effect::Capture>().size(), 2U);
}

TEST(VideoOffer, ThatMeetsAnotherOfferIsMadeAgain) {
  Link link;
  link.link_id = "c1#1";
  link.own_leg = "leg-a";
  Effects effects;
  bind_peer(link, "u", "leg-b", "i", effects);
  add_lines(link, Lines::Video, effects);
  EXPECT_EQ(all_of<effect::CreateOffer>(effects).size(), 1U);
  on_offer_created(link, {"c1#1", link.operation, kOffer}, effects);
  effects.clear();
  take_offer(link, 1, kOffer, effects);  // polite: ours is given up
  on_answer_created(link, {"c1#1", link.operation, kAnswer}, effects);
  ASSERT_EQ(all_of<effect::CreateOffer>(effects).size(), 1U);
  EXPECT_FALSE(all_of<effect::CreateOffer>(effects)[0].ice_restart);
  on_offer_created(link, {"c1#1", link.operation, kOffer}, effects);
  take_answer(link, link.negotiation, kAnswer, effects);
  on_description_set(link, link.operation, effects);
  EXPECT_FALSE(link.lines_open || link.offer_wanted);
  EXPECT_EQ(link.signalling, SignallingState::Stable);
}

// Somebody to whom we should have offered long ago, and who knows the call as it was before there
// was video, offers as we find out: the answer to an offer without video has none.
TEST(VideoOffer, ThatALinkBeginsWithIsNotGivenUpForTheOffersOfOthers) {
  Phone phone = group_connecting({"ann"});
  const std::string id = link_with(phone, "ann").link_id;
  ASSERT_TRUE(link_with(phone, "ann").making_offer);
  Signal offer = signal_from("ann", 2);
  offer.type = DescriptionType::Offer;
  offer.sdp = kOffer;
  phone.feed(input::SignalReceived{offer});
  EXPECT_TRUE(phone.did<effect::CreateAnswer>().empty());
  phone.feed(input::OfferCreated{id, link_with(phone, "ann").operation, kOffer});
  ASSERT_EQ(phone.did<effect::SendSignal>().size(), 1U);
  EXPECT_EQ(phone.did<effect::SendSignal>()[0].signal.negotiation, 3) << "above theirs";
  Signal answer = signal_from("ann", 3);
  answer.type = DescriptionType::Answer;
  answer.sdp = kAnswer;
  phone.feed(input::SignalReceived{answer});
  phone.feed(input::DescriptionSet{id, link_with(phone, "ann").operation});
  EXPECT_FALSE(link_with(phone, "ann").lines_open);
  EXPECT_TRUE(phone.did<effect::CreateOffer>().empty()) << "once is enough";
}

TEST(VideoOffer, WaitsForTheExchangeUnderWay) {
  Link link;
  link.link_id = "c1#1";
  link.own_leg = "leg-a";
  Effects effects;
  bind_peer(link, "u", "leg-b", "i", effects);
  start_offer(link, true, effects);
  effects.clear();
  add_lines(link, Lines::Video, effects);
  EXPECT_EQ(effects.size(), 1U);
  on_offer_created(link, {"c1#1", link.operation, kOffer}, effects);
  take_answer(link, 1, kAnswer, effects);
  effects.clear();
  on_description_set(link, link.operation, effects);
  EXPECT_EQ(all_of<effect::CreateOffer>(effects).size(), 1U);
}

TEST(Downgrade, LetsTheCameraGoAndKeepsTheSound) {
  Phone phone = group_connected({"ann"});
  phone.feed(input::Downgrade{20});
  EXPECT_FALSE(settled(phone).has_value());
  EXPECT_EQ(phone.did<effect::Release>().size(), 1U);
  ASSERT_EQ(phone.did<effect::SetTrack>().size(), 1U);
  EXPECT_EQ(phone.did<effect::SetTrack>()[0].generation, 0);
  EXPECT_EQ(phone.call.media, Media::Audio);
  EXPECT_EQ(phone.sent(CommandKind::State).at(0).report.camera, DeviceState::Off);
  phone.feed(input::SetCamera{21, true});
  EXPECT_EQ(phone.did<effect::Capture>().size(), 1U);
}

}  // namespace
}  // namespace ringline
