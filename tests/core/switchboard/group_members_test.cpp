// Who is invited into a call of more than two, and claims that are not answered, or too late.
#include "group_call.h"

namespace ringline::switchboard::testing {
namespace {

using GroupMembers = GroupCall;

// How many.

TEST_F(GroupMembers, MeshTakesAsManyAsItsLimitAndSaysSo) {
  exchange = Exchange(R"({"meshLimit":3})");
  active();
  ok(kAnn, "x1", about_users("add", "g1", {"dave"}, "x1"));
  EXPECT_EQ(error_of(kDave, "a9", accept(kDave, "g1", "a9")), "call-full");
  EXPECT_EQ(states(), "joined joined joined rung") << "it may try again";
  ok(kBob, "l1", leave("g1", "l1"));
  ok(kDave, "a10", accept(kDave, "g1", "a10"));
  EXPECT_EQ(states(), "joined left joined joined");
}

// Muting.

TEST_F(GroupMembers, RequestToMuteReachesWhoIsNamedAndNobodyElse) {
  active();
  const Json reply =
      exchange.ask(kBob, "m1", about_users("mute-request", "g1", {"carol", "dave"}, "m1"));
  EXPECT_EQ(text_at(reply, "call.participants.2.muteRequest.by"), "bob")
      << "who asked sees what everybody sees";
  EXPECT_EQ(text_at(*exchange.last_event(kCarol), "call.participants.2.muteRequest.by"), "bob");
  EXPECT_EQ(text_at(*exchange.last_event(kCarol), "call.participants.2.muteRequest.id"), "1");
  EXPECT_EQ(at(exchange.view(kAnn, "g1"), "call.participants.0.muteRequest"), nullptr);
  ok(kAnn, "m2", about_users("mute-request", "g1", {"carol"}, "m2"));
  EXPECT_EQ(text_at(exchange.view(kCarol, "g1"), "call.participants.2.muteRequest.id"), "2");
  EXPECT_EQ(error_of(kAnn, "m3", about_users("mute-request", "g1", {"ann"}, "m3")),
            "invalid-argument");
  EXPECT_EQ(error_of(kDave, "m4", about_users("mute-request", "g1", {"ann"}, "m4")),
            "unknown-call");
}

// Adding.

TEST_F(GroupMembers, InviteeAddsSomebodyWhoRingsAndIsNotJoined) {  // inv. 17
  active();
  ok(kBob, "x1", about_users("add", "g1", {"dave"}, "x1"));
  EXPECT_EQ(states(), "joined joined joined rung");
  EXPECT_EQ(exchange.participant(kCarol, "g1", "dave", "invitedBy"), "bob");
  EXPECT_EQ(text_at(*exchange.last_event(kDave), "call.you.state"), "rung");
  EXPECT_EQ(text_at(*exchange.last_event(kDave), "call.you.status"), "initiated");
  EXPECT_EQ(at(*exchange.last_event(kDave), "call.offer"), nullptr);
  ok(kDave, "a9", accept(kDave, "g1", "a9"));
  EXPECT_EQ(states(), "joined joined joined joined");
}

TEST_F(GroupMembers, AddOfSomebodyWhoIsThereIsNothing) {  // S2
  active();
  ok(kBob, "x1", about_users("add", "g1", {"bob", "ann", "carol"}, "x1"));
  EXPECT_EQ(states(), "joined joined joined");
  EXPECT_TRUE(exchange.events_of(kAnn).empty());
  EXPECT_EQ(exchange.effects_of("input").size(), 0u);
}

TEST_F(GroupMembers, WhoMayInviteIsThePolicysAndTheTokens) {
  active(R"(,"policy":{"whoCanInvite":"inviter"})");
  EXPECT_EQ(error_of(kBob, "x1", about_users("add", "g1", {"dave"}, "x1")), "forbidden");
  EXPECT_EQ(error_of(kEve, "x2", about_users("add", "g1", {"eve"}, "x2")), "unknown-call");
  EXPECT_EQ(error_of(kBobPhone, "x3", about_users("add", "g1", {"eve"}, "x3")), "forbidden");
  Device mute = kAnn;
  mute.may_place = false;
  EXPECT_EQ(error_of(mute, "x4", about_users("add", "g1", {"dave"}, "x4")), "forbidden");
  mute.grants = "invite";
  ok(mute, "x5", about_users("add", "g1", {"dave"}, "x5"));
  EXPECT_EQ(states(), "joined joined joined rung");
}

TEST_F(GroupMembers, DirectCallWithOneMoreIsAGroupWhoseEarlyAnswerStillServes) {  // design 11.1
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "g1", "bob", "i1"));
  exchange.send(kAnn, candidates("g1", "", 2));
  ok(kAnn, "x1", about_users("add", "g1", {"carol"}, "x1"));
  EXPECT_EQ(text_at(exchange.view(kBob, "g1"), "call.kind"), "group");
  EXPECT_EQ(at(exchange.view(kCarol, "g1"), "call.offer"), nullptr);
  const Json reply = exchange.ask(kBob, "a1", accept(kBob, "g1", "a1"));
  EXPECT_EQ(at(reply, "call.parked")->items.size(), 2u);
  EXPECT_EQ(text_at(*exchange.last_event(kAnn), "call.answer.legId"), kBob.leg());
  accepts(kCarol);
  EXPECT_EQ(text_at(exchange.view(kAnn, "g1"), "call.answer.legId"), kBob.leg());
  ok(kBob, "l1", leave("g1", "l1"));
  EXPECT_EQ(exchange.state("g1"), "active") << "no direct call any more";
}

TEST_F(GroupMembers, WhoDeclinedOrLeftIsRungAnew) {
  ring();
  ok(kBob, "d1", decline("g1", "d1"));
  accepts(kCarol);
  ok(kAnn, "x1", about_users("add", "g1", {"bob"}, "x1"));
  EXPECT_EQ(states(), "joined rung joined");
  EXPECT_EQ(exchange.reason(kBob, "g1"), "");
  EXPECT_EQ(text_at(*exchange.last_event(kBobPhone), "call.you.state"), "rung");
  accepts(kBobPhone);
  EXPECT_EQ(exchange.reason(kBob, "g1"), "answered-elsewhere");
  ok(kBobPhone, "l1", leave("g1", "l1"));
  ok(kAnn, "x2", about_users("add", "g1", {"bob"}, "x2"));
  accepts(kBob);
  EXPECT_EQ(exchange.claims_of("bob"), "g1 ");
}

// inv. 31: one entry; who was in the call has not missed it.
TEST_F(GroupMembers, WhoWasInItAndDoesNotAnswerAgainHasNotMissedTheCall) {
  active();
  ok(kBob, "l1", leave("g1", "l1"));
  ok(kAnn, "x1", about_users("add", "g1", {"bob"}, "x1"));
  exchange.advance(30'000);
  const Json last = exchange.logs_of("bob", "g1").back();
  EXPECT_EQ(text_at(last, "missed"), "false");
  EXPECT_EQ(text_at(last, "status"), "ended");
  EXPECT_NE(at(last, "answeredAt"), nullptr);
}

// The log that is still owed for the first time must not be written of the second (outbox items are
// markers).
TEST_F(GroupMembers, ReinvitedBeforeTheLogWasDrainedIsNotLoggedAsFailed) {
  active();
  exchange.crash_after_commits(1);
  exchange.send(kBob, leave("g1", "l1"));
  exchange.restart();
  exchange.post(kAnn, about_users("add", "g1", {"bob"}, "x1"));
  exchange.settle();
  for (const Json& entry : exchange.logs_of("bob", "g1")) {
    EXPECT_NE(text_at(entry, "status"), "failed");
  }
  accepts(kBob);
  ok(kBob, "l2", leave("g1", "l2"));
  EXPECT_EQ(text_at(exchange.logs_of("bob", "g1").back(), "endReason"), "hangup");
}

TEST_F(GroupMembers, SeatsAreLimited) {  // inv. 36, at the limit and one above
  everybody_connected();
  std::vector<std::string> users;
  for (std::size_t i = 0; i < limits::kInvitees; ++i) users.push_back("u" + std::to_string(i));
  ok(kAnn, "i1", invite_group(kAnn, "g1", users, "i1"));
  EXPECT_EQ(error_of(kAnn, "x1", about_users("add", "g1", {"bob"}, "x1")), "limit-reached");
  ok(kAnn, "x2", about_users("cancel", "g1", {"u7"}, "x2"));
  ok(kAnn, "x3", about_users("add", "g1", {"bob"}, "x3"));
  EXPECT_EQ(exchange.participant(kAnn, "g1", "bob"), "rung");
  EXPECT_EQ(exchange.participant(kAnn, "g1", "u7"), "") << "out longest: makes room";
  users.push_back("zoe");
  EXPECT_EQ(error_of(kAnn, "i2", invite_group(kAnn, "g2", users, "i2")), "too-large");
}

// The inviter's place is kept, so that a full call can still be read.
TEST_F(GroupMembers, FullCallWhoseInviterHasLeftStaysReadable) {
  active();
  ok(kAnn, "l1", leave("g1", "l1"));
  std::vector<std::string> users;
  for (std::size_t i = 0; i < limits::kParticipants - 3; ++i) {
    users.push_back("u" + std::to_string(i));
  }
  ok(kBob, "x1", about_users("add", "g1", users, "x1"));
  EXPECT_EQ(error_of(kBob, "x2", about_users("add", "g1", {"dave"}, "x2")), "limit-reached");
  ok(kBob, "x3", about_users("add", "g1", {"ann"}, "x3"));
  exchange.restart();
  EXPECT_EQ(exchange.participant(kBob, "g1", "ann"), "rung");
}

// Claims that are not answered, or too late.

TEST_F(GroupMembers, ClaimThatIsNeverAnsweredIsUnreachableAndSettlesTheInvite) {
  everybody_connected();
  // Carol's record takes nothing: it is as if its node were away.
  exchange.mute = "u:app:carol";
  exchange.send(kAnn, invite_group(kAnn, "g1", {"bob", "carol"}, "i1"));
  EXPECT_EQ(states(), "joined rung invited");
  EXPECT_TRUE(exchange.replies_to("i1").empty()) << "not all claims are answered";
  exchange.ask(kBob, "r1", ringing("g1", "r1"));
  exchange.advance(limits::kPlacingMs);
  EXPECT_EQ(states(), "joined ringing unreachable");
  EXPECT_EQ(text_at(exchange.reply_to("i1"), "ok"), "true");
  exchange.mute.clear();
  exchange.advance(limits::kDrainMs);
  EXPECT_EQ(exchange.claims_of("carol"), "");
  EXPECT_EQ(states(), "joined ringing unreachable");
}

TEST_F(GroupMembers, CancelOfTheLastOpenClaimSettlesTheInvite) {
  everybody_connected();
  exchange.mute = "u:app:carol";
  exchange.send(kAnn, invite_group(kAnn, "g1", {"bob", "carol"}, "i1"));
  ok(kAnn, "x1", about_users("cancel", "g1", {"carol"}, "x1"));
  EXPECT_EQ(text_at(exchange.reply_to("i1"), "ok"), "true");
  exchange.mute.clear();
  exchange.advance(limits::kDrainMs);
  EXPECT_EQ(exchange.claims_of("carol"), "");
}

// The answer to a claim that was taken back says nothing about the next one.
TEST_F(GroupMembers, AnswerToAnEarlierInvitationDoesNotRingTheNextOne) {
  active();
  exchange.hold_inputs_to = "c:app:g1";
  exchange.send(kAnn, about_users("add", "g1", {"dave"}, "x1"));
  exchange.send(kAnn, about_users("cancel", "g1", {"dave"}, "x2"));
  exchange.mute = "u:app:dave";  // the second claim stays under way
  exchange.send(kAnn, about_users("add", "g1", {"dave"}, "x3"));
  exchange.release_held();
  EXPECT_EQ(exchange.participant(kAnn, "g1", "dave"), "invited") << "granted, and taken back since";
  EXPECT_EQ(exchange.claims_of("dave"), "");
  exchange.mute.clear();
  exchange.advance(limits::kDrainMs);
  EXPECT_EQ(exchange.claims_of("dave"), "");
}

TEST_F(GroupMembers, RefusalOfAnEarlierInvitationDoesNotEndTheNextOne) {
  active();
  exchange.ask(kEve, "i9", invite(kEve, "c9", "dave", "i9"));
  exchange.hold_inputs_to = "c:app:g1";
  exchange.send(kAnn, about_users("add", "g1", {"dave"}, "x1"));
  exchange.send(kAnn, about_users("cancel", "g1", {"dave"}, "x2"));
  exchange.send(kEve, leave("c9", "l9"));
  exchange.send(kAnn, about_users("add", "g1", {"dave"}, "x3"));
  exchange.release_held();
  EXPECT_EQ(exchange.participant(kAnn, "g1", "dave"), "rung");
  EXPECT_EQ(exchange.claims_of("dave"), "g1 ");
}

TEST_F(GroupMembers, ClaimGrantedAfterTheUserDeclinedHoldsNobody) {
  active();
  exchange.hold_inputs_to = "c:app:g1";
  exchange.send(kAnn, about_users("add", "g1", {"dave"}, "x1"));
  exchange.send(kDave, decline("g1", "d1"));
  exchange.release_held();
  EXPECT_EQ(states(), "joined joined joined declined");
  EXPECT_EQ(exchange.claims_of("dave"), "");
  exchange.expect_at_rest();
}

TEST_F(GroupMembers, CallThatEndsWhileClaimsAreOutHoldsNobody) {
  everybody_connected();
  exchange.hold_inputs_to = "c:app:g1";
  exchange.send(kAnn, invite_group(kAnn, "g1", {"bob", "carol"}, "i1"));
  exchange.send(kAnn, leave("g1", "l1"));
  exchange.release_held();
  EXPECT_EQ(exchange.state("g1"), "ended");
  EXPECT_EQ(exchange.claims_of("ann") + exchange.claims_of("bob") + exchange.claims_of("carol"),
            "");
  EXPECT_TRUE(exchange.events_of(kBob).empty());
}

TEST_F(GroupMembers, RingingBeforeTheClaimIsGrantedIsRefusedSoThatItIsSaidAgain) {
  active();
  exchange.hold_inputs_to = "c:app:g1";
  exchange.send(kAnn, about_users("add", "g1", {"dave"}, "x1"));
  EXPECT_EQ(error_of(kDave, "r1", ringing("g1", "r1")), "invalid-state");
  EXPECT_EQ(error_of(kDave, "a1", accept(kDave, "g1", "a1")), "invalid-state");
  exchange.release_held();
  EXPECT_EQ(states(), "joined joined joined rung");
}

}  // namespace
}  // namespace ringline::switchboard::testing
