// Each checker is shown a history that breaks its invariant, and must say so.
#include <gtest/gtest.h>

#include "tests/sim/court.h"

namespace ringline::sim {
namespace {

TEST(Checkers, TwoWinners) {
  Court court;
  court.world.ledger.records["c1"].joined.insert({"u1", "d1.1"});
  EXPECT_FALSE(court.commit(checker::one_winner, nullptr, answered_record()).empty());
}

TEST(Checkers, AnEndedRecordChanges) {
  Court court;
  const auto before = ended_record(EndReason::Hangup, EndReason::RemoteHangup);
  EXPECT_TRUE(court.commit(checker::terminal_is_final, &before, before).empty());
  const auto after = ended_record(EndReason::Failed, EndReason::Failed);
  EXPECT_FALSE(court.commit(checker::terminal_is_final, &before, after).empty());
}

TEST(Checkers, AnEndedCallLivesAgain) {
  Court court;
  court.call(CallState::Connected);
  court.world.ledger.page_calls[{0, "c1"}].ended = true;
  EXPECT_FALSE(court.client(checker::terminal_is_final, input::TimePassed{}, {}).empty());
}

TEST(Checkers, AnAnsweredCallIsCancelled) {
  Court court;
  const auto before = answered_record();
  const auto after = ended_record(EndReason::Cancelled, EndReason::RemoteCancelled);
  EXPECT_FALSE(court.commit(checker::accept_and_cancel, &before, after).empty());
}

TEST(Checkers, AnUnansweredDialIsHungUp) {
  const auto before = record_of(RecordState::Ringing);
  const auto after = ended_record(EndReason::Hangup, EndReason::RemoteHangup);
  Court dialled;
  EXPECT_FALSE(dialled.commit(checker::accept_and_cancel, &before, after).empty());
  Court proven;  // the engine has lost the answer and the hang-up; a seal knows of both
  proven.job.command.seal = sb::SealClaims{.participants = after.participants};
  proven.job.sender.seal_valid = true;
  EXPECT_TRUE(proven.commit(checker::accept_and_cancel, &before, after).empty());
  Court forged;
  forged.job.command.seal = proven.job.command.seal;
  EXPECT_FALSE(forged.commit(checker::accept_and_cancel, &before, after).empty());
}

TEST(Checkers, ATimeOutBeforeItsTime) {
  Court court;
  court.job.kind = JobKind::Deadline;
  auto before = record_of(RecordState::Ringing);
  before.ring_deadline = engine_now(court.world) + 10;
  const auto after = ended_record(EndReason::NoResponse, EndReason::Missed);
  EXPECT_FALSE(court.commit(checker::accept_and_time, &before, after).empty());
}

TEST(Checkers, ALoserSpeaks) {
  Court court;
  court.world.ledger.page_calls[{0, "c1"}].elsewhere_at = 5;
  effect::SendSignal sent;
  sent.signal.call_id = "c1";
  EXPECT_FALSE(court.client(checker::losers_are_silent, input::Connect{}, {sent}).empty());
}

TEST(Checkers, ALoserRingsOn) {
  Court court;
  court.call(CallState::Ringing);
  court.page().session.connection = ConnectionState::Online;
  court.page().session.device_id = "d1.7";
  court.store(answered_record());
  EXPECT_FALSE(court.rest(checker::losers_are_silent).empty());
}

TEST(Checkers, ReasonsThatDoNotMirror) {
  Court court;
  const auto after = ended_record(EndReason::Hangup, EndReason::Missed);
  EXPECT_FALSE(court.commit(checker::reasons_agree, nullptr, after).empty());
}

TEST(Checkers, BothCallsOfAGlareStand) {
  Court court;
  court.store(record_of(RecordState::Ringing));
  auto crossing = record_of(RecordState::Ringing);
  crossing.call_id = "c2";
  crossing.inviter = "u1";
  crossing.participants.front().user_id = "u1";
  crossing.participants.back().user_id = "u0";
  EXPECT_FALSE(court.commit(checker::glare, nullptr, crossing).empty());
}

TEST(Checkers, AnInputChangesAnotherCall) {
  Court court;
  court.call(CallState::Ended);
  const std::vector<CallBrief> before{{"c1", Direction::Incoming, CallState::Ringing, 1}};
  EXPECT_FALSE(
      court.client(checker::isolation, input::ForCall{"c9", input::HangUp{}}, {}, before).empty());
}

TEST(Checkers, ACaptureWithoutAYes) {
  Court court;
  EXPECT_FALSE(
      court.client(checker::consent, input::TimePassed{}, {effect::Capture{.call_id = "c1"}})
          .empty());
}

TEST(Checkers, ALegThatNobodyAskedFor) {
  Court court;
  EXPECT_FALSE(court.commit(checker::consent, nullptr, answered_record()).empty());
}

TEST(Checkers, AStrangerChangesARecord) {
  Court court;
  court.job.sender.user_id = "u9";
  const auto before = answered_record();
  EXPECT_FALSE(court.commit(checker::authority, &before, answered_record()).empty());
}

TEST(Checkers, MediaWithAStranger) {
  Court court;
  Call& call = court.call(CallState::Connected);
  Link& link = call.links.emplace_back();
  link.peer_leg = "l9";
  link.remote_ufrag = "U";
  EXPECT_FALSE(court.client(checker::roster_is_media, input::TimePassed{}, {}).empty());
}

TEST(Checkers, ARingPastItsDeadline) {
  Court court;
  court.call(CallState::Ringing);
  court.page().session.now = 100'000;
  EXPECT_FALSE(court.client(checker::bounded_ringing, input::TimePassed{}, {}).empty());
}

TEST(Checkers, AGhostRing) {
  Court court;
  court.call(CallState::Ringing).view.state = RecordState::Ended;
  EXPECT_FALSE(
      court.client(checker::no_ghost_ring, input::TimePassed{}, {effect::Incoming{"c1"}}).empty());
}

TEST(Checkers, ACommandThatCountsTwice) {
  Court court;
  court.job.command.id = "x.1";
  court.world.ledger.committed.insert({"d1.0", "x.1"});
  EXPECT_FALSE(court.commit(checker::idempotence, nullptr, answered_record()).empty());
}

TEST(Checkers, AGapOnOneConnection) {
  Court court;
  court.page().alive = true;
  court.page().session.seq = 7;
  court.world.ledger.heard[0] = {0, 5};
  const input::FrameReceived received{0, frame::Event{7, {}}, {}};
  EXPECT_FALSE(court.client(checker::sequence, received, {}).empty());
}

TEST(Checkers, LostBeforeTheGrace) {
  Court court;
  Call& call = court.call(CallState::Ended);
  call.end_reason = EndReason::ConnectionLost;
  const std::vector<CallBrief> before{{"c1", Direction::Incoming, CallState::Connected, 1}};
  EXPECT_FALSE(court.client(checker::signalling_loss, input::TimePassed{}, {}, before).empty());
}

TEST(Checkers, AHangUpThatDoesNotHangUp) {
  Court court;
  court.call(CallState::Connected);
  EXPECT_FALSE(court.client(checker::hang_up, input::ForCall{"c1", input::HangUp{}}, {}).empty());
}

TEST(Checkers, AnEndWithoutARelease) {
  Court court;
  EXPECT_FALSE(court.client(checker::hang_up, input::TimePassed{}, {effect::Ended{"c1"}}).empty());
}

TEST(Checkers, ADeadlineThatNeverFired) {
  Court court;
  auto stored = std::make_shared<Stored>();
  stored->deadline = 1;
  court.world.engine.records["c:a:c1"] = stored;
  EXPECT_FALSE(court.rest(checker::timers).empty());
}

TEST(Checkers, PageAndRecordDisagree) {
  Court court;
  court.call(CallState::Connected);
  court.page().session.connection = ConnectionState::Online;
  EXPECT_FALSE(court.rest(checker::convergence).empty());
}

TEST(Checkers, AUserIsHeldByADeadCall) {
  Court court;
  sb::UserRecord user;
  user.user_id = "u0";
  user.claims.push_back({.call_id = "c1"});
  auto stored = std::make_shared<Stored>();
  stored->record = user;
  court.world.engine.records[user_key(kApp, "u0")] = stored;
  EXPECT_FALSE(court.rest(checker::claims).empty());
}

TEST(Checkers, TheLogLies) {
  Court court;
  court.store(ended_record(EndReason::Hangup, EndReason::RemoteHangup));
  EXPECT_FALSE(court.rest(checker::log_truth).empty());
}

TEST(Checkers, AVersionThatDoesNotRise) {
  Court court;
  const auto before = answered_record();
  EXPECT_FALSE(court.commit(checker::versions, &before, before).empty());
}

TEST(Checkers, AListWithoutALimit) {
  Court court;
  auto record = answered_record();
  record.parked.resize(limits::kCandidates + 1);
  EXPECT_FALSE(court.commit(checker::bounds, nullptr, record).empty());
}

TEST(Checkers, ATrackThatOutlivesItsCall) {
  Court court;
  court.page().tracks.push_back({"c1"});
  EXPECT_FALSE(court.client(checker::no_leak, input::TimePassed{}, {}).empty());
}

sb::CallRecord group_record() {
  sb::CallRecord record = answered_record();
  record.kind = CallKind::Group;
  record.participants.push_back({.user_id = "u2", .state = ParticipantState::Ringing});
  return record;
}

TEST(Checkers, AGroupEndsForThoseInIt) {
  Court court;
  court.job.command.type = sb::CommandType::Leave;
  const auto before = group_record();
  auto after = before;
  after.state = RecordState::Ended;
  EXPECT_FALSE(court.commit(checker::group, &before, after).empty());
}

TEST(Checkers, AnEmptyGroupGoesOn) {
  Court court;
  const auto before = group_record();
  auto after = before;
  for (sb::Participant& one : after.participants) one.state = ParticipantState::Left;
  EXPECT_FALSE(court.commit(checker::group, &before, after).empty());
}

TEST(Checkers, SomebodyElseIsTakenOut) {
  Court court;
  court.job.command.type = sb::CommandType::Accept;
  const auto before = group_record();
  auto after = before;
  after.participants.back().left_at = 5;
  EXPECT_FALSE(court.commit(checker::authority, &before, after).empty());
}

TEST(Checkers, ATrackOnHold) {
  Court court;
  Call& call = court.call(CallState::Connected);
  call.held = true;
  court.page().muted.insert("c1");
  EXPECT_TRUE(court.client(checker::hold, input::TimePassed{}, {}).empty());
  court.page().tracks.push_back({"c1"});
  EXPECT_FALSE(court.client(checker::hold, input::TimePassed{}, {}).empty());
}

TEST(Checkers, TwoCallsInHand) {
  Court court;
  court.call(CallState::Connected);
  court.call(CallState::Connected);
  court.page().session.connection = ConnectionState::Online;
  EXPECT_FALSE(court.rest(checker::hold).empty());
}

TEST(Checkers, AViewThatMissedSomething) {
  Court court;
  Call& call = court.call(CallState::Connected);
  call.has_view = true;
  court.page().session.connection = ConnectionState::Online;
  court.page().session.device_id = "d0.0";
  court.store(answered_record());
  EXPECT_FALSE(court.rest(checker::snapshot).empty());
}

TEST(Checkers, LinksThatAreNotTheRoster) {
  Court court;
  court.call(CallState::Connected);
  court.page().session.connection = ConnectionState::Online;
  court.store(answered_record());
  EXPECT_FALSE(court.rest(checker::roster_is_media).empty());
}

TEST(Checkers, TheRevokedStayIn) {
  Court court;
  court.world.ledger.revoked["d1.0"] = 0;
  court.store(answered_record());
  EXPECT_FALSE(court.rest(checker::revocation).empty());
}

TEST(Checkers, ACallGivesWayToAStranger) {
  Court court;
  court.job = {.kind = JobKind::Input,
               .input = {.type = sb::InputType::Check, .inviter = "u9", .inviter_device = "d9.0"}};
  const auto before = answered_record();
  const auto after = ended_record(EndReason::Replaced, EndReason::Replaced);
  EXPECT_FALSE(court.commit(checker::recall, &before, after).empty());
}

TEST(Checkers, AGlareWithoutASurvivor) {
  Court court;
  court.world.setup.story = Story::Glare;
  court.world.ledger.calls = 2;
  court.store(record_of(RecordState::Ended));
  auto crossing = record_of(RecordState::Ended);
  crossing.call_id = "c2";
  court.store(crossing);
  EXPECT_FALSE(court.rest(checker::glare).empty());
}

TEST(Checkers, ALegThatCameBack) {
  Court court;
  court.world.ledger.consents = {{"l0", {"d0.0", "c1"}}, {"l1", {"d1.0", "c1"}}};
  EXPECT_TRUE(court.commit(checker::consent, nullptr, answered_record()).empty());
  court.world.ledger.records["c1"].gone.insert("l1");
  EXPECT_FALSE(court.commit(checker::consent, nullptr, answered_record()).empty());
}

TEST(Checkers, AUserRecordWithoutALimit) {
  std::vector<Violation> found;
  sb::UserRecord user;
  user.claims.resize(limits::kCallsPerUser + 1);
  checker::bounds.user(user, {36, "bounds", found});
  EXPECT_FALSE(found.empty());
}

}  // namespace
}  // namespace ringline::sim
