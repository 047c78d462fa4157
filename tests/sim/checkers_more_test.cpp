// As checkers_test.cpp: links, presence, who is in which call; and the fake peer.
#include <gtest/gtest.h>

#include "tests/sim/court.h"

namespace ringline::sim {
namespace {

TEST(Checkers, ATimeOutThatCountsAsYesToVideo) {
  Court court;
  court.job.kind = JobKind::Deadline;
  const auto before = answered_record();
  auto after = before;
  EXPECT_TRUE(court.commit(checker::authority, &before, after).empty());
  after.media = Media::Video;
  EXPECT_FALSE(court.commit(checker::authority, &before, after).empty());
}

TEST(Checkers, ALoserThinksThatItMissedTheCall) {
  Court court;
  Call& call = court.call(CallState::Ended);
  call.confirmed = true;
  court.page().user = 1;
  court.page().session.connection = ConnectionState::Online;
  court.page().session.device_id = "d1.7";
  court.store(answered_record());
  call.end_reason = EndReason::AnsweredElsewhere;
  EXPECT_TRUE(court.rest(checker::losers_are_silent).empty());
  call.end_reason = EndReason::Missed;
  EXPECT_FALSE(court.rest(checker::losers_are_silent).empty());
}

TEST(Checkers, AGraceThatIsCutShort) {
  Court court;
  const auto before = answered_record();
  auto after = before;
  sb::Leg& leg = after.participants.back().legs.front();
  leg.up = false;
  leg.grace_deadline = engine_now(court.world) + after.policy.reconnect_grace_ms;
  EXPECT_TRUE(court.commit(checker::signalling_loss, &before, after).empty());
  leg.grace_deadline = engine_now(court.world);
  EXPECT_FALSE(court.commit(checker::signalling_loss, &before, after).empty());
}

TEST(Checkers, WhoIsGoneStaysUp) {
  Court court;
  court.world.now = 100'000;
  auto before = answered_record();
  for (sb::Participant& one : before.participants) one.claimed = true;
  sb::UserRecord user;
  user.user_id = "u1";
  user.devices.push_back({.device_id = "d1.0", .online = true});
  const auto keep = [&] {
    auto stored = std::make_shared<Stored>();
    stored->record = user;
    court.world.engine.records[user_key(kApp, "u1")] = stored;
  };
  keep();
  EXPECT_TRUE(court.commit(checker::signalling_loss, &before, before).empty());
  user.devices.front().online = false;
  keep();
  EXPECT_FALSE(court.commit(checker::signalling_loss, &before, before).empty());
}

// u0 and u1 offer at once: what each of them does with the other's offer.
Found collide(bool first_answers, bool second_answers) {
  Court court;
  Found found;
  for (const int page : {0, 1}) {
    const bool answers = page == 0 ? first_answers : second_answers;
    Page& own = court.world.pages[static_cast<std::size_t>(page)];
    own.alive = true;
    Call call;
    call.call_id = "c1";
    Link& link = call.links.emplace_back();
    link.link_id = "c1#1";
    link.own_leg = page == 0 ? "l0" : "l1";
    link.peer_leg = page == 0 ? "l1" : "l0";
    Signal offer;
    offer.call_id = "c1";
    offer.from_leg = link.peer_leg;
    offer.link = name_of_link(link);
    offer.negotiation = 3;
    offer.type = DescriptionType::Offer;
    own.session.calls = {call};
    Effects effects;
    if (answers) effects.push_back(effect::CreateAnswer{"c1#1", 1, "sdp"});
    const std::vector<CallBrief> before{{"c1",
                                         Direction::Incoming,
                                         CallState::Connected,
                                         1,
                                         false,
                                         std::nullopt,
                                         false,
                                         {{"c1#1", 3}}}};
    const input::FrameReceived received{0, offer, {}};
    checker::negotiation.client(court.world.ledger, {court.world, page, before, received, effects},
                                {33, "negotiation", found});
  }
  return found;
}

TEST(Checkers, BothGiveWayOrNeither) {
  EXPECT_TRUE(collide(true, false).empty());
  EXPECT_TRUE(collide(false, true).empty());
  EXPECT_FALSE(collide(true, true).empty());
  EXPECT_FALSE(collide(false, false).empty());
}

TEST(Checkers, ADescriptionThatCameEarlyIsLost) {
  Court court;
  Call& call = court.call(CallState::Connecting);
  Signal answer;
  answer.call_id = "c1";
  answer.from_leg = "l9";
  answer.link = "l9";
  answer.type = DescriptionType::Answer;
  const input::FrameReceived received{0, answer, {}};
  call.early_signals.push_back(answer);
  EXPECT_TRUE(court.client(checker::negotiation, received, {}).empty());
  call.early_signals.clear();
  EXPECT_FALSE(court.client(checker::negotiation, received, {}).empty());
}

TEST(Checkers, ADeadlineOfWhatIsSettled) {
  Court court;
  auto record = answered_record();
  record.video_request.state = VideoRequestState::Requested;
  record.video_request.deadline = 5;
  EXPECT_TRUE(court.commit(checker::timers, nullptr, record).empty());
  record.video_request.state = VideoRequestState::Accepted;
  EXPECT_FALSE(court.commit(checker::timers, nullptr, record).empty());
}

TEST(Checkers, ACallWaitsForTheRevoked) {
  Court court;
  auto record = answered_record();
  for (sb::Participant& one : record.participants) one.claimed = true;
  court.job.kind = JobKind::Deadline;
  court.world.ledger.revoked["d1.0"] = 0;
  EXPECT_TRUE(court.commit(checker::revocation, &record, record).empty());
  court.world.now = 60'000;
  EXPECT_FALSE(court.commit(checker::revocation, &record, record).empty());
}

TEST(Checkers, ACallThatWasNotMended) {
  Court court;
  court.world.setup.story = Story::Mend;
  auto record = answered_record();
  record.answered_at = 5;
  court.store(record);
  EXPECT_TRUE(court.rest(checker::negotiation).empty());
  record.state = RecordState::Ended;
  court.store(record);
  EXPECT_FALSE(court.rest(checker::negotiation).empty());
}

TEST(Checkers, SomebodyIsInTwoCalls) {
  Court court;
  auto first = answered_record();
  for (sb::Participant& one : first.participants) one.claimed = true;
  auto second = first;
  second.call_id = "c2";
  court.store(first);
  EXPECT_FALSE(court.commit(checker::busy, nullptr, second).empty());
  Court waiting;
  waiting.world.setup.policy.busy = BusyRule::CallWaiting;
  waiting.store(first);
  EXPECT_TRUE(waiting.commit(checker::busy, nullptr, second).empty());
}

TEST(FakePeer, AnAnswerInStateStableIsWrong) {
  FakePeer peer;
  peer.work.push_back({.work = PeerWork::ApplyAnswer, .sdp = description_text("U1", "U0")});
  EXPECT_FALSE(run_operation(peer, "U2").violation.empty());
}

TEST(FakePeer, AnAnswerToAnotherOfferIsWrong) {
  FakePeer peer;
  peer.work.push_back({.work = PeerWork::CreateOffer});
  EXPECT_TRUE(run_operation(peer, "U2").violation.empty());
  peer.work.push_back({.work = PeerWork::ApplyAnswer, .sdp = description_text("U1", "U0")});
  EXPECT_FALSE(run_operation(peer, "U3").violation.empty());
}

TEST(FakePeer, ACandidateOfAnotherUfragIsWrong) {
  FakePeer peer;
  peer.remote_ufrag = "U1";
  PeerOperation add{.work = PeerWork::AddCandidates};
  add.candidates.push_back({"candidate:1", "0", 0, "U9"});
  peer.work.push_back(add);
  EXPECT_FALSE(run_operation(peer, "U2").violation.empty());
}

}  // namespace
}  // namespace ringline::sim
