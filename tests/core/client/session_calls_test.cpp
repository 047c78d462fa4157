// Several calls of one device, and sessions: entering, another call while in one, invited again
// (R9, R60; design 5, 11.10).
#include <gtest/gtest.h>

#include "desk.h"
#include "party.h"

namespace ringline {
namespace {

using namespace ringline::testing;

input::Join join_input(Request request, const CallId& id = "session:42") {
  return {request, id, "leg-m", Media::Video, "{}"};
}

CallView session_view(const std::vector<UserId>& others, std::int64_t version) {
  CallView view = group_view({}, RecordState::Active, version);
  view.call_id = "session:42";
  view.kind = CallKind::Session;
  view.you.role = view.participants[0].role = Role::Joiner;
  view.inviter = others.empty() ? "me" : others[0];
  std::int64_t order = 1;
  for (const UserId& user : others) {
    joins(view, user, order++);
    person(view, user).role = Role::Joiner;
  }
  person(view, "me").legs[0].order = order;
  return view;
}

Desk joined_desk(const std::vector<UserId>& others) {
  Desk desk = online();
  desk.feed(join_input(40));
  EXPECT_FALSE(desk.settled(40).has_value());
  EXPECT_EQ(desk.call("session:42").state, CallState::Placing);
  EXPECT_EQ(desk.did<effect::Capture>().size(), 2U);
  frame::Reply reply;
  reply.id = desk.sent(CommandKind::Join).at(0).id;
  reply.call = frame::SnapshotEntry{session_view(others, 3), std::nullopt};
  desk.frame(reply);
  return desk;
}

TEST(Join, OfAnEmptySessionIsConnectedAtOnce) {
  Desk desk = joined_desk({});
  EXPECT_EQ(desk.call("session:42").state, CallState::Connected);
  ASSERT_EQ(desk.did<effect::Placed>().size(), 1U);
  const effect::Placed placed = desk.did<effect::Placed>()[0];
  EXPECT_TRUE(placed.ok.empty() && placed.failed.empty() && !placed.error);
}

TEST(Join, LinksWithWhoeverIsInAndWaitsForTheirOffers) {
  Desk desk = joined_desk({"ann", "bob"});
  EXPECT_EQ(desk.call("session:42").state, CallState::Connecting);
  ASSERT_EQ(desk.did<effect::OpenPeer>().size(), 2U);
  EXPECT_FALSE(desk.did<effect::OpenPeer>()[0].offerer);
  desk.feed_call(input::HangUp{41, {}}, "session:42");
  EXPECT_EQ(desk.sent(CommandKind::Leave).size(), 1U);
}

TEST(Join, ThatIsRefusedFailsWhatWasPlaced) {
  Desk desk = online();
  desk.feed(join_input(40));
  desk.reply_error(desk.sent(CommandKind::Join).at(0).id, ErrorCode::Forbidden);
  EXPECT_EQ(desk.call("session:42").end_reason, EndReason::Failed);
  EXPECT_EQ(desk.call("session:42").failure, FailureCategory::Auth);
  EXPECT_EQ(desk.did<effect::Placed>().at(0).error->code, ErrorCode::Forbidden);
  EXPECT_EQ(all_of<effect::Ended>(desk.history).size(), 1U);
}

TEST(Join, ThatNobodyAnswersIsLeftAgain) {
  Desk desk = online();
  desk.feed(join_input(40));
  desk.wait(Policy{}.command_timeout_ms);
  EXPECT_EQ(desk.call("session:42").state, CallState::Ended);
  EXPECT_EQ(desk.sent(CommandKind::Leave).size(), 1U);
}

TEST(Join, ThatWasCancelledWhileOfflineIsNeverSent) {
  Desk desk = offline_after_online();
  desk.feed(join_input(40));
  desk.feed_call(input::HangUp{41, {}}, "session:42");
  EXPECT_TRUE(desk.session.pending.empty());
}

TEST(Join, IsForSessionsAndDialsAreNot) {
  Desk desk = online();
  desk.feed(join_input(40, "c1"));
  EXPECT_EQ(desk.settled(40)->code, ErrorCode::InvalidArgument);
  desk.dial("session:42");
  EXPECT_EQ(desk.settled(desk.next_request - 1)->code, ErrorCode::InvalidArgument);
  Desk inside = joined_desk({});
  inside.feed(join_input(43));
  EXPECT_EQ(inside.settled(43)->code, ErrorCode::AlreadyInCall);
  EXPECT_EQ(inside.settled(43)->call_id, "session:42");
}

// `ringing` and `decline` were said of a ring that is over; a join is another life of the call.
TEST(Join, AfterARingHearsNoLateAnswerToWhatTheRingWasTold) {
  Desk desk = online();
  CallView ring = view_of(Direction::Incoming, RecordState::Active, 3);
  ring.call_id = "session:42";
  ring.kind = CallKind::Session;
  desk.event(ring);
  ASSERT_EQ(desk.sent(CommandKind::Ringing).size(), 1U);
  const CommandId told = desk.sent(CommandKind::Ringing)[0].id;
  ring.version = 4;
  ring.you.state = ParticipantState::Unreachable;
  ring.you.end_reason = EndReason::Missed;
  desk.event(ring);
  ASSERT_EQ(desk.call("session:42").state, CallState::Ended);
  desk.feed(join_input(40));
  desk.reply_error(told, ErrorCode::AnsweredElsewhere);
  EXPECT_EQ(desk.call("session:42").state, CallState::Placing);
}

TEST(Join, AgainAfterLeavingDialsAnewAndHearsNoLateEnd) {
  Desk desk = joined_desk({"ann"});
  desk.feed_call(input::HangUp{41, {}}, "session:42");
  desk.feed(join_input(42));
  EXPECT_EQ(desk.settled(42)->code, ErrorCode::TryLater) << "the record has not heard of it";
  CallView left = session_view({"ann"}, 4);
  end_view(left, EndReason::Hangup);
  desk.event(left);
  desk.feed(join_input(43));
  EXPECT_FALSE(desk.settled(43).has_value());
  EXPECT_EQ(desk.did<effect::Forget>().size(), 1U);
  EXPECT_EQ(desk.call("session:42").state, CallState::Placing);
  desk.event(left);
  EXPECT_EQ(desk.call("session:42").state, CallState::Placing) << "that was the last stay";
  desk.event(session_view({"ann"}, 5));
  EXPECT_EQ(desk.call("session:42").state, CallState::Connecting);
}

TEST(Join, OfASessionWithoutVideoTurnsTheCameraOff) {
  Desk desk = online();
  desk.feed(join_input(40));
  CallView view = session_view({"ann"}, 3);
  view.media = Media::Audio;
  desk.event(view);
  EXPECT_FALSE(desk.call("session:42").camera.wanted);
  EXPECT_FALSE(desk.did<effect::OpenPeer>().at(0).video);
}

Desk busy_desk(CallWhileInCall rule) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.session.call_while_in_call = rule;
  return desk;
}

TEST(CallWhileInCall, RefuseNamesTheCallThatStandsInTheWay) {
  Desk desk = busy_desk(CallWhileInCall::Refuse);
  desk.dial_users({"ann"}, "c2");
  const Request request = desk.next_request - 1;
  EXPECT_EQ(desk.settled(request)->code, ErrorCode::AlreadyInCall);
  EXPECT_EQ(desk.settled(request)->call_id, "c1");
}

TEST(CallWhileInCall, AddInvitesIntoTheCallThereIs) {
  Desk desk = busy_desk(CallWhileInCall::Add);
  desk.dial_users({"ann"}, "c2");
  const Request request = desk.next_request - 1;
  const auto added = desk.sent(CommandKind::Add);
  ASSERT_EQ(added.size(), 1U);
  EXPECT_EQ(added[0].command.call_id, "c1");
  EXPECT_FALSE(desk.holds("c2"));
  frame::Reply reply;
  reply.id = added[0].id;
  desk.frame(reply);
  EXPECT_FALSE(desk.settled(request).has_value());
  EXPECT_EQ(desk.did<effect::Settle>().at(0).call_id, "c1") << "that is the call";
  Desk early = desk_with(CallState::Placing, Direction::Outgoing);
  early.session.call_while_in_call = CallWhileInCall::Add;
  early.dial_users({"ann"}, "c2");
  EXPECT_EQ(early.settled(early.next_request - 1)->code, ErrorCode::AlreadyInCall);
}

TEST(CallWhileInCall, HoldDialsAndHoldsTheOldOneWhenTheNewOneIsPlaced) {
  Desk desk = busy_desk(CallWhileInCall::Hold);
  desk.dial_users({"ann", "bob"}, "c2");
  const auto invites = desk.sent(CommandKind::Invite);
  ASSERT_EQ(invites.size(), 1U);
  EXPECT_EQ(invites[0].command.policy.call_while_in_call, CallWhileInCall::Hold);
  EXPECT_FALSE(desk.call("c1").held);
  CallView view = group_view({"ann", "bob"}, RecordState::Ringing, 1);
  view.call_id = "c2";
  desk.event(view);
  EXPECT_TRUE(desk.call("c1").held);
  EXPECT_EQ(desk.call("c2").state, CallState::Calling);
  Desk refused = busy_desk(CallWhileInCall::Hold);
  refused.dial_users({"ann", "bob"}, "c2");
  refused.reply_error(refused.sent(CommandKind::Invite).at(0).id, ErrorCode::Forbidden);
  EXPECT_FALSE(refused.call("c1").held) << "on failure the old call is untouched";
}

TEST(CallWhileInCall, IsToldToTheSwitchboardOnlyWhereTheDeviceHasItsOwn) {
  Desk desk = online();
  desk.dial_users({"ann", "bob"}, "c2");
  EXPECT_FALSE(desk.sent(CommandKind::Invite).at(0).command.policy.call_while_in_call.has_value());
}

TEST(Redial, NeedsTheOldCallToBeOver) {
  Desk desk = busy_desk(CallWhileInCall::Hold);
  input::Dial in = dial_to({"ann"}, "c2");
  in.redial_of = "c1";
  desk.feed(in);
  EXPECT_EQ(desk.settled(1)->code, ErrorCode::InvalidState);
}

TEST(ClientBusyScope, OfTheDeviceShowsNoRingWhileThisOneIsInACall) {
  for (const bool waiting : {false, true}) {
    Desk desk = busy_desk(CallWhileInCall::Refuse);
    CallView view = view_of(Direction::Incoming, RecordState::Ringing, 1);
    view.call_id = "c2";
    view.policy.busy_scope = BusyScope::Device;
    if (waiting) view.policy.busy = BusyRule::CallWaiting;
    desk.event(view);
    EXPECT_EQ(desk.holds("c2"), waiting);
    EXPECT_EQ(desk.sent(CommandKind::Ringing).size(), waiting ? 1U : 0U);
  }
}

TEST(InvitedAgain, UnderTheSameIdRingsAnew) {
  Desk desk = online();
  CallView view = group_view({"ann"}, RecordState::Active, 2);
  view.you = YouView{};
  view.you.state = ParticipantState::Rung;
  view.inviter = "ann";
  desk.event(view);
  desk.feed_call(input::Decline{30, {}, {}});
  CallView again = view;
  again.version = 4;
  desk.event(again);
  EXPECT_EQ(desk.call().state, CallState::Ended) << "the record has not heard of the decline";
  CallView declined = view;
  declined.version = 5;
  declined.you.end_reason = EndReason::Declined;
  desk.event(declined);
  ASSERT_TRUE(desk.call().confirmed);
  again.version = 4;
  desk.event(again);
  EXPECT_EQ(desk.call().state, CallState::Ended) << "that one is late";
  again.version = 6;
  desk.event(again);
  EXPECT_EQ(desk.call().state, CallState::Ringing);
  EXPECT_EQ(desk.did<effect::Forget>().size(), 1U);
  EXPECT_EQ(desk.did<effect::Incoming>().size(), 1U);
}

TEST(InvitedAgain, TheOneWhoMadeTheCallRingsLikeAnybody) {
  Desk desk = online();
  CallView view = group_view({"ann"}, RecordState::Active, 7);
  view.participants[0].legs.clear();
  view.you.leg_id.clear();
  view.you.state = view.participants[0].state = ParticipantState::Rung;
  desk.event(view);
  EXPECT_EQ(desk.call().state, CallState::Ringing);
  EXPECT_EQ(desk.call().direction, Direction::Incoming);
}

// Else this user would stand among the others, and answer no request.
TEST(Dial, BeforeTheFirstWelcomeIsOfTheUserWhomItNames) {
  Desk desk = connecting_desk();
  desk.dial();
  EXPECT_EQ(desk.call().user_id, "");
  desk.welcome();
  EXPECT_EQ(desk.call().user_id, "me");
  EXPECT_EQ(desk.call().view.inviter, "me");
}

}  // namespace
}  // namespace ringline
