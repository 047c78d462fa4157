// The media of a call once it flows: quality of each path, encodings by the number of people,
// budgets of pixels, instants (R66, R67).
#include <gtest/gtest.h>

#include <map>

#include "desk.h"
#include "party.h"
#include "wire/client_core.h"
#include "wire/client_decode.h"
#include "wire/client_encode.h"

namespace ringline {
namespace {

using namespace ringline::testing;

constexpr media::LinkFigures kGood{.round_trip_ms = 20};
constexpr media::LinkFigures kBad{.round_trip_ms = 900, .loss = 0.2};

bool says(const Phone& phone, std::string_view part) {
  return wire::call_state_text(phone.call).find(part) != std::string::npos;
}

Phone& measured(Phone& phone, const UserId& user, const media::LinkFigures& figures) {
  return phone.feed(input::Figures{{{link_with(phone, user).link_id, figures}}});
}

/// A group with our camera on, 1280 x 720.
Phone seen_by(const std::vector<UserId>& others) {
  Phone phone = group_connected(others);
  phone.feed(input::SetCamera{5, false});
  phone.feed(input::SetCamera{6, true});
  phone.feed(input::Captured{TrackKind::Video, phone.call.camera.generation, {1280, 720}});
  EXPECT_EQ(phone.call.camera.track, phone.call.camera.generation);
  return phone;
}

media::Encoding last_encoding(const Phone& phone, const UserId& user,
                              TrackKind kind = TrackKind::Video) {
  media::Encoding last;
  for (const effect::Encode& one : all_of<effect::Encode>(phone.history)) {
    if (one.kind == kind && one.link_id == link_with(phone, user).link_id) last = one.encoding;
  }
  return last;
}

TEST(Quality, OfEachParticipantIsToldOnceItIsKnown) {
  Phone phone = group_connected({"ann", "bob"});
  EXPECT_FALSE(says(phone, "\"quality\":"));
  measured(phone, "bob", kGood);
  EXPECT_TRUE(says(phone, "\"linkId\":\"c1#2\",\"quality\":5"));
  EXPECT_FALSE(says(phone, "\"linkId\":\"c1#1\",\"quality\""));
  measured(phone, "bob", kBad);
  EXPECT_TRUE(says(phone, "\"quality\":1")) << "a plunge is believed at once";
}

TEST(Quality, OfALostPathIsNothingUntilItIsMeasuredAgain) {
  Phone phone = group_connected({"ann"});
  measured(phone, "ann", kGood);
  peer_says(phone, "ann", PeerState::Disconnected);
  EXPECT_TRUE(says(phone, "\"quality\":0"));
  measured(phone, "ann", kGood);
  EXPECT_TRUE(says(phone, "\"quality\":0")) << "what was measured before it was lost comes late";
  peer_says(phone, "ann", PeerState::Connected);
  measured(phone, "ann", kGood);
  EXPECT_TRUE(says(phone, "\"quality\":5"));
}

TEST(Quality, OfAPathThatWasNeverMeasuredIsNotMadeUp) {
  Phone phone = group_connected({"ann"});
  peer_says(phone, "ann", PeerState::Failed);
  EXPECT_FALSE(says(phone, "\"quality\":"));
  phone.feed(input::Figures{{{"c1#77", kGood}}});
  EXPECT_FALSE(says(phone, "\"quality\":"));
}

TEST(Encoding, IsToldOnceALinkAndAgainWhenItChanges) {
  Phone phone = seen_by({"ann"});
  EXPECT_EQ(phone.ever<effect::Encode>(), 1U);
  EXPECT_EQ(last_encoding(phone, "ann"), media::camera_encoding({.captured = {1280, 720}}));
  measured(phone, "ann", kGood).wait(60'000);
  EXPECT_EQ(phone.ever<effect::Encode>(), 1U);
}

TEST(Encoding, IsSettledBeforeTheAnswerSoThatNothingIsLeftToSetWhenMediaFlows) {
  for (Phone phone : {placing(), answering()}) {
    phone.feed(input::Captured{TrackKind::Video, phone.call.camera.generation, {1280, 720}});
    ASSERT_EQ(phone.ever<effect::Encode>(), 1U) << phone.call.call_id;
    EXPECT_EQ(all_of<effect::Encode>(phone.history).back().encoding,
              media::camera_encoding({.captured = {1280, 720}}));
    CallView view = view_of(phone.call.direction, RecordState::Active, 9);
    if (phone.call.direction == Direction::Incoming) join_me(view);
    phone.feed_view(view);
    EXPECT_EQ(phone.ever<effect::Encode>(), 1U) << "the link is the same, whoever answered";
  }
}

TEST(Encoding, ShrinksForAllAsPeopleComeAndGrowsAsTheyGo) {
  Phone phone = seen_by({"ann", "bob", "cid"});
  const media::Encoding three = media::camera_encoding({.peers = 3, .captured = {1280, 720}});
  for (const UserId user : {"ann", "bob", "cid"}) EXPECT_EQ(last_encoding(phone, user), three);
  EXPECT_EQ(three.scale_down_by, 2);
  CallView view = next_view(phone);
  goes(view, "cid", ParticipantState::Left);
  person(view, "bob").legs[0].report.hold = true;  // on hold: our picture does not go there
  phone.feed_view(view);
  EXPECT_EQ(last_encoding(phone, "ann"), media::camera_encoding({.captured = {1280, 720}}));
}

TEST(Encoding, SaysNothingWithoutAPictureOfOurs) {
  Phone phone = seen_by({"ann"});
  phone.feed(input::SetCamera{30, false});
  CallView view = next_view(phone);
  joins(view, "bob", 3);
  phone.feed_view(view);
  EXPECT_EQ(phone.ever<effect::Encode>(), 1U);
}

TEST(Encoding, OfAScreenIsToldOnceALinkWhateverThePeerWantsOfTheCamera) {
  const media::Size wide{2560, 1440};
  Phone phone = seen_by({"ann", "bob"});
  const std::size_t before = phone.ever<effect::Encode>();
  phone.feed(input::StartScreenShare{20});
  EXPECT_EQ(phone.ever<effect::Encode>(), before) << "nothing is there to be sent yet";
  phone.feed(input::Captured{TrackKind::Screen, phone.call.screen.generation, wide});
  const media::Encoding two = media::screen_encoding({.peers = 2, .captured = wide});
  EXPECT_EQ(last_encoding(phone, "ann", TrackKind::Screen), two);
  EXPECT_EQ(last_encoding(phone, "bob", TrackKind::Screen), two);
  phone.feed(input::Wanted{link_with(phone, "ann").link_id, "c1", 0});
  EXPECT_EQ(last_encoding(phone, "ann", TrackKind::Screen), two);
  measured(phone, "ann", kGood).wait(60'000);
  EXPECT_EQ(phone.ever<effect::Encode>(), before + 4) << "two screens, and two cameras anew";
  CallView view = next_view(phone);
  goes(view, "bob", ParticipantState::Left);
  phone.feed_view(view);
  EXPECT_EQ(last_encoding(phone, "ann", TrackKind::Screen),
            media::screen_encoding({.captured = wide}));
  phone.feed(input::StopScreenShare{21});
  EXPECT_EQ(phone.did<effect::Encode>().size(), 0U);
}

/// In a group with our camera and our screen on, both told of.
Phone shown_and_shared(const std::vector<UserId>& others) {
  Phone phone = seen_by(others);
  phone.feed(input::StartScreenShare{20});
  phone.feed(input::Captured{TrackKind::Screen, phone.call.screen.generation, {2560, 1440}});
  return phone;
}

TEST(Encoding, StaysWithASenderWhoseTrackComesAnew) {
  Phone phone = shown_and_shared({"ann"});
  const std::size_t before = phone.ever<effect::Encode>();
  phone.feed(input::StopScreenShare{21}).feed(input::StartScreenShare{22});
  phone.feed(input::Captured{TrackKind::Screen, phone.call.screen.generation, {2560, 1440}});
  EXPECT_EQ(phone.ever<effect::Encode>(), before) << "the host has it still";
  phone.feed(input::StopScreenShare{23}).feed(input::StartScreenShare{24});
  const media::Size small{1280, 720};
  phone.feed(input::Captured{TrackKind::Screen, phone.call.screen.generation, small});
  EXPECT_EQ(last_encoding(phone, "ann", TrackKind::Screen),
            media::screen_encoding({.captured = small}));
}

TEST(Encoding, OfBothPicturesIsToldToTheSendersOfANewLink) {
  Phone phone = shown_and_shared({"ann", "bob"});
  CallView view = next_view(phone);
  joins(view, "ann", 2, "inc-ann2");  // she has reloaded
  phone.feed_view(view);
  const auto told = phone.did<effect::Encode>();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].kind, TrackKind::Video);
  EXPECT_EQ(told[1].kind, TrackKind::Screen);
  for (const effect::Encode& one : told) EXPECT_EQ(one.link_id, link_with(phone, "ann").link_id);
}

TEST(Encoding, OfWhoSaidGoodbyeIsNobodysAndTheOthersGetMore) {
  Phone phone = shown_and_shared({"ann", "bob"});
  phone.feed(input::DataReceived{link_with(phone, "ann").link_id, "c1", 3});
  EXPECT_EQ(phone.did<effect::Encode>().size(), 2U) << "bob's";
  EXPECT_EQ(last_encoding(phone, "bob"), media::camera_encoding({.captured = {1280, 720}}));
  EXPECT_EQ(last_encoding(phone, "bob", TrackKind::Screen),
            media::screen_encoding({.captured = {2560, 1440}}));
  phone.feed(input::DataReceived{link_with(phone, "bob").link_id, "c1", 3});
  EXPECT_TRUE(phone.did<effect::Encode>().empty()) << "nobody is left to be sent anything";
}

TEST(Want, OfAPeerBoundsWhatItIsSent) {
  Phone phone = seen_by({"ann", "bob"});
  const std::string link = link_with(phone, "ann").link_id;
  phone.feed(input::Wanted{link, "c1", 320 * 180});
  ASSERT_EQ(phone.did<effect::Encode>().size(), 1U) << "the others get what they got";
  EXPECT_EQ(last_encoding(phone, "ann").scale_down_by, 4);
  phone.around.now += limits::kWantEveryMs;
  phone.feed(input::Wanted{link, "c1", 0});
  EXPECT_FALSE(last_encoding(phone, "ann").active);
  EXPECT_EQ(last_encoding(phone, "bob"), media::camera_encoding({.captured = {1280, 720}}))
      << "who gets no picture costs none";
}

TEST(Want, ThatComesFasterThanAnEncoderLikesIsHeededLater) {
  Phone phone = seen_by({"ann"});
  const std::string link = link_with(phone, "ann").link_id;
  for (std::int64_t pixels = 1'000; pixels < 1'100; ++pixels) {
    phone.feed(input::Wanted{link, "c1", pixels * 10});
  }
  EXPECT_EQ(phone.ever<effect::Encode>(), 2U) << "of a hundred the first";
  phone.around.now += limits::kWantEveryMs;
  measured(phone, "ann", kGood);
  EXPECT_EQ(phone.ever<effect::Encode>(), 3U);
  EXPECT_EQ(phone.link().traffic.heeded, 10'990) << "and the last";
}

TEST(Want, OfAnotherCallOrOfNoLinkIsIgnored) {
  Phone phone = seen_by({"ann"});
  const std::int64_t before = phone.call.ignored;
  phone.feed(input::Wanted{phone.link().link_id, "c2", 0});
  phone.feed(input::Wanted{phone.link().link_id, {}, 0});
  phone.feed(input::Wanted{"c1#9", "c1", 0});
  EXPECT_EQ(phone.call.ignored, before + 3);
  EXPECT_EQ(phone.ever<effect::Encode>(), 1U);
}

/// What a peer sends over the data channel, as the host passes it on.
std::optional<input::Wanted> read_want(const std::string& text) {
  wire::JsonWriter message;
  message.open_object().text("type", "data").text("linkId", "c1#1").text("text", text);
  const std::optional<Input> read = wire::read_input(message.close_object().take());
  EXPECT_TRUE(read.has_value()) << "the peer's fault is not the host's: " << text;
  if (!read) return std::nullopt;
  const auto* found = std::get_if<input::Wanted>(&std::get<input::ForLink>(*read).call_input);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

TEST(Want, IsReadFromWhateverAPeerSends) {
  const auto text = [](const std::string& pixels) {
    return R"({"type":"want","callId":"c1","pixels":)" + pixels + "}";
  };
  EXPECT_EQ(read_want(text("0"))->pixels, 0);
  EXPECT_EQ(read_want(text(std::to_string(limits::kMostPixels)))->call_id, "c1");
  for (const std::string bad :
       {"-1", "1.5", "\"9\"", "null", "[]", "{}", "1e99", "true", "99999999999999999999"}) {
    const auto read = read_want(text(bad));
    EXPECT_TRUE(!read || read->call_id.empty()) << bad;
  }
  EXPECT_TRUE(read_want(text(std::to_string(limits::kMostPixels + 1)))->call_id.empty());
  EXPECT_FALSE(read_want(text(std::string(limits::kDataBytes, '1'))).has_value());
  EXPECT_TRUE(read_want(R"({"type":"want","pixels":1})")->call_id.empty());
  for (const std::string junk :
       {"", "want", "{", "[]", "7", R"({"type":7})", R"({"type":"wan"})"}) {
    EXPECT_FALSE(read_want(junk).has_value()) << junk;
  }
}

/// What each was told that we want of its picture, the last word of each.
std::map<UserId, std::int64_t> asked_for(const Phone& phone) {
  std::map<UserId, std::int64_t> asked;
  for (const effect::SendWant& one : all_of<effect::SendWant>(phone.history)) {
    for (const Link& link : phone.call.links) {
      if (link.link_id == one.link_id) asked[link.peer_user] = one.pixels;
    }
  }
  return asked;
}

/// A group whose members all show themselves, under a budget.
Phone watching(const std::vector<UserId>& others, std::int64_t budget) {
  Phone phone = group_connected(others);
  phone.around.max_subscribed_pixels = budget;
  CallView view = next_view(phone);
  for (const UserId& user : others) person(view, user).legs[0].report.camera = DeviceState::On;
  phone.feed_view(view);
  return phone;
}

TEST(Budget, WithoutOneNobodyIsToldAnything) {
  EXPECT_TRUE(asked_for(watching({"ann", "bob"}, media::kUnlimited)).empty());
}

TEST(Budget, IsSharedAmongThoseWhoShowThemselves) {
  Phone phone = watching({"ann", "bob"}, 100'000);
  EXPECT_EQ(asked_for(phone), (std::map<UserId, std::int64_t>{{"ann", 50'000}, {"bob", 50'000}}));
  CallView view = next_view(phone);
  person(view, "ann").legs[0].report.camera = DeviceState::Off;
  phone.feed_view(view);
  EXPECT_EQ(asked_for(phone), (std::map<UserId, std::int64_t>{{"ann", 0}, {"bob", 100'000}}));
  phone.feed_view(next_view(phone));
  EXPECT_TRUE(phone.did<effect::SendWant>().empty()) << "said once";
}

TEST(Budget, ThatHoldsOnePictureGivesItToWhoSpeaks) {
  Phone phone = watching({"ann", "bob"}, 20'000);
  EXPECT_EQ(asked_for(phone), (std::map<UserId, std::int64_t>{{"ann", 20'000}, {"bob", 0}}));
  phone.feed(input::Speaker{"bob"});
  EXPECT_EQ(asked_for(phone), (std::map<UserId, std::int64_t>{{"ann", 0}, {"bob", 20'000}}));
}

TEST(Budget, IsToldOverPathsThatAreThere) {
  Phone phone = group_connecting({"ann"});
  phone.around.max_subscribed_pixels = 0;
  phone.feed_view(next_view(phone));
  EXPECT_TRUE(asked_for(phone).empty());
  peer_says(phone, "ann", PeerState::Connected);
  EXPECT_EQ(asked_for(phone), (std::map<UserId, std::int64_t>{{"ann", 0}}));
}

TEST(Budget, OfMoreThanAPictureCanHaveAsksForTheMostThatAPeerTakes) {
  EXPECT_EQ(asked_for(watching({"ann"}, 1'000'000'000)).at("ann"), limits::kMostPixels);
}

std::vector<std::optional<Millis>> instants(const Call& call) {
  const Timeline& line = call.timeline;
  return {line.dialled, line.rung, line.accepted, line.connected, line.first_frame};
}

TEST(Timeline, OfADialHasEveryInstantInOrder) {
  Phone phone = dialled();
  phone.wait(10).feed(input::OfferCreated{phone.link().link_id, phone.link().operation, kOffer});
  phone.around.now += 20;
  CallView view = view_of(Direction::Outgoing, RecordState::Ringing, 1);
  view.participants[1].state = ParticipantState::Ringing;
  phone.feed_view(view);
  phone.around.now += 3'000;
  view.version += 1;
  view.state = RecordState::Active;
  join_peer(view);
  phone.feed_view(view);
  phone.around.now += 200;
  phone.feed(input::PeerStateChanged{phone.link().link_id, PeerState::Connected});
  phone.around.now += 70;
  phone.feed(input::FirstFrame{phone.link().link_id});
  EXPECT_EQ(instants(phone.call),
            (std::vector<std::optional<Millis>>{1'000, 1'030, 4'030, 4'230, 4'300}));
  EXPECT_TRUE(says(phone, R"("timeline":{"dialled":1000,"rung":1030,"accepted":4030,)"
                          R"("connected":4230,"firstFrame":4300})"));
  phone.wait(500).feed(input::FirstFrame{phone.link().link_id});
  EXPECT_EQ(phone.call.timeline.first_frame, 4'300) << "the first, and no other";
}

TEST(Timeline, OfAnAnsweredRingBeginsWithTheRing) {
  Phone phone = ringing();
  EXPECT_EQ(phone.call.timeline.rung, 1'000);
  phone.wait(500).feed(accept(8));
  EXPECT_EQ(phone.call.timeline.accepted, 1'500);
  phone = connected(Direction::Incoming);
  EXPECT_FALSE(phone.call.timeline.dialled.has_value());
  EXPECT_TRUE(phone.call.timeline.connected.has_value());
}

TEST(Timeline, OfARejoinedCallBeginsAnew) {
  Phone phone = rejoinable(Direction::Outgoing);
  EXPECT_EQ(instants(phone.call), std::vector<std::optional<Millis>>(5));
}

// --- levels: of the session, for journals leave them out

input::Levels levels(std::vector<media::Level> heard, media::OwnSound own = {}) {
  return {"c1", own, std::move(heard)};
}

/// Ten a second, for so long.
Effects listen(Desk& desk, const input::Levels& heard, Millis ms) {
  Effects said;
  for (Millis passed = 0; passed < ms; passed += 100) {
    desk.now += 100;
    desk.feed(heard);
    for (const effect::Speech& one : desk.did<effect::Speech>()) said.push_back(one);
  }
  return said;
}

TEST(Speech, IsToldWhenItChangesAndOnlyThen) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  Effects said = listen(desk, levels({{"peer", 0.3}}), 5'000);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(std::get<effect::Speech>(said[0]), (effect::Speech{"c1", "peer", {"peer"}, {}}));
  said = listen(desk, levels({{"peer", 0}}), 5'000);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(std::get<effect::Speech>(said[0]), (effect::Speech{"c1", "peer", {}, {}}))
      << "the floor is kept";
}

TEST(Speech, SaysWhatTheUserShouldKnowOfTheMicrophone) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  const Effects said = listen(desk, levels({}, {.level = 0.3, .live = true, .muted = true}), 2'000);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(std::get<effect::Speech>(said[0]).hint, media::Hint::SpeakingWhileMuted);
}

TEST(Speech, ChangesNothingElseAndIsForgottenWithItsCall) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  const Call before = desk.call();
  listen(desk, levels({{"peer", 0.3}}), 1'000);
  EXPECT_EQ(desk.call(), before) << "journals leave levels out";
  EXPECT_EQ(desk.session.hearings.size(), 1U);
  desk.feed_call(input::HangUp{50, {}});
  EXPECT_TRUE(desk.session.hearings.empty());
  EXPECT_TRUE(listen(desk, levels({{"peer", 0.3}}), 1'000).empty()) << "late";
  desk.feed(input::Levels{"c9", {}, {}});
  EXPECT_TRUE(desk.session.hearings.empty());
}

TEST(Speech, IsWrittenAndReadAsDocumented) {
  const std::optional<Input> read = wire::read_input(
      R"({"type":"levels","callId":"c1","own":{"level":0.25,"live":true,"muted":true},)"
      R"("levels":[{"userId":"ann","level":1},{"userId":"bob","level":0}]})");
  ASSERT_TRUE(read.has_value());
  const auto& heard = std::get<input::Levels>(*read);
  EXPECT_EQ(heard.levels.size(), 2U);
  EXPECT_TRUE(heard.own.live && heard.own.muted && heard.own.level == 0.25);
  for (const char* bad : {R"("own":{"level":2},"levels":[])", R"("levels":[])",
                          R"("own":{"level":0},"levels":[{"userId":"a","level":-1}])"}) {
    const std::string text = R"({"type":"levels","callId":"c1",)" + std::string(bad) + "}";
    EXPECT_FALSE(wire::read_input(text).has_value()) << text;
  }
}

TEST(Speech, EffectsOfMediaReadAsDocumented) {
  const auto written = [](const Effect& effect) {
    wire::JsonWriter writer;
    const Session session;
    const std::string servers = "[]";
    wire::write_effect(writer, effect, {session, servers});
    return writer.take();
  };
  EXPECT_EQ(written(effect::Speech{"c1", "ann", {"ann", "bob"}, media::Hint::NoSound}),
            R"({"type":"speech","callId":"c1","speaker":"ann","speaking":["ann","bob"],)"
            R"("hint":"no-sound"})");
  EXPECT_EQ(written(effect::Encode{"c1#1", TrackKind::Video, {true, 500'000, 24, 2.25}}),
            R"({"type":"encode","linkId":"c1#1","kind":"video","active":true,)"
            R"("maxBitrate":500000,"maxFramerate":24,"scaleDownBy":2.25})");
  EXPECT_EQ(written(effect::Encode{"c1#1", TrackKind::Video, {.active = false}}),
            R"({"type":"encode","linkId":"c1#1","kind":"video","active":false})");
  EXPECT_EQ(written(effect::SendWant{"c1#1", "c1", 57'600}),
            R"({"type":"send-data","linkId":"c1#1","text":)"
            R"("{\"type\":\"want\",\"callId\":\"c1\",\"pixels\":57600}"})");
}

TEST(Figures, AreReadAsDocumentedAndMissingOnesCountForNothing) {
  const std::optional<Input> read =
      wire::read_input(R"({"type":"figures","callId":"c1","paths":[{"linkId":"c1#1","loss":0.5},)"
                       R"({"linkId":"c1#2","roundTripMs":12.5,"jitterMs":3,"frozen":1}]})");
  ASSERT_TRUE(read.has_value());
  const auto& figures = std::get<input::Figures>(std::get<input::ForCall>(*read).call_input).paths;
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].figures.loss, 0.5);
  EXPECT_EQ(figures[0].figures.round_trip_ms, 0);
  EXPECT_EQ(figures[1].figures.frozen, 1);
}

}  // namespace
}  // namespace ringline
