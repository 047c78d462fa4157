// Calls of more than two: who is rung, who is out, and what that is to the others (design 5; inv.
// 32).
#include "group_call.h"

namespace ringline::switchboard::testing {
namespace {

// Ends of one that are not the end of all (inv. 32).

TEST_F(GroupCall, DeclineOfOneEndsNothingForTheOthers) {
  ring();
  ok(kBob, "d1", decline("g1", "d1"));
  EXPECT_EQ(states(), "joined declined ringing");
  EXPECT_EQ(exchange.reason(kBob, "g1"), "declined");
  EXPECT_EQ(exchange.reason(kBobPhone, "g1"), "declined-elsewhere");
  EXPECT_EQ(exchange.claims_of("bob"), "");
  EXPECT_EQ(exchange.claims_of("carol"), "g1 ");
  accepts(kCarol);
}

TEST_F(GroupCall, TimeOutOfOneEndsNothingForTheOthers) {
  ring();
  accepts(kBob);
  exchange.advance(30'000);
  EXPECT_EQ(states(), "joined joined timed-out");
  EXPECT_EQ(exchange.reason(kCarol, "g1"), "missed");
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "");
  EXPECT_EQ(error_of(kCarol, "a1", accept(kCarol, "g1", "a1")), "answered-elsewhere");
}

TEST_F(GroupCall, BusyUnknownAndFreeInviteesAreToldApartWithoutEndingTheCall) {
  everybody_connected();
  exchange.ask(kDave, "i0", invite(kDave, "c0", "eve", "i0"));
  exchange.ask(kEve, "a0", accept(kEve, "c0", "a0"));
  const Json reply =
      exchange.ask(kAnn, "i1", invite_group(kAnn, "g1", {"eve", "nobody", "bob"}, "i1"));
  EXPECT_EQ(text_at(reply, "ok"), "true") << "one could be rung";
  EXPECT_EQ(states(), "joined busy rung rung");
  EXPECT_EQ(text_at(*exchange.last_event(kEve), "call.you.endReason"), "busy");
  exchange.ask(kBob, "r1", ringing("g1", "r1"));
  exchange.advance(5'000);
  EXPECT_EQ(states(), "joined busy unreachable ringing");
  EXPECT_EQ(seen_by(kAnn, "eve"), "remote-busy");
  EXPECT_EQ(seen_by(kAnn, "nobody"), "unreachable");
  EXPECT_EQ(exchange.state("c0"), "active");
}

TEST_F(GroupCall, LegThatIsLostBeyondItsGraceLeavesAlone) {
  active();
  exchange.disconnect(kBob);
  exchange.advance(30'000);
  EXPECT_EQ(states(), "joined left joined");
  EXPECT_EQ(exchange.reason(kBob, "g1"), "connection-lost");
  EXPECT_EQ(seen_by(kCarol, "bob"), "connection-lost");
}

TEST_F(GroupCall, FailureOfOneKeepsItsCategoryWhenTheRestEndsWell) {
  active();
  ok(kBob, "l1", leave("g1", "l1", R"(,"because":"no-media")"));
  EXPECT_EQ(text_at(exchange.view(kBob, "g1"), "call.failure"), "ice");
  ok(kCarol, "l2", leave("g1", "l2"));
  EXPECT_EQ(exchange.state("g1"), "ended");
  EXPECT_EQ(text_at(exchange.view(kBob, "g1"), "call.failure"), "ice");
  EXPECT_EQ(at(exchange.view(kAnn, "g1"), "call.failure"), nullptr);
}

// Nobody to be rung.

TEST_F(GroupCall, AllBusyIsTheEndWhereNobodyIsLeft) {
  everybody_connected();
  exchange.ask(kBob, "i0", invite(kBob, "c0", "carol", "i0"));
  const Json reply = exchange.ask(kAnn, "i1", invite_group(kAnn, "g1", {"bob", "carol"}, "i1"));
  EXPECT_EQ(text_at(reply, "ok"), "true");
  EXPECT_EQ(text_at(reply, "call.you.endReason"), "remote-busy");
  EXPECT_EQ(exchange.claims_of("ann"), "");
}

TEST_F(GroupCall, AllBusyUnderLocalHangupStandsUntilTheInviterLeaves) {
  everybody_connected();
  exchange.ask(kBob, "i0", invite(kBob, "c0", "carol", "i0"));
  const Json reply = exchange.ask(
      kAnn, "i1",
      invite_group(kAnn, "g1", {"bob", "carol"}, "i1", R"(,"policy":{"groupEnd":"local-hangup"})"));
  EXPECT_EQ(text_at(reply, "call.state"), "ringing");
  EXPECT_EQ(states(), "joined busy busy");
  exchange.advance(300'000);
  EXPECT_EQ(exchange.state("g1"), "ringing");
  ok(kAnn, "x1", about_users("add", "g1", {"dave"}, "x1"));
  EXPECT_EQ(exchange.participant(kAnn, "g1", "dave"), "rung");
  ok(kAnn, "l1", leave("g1", "l1"));
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "cancelled");
  exchange.expect_at_rest();
}

TEST_F(GroupCall, WhatAPersonDidSaysMoreThanWhatNobodyDid) {
  ring();
  ok(kBob, "d1", decline("g1", "d1"));
  exchange.advance(30'000);
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "remote-declined");
  EXPECT_EQ(exchange.reason(kBob, "g1"), "declined");
  EXPECT_EQ(exchange.reason(kCarol, "g1"), "missed");
}

TEST_F(GroupCall, NobodyAnswersIsNoResponse) {
  ring();
  exchange.advance(30'000);
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "no-response");
}

// The one who began it.

TEST_F(GroupCall, InviterWhoLeavesAnUnansweredGroupStopsItsRings) {  // design 11.10
  ring();
  ok(kAnn, "l1", leave("g1", "l1"));
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "cancelled");
  for (const Device& device : {kBob, kBobPhone, kCarol}) {
    EXPECT_EQ(exchange.reason(device, "g1"), "remote-cancelled");
  }
  EXPECT_EQ(error_of(kBob, "a1", accept(kBob, "g1", "a1")), "call-ended");
}

TEST_F(GroupCall, WordsOfACancelReachEverybodyWhoRings) {  // R16
  ring();
  ok(kAnn, "l1", leave("g1", "l1", R"(,"ext":"\"sorry\"")"));
  for (const Device& device : {kBob, kBobPhone, kCarol}) {
    const Json event = *exchange.last_event(device);
    EXPECT_EQ(text_at(event, "call.you.endReason"), "remote-cancelled");
    EXPECT_EQ(text_at(event, "call.participants.0.ext"), "\"sorry\"");
  }
}

TEST_F(GroupCall, InviterWhoLeavesAnAnsweredGroupStopsNothing) {
  ring();
  accepts(kBob);
  ok(kAnn, "l1", leave("g1", "l1"));
  EXPECT_EQ(states(kBob), "left joined ringing");
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "hangup");
  EXPECT_EQ(seen_by(kBob, "ann"), "remote-hangup");
  accepts(kCarol);
  EXPECT_EQ(exchange.claims_of("ann"), "");
}

TEST_F(GroupCall, InviterWhoIsLostBeforeAnybodyAnsweredStopsTheRings) {
  exchange = Exchange(R"({"reconnectGraceMs":2000})");
  ring();
  exchange.disconnect(kAnn);
  exchange.advance(2'000);
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "connection-lost");
  EXPECT_EQ(exchange.reason(kBob, "g1"), "missed");
}

TEST_F(GroupCall, LastOneIsToldThatEveryoneLeft) {
  active();
  ok(kAnn, "l1", leave("g1", "l1"));
  ok(kBob, "l2", leave("g1", "l2"));
  EXPECT_EQ(exchange.reason(kCarol, "g1"), "everyone-left");
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "hangup") << "the first end is final";
  exchange.expect_at_rest();
}

TEST_F(GroupCall, LastOneStaysUnderLocalHangup) {
  active(R"(,"policy":{"groupEnd":"local-hangup"})");
  ok(kAnn, "l1", leave("g1", "l1"));
  ok(kBob, "l2", leave("g1", "l2"));
  EXPECT_EQ(exchange.state("g1"), "active");
  ok(kCarol, "x1", about_users("add", "g1", {"ann"}, "x1"));
  EXPECT_EQ(exchange.participant(kCarol, "g1", "ann"), "rung");
  accepts(kAnn);
  EXPECT_EQ(text_at(exchange.view(kAnn, "g1"), "call.you.role"), "inviter");
}

// Taking rings back.

TEST_F(GroupCall, CancelOfSomeStopsTheirRingsAlone) {
  ring();
  ok(kAnn, "x1", about_users("cancel", "g1", {"bob", "nobody"}, "x1"));
  EXPECT_EQ(states(), "joined cancelled ringing");
  EXPECT_EQ(exchange.reason(kBob, "g1"), "remote-cancelled");
  EXPECT_EQ(exchange.reason(kBobPhone, "g1"), "remote-cancelled");
  ok(kAnn, "x2", about_users("cancel", "g1", {"bob"}, "x2"));
  EXPECT_EQ(exchange.logs_of("bob", "g1").size(), 1u);
  EXPECT_EQ(text_at(exchange.logs_of("bob", "g1")[0], "missed"), "true");
}

TEST_F(GroupCall, CancelOfAllByNameIsCancelling) {
  ring();
  ok(kAnn, "x1", about_users("cancel", "g1", {"bob", "carol"}, "x1"));
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "cancelled");
}

TEST_F(GroupCall, CancelDoesNotTouchWhoHasJoined) {
  active();
  ok(kAnn, "x1", about_users("cancel", "g1", {"bob"}, "x1"));
  EXPECT_EQ(states(), "joined joined joined");
}

TEST_F(GroupCall, OnlyWhoRangMayCancel) {
  ring();
  accepts(kBob);
  const std::string before = exchange.stored("c:app:g1");
  EXPECT_EQ(error_of(kBob, "x1", about_users("cancel", "g1", {"carol"}, "x1")), "forbidden");
  EXPECT_EQ(error_of(kCarol, "x2", about_users("cancel", "g1", {"carol"}, "x2")), "forbidden");
  EXPECT_EQ(exchange.stored("c:app:g1"), before);
  ok(kBob, "x3", about_users("add", "g1", {"dave"}, "x3"));
  EXPECT_EQ(error_of(kAnn, "x4", about_users("cancel", "g1", {"carol", "dave"}, "x4")),
            "forbidden");
  EXPECT_EQ(states(), "joined joined ringing rung") << "all or nothing";
  ok(kBob, "x5", about_users("cancel", "g1", {"dave"}, "x5"));
  EXPECT_EQ(states(), "joined joined ringing cancelled");
}

TEST_F(GroupCall, ModeratorMayCancelEndAndRemoveWhateverThePolicySays) {
  ring(R"(,"policy":{"whoCanEnd":"nobody"})");
  accepts(kBob);
  Device moderator = kBob;
  moderator.grants = "moderate";
  ok(moderator, "x1", about_users("cancel", "g1", {"carol"}, "x1"));
  ok(moderator, "x2", about_users("add", "g1", {"dave"}, "x2"));
  ok(kDave, "a9", accept(kDave, "g1", "a9"));
  ok(moderator, "x3", about_users("remove", "g1", {"ann"}, "x3"));
  EXPECT_EQ(exchange.reason(kAnn, "g1"), "removed");
  ok(moderator, "x4", plain("end", "g1", "x4"));
  EXPECT_EQ(exchange.reason(kDave, "g1"), "ended-by-host");
}

// Removing and ending for all.

TEST_F(GroupCall, RemovedOneIsToldSoAndMayBeInvitedAgain) {
  active();
  ok(kAnn, "x1", about_users("remove", "g1", {"bob"}, "x1"));
  EXPECT_EQ(exchange.reason(kBob, "g1"), "removed");
  EXPECT_EQ(seen_by(kCarol, "bob"), "removed");
  EXPECT_EQ(exchange.claims_of("bob"), "");
  EXPECT_EQ(error_of(kBob, "s1", set_state("g1", "s1")), "answered-elsewhere");
  ok(kAnn, "x2", about_users("add", "g1", {"bob"}, "x2"));
  accepts(kBob);
}

TEST_F(GroupCall, RemovingIsForWhoMayEndAndNeverForOneself) {
  active();
  const std::string before = exchange.stored("c:app:g1");
  EXPECT_EQ(error_of(kBob, "x1", about_users("remove", "g1", {"carol"}, "x1")), "forbidden");
  EXPECT_EQ(error_of(kAnn, "x2", about_users("remove", "g1", {"ann"}, "x2")), "invalid-state");
  EXPECT_EQ(exchange.stored("c:app:g1"), before);
}

TEST_F(GroupCall, RemovingFromADirectCallIsNotHangingUp) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  EXPECT_EQ(error_of(kAnn, "x1", about_users("remove", "c1", {"bob"}, "x1")), "invalid-state");
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(GroupCall, EndForAllIsTheInvitersAnyonesOrNobodys) {
  for (const char* who : {"inviter", "anyone", "nobody"}) {
    SCOPED_TRACE(who);
    exchange = Exchange();
    active(std::string(R"(,"policy":{"whoCanEnd":")") + who + "\"}");
    const std::string allowed = who;
    const std::string by_bob = error_of(kBob, "e1", plain("end", "g1", "e1"));
    EXPECT_EQ(by_bob, allowed == "anyone" ? "" : "forbidden");
    const std::string by_ann = error_of(kAnn, "e2", plain("end", "g1", "e2"));
    EXPECT_EQ(by_ann, allowed == "nobody" ? "forbidden" : "");
    EXPECT_EQ(exchange.state("g1"), allowed == "nobody" ? "active" : "ended");
    if (allowed == "nobody") continue;
    EXPECT_EQ(exchange.reason(kCarol, "g1"), "ended-by-host");
    EXPECT_EQ(exchange.reason(allowed == "anyone" ? kBob : kAnn, "g1"), "hangup");
  }
}

TEST_F(GroupCall, EndOfADirectCallIsAHangUpOfEither) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  ok(kBob, "e1", plain("end", "c1", "e1"));
  EXPECT_EQ(exchange.reason(kAnn, "c1"), "remote-hangup");
}

// Time.

TEST_F(GroupCall, EveryParticipantHasARingOfItsOwn) {
  ring();
  accepts(kBob);
  exchange.advance(20'000);
  ok(kBob, "x1", about_users("add", "g1", {"dave"}, "x1"));
  exchange.ask(kDave, "r1", ringing("g1", "r1"));
  exchange.advance(10'000);
  EXPECT_EQ(states(), "joined joined timed-out ringing");
  exchange.advance(19'999);
  EXPECT_EQ(states(), "joined joined timed-out ringing");
  exchange.advance(1);
  EXPECT_EQ(states(), "joined joined timed-out timed-out");
}

TEST_F(GroupCall, LateDeviceOfAnAddedUserGetsWhatIsLeftOfItsRing) {
  active();
  exchange.advance(20'000);
  ok(kBob, "x1", about_users("add", "g1", {"dave"}, "x1"));
  exchange.ask(kDave, "r1", ringing("g1", "r1"));
  exchange.advance(12'000);
  const Device phone{"dave", "dave-phone"};
  exchange.connect(phone);
  const Json event = *exchange.last_event(phone);
  EXPECT_EQ(at(event, "call.ringDeadline")->integer - exchange.now, 18'000);
}

// What is told.

TEST_F(GroupCall, WhyEverybodyLeftAsEachSeesIt) {
  active();
  ok(kBob, "l1", leave("g1", "l1", R"(,"ext":"\"bye\"")"));
  EXPECT_EQ(exchange.reason(kBob, "g1"), "hangup");
  EXPECT_EQ(seen_by(kBob, "bob"), "hangup");
  EXPECT_EQ(seen_by(kAnn, "bob"), "remote-hangup");
  EXPECT_EQ(exchange.participant(kCarol, "g1", "bob", "ext"), "\"bye\"");
  ok(kAnn, "x1", about_users("add", "g1", {"dave"}, "x1"));
  ok(kDave, "l2", leave("g1", "l2", R"(,"because":"peer-hangup")"));
  EXPECT_EQ(seen_by(kAnn, "dave"), "remote-declined");
  ok(kCarol, "l3", leave("g1", "l3", R"(,"because":"peer-hangup")"));
  EXPECT_EQ(exchange.reason(kCarol, "g1"), "remote-hangup");
  EXPECT_EQ(seen_by(kAnn, "carol"), "remote-hangup") << "it was not the viewer who hung up";
  EXPECT_EQ(seen_by(kAnn, "ann"), "everyone-left");
}

TEST_F(GroupCall, BlockedUserLooksUnreachableAndHearsNothing) {  // inv. 40
  everybody_connected();
  Stored& carol = exchange.store()["u:app:carol"];
  const std::string empty = R"("blockList":[])";
  carol.text.replace(carol.text.find(empty), empty.size(), R"("blockList":["ann"])");
  exchange.restart();
  ok(kAnn, "i1", invite_group(kAnn, "g1", {"bob", "carol"}, "i1"));
  ok(kBob, "a1", accept(kBob, "g1", "a1"));
  exchange.advance(5'000);
  EXPECT_EQ(states(), "joined joined unreachable");
  EXPECT_TRUE(exchange.events_of(kCarol).empty());
  EXPECT_TRUE(exchange.logs_of("carol", "g1").empty());
  ok(kAnn, "x1", about_users("add", "g1", {"carol"}, "x1"));
  EXPECT_EQ(states(), "joined joined rung");
  ok(kBob, "x2", about_users("cancel", "g1", {"dave"}, "x2"));
  exchange.advance(5'000);
  EXPECT_EQ(states(), "joined joined unreachable");
  ok(kBob, "x3", about_users("add", "g1", {"carol"}, "x3"));
  EXPECT_FALSE(exchange.events_of(kCarol).empty()) << "Bob is not blocked";
}

TEST_F(GroupCall, EachUserIsLoggedOnceWithTheRightMissedFlag) {  // inv. 31
  ring();
  ok(kAnn, "x1", about_users("add", "g1", {"dave"}, "x1"));
  accepts(kBob);
  ok(kCarol, "d1", decline("g1", "d1"));
  exchange.ask(kDave, "r1", ringing("g1", "r1"));
  exchange.advance(30'000);
  ok(kBob, "l1", leave("g1", "l1"));
  const auto only = [&](const std::string& user, const std::string& field) {
    const std::vector<Json> entries = exchange.logs_of(user, "g1");
    EXPECT_EQ(entries.size(), 1u) << user;
    return entries.empty() ? "" : text_at(entries[0], field);
  };
  EXPECT_EQ(only("ann", "missed") + only("bob", "missed") + only("carol", "missed"),
            "falsefalsefalse");
  EXPECT_EQ(only("dave", "missed"), "true");
  EXPECT_EQ(only("carol", "status"), "rejected");
  EXPECT_EQ(only("dave", "status"), "missed");
  EXPECT_EQ(only("ann", "status"), "ended");
  EXPECT_TRUE(exchange.logs_of("eve", "g1").empty());
}

TEST_F(GroupCall, RelayGrantsFollowTheRoster) {  // inv. 16
  invited();
  const auto ends = [&] { return at(exchange.effects_of("grant").back(), "ends")->items.size(); };
  accepts(kBob);
  EXPECT_EQ(ends(), 2u);
  accepts(kCarol);
  EXPECT_EQ(ends(), 3u);
  ok(kBob, "l1", leave("g1", "l1"));
  EXPECT_EQ(ends(), 2u);
  EXPECT_EQ(text_at(exchange.effects_of("grant").back(), "ends.1.user"), "carol");
  exchange.clear_log();
  exchange.send(kBob, candidates("g1", kCarol.leg(), 1));
  exchange.send(kAnn, candidates("g1", kBob.leg(), 1));
  EXPECT_TRUE(exchange.effects_of("signal").empty());
  ok(kCarol, "l2", leave("g1", "l2"));
  EXPECT_FALSE(exchange.effects_of("revoke").empty());
}

TEST_F(GroupCall, CandidatesToWhoeverAnswersGoToTheOneWhoAnsweredTheOffer) {
  everybody_connected();
  exchange.ask(kAnn, "i1", invite(kAnn, "g1", "bob", "i1"));
  ok(kBob, "a1", accept(kBob, "g1", "a1"));
  ok(kAnn, "x1", about_users("add", "g1", {"carol"}, "x1"));
  accepts(kCarol);
  exchange.clear_log();
  exchange.send(kAnn, candidates("g1", "", 1));
  EXPECT_EQ(text_at(exchange.effects_of("signal").back(), "device"), kBob.name);
}

// Repetition and crashes.

TEST_F(GroupCall, AcceptIsRememberedWhileManyTellTheirStates) {  // inv. 21
  active();
  ok(kBob, "l1", leave("g1", "l1"));
  ok(kAnn, "x1", about_users("add", "g1", {"bob"}, "x1"));
  ok(kBob, "a-again", accept(kBob, "g1", "a-again"));
  for (int i = 0; i < 40; ++i) {
    const std::string id = "s" + std::to_string(i);
    ok(i % 2 == 0 ? kAnn : kCarol, id, set_state("g1", id));
  }
  ok(kBob, "a-again", accept(kBob, "g1", "a-again"));
  ok(kAnn, "x1", about_users("add", "g1", {"bob"}, "x1"));
}

TEST_F(GroupCall, DuplicatedInputsHaveNoSecondEffect) {
  exchange.duplicate_inputs = true;
  active();
  ok(kBob, "l1", leave("g1", "l1"));
  ok(kAnn, "x1", about_users("add", "g1", {"bob", "dave"}, "x1"));
  EXPECT_EQ(states(), "joined rung joined rung");
  EXPECT_EQ(exchange.claims_of("bob") + exchange.claims_of("dave"), "g1 g1 ");
  EXPECT_EQ(exchange.logs_of("bob", "g1").size(), 1u);
  ok(kAnn, "e1", plain("end", "g1", "e1"));
  exchange.expect_at_rest();
}

TEST_F(GroupCall, CrashAfterAnyCommitOfAnAddOrAnAcceptConverges) {  // inv. 29
  for (int commits = 1; commits <= 8; ++commits) {
    SCOPED_TRACE(commits);
    exchange = Exchange();
    active();
    exchange.crash_after_commits(commits);
    exchange.send(kBob, about_users("add", "g1", {"dave"}, "x1"));
    exchange.restart();
    exchange.advance(limits::kDrainMs);
    ok(kBob, "x1", about_users("add", "g1", {"dave"}, "x1"));
    const std::string dave = exchange.participant(kAnn, "g1", "dave");
    EXPECT_TRUE(dave == "rung" || dave == "unreachable") << dave;
    EXPECT_EQ(exchange.claims_of("dave"), dave == "rung" ? "g1 " : "");
    if (dave != "rung") ok(kBob, "x2", about_users("add", "g1", {"dave"}, "x2"));
    exchange.crash_after_commits(commits);
    exchange.send(kDave, accept(kDave, "g1", "a9"));
    exchange.restart();
    exchange.advance(limits::kDrainMs);
    ok(kDave, "a9", accept(kDave, "g1", "a9"));
    EXPECT_EQ(states(), "joined joined joined joined");
    EXPECT_EQ(exchange.claims_of("dave"), "g1 ");
    exchange.expect_at_rest();
  }
}

}  // namespace
}  // namespace ringline::switchboard::testing
