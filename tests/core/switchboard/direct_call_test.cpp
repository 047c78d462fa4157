// A direct call from invite to end: placing, ringing, deciding, leaving.
#include <gtest/gtest.h>

#include <algorithm>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kBob{"bob", "bob-laptop"};
const Device kBobPhone{"bob", "bob-phone"};
const Device kEve{"eve", "eve-laptop"};

// A ladder: each rung asserts its own end state.
struct DirectCall : ::testing::Test {
  Exchange exchange;

  void everybody_connected() {
    for (const Device& device : {kAnn, kBob, kBobPhone, kEve}) exchange.connect(device);
    ASSERT_EQ(exchange.effects_of("welcome").size(), 4u);
  }
  void invited(const std::string& more = "") {
    everybody_connected();
    const Json reply = exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob", "invite-1", more));
    ASSERT_EQ(text_at(reply, "ok"), "true");
    ASSERT_EQ(exchange.state("c1"), "ringing");
  }
  void ring() {
    invited();
    for (const Device& device : {kBob, kBobPhone}) {
      const std::string id = "ringing-" + device.name;
      ASSERT_EQ(text_at(exchange.ask(device, id, ringing("c1", id)), "ok"), "true");
    }
    ASSERT_EQ(text_at(exchange.view(kAnn, "c1"), "call.participants.1.state"), "ringing");
  }
  void active() {
    ring();
    ASSERT_EQ(text_at(exchange.ask(kBob, "accept-1", accept(kBob, "c1", "accept-1")), "ok"),
              "true");
    ASSERT_EQ(exchange.state("c1"), "active");
  }
  std::string reason(const Device& device) {
    return text_at(exchange.view(device, "c1"), "call.you.endReason");
  }
  std::string error_of(const Device& device, const std::string& id, const std::string& frame) {
    return text_at(exchange.ask(device, id, frame), "error.code");
  }
  std::size_t claims_of(const std::string& user) {
    return at(parsed(exchange.store()["u:app:" + user].text), "claims")->items.size();
  }
};

TEST_F(DirectCall, InviteRingsAllDevicesOfTheInvitee) {
  invited(R"(,"ext":"{\"why\":1}")");
  for (const Device& device : {kBob, kBobPhone}) {
    const auto event = exchange.last_event(device);
    ASSERT_TRUE(event);
    EXPECT_EQ(text_at(*event, "call.state"), "ringing");
    EXPECT_EQ(text_at(*event, "call.offer.sdp"), "offer-sdp");
    EXPECT_EQ(text_at(*event, "call.ext"), R"({"why":1})");
    EXPECT_EQ(text_at(*event, "call.participants.0.name"), "Name of ann-laptop");
    EXPECT_EQ(text_at(*event, "ice"), "true");
    EXPECT_EQ(text_at(*event, "seal"), "");
  }
  EXPECT_TRUE(exchange.events_of(kEve).empty());
  const Json reply = exchange.replies_to("invite-1").front();
  EXPECT_EQ(text_at(reply, "ice"), "true");
  EXPECT_NE(text_at(reply, "seal"), "");
  EXPECT_EQ(at(reply, "call.offer"), nullptr) << "only to devices that may answer";
}

TEST_F(DirectCall, RingingIsToldToTheInviterOnce) {
  invited();
  exchange.clear_log();
  exchange.ask(kBob, "r1", ringing("c1", "r1"));
  EXPECT_EQ(exchange.events_of(kAnn).size(), 1u);
  exchange.ask(kBobPhone, "r2", ringing("c1", "r2"));
  EXPECT_EQ(exchange.events_of(kAnn).size(), 1u);
}

TEST_F(DirectCall, AcceptGivesAnswerToInviterAndParkedToWinnerAlone) {
  ring();
  exchange.send(kAnn, candidates("c1", "", 3));
  exchange.clear_log();
  const Json reply =
      exchange.ask(kBob, "accept-1", accept(kBob, "c1", "accept-1", R"(,"ext":"\"hi\"")"));
  EXPECT_EQ(at(reply, "call.parked")->items.size(), 3u);
  EXPECT_EQ(text_at(reply, "ice"), "true");
  EXPECT_NE(text_at(reply, "seal"), "");
  const Json toAnn = *exchange.last_event(kAnn);
  EXPECT_EQ(text_at(toAnn, "call.answer.sdp"), "answer-sdp");
  EXPECT_EQ(text_at(toAnn, "call.answer.legId"), kBob.leg());
  EXPECT_EQ(text_at(toAnn, "call.participants.1.ext"), "\"hi\"");
  EXPECT_EQ(at(toAnn, "call.parked"), nullptr);
  const Json toPhone = *exchange.last_event(kBobPhone);
  EXPECT_EQ(text_at(toPhone, "call.you.endReason"), "answered-elsewhere");
  EXPECT_EQ(at(toPhone, "call.answer"), nullptr);
  EXPECT_EQ(at(toPhone, "call.offer"), nullptr);
  EXPECT_EQ(exchange.events_of(kBobPhone).size(), 1u) << "inv. 6: told once";

  exchange.ask(kAnn, "s1", set_state("c1", "s1"));
  EXPECT_EQ(at(*exchange.last_event(kBob), "call.parked"), nullptr) << "not with every event";
  EXPECT_EQ(at(exchange.view(kBob, "c1"), "call.parked")->items.size(), 3u);
  EXPECT_EQ(at(parsed(exchange.stored("c:app:c1")), "offer"), nullptr) << "it has served";
}

TEST_F(DirectCall, AnswerStaysUntilTheInvitersAck) {
  active();
  const Json before = exchange.view(kAnn, "c1");
  EXPECT_EQ(text_at(before, "call.answer.sdp"), "answer-sdp");
  exchange.send(kAnn, R"({"type":"ack","callId":"c1","version":1})");
  EXPECT_NE(at(exchange.view(kAnn, "c1"), "call.answer"), nullptr) << "an older version";
  exchange.send(
      kBob, R"({"type":"ack","callId":"c1","version":)" + text_at(before, "call.version") + "}");
  EXPECT_NE(at(exchange.view(kAnn, "c1"), "call.answer"), nullptr) << "not the inviter";
  exchange.send(
      kAnn, R"({"type":"ack","callId":"c1","version":)" + text_at(before, "call.version") + "}");
  EXPECT_EQ(at(exchange.view(kAnn, "c1"), "call.answer"), nullptr);
}

TEST_F(DirectCall, FirstAcceptWinsTheOtherIsAnsweredElsewhere) {  // inv. 1
  active();
  EXPECT_EQ(error_of(kBobPhone, "a2", accept(kBobPhone, "c1", "a2")), "answered-elsewhere");
  EXPECT_EQ(text_at(exchange.view(kBob, "c1"), "call.participants.1.legs.0.deviceId"), kBob.name);
}

TEST_F(DirectCall, LateDeclineNeverEndsAnAnsweredCall) {  // inv. 5
  active();
  EXPECT_EQ(error_of(kBobPhone, "d1", decline("c1", "d1")), "answered-elsewhere");
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(DirectCall, DeclineThenAcceptOfAnotherDeviceIsDeclinedElsewhere) {  // inv. 5
  ring();
  exchange.clear_log();
  exchange.ask(kBobPhone, "d1", decline("c1", "d1", R"(,"reason":"later","ext":"\"no\"")"));
  EXPECT_EQ(exchange.state("c1"), "ended");
  EXPECT_EQ(reason(kAnn), "remote-declined");
  EXPECT_EQ(reason(kBobPhone), "declined");
  EXPECT_EQ(reason(kBob), "declined-elsewhere");
  EXPECT_EQ(text_at(*exchange.last_event(kAnn), "call.participants.1.ext"), "\"no\"");
  const Json late = exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  EXPECT_EQ(text_at(late, "error.code"), "call-ended");
  EXPECT_EQ(text_at(late, "error.endReason"), "declined-elsewhere");
}

TEST_F(DirectCall, DeclineAsBusyIsBusyToTheCallerAndNoMissedCall) {  // R20, R39
  ring();
  exchange.clear_log();
  exchange.ask(kBobPhone, "d1", decline("c1", "d1", R"(,"reason":"busy","ext":"\"later\"")"));
  EXPECT_EQ(reason(kAnn), "remote-busy");
  EXPECT_EQ(text_at(*exchange.last_event(kAnn), "call.participants.1.state"), "busy");
  EXPECT_EQ(text_at(*exchange.last_event(kAnn), "call.participants.1.ext"), "\"later\"");
  EXPECT_EQ(reason(kBobPhone), "busy");
  EXPECT_EQ(reason(kBob), "declined-elsewhere");
  const Json log = exchange.logs_of("bob", "c1").at(0);
  EXPECT_EQ(text_at(log, "status"), "busy");
  EXPECT_EQ(text_at(log, "missed"), "false") << "Bob said so himself";
  EXPECT_EQ(text_at(exchange.logs_of("ann", "c1").at(0), "status"), "busy");
}

TEST_F(DirectCall, WordsOfACancelReachTheCallee) {  // R16
  ring();
  exchange.ask(kAnn, "l1", leave("c1", "l1", R"(,"ext":"\"sorry\"")"));
  for (const Device& device : {kBob, kBobPhone}) {
    const Json event = *exchange.last_event(device);
    EXPECT_EQ(text_at(event, "call.you.endReason"), "remote-cancelled");
    EXPECT_EQ(text_at(event, "call.participants.0.ext"), "\"sorry\"");
  }
}

TEST_F(DirectCall, DeclineAfterTheOwnAcceptMeansLeave) {
  active();
  exchange.ask(kBob, "d1", decline("c1", "d1"));
  EXPECT_EQ(reason(kBob), "hangup");
  EXPECT_EQ(reason(kAnn), "remote-hangup");
}

TEST_F(DirectCall, CancelThenAcceptEndsForBoth) {  // inv. 3
  ring();
  exchange.ask(kAnn, "l1", leave("c1", "l1"));
  const Json late = exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  EXPECT_EQ(text_at(late, "error.code"), "call-ended");
  EXPECT_EQ(text_at(late, "error.endReason"), "remote-cancelled");
  EXPECT_EQ(reason(kAnn), "cancelled");
  EXPECT_EQ(claims_of("ann") + claims_of("bob"), 0u);
}

TEST_F(DirectCall, AcceptThenCrossingCancelHangsUp) {  // inv. 3, RFC 5407
  active();
  const Json reply = exchange.ask(kAnn, "l1", leave("c1", "l1"));
  EXPECT_EQ(text_at(reply, "call.you.endReason"), "hangup");
  EXPECT_EQ(reason(kBob), "remote-hangup");
}

TEST_F(DirectCall, TimeoutThenAcceptIsMissed) {  // inv. 4
  ring();
  exchange.advance(30'000);
  EXPECT_EQ(reason(kAnn), "no-response");
  const Json late = exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  EXPECT_EQ(text_at(late, "error.endReason"), "missed");
}

TEST_F(DirectCall, AcceptThenTheRingDeadlineDoesNothing) {  // inv. 4
  active();
  const std::string before = exchange.stored("c:app:c1");
  exchange.now += 60'000;
  exchange.dispatch(R"({"type":"deadline","key":"c:app:c1"})", "");
  exchange.advance(60'000);
  EXPECT_EQ(exchange.state("c1"), "active");
  EXPECT_EQ(exchange.stored("c:app:c1"), before);
}

TEST_F(DirectCall, EarlyOrBackwardDeadlinesAreIgnored) {
  ring();
  const std::int64_t commits = exchange.commits;
  exchange.now -= 5'000;
  const Json answer = parsed(exchange.dispatch(R"({"type":"deadline","key":"c:app:c1"})", ""));
  EXPECT_EQ(at(answer, "commit")->kind, Json::Kind::Null);
  EXPECT_EQ(exchange.commits, commits);
}

TEST_F(DirectCall, NoAcknowledgementIsUnreachable) {
  invited();
  exchange.advance(4'999);
  EXPECT_EQ(exchange.state("c1"), "ringing");
  exchange.advance(1);
  EXPECT_EQ(reason(kAnn), "unreachable");
  EXPECT_EQ(reason(kBob), "missed");
  EXPECT_EQ(text_at(exchange.view(kAnn, "c1"), "call.participants.1.state"), "unreachable");
}

TEST_F(DirectCall, RingTimeoutIsTheInvitersIfShorter) {
  invited(R"(,"policy":{"ringTimeoutMs":6000})");
  exchange.ask(kBob, "r1", ringing("c1", "r1"));
  exchange.advance(5'999);
  EXPECT_EQ(exchange.state("c1"), "ringing");
  exchange.advance(1);
  EXPECT_EQ(reason(kAnn), "no-response");
}

TEST_F(DirectCall, RingTimeoutOfTheInviterNeverExceedsTheServers) {
  exchange = Exchange(R"({"ringTimeoutMs":20000})");
  invited(R"(,"policy":{"ringTimeoutMs":600000})");
  EXPECT_EQ(text_at(exchange.view(kAnn, "c1"), "call.policy.ringTimeoutMs"), "20000");
}

TEST_F(DirectCall, PolicyOfSomebodyElseIsRefused) {  // design 11.8
  everybody_connected();
  for (const char* key : {"busy", "glare", "reconnectGraceMs", "preconnect", "busyScope"}) {
    const std::string more = std::string(R"(,"policy":{")") + key + R"(":1})";
    EXPECT_EQ(error_of(kAnn, key, invite(kAnn, "c1", "bob", key, more)), "policy-not-yours") << key;
  }
  EXPECT_EQ(exchange.state("c1"), "absent");
  EXPECT_EQ(error_of(kAnn, "i", invite(kAnn, "c1", "bob", "i", R"(,"policy":{"unknown":1})")), "");
}

TEST_F(DirectCall, OnlyDirectCallsToOneOtherUserAreMade) {
  everybody_connected();
  EXPECT_EQ(error_of(kAnn, "i1", invite(kAnn, "c1", "ann", "i1")), "invalid-argument");
  std::string two = invite(kAnn, "c1", "bob", "i2");
  two.replace(two.find(R"(["bob"])"), 7, R"(["bob","eve"])");
  EXPECT_EQ(error_of(kAnn, "i2", two), "invalid-argument");
  std::string session = invite(kAnn, "c1", "bob", "i3");
  session.replace(session.find("direct"), 6, "session");
  EXPECT_EQ(error_of(kAnn, "i3", session), "invalid-argument");
  Device mute = kAnn;
  mute.may_place = false;
  EXPECT_EQ(error_of(mute, "i4", invite(mute, "c1", "bob", "i4")), "forbidden");
  EXPECT_EQ(exchange.state("c1"), "absent");
}

TEST_F(DirectCall, BusyCalleeIsToldToBothAndCountsAsMissed) {
  active();
  exchange.clear_log();
  const Json reply = exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2"));
  EXPECT_EQ(text_at(reply, "ok"), "true") << "the reply lists only faults of the request";
  EXPECT_EQ(text_at(reply, "call.you.endReason"), "remote-busy");
  const Json toBob = *exchange.last_event(kBob);
  EXPECT_EQ(text_at(toBob, "call.callId"), "c2");
  EXPECT_EQ(text_at(toBob, "call.you.endReason"), "busy");
  bool logged = false;
  for (const Json& log : exchange.effects_of("log")) {
    if (text_at(log, "user") != "bob") continue;
    logged = true;
    EXPECT_EQ(text_at(log, "entry.status"), "busy");
    EXPECT_EQ(text_at(log, "entry.missed"), "true");
  }
  EXPECT_TRUE(logged);
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(DirectCall, BusyInviterIsRefused) {
  active();
  const Json reply = exchange.ask(kAnn, "i2", invite(kAnn, "c2", "eve", "i2"));
  EXPECT_EQ(text_at(reply, "error.code"), "already-in-call");
  EXPECT_EQ(text_at(reply, "error.callId"), "c1");
  EXPECT_TRUE(exchange.events_of(kEve).empty());
  EXPECT_EQ(claims_of("ann"), 1u);
}

TEST_F(DirectCall, CallWaitingRingsABusyCallee) {
  exchange = Exchange(R"({"busy":"call-waiting"})");
  active();
  exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2"));
  EXPECT_EQ(exchange.state("c2"), "ringing");
}

TEST_F(DirectCall, HangUpEndsForBothAndFreesBoth) {
  active();
  exchange.clear_log();
  exchange.ask(kBob, "l1", leave("c1", "l1", R"(,"ext":"\"bye\"")"));
  EXPECT_EQ(reason(kBob), "hangup");
  EXPECT_EQ(reason(kAnn), "remote-hangup");
  EXPECT_EQ(reason(kBobPhone), "answered-elsewhere");
  EXPECT_EQ(text_at(*exchange.last_event(kAnn), "call.participants.1.ext"), "\"bye\"");
  EXPECT_EQ(claims_of("ann") + claims_of("bob"), 0u);
  EXPECT_EQ(exchange.effects_of("revoke").size(), 1u);
  EXPECT_EQ(exchange.effects_of("log").size(), 2u);
  EXPECT_EQ(exchange.store()["c:app:c1"].expires_at, exchange.now + limits::kTombstoneMs);
  EXPECT_EQ(exchange.store()["c:app:c1"].deadline, std::nullopt);
}

TEST_F(DirectCall, TerminalIsFinal) {  // inv. 2
  active();
  exchange.ask(kBob, "l1", leave("c1", "l1"));
  const std::string before = exchange.stored("c:app:c1");
  EXPECT_EQ(error_of(kAnn, "s1", set_state("c1", "s1")), "call-ended");
  EXPECT_EQ(error_of(kBob, "a2", accept(kBob, "c1", "a2")), "call-ended");
  EXPECT_EQ(error_of(kAnn, "i2", invite(kAnn, "c1", "bob", "i2")), "call-ended");
  EXPECT_EQ(text_at(exchange.ask(kAnn, "l2", leave("c1", "l2")), "call.you.endReason"),
            "remote-hangup");
  exchange.disconnect(kAnn);
  exchange.connect(kAnn);
  exchange.advance(3'600'000);
  EXPECT_EQ(exchange.stored("c:app:c1"), before);
}

TEST_F(DirectCall, FailedMediaIsFailedForBothWithCategory) {
  active();
  exchange.ask(kBob, "l1", leave("c1", "l1", R"(,"because":"no-media")"));
  for (const Device& device : {kAnn, kBob}) {
    EXPECT_EQ(reason(device), "failed");
    EXPECT_EQ(text_at(exchange.view(device, "c1"), "call.failure"), "ice");
  }
}

TEST_F(DirectCall, PermissionRefusedAfterAcceptFailsForBoth) {
  active();
  exchange.ask(kBob, "l1", leave("c1", "l1", R"(,"because":"permission")"));
  EXPECT_EQ(text_at(exchange.view(kAnn, "c1"), "call.failure"), "permission");
}

TEST_F(DirectCall, CalleeThatCannotConnectHasNotDeclined) {
  ring();
  exchange.ask(kBob, "l1", leave("c1", "l1", R"(,"because":"no-media")"));
  for (const Device& device : {kAnn, kBob}) {
    EXPECT_EQ(reason(device), "failed");
    EXPECT_EQ(text_at(exchange.view(device, "c1"), "call.failure"), "ice");
  }
}

TEST_F(DirectCall, PermissionRefusedWhileRingingIsACancelToTheCallee) {
  ring();
  exchange.ask(kAnn, "l1", leave("c1", "l1", R"(,"because":"permission")"));
  EXPECT_EQ(reason(kAnn), "failed");
  EXPECT_EQ(text_at(exchange.view(kAnn, "c1"), "call.failure"), "permission");
  EXPECT_EQ(reason(kBob), "remote-cancelled");
  EXPECT_EQ(at(exchange.view(kBob, "c1"), "call.failure"), nullptr);
}

TEST_F(DirectCall, ReportedPeerHangupIsThePeers) {
  active();
  exchange.ask(kBob, "l1", leave("c1", "l1", R"(,"because":"peer-hangup")"));
  EXPECT_EQ(reason(kBob), "remote-hangup");
  EXPECT_EQ(reason(kAnn), "hangup");
}

TEST_F(DirectCall, LeaveBeforeInviteBuriesTheCall) {  // design 11.3
  everybody_connected();
  EXPECT_EQ(error_of(kAnn, "l1", leave("c1", "l1")), "unknown-call");
  const Json late = exchange.ask(kAnn, "i1", invite(kAnn, "c1", "bob", "i1"));
  EXPECT_EQ(text_at(late, "error.code"), "call-ended");
  EXPECT_EQ(text_at(late, "error.endReason"), "cancelled");
  EXPECT_TRUE(exchange.events_of(kBob).empty());
  EXPECT_EQ(exchange.store()["c:app:c1"].expires_at, exchange.now + limits::kBuriedMs);
}

TEST_F(DirectCall, UsedCallIdIsRefused) {
  ring();
  EXPECT_EQ(error_of(kAnn, "i2", invite(kAnn, "c1", "eve", "i2")), "call-exists");
}

TEST_F(DirectCall, DuplicateCommandsGetTheSameReplyAndNoSecondEffect) {  // inv. 21
  ring();
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  const std::string before = exchange.stored("c:app:c1");
  const Json again = exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  EXPECT_EQ(text_at(again, "ok"), "true");
  EXPECT_EQ(text_at(again, "ice"), "true");
  const Json invited_again = exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  EXPECT_EQ(text_at(invited_again, "ok"), "true");
  EXPECT_EQ(
      text_at(exchange.ask(kBobPhone, "ringing-bob-phone", ringing("c1", "ringing-bob-phone")),
              "ok"),
      "true");
  EXPECT_EQ(exchange.stored("c:app:c1"), before);
  exchange.ask(kAnn, "l1", leave("c1", "l1"));
  EXPECT_EQ(text_at(exchange.ask(kAnn, "l1", leave("c1", "l1")), "ok"), "true");
}

TEST_F(DirectCall, CommandIdsOfAnotherDeviceAreAnotherCommand) {  // T2
  active();
  EXPECT_EQ(error_of(kBobPhone, "accept-1", accept(kBobPhone, "c1", "accept-1")),
            "answered-elsewhere");
  EXPECT_EQ(error_of(kEve, "accept-1", accept(kEve, "c1", "accept-1")), "unknown-call");
}

TEST_F(DirectCall, DuplicatedInputsHaveNoSecondEffect) {
  exchange.duplicate_inputs = true;
  active();
  EXPECT_EQ(exchange.replies_to("invite-1").size(), 1u);
  EXPECT_EQ(claims_of("bob"), 1u);
  exchange.ask(kAnn, "l1", leave("c1", "l1"));
  EXPECT_EQ(claims_of("ann") + claims_of("bob"), 0u);
}

TEST_F(DirectCall, StrangersGetUnknownCallForEveryCommand) {  // inv. 40
  active();
  const std::string before = exchange.stored("c:app:c1");
  EXPECT_EQ(error_of(kEve, "x1", ringing("c1", "x1")), "unknown-call");
  EXPECT_EQ(error_of(kEve, "x2", accept(kEve, "c1", "x2")), "unknown-call");
  EXPECT_EQ(error_of(kEve, "x3", decline("c1", "x3")), "unknown-call");
  EXPECT_EQ(error_of(kEve, "x4", leave("c1", "x4")), "unknown-call");
  EXPECT_EQ(error_of(kEve, "x5", rejoin(kEve, "c1", "x5")), "unknown-call");
  EXPECT_EQ(error_of(kEve, "x6", set_state("c1", "x6")), "unknown-call");
  EXPECT_EQ(error_of(kEve, "x7", reassert("c1", "x7", "{}")), "seal-invalid") << "of any call";
  EXPECT_EQ(error_of(kEve, "x8", invite(kEve, "c1", "bob", "x8")), "unknown-call");
  exchange.clear_log();
  exchange.send(kEve, candidates("c1", kBob.leg(), 1));
  EXPECT_TRUE(exchange.effects_of("signal").empty());
  EXPECT_EQ(exchange.view(kEve, "c1").kind, Json::Kind::Null);
  EXPECT_EQ(exchange.stored("c:app:c1"), before);
}

TEST_F(DirectCall, CalleeCannotBeMadeActiveByTheCaller) {  // inv. 13, 14; S1, S2, S3
  ring();
  EXPECT_EQ(error_of(kAnn, "x1", accept(kAnn, "c1", "x1")), "forbidden");
  EXPECT_EQ(error_of(kAnn, "x2", ringing("c1", "x2")), "forbidden");
  EXPECT_EQ(error_of(kAnn, "x3", decline("c1", "x3")), "forbidden");
  EXPECT_EQ(error_of(kBob, "x4", set_state("c1", "x4")), "invalid-state");
  exchange.clear_log();
  exchange.send(kAnn, candidates("c1", kBob.leg(), 1));
  exchange.send(kBob, candidates("c1", kAnn.leg(), 1));
  EXPECT_TRUE(exchange.effects_of("signal").empty());
  EXPECT_EQ(exchange.state("c1"), "ringing");
}

}  // namespace
}  // namespace ringline::switchboard::testing
