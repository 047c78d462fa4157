// Claims on users: what stands in the way of a call, glare, re-calls, and crashes between a commit
// and its effects.
#include <gtest/gtest.h>

#include "exchange.h"
#include "wire/switchboard_records.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kBob{"bob", "bob-laptop"};
const Device kEve{"eve", "eve-laptop"};

struct Claims : ::testing::Test {
  Exchange exchange;

  void connect_all() {
    for (const Device& device : {kAnn, kBob, kEve}) exchange.connect(device);
  }
  std::string reason(const Device& device, const std::string& call) {
    return text_at(exchange.view(device, call), "call.you.endReason");
  }
  std::string claims_of(const std::string& user) {
    std::string all;
    const auto found = exchange.store().find("u:app:" + user);
    if (found == exchange.store().end()) return all;
    const Json record = parsed(found->second.text);
    for (const Json& claim : at(record, "claims")->items) {
      all += text_at(claim, "callId") + " ";
    }
    return all;
  }
  void active(const std::string& call, const Device& from, const Device& to) {
    exchange.ask(from, "i-" + call, invite(from, call, to.user, "i-" + call));
    exchange.ask(to, "a-" + call, accept(to, call, "a-" + call));
    ASSERT_EQ(exchange.state(call), "active");
  }
};

TEST_F(Claims, StandingClaimOfAVanishedCallIsVoid) {
  connect_all();
  active("c1", kAnn, kBob);
  exchange.lose("c:app:c1");
  exchange.restart();
  EXPECT_EQ(text_at(exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2")), "call.state"),
            "ringing");
  EXPECT_EQ(claims_of("bob"), "c2 ");
}

TEST_F(Claims, StandingClaimOfAnEndedCallIsVoid) {
  connect_all();
  active("c1", kAnn, kBob);
  // The hang-up commits and the node dies before the releases leave it.
  exchange.crash_after_commits(1);
  exchange.send(kAnn, leave("c1", "l1"));
  exchange.restart();
  EXPECT_EQ(claims_of("bob"), "c1 ");
  EXPECT_EQ(text_at(exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2")), "call.state"),
            "ringing");
}

TEST_F(Claims, ReleaseIsDrainedAgainAfterACrash) {
  connect_all();
  active("c1", kAnn, kBob);
  exchange.crash_after_commits(1);
  exchange.send(kAnn, leave("c1", "l1"));
  exchange.restart();
  exchange.clear_log();
  exchange.advance(limits::kDrainMs);
  EXPECT_EQ(claims_of("ann") + claims_of("bob"), "");
  EXPECT_EQ(text_at(*exchange.last_event(kBob), "call.you.endReason"), "remote-hangup");
  EXPECT_EQ(exchange.effects_of("log").size(), 2u);
}

// inv. 29: a crash after any commit of an invite still ends in a call that rings or in a call that
// ended, and in free users.
TEST_F(Claims, CrashAfterAnyCommitOfAnInviteConverges) {
  int most = 0;
  {
    Exchange whole;
    for (const Device& device : {kAnn, kBob}) whole.connect(device);
    const std::int64_t before = whole.commits;
    whole.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
    most = static_cast<int>(whole.commits - before);
  }
  ASSERT_GE(most, 5);
  for (int commits = 1; commits <= most; ++commits) {
    SCOPED_TRACE(commits);
    exchange = Exchange();
    connect_all();
    exchange.crash_after_commits(commits);
    exchange.send(kAnn, invite(kAnn, "c1", "bob", "i1"));
    ASSERT_TRUE(exchange.crashed());
    exchange.restart();
    exchange.advance(60'000);
    EXPECT_EQ(exchange.state("c1"), "ended");
    EXPECT_EQ(claims_of("ann") + claims_of("bob"), "");
    EXPECT_GE(exchange.replies_to("i1").size(), 1u) << "at least once";
    for (const auto& [key, stored] : exchange.store()) {
      EXPECT_EQ(at(parsed(stored.text), "outbox"), nullptr) << key;
      EXPECT_EQ(stored.deadline, std::nullopt) << key;
    }
  }
}

TEST_F(Claims, PlacingThatDoesNotFinishFails) {
  connect_all();
  exchange.crash_after_commits(1);
  exchange.send(kAnn, invite(kAnn, "c1", "bob", "i1"));
  exchange.restart();
  EXPECT_EQ(exchange.state("c1"), "placing");
  exchange.advance(limits::kPlacingMs);
  EXPECT_EQ(reason(kAnn, "c1"), "failed");
  EXPECT_EQ(text_at(exchange.view(kAnn, "c1"), "call.failure"), "signalling");
  EXPECT_EQ(text_at(exchange.replies_to("i1").back(), "call.you.endReason"), "failed");
  EXPECT_TRUE(exchange.events_of(kBob).empty()) << "nobody was rung";
}

TEST_F(Claims, NothingOfferedBeforeItRings) {
  connect_all();
  exchange.crash_after_commits(1);
  exchange.send(kAnn, invite(kAnn, "c1", "bob", "i1"));
  exchange.restart();
  EXPECT_EQ(text_at(exchange.view(kBob, "c1"), "call.state"), "placing");
  EXPECT_EQ(at(exchange.view(kBob, "c1"), "call.offer"), nullptr);
  EXPECT_EQ(at(exchange.view(kBob, "c1"), "ice"), nullptr);
}

TEST_F(Claims, OfTwoCallersWhoWaitForADeadCallOneGetsThrough) {
  connect_all();
  active("c1", kAnn, kBob);
  exchange.lose("c:app:c1");
  exchange.lose("u:app:ann");
  exchange.restart();
  const Device zoe{"zoe", "zoe-laptop"};
  exchange.connect(zoe);
  exchange.post(kEve, invite(kEve, "c2", "bob", "i2"));
  exchange.post(zoe, invite(zoe, "c3", "bob", "i3"));
  exchange.settle();
  EXPECT_EQ(exchange.state("c2"), "ringing");
  EXPECT_EQ(reason(zoe, "c3"), "remote-busy");
  EXPECT_EQ(claims_of("bob"), "c2 ");
}

TEST_F(Claims, RepeatedInviteWhilePlacingWaitsForTheOneReply) {
  connect_all();
  exchange.crash_after_commits(1);
  exchange.send(kAnn, invite(kAnn, "c1", "bob", "i1"));
  exchange.restart();
  exchange.send(kAnn, invite(kAnn, "c1", "bob", "i1"));
  EXPECT_TRUE(exchange.replies_to("i1").empty());
  EXPECT_EQ(text_at(exchange.ask(kAnn, "i2", invite(kAnn, "c1", "bob", "i2")), "error.code"),
            "call-exists");
  exchange.advance(limits::kPlacingMs);
  EXPECT_EQ(exchange.replies_to("i1").size(), 1u);
}

TEST_F(Claims, CancelWhilePlacingSettlesTheInviteToo) {
  connect_all();
  exchange.crash_after_commits(1);
  exchange.send(kAnn, invite(kAnn, "c1", "bob", "i1"));
  exchange.restart();
  EXPECT_EQ(text_at(exchange.ask(kAnn, "l1", leave("c1", "l1")), "call.you.endReason"),
            "cancelled");
  EXPECT_EQ(text_at(exchange.replies_to("i1").back(), "call.you.endReason"), "cancelled");
  exchange.advance(60'000);
  EXPECT_EQ(claims_of("ann") + claims_of("bob"), "");
}

// Unknown, offline and blocked are one end, told by the same messages at the same time (inv. 40).
TEST_F(Claims, UnknownOfflineAndBlockedLookTheSame) {
  std::vector<std::string> seen;
  for (const char* situation : {"unknown", "offline", "blocked"}) {
    exchange = Exchange();
    exchange.connect(kAnn);
    if (situation == std::string("offline")) {
      exchange.connect(kBob);
      exchange.disconnect(kBob);
    }
    if (situation == std::string("blocked")) {
      exchange.connect(kBob);
      Stored& bob = exchange.store()["u:app:bob"];
      const std::string empty = R"("blockList":[])";
      bob.text.replace(bob.text.find(empty), empty.size(), R"("blockList":["ann"])");
      exchange.restart();
    }
    exchange.clear_log();
    exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
    exchange.advance(4'999);
    std::string story = text_at(exchange.view(kAnn, "c1"), "call");
    exchange.advance(1);
    story += text_at(exchange.replies_to("i1").front(), "call");
    for (const Json& event : exchange.events_of(kAnn)) story += text_at(event, "call");
    EXPECT_NE(story.find("unreachable"), std::string::npos);
    seen.push_back(story);
  }
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

TEST_F(Claims, BlockedCallerNeverSeesBusy) {
  connect_all();
  active("c1", kEve, kBob);
  Stored& bob = exchange.store()["u:app:bob"];
  const std::string empty = R"("blockList":[])";
  bob.text.replace(bob.text.find(empty), empty.size(), R"("blockList":["ann"])");
  exchange.restart();
  exchange.ask(kAnn, "i2", invite(kAnn, "c2", "bob", "i2"));
  exchange.advance(5'000);
  EXPECT_EQ(reason(kAnn, "c2"), "unreachable");
}

// inv. 8. Both dials are committed before either claims the other side.
TEST_F(Claims, GlareLowerCallIdSurvivesWhoeverComesFirst) {
  for (const bool low_first : {true, false}) {
    SCOPED_TRACE(low_first);
    exchange = Exchange();
    connect_all();
    const Device& first = low_first ? kAnn : kBob;
    const Device& second = low_first ? kBob : kAnn;
    // Ann dials c1, Bob dials c2; the first one's dial stops after its own claim was granted.
    const std::string one = low_first ? "c1" : "c2";
    const std::string two = low_first ? "c2" : "c1";
    exchange.crash_after_commits(2);
    exchange.send(first, invite(first, one, second.user, "i-" + one));
    exchange.restart();
    exchange.send(second, invite(second, two, first.user, "i-" + two));
    exchange.advance(5'000 - 1);
    EXPECT_EQ(exchange.state("c2"), "ended");
    EXPECT_EQ(reason(kBob, "c2"), "replaced");
    // The survivor's drain comes too late for it when its node died; it was still the one to
    // survive.
    EXPECT_NE(reason(kAnn, "c1"), "replaced");
    EXPECT_NE(reason(kAnn, "c1"), "remote-busy");
    if (!low_first) EXPECT_EQ(exchange.state("c1"), "active") << "and no re-call of itself";
  }
}

// The refusal can be faster than the survivor's own claim: it says glare, not busy.
TEST_F(Claims, GlareToldByTheRefusalAloneIsReplacedToo) {
  connect_all();
  exchange.crash_after_commits(2);
  exchange.send(kAnn, invite(kAnn, "c1", "bob", "i1"));
  UserRecord ann = *wire::read_user_record(exchange.stored("u:app:ann"));
  ASSERT_EQ(ann.claims.size(), 1u);
  ann.outbox.clear();  // what it owes to c1 comes later than all that follows
  exchange.store()["u:app:ann"].text = wire::write_user_record(ann);
  exchange.restart();
  const Json reply = exchange.ask(kBob, "i2", invite(kBob, "c2", "ann", "i2"));
  EXPECT_EQ(exchange.state("c1"), "placing");
  EXPECT_EQ(text_at(reply, "call.you.endReason"), "replaced");
}

// inv. 8, with both dials under way at once, in either order.
TEST_F(Claims, GlareOfTwoDialsAtOnceJoinsBothInTheLowerCallId) {
  for (const bool low_first : {true, false}) {
    SCOPED_TRACE(low_first);
    exchange = Exchange();
    connect_all();
    const std::string low = invite(kAnn, "c1", "bob", "i1");
    const std::string high = invite(kBob, "c2", "ann", "i2");
    exchange.post(low_first ? kAnn : kBob, low_first ? low : high);
    exchange.post(low_first ? kBob : kAnn, low_first ? high : low);
    exchange.settle();
    EXPECT_EQ(exchange.state("c1"), "active");
    EXPECT_EQ(text_at(*exchange.last_event(kBob), "call.you.state"), "joined");
    EXPECT_EQ(reason(kBob, "c2"), "replaced");
    EXPECT_EQ(exchange.replies_to("i1").size(), 1u);
    EXPECT_EQ(exchange.replies_to("i2").size(), 1u);
    EXPECT_EQ(claims_of("ann") + claims_of("bob"), "c1 c1 ");
  }
}

// inv. 29, 3: whatever commit of an accept or a hang-up is the last one, all devices and claims
// agree in the end.
TEST_F(Claims, CrashAfterAnyCommitOfAnAcceptOrHangUpConverges) {
  for (int commits = 1; commits <= 5; ++commits) {
    SCOPED_TRACE(commits);
    exchange = Exchange();
    connect_all();
    exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
    exchange.crash_after_commits(commits);
    exchange.send(kBob, accept(kBob, "c1", "a1"));
    exchange.restart();
    exchange.clear_log();
    exchange.advance(10'000);
    EXPECT_EQ(exchange.state("c1"), "active");
    if (commits == 1) {
      EXPECT_EQ(text_at(*exchange.last_event(kAnn), "call.answer.sdp"), "answer-sdp");
      EXPECT_EQ(exchange.effects_of("grant").size(), 1u);
    }
    EXPECT_EQ(text_at(exchange.ask(kBob, "a1", accept(kBob, "c1", "a1")), "ok"), "true");
    exchange.crash_after_commits(commits);
    exchange.send(kAnn, leave("c1", "l1"));
    exchange.restart();
    exchange.advance(10'000);
    EXPECT_EQ(reason(kAnn, "c1"), "hangup");
    EXPECT_EQ(reason(kBob, "c1"), "remote-hangup");
    EXPECT_EQ(claims_of("ann") + claims_of("bob"), "");
  }
}

TEST_F(Claims, GlareWithARingingCallJoinsBothInTheLowerId) {
  connect_all();
  exchange.ask(kAnn, "i2", invite(kAnn, "c2", "bob", "i2"));
  ASSERT_EQ(exchange.state("c2"), "ringing");
  const Json reply = exchange.ask(kBob, "i1", invite(kBob, "c1", "ann", "i1"));
  EXPECT_EQ(text_at(reply, "call.state"), "active");
  EXPECT_EQ(reason(kAnn, "c2"), "replaced");
  EXPECT_EQ(reason(kBob, "c2"), "replaced");
  EXPECT_EQ(claims_of("ann"), "c1 ");
  EXPECT_EQ(claims_of("bob"), "c1 ");
}

TEST_F(Claims, GlareWithALowerRingingCallJoinsIt) {
  connect_all();
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  const Json reply = exchange.ask(kBob, "i2", invite(kBob, "c2", "ann", "i2"));
  EXPECT_EQ(text_at(reply, "call.you.endReason"), "replaced");
  EXPECT_EQ(text_at(reply, "call.replacedBy"), "c1");
  EXPECT_EQ(exchange.state("c1"), "active");
  EXPECT_EQ(text_at(exchange.view(kBob, "c1"), "call.you.legId"), kBob.leg());
}

TEST_F(Claims, RecallFromTheSameDeviceReplacesTheDeadCall) {  // inv. 9
  connect_all();
  active("c1", kAnn, kBob);
  const Json reply = exchange.ask(kAnn, "i2", invite(kAnn, "c2", "bob", "i2"));
  EXPECT_EQ(text_at(reply, "call.state"), "ringing");
  EXPECT_EQ(reason(kAnn, "c1"), "replaced");
  EXPECT_EQ(reason(kBob, "c1"), "replaced");
}

TEST_F(Claims, RecallFromAnotherDeviceNeverTouchesTheActiveCall) {  // inv. 9
  connect_all();
  const Device phone{"ann", "ann-phone"};
  exchange.connect(phone);
  active("c1", kAnn, kBob);
  const Json reply = exchange.ask(phone, "i2", invite(phone, "c2", "bob", "i2"));
  EXPECT_EQ(text_at(reply, "error.code"), "already-in-call");
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(Claims, ManyCallersOfOneUserAreAllAnsweredBusy) {
  connect_all();
  active("c1", kAnn, kBob);
  for (int i = 0; i < 12; ++i) {
    const std::string name = "caller-" + std::to_string(i);
    const Device caller{name, name};
    exchange.connect(caller);
    const std::string call = "x" + std::to_string(i);
    exchange.ask(caller, "i" + call, invite(caller, call, "bob", "i" + call));
    EXPECT_EQ(reason(caller, call), "remote-busy");
  }
  EXPECT_EQ(claims_of("bob"), "c1 ");
}

TEST_F(Claims, CallsOfOneUserAreLimited) {  // inv. 36, at the limit and one above
  exchange = Exchange(R"({"busy":"call-waiting"})");
  connect_all();
  for (std::size_t i = 0; i <= limits::kCallsPerUser; ++i) {
    const std::string name = "caller-" + std::to_string(i);
    const Device caller{name, name};
    exchange.connect(caller);
    const std::string call = "x" + std::to_string(i);
    exchange.ask(caller, "i" + call, invite(caller, call, "bob", "i" + call));
    EXPECT_EQ(exchange.state(call), i < limits::kCallsPerUser ? "ringing" : "ended") << i;
  }
}

TEST_F(Claims, UserWhoWasOnlyCalledIsForgottenWithTheCall) {
  exchange.connect(kAnn);
  exchange.ask(kAnn, "i1", invite(kAnn, "c1", "nobody", "i1"));
  exchange.advance(5'000);
  EXPECT_EQ(exchange.store()["u:app:nobody"].expires_at, exchange.now + limits::kTombstoneMs);
}

TEST_F(Claims, RecordsSpeakOnlyForThemselves) {  // inv. 10, 15
  connect_all();
  active("c1", kAnn, kBob);
  const std::string call = exchange.stored("c:app:c1");
  const std::string user = exchange.stored("u:app:bob");
  exchange.dispatch(
      R"({"type":"input","key":"u:app:bob"})",
      R"({"source":"c:app:cX","version":9,"index":0,"type":"release","callId":"c1"})");
  const std::string answer =
      exchange.dispatch(R"({"type":"input","key":"c:app:c1"})",
                        R"({"source":"u:app:eve","version":9,"index":0,"type":"device-lost",)"
                        R"("user":"bob","device":"bob-laptop"})");
  EXPECT_NE(answer.find("\"refused\""), std::string::npos);
  EXPECT_EQ(exchange.stored("c:app:c1"), call);
  EXPECT_EQ(exchange.stored("u:app:bob"), user);
}

}  // namespace
}  // namespace ringline::switchboard::testing
