// Calls of several people: dialling them, who was reached, adding, cancelling, removing, ending for
// all (R20, R21, R34, R35, R50; design 5, 11.16).
#include <gtest/gtest.h>

#include "desk.h"
#include "party.h"

namespace ringline {
namespace {

using namespace ringline::testing;

std::optional<ErrorCode> refused(const Phone& phone, Request request) {
  for (const effect::Settle& one : phone.did<effect::Settle>()) {
    if (one.request == request && one.error) return one.error->code;
  }
  return std::nullopt;
}

TEST(GroupDial, GoesOutAtOnceWithoutAnOffer) {
  Phone phone = group_dialled({"ann", "bob"});
  const Command invite = phone.sent(CommandKind::Invite).at(0);
  EXPECT_EQ(invite.to, (std::vector<UserId>{"ann", "bob"}));
  EXPECT_TRUE(invite.sdp.empty());
  EXPECT_TRUE(phone.did<effect::OpenPeer>().empty());
  EXPECT_EQ(phone.did<effect::Capture>().size(), 2U);
  EXPECT_EQ(phone.call.view.kind, CallKind::Group);
}

TEST(GroupDial, ByAGroupOfTheServersCarriesItsName) {
  input::Dial in = dial_to({});
  in.group = "team";
  in.group_id = "g-7";
  in.policy.who_can_end = WhoCanEnd::Anyone;
  Phone phone;
  const Step result = dial(in, "dev-m", "inc-m", phone.around);
  const Command invite = commands(result.effects, CommandKind::Invite).at(0);
  EXPECT_EQ(invite.group, "team");
  EXPECT_EQ(invite.group_id, "g-7");
  EXPECT_EQ(invite.policy.who_can_end, WhoCanEnd::Anyone);
  EXPECT_EQ(result.call.view.policy.who_can_end, WhoCanEnd::Anyone);
}

TEST(GroupDial, ThatIsCancelledBeforeTheReplyIsLeft) {
  Phone phone = group_dialled({"ann", "bob"});
  phone.feed(input::HangUp{3, {}});
  EXPECT_EQ(phone.call.end_reason, EndReason::Cancelled);
  EXPECT_EQ(phone.sent(CommandKind::Leave).size(), 1U) << "the invite is on its way";
}

// Where the inviter stays until it hangs up (`groupEnd: local-hangup`), no ring's end puts it out.
TEST(GroupDial, ThatNobodyAnswersIsHungUpByItsInviterAlone) {
  Phone phone = group_dialled({"ann", "bob"});
  CallView view = group_view({"ann", "bob"}, RecordState::Ringing, 1);
  view.policy.group_end = GroupEnd::LocalHangup;
  phone.feed_view(view);
  ASSERT_EQ(phone.call.state, CallState::Calling);
  view.version += 1;
  for (const char* user : {"ann", "bob"}) goes(view, user, ParticipantState::TimedOut);
  phone.feed_view(view);
  phone.wait(600'000);
  EXPECT_EQ(phone.call.state, CallState::Calling);
  EXPECT_TRUE(phone.sent(CommandKind::Leave).empty());
  phone.feed(input::HangUp{3, "\"bye\""});
  EXPECT_EQ(phone.call.end_reason, EndReason::Cancelled);
  EXPECT_EQ(phone.sent(CommandKind::Leave).at(0).ext, "\"bye\"");
}

// Elsewhere the record ends it; if that is not heard of, the device does, soon after.
TEST(GroupDial, ThatNobodyAnswersEndsByItselfWithoutANetwork) {
  Phone phone = group_calling({"ann", "bob"});
  const Millis deadline = phone.call.view.ring_deadline - phone.around.server_offset;
  phone.wait(deadline - phone.around.now);
  EXPECT_EQ(phone.call.state, CallState::Calling) << "the record's own word first";
  phone.wake();
  EXPECT_EQ(phone.call.end_reason, EndReason::NoResponse);
  EXPECT_FALSE(phone.call.confirmed);
}

TEST(Placed, IsToldWhenEveryClaimIsSettledAndNamesTheBusyOnes) {
  Phone phone = group_dialled({"ann", "bob", "cid"});
  CallView view = group_view({"ann", "bob", "cid"}, RecordState::Placing, 1);
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Placing);
  view.version += 1;
  view.state = RecordState::Ringing;
  person(view, "ann").state = ParticipantState::Rung;
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Calling);
  EXPECT_EQ(phone.ever<effect::Placed>(), 0U) << "two claims are under way";
  view.version += 1;
  person(view, "bob").state = ParticipantState::Busy;
  person(view, "bob").end_reason = EndReason::RemoteBusy;
  person(view, "cid").state = ParticipantState::Ringing;
  phone.feed_view(view);
  const auto placed = phone.did<effect::Placed>();
  ASSERT_EQ(placed.size(), 1U);
  EXPECT_EQ(placed[0].ok, (std::vector<UserId>{"ann", "cid"}));
  ASSERT_EQ(placed[0].failed.size(), 1U);
  EXPECT_EQ(placed[0].failed[0], (std::pair<UserId, std::string>{"bob", "remote-busy"}));
  view.version += 1;
  phone.feed_view(view);
  EXPECT_EQ(phone.ever<effect::Placed>(), 1U);
}

TEST(Placed, OfACallThatEndedBeforeFailsForEverybody) {
  Phone phone = group_dialled({"ann", "bob"});
  CallView view = group_view({"ann", "bob"}, RecordState::Ended, 1);
  person(view, "ann").state = ParticipantState::Busy;
  person(view, "bob").state = ParticipantState::Busy;
  end_view(view, EndReason::RemoteBusy);
  phone.feed_view(view);
  ASSERT_EQ(phone.did<effect::Placed>().size(), 1U);
  EXPECT_EQ(phone.did<effect::Placed>()[0].failed.size(), 2U);
}

TEST(ClientGroupCall, OnesDeclineOrTimeOutEndsItForNobodyElse) {
  Phone phone = group_calling({"ann", "bob"});
  CallView view = next_view(phone);
  goes(view, "ann", ParticipantState::Declined);
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Calling);
  view.version += 1;
  joins(view, "bob", 2);
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Connecting);
}

TEST(People, AreAddedCancelledAndRemovedByTheRecordAlone) {
  Phone phone = group_connected({"ann"});
  const Call before = phone.call;
  phone.feed(input::AddUsers{20, {"bob", "ann"}, {}});
  ASSERT_EQ(phone.sent(CommandKind::Add).size(), 1U);
  EXPECT_EQ(phone.sent(CommandKind::Add)[0].request, 20) << "it settles with the reply";
  EXPECT_EQ(phone.sent(CommandKind::Add)[0].to, (std::vector<UserId>{"bob", "ann"}));
  phone.feed(input::AddUsers{21, {}, "team"});
  EXPECT_EQ(phone.sent(CommandKind::Add).at(0).group, "team");
  phone.feed(input::CancelUsers{22, {"bob"}});
  EXPECT_EQ(phone.sent(CommandKind::Cancel).size(), 1U);
  phone.feed(input::RemoveUsers{23, {"ann"}});
  EXPECT_EQ(phone.sent(CommandKind::Remove).size(), 1U);
  phone.feed(input::EndForAll{24, "\"bye\""});
  EXPECT_EQ(phone.sent(CommandKind::End).at(0).ext, "\"bye\"");
  EXPECT_EQ(phone.call, before);
}

TEST(People, NobodyOneselfAndTooManyAreRefused) {
  Phone phone = group_connected({"ann"});
  std::vector<UserId> crowd;
  for (std::size_t i = 0; i < limits::kInvitees; ++i) crowd.push_back("u" + std::to_string(i));
  phone.feed(input::AddUsers{20, crowd, {}});
  EXPECT_EQ(phone.sent(CommandKind::Add).size(), 1U);
  crowd.push_back("one-too-many");
  for (const std::vector<UserId>& users : {std::vector<UserId>{}, {"me"}, crowd}) {
    phone.feed(input::AddUsers{21, users, {}});
    EXPECT_EQ(refused(phone, 21), ErrorCode::InvalidArgument);
    phone.feed(input::CancelUsers{22, users});
    EXPECT_EQ(refused(phone, 22), ErrorCode::InvalidArgument);
    phone.feed(input::RemoveUsers{23, users});
    EXPECT_EQ(refused(phone, 23), ErrorCode::InvalidArgument);
    EXPECT_EQ(phone.effects.size(), 1U);
  }
}

TEST(People, CanBeAddedWhileItRingsButNotBeforeItIsPlaced) {
  Phone placed = calling();
  placed.feed(input::AddUsers{20, {"bob"}, {}});
  EXPECT_EQ(placed.sent(CommandKind::Add).size(), 1U);
  Phone early = placing();
  early.feed(input::AddUsers{20, {"bob"}, {}});
  EXPECT_EQ(refused(early, 20), ErrorCode::InvalidState);
  Phone rings = ringing();
  rings.feed(input::AddUsers{20, {"bob"}, {}});
  EXPECT_EQ(refused(rings, 20), ErrorCode::InvalidState) << "S2: nobody joins by adding himself";
}

TEST(People, AnAddThatIsNotAnsweredYetIsKnownToTheGoodbye) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  const std::string link = desk.call().links[0].link_id;
  desk.feed_call(input::AddUsers{20, {"bob"}, {}});
  desk.feed(input::ForLink{link, input::DataReceived{link, "c1", 2}});
  EXPECT_EQ(desk.call().state, CallState::Connected);
  Desk plain = desk_with(CallState::Connected, Direction::Outgoing);
  plain.feed(input::ForLink{link, input::DataReceived{link, "c1", 2}});
  EXPECT_EQ(plain.call().state, CallState::Ended);
}

TEST(People, AnAddIsSettledByItsReplyEitherWay) {
  Desk desk = desk_with(CallState::Connected, Direction::Outgoing);
  desk.feed_call(input::AddUsers{20, {"bob"}, {}});
  desk.reply_error(desk.sent(CommandKind::Add).at(0).id, ErrorCode::Forbidden);
  EXPECT_EQ(desk.settled(20)->code, ErrorCode::Forbidden);
  EXPECT_EQ(desk.call().state, CallState::Connected);
  desk.feed_call(input::AddUsers{21, {"bob"}, {}});
  frame::Reply reply;
  reply.id = desk.sent(CommandKind::Add).at(0).id;
  CallView view = desk.call().view;
  view.version += 1;
  view.kind = CallKind::Group;
  person(view, "bob");
  reply.call = frame::SnapshotEntry{view, std::nullopt};
  desk.frame(reply);
  EXPECT_FALSE(desk.settled(21).has_value());
  EXPECT_EQ(desk.call().view.kind, CallKind::Group);
}

TEST(EndForAll, IsTheRecordsToDoAndItsReasonIsTaken) {
  Phone phone = group_connected({"ann"});
  CallView view = next_view(phone);
  end_view(view, EndReason::EndedByHost);
  phone.feed_view(view);
  EXPECT_EQ(phone.call.end_reason, EndReason::EndedByHost);
  EXPECT_TRUE(phone.call.confirmed);
}

TEST(Removed, EndsTheCallHereAndReleasesEverything) {
  Phone phone = group_connected({"ann", "bob"});
  CallView view = next_view(phone);
  view.you.end_reason = EndReason::Removed;
  phone.feed_view(view);
  EXPECT_EQ(phone.call.state, CallState::Ended);
  EXPECT_EQ(phone.did<effect::ClosePeer>().size(), 2U);
}

}  // namespace
}  // namespace ringline
