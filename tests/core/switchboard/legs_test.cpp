// Joined legs: lost connections, reloads, device states, signals, and re-assertion after data loss.
#include <gtest/gtest.h>

#include "exchange.h"

namespace ringline::switchboard::testing {
namespace {

const Device kAnn{"ann", "ann-laptop"};
const Device kBob{"bob", "bob-laptop"};
const Device kBobPhone{"bob", "bob-phone"};
const Device kEve{"eve", "eve-laptop"};
const std::string kSealed = R"(,"sealValid":true)";

struct Legs : ::testing::Test {
  Exchange exchange;

  void active() {
    for (const Device& device : {kAnn, kBob, kBobPhone, kEve}) exchange.connect(device);
    exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
    exchange.ask(kBob, "accept-1", accept(kBob, "c1", "accept-1"));
    ASSERT_EQ(exchange.state("c1"), "active");
    exchange.clear_log();
  }
  std::string reason(const Device& device) {
    return text_at(exchange.view(device, "c1"), "call.you.endReason");
  }
  bool up(const std::string& participant) {
    return text_at(exchange.view(kAnn, "c1"), "call.participants." + participant + ".legs.0.up") ==
           "true";
  }
  std::string seal_of(const Device& device) { return text_at(exchange.view(device, "c1"), "seal"); }
  Json reassert_as(const Device& device, const std::string& claims, const std::string& id,
                   const std::string& header = kSealed) {
    return exchange.ask(device, id, reassert("c1", id, claims), header);
  }
};

TEST_F(Legs, LossShorterThanTheGraceKeepsTheCall) {  // inv. 27
  active();
  exchange.disconnect(kBob);
  EXPECT_FALSE(up("1"));
  EXPECT_TRUE(up("0"));
  exchange.advance(29'999);
  exchange.connect(kBob);
  EXPECT_TRUE(up("1"));
  exchange.advance(120'000);
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(Legs, LossLongerThanTheGraceEndsConnectionLostForBoth) {  // inv. 27
  active();
  exchange.disconnect(kBob);
  exchange.advance(30'000);
  EXPECT_EQ(reason(kAnn), "connection-lost");
  EXPECT_EQ(reason(kBob), "connection-lost");
}

TEST_F(Legs, LosingTheOtherDevicesOfAUserIsNoMatter) {
  active();
  exchange.disconnect(kBobPhone);
  exchange.disconnect(kEve);
  EXPECT_TRUE(up("1"));
  EXPECT_TRUE(exchange.events_of(kAnn).empty());
}

TEST_F(Legs, ReloadStaysInGraceUntilRejoin) {  // design 11.5
  active();
  Device reloaded = kBob;
  reloaded.page = 2;
  exchange.disconnect(kBob);
  exchange.connect(reloaded);
  EXPECT_FALSE(up("1"));
  const Json welcome = exchange.effects_of("welcome").back();
  EXPECT_EQ(text_at(welcome, "calls"), R"(["c1"])");
  EXPECT_EQ(text_at(exchange.view(reloaded, "c1"), "call.you.legId"), kBob.leg());
  const Json reply = exchange.ask(reloaded, "r1", rejoin(reloaded, "c1", "r1"));
  EXPECT_EQ(text_at(reply, "ok"), "true");
  EXPECT_EQ(text_at(reply, "ice"), "true");
  EXPECT_TRUE(up("1"));
  EXPECT_EQ(text_at(exchange.view(kAnn, "c1"), "call.participants.1.legs.0.incarnation"),
            reloaded.incarnation());
  exchange.advance(120'000);
  EXPECT_EQ(exchange.state("c1"), "active");
}

// Else whoever reloads twice, before the first page has told anything, is heard again.
TEST_F(Legs, ReloadTakesBackNothingThatTheUserSaid) {
  active();
  exchange.ask(kBob, "s1",
               R"({"type":"state","id":"s1","callId":"c1","microphone":"off","camera":"on",)"
               R"("screen":"on","recording":"on","consent":"refused","mutedBy":"ann"})");
  const std::string leg = "call.participants.1.legs.0.";
  EXPECT_EQ(text_at(exchange.view(kAnn, "c1"), leg + "recording"), "on");
  Device reloaded = kBob;
  reloaded.page = 2;
  exchange.disconnect(kBob);
  exchange.connect(reloaded);
  exchange.ask(reloaded, "r1", rejoin(reloaded, "c1", "r1"));
  const Json view = exchange.view(kAnn, "c1");
  EXPECT_EQ(text_at(view, leg + "microphone"), "off");
  EXPECT_EQ(text_at(view, leg + "camera"), "on");
  EXPECT_EQ(text_at(view, leg + "consent"), "refused");
  EXPECT_EQ(text_at(view, leg + "mutedBy"), "ann");
  EXPECT_EQ(text_at(view, leg + "screen") + text_at(view, leg + "recording"), "")
      << "they ended with the page";
}

TEST_F(Legs, ReloadThatFencesItsOldConnectionGoesIntoGraceToo) {  // the page id survives a reload
  active();
  Device reloaded = kBob;
  reloaded.page = 2;
  exchange.send(reloaded, R"({"type":"hello","v":1,"deviceId":"bob-laptop","pageId":")" +
                              kBob.page_id() + R"(","incarnation":")" + reloaded.incarnation() +
                              "\"}");
  ASSERT_EQ(exchange.effects_of("fence").size(), 1u);
  EXPECT_FALSE(up("1"));
  exchange.ask(reloaded, "r1", rejoin(reloaded, "c1", "r1"));
  EXPECT_TRUE(up("1"));
}

TEST_F(Legs, ReloadWithoutRejoinEndsAfterTheGrace) {
  active();
  Device reloaded = kBob;
  reloaded.page = 2;
  exchange.disconnect(kBob);
  exchange.connect(reloaded);
  exchange.advance(30'000);
  EXPECT_EQ(reason(kAnn), "connection-lost");
}

TEST_F(Legs, RejoinBeforeTheLossIsKnownConverges) {
  active();
  Device reloaded = kBob;
  reloaded.page = 2;
  exchange.ask(reloaded, "r1", rejoin(reloaded, "c1", "r1"));
  exchange.disconnect(kBob);
  exchange.connect(reloaded);
  EXPECT_TRUE(up("1"));
}

TEST_F(Legs, RejoinIsForTheDeviceOfTheLegAndItsLeg) {
  active();
  EXPECT_EQ(text_at(exchange.ask(kBobPhone, "r1", rejoin(kBobPhone, "c1", "r1")), "error.code"),
            "answered-elsewhere");
  const std::string foreign = R"({"type":"rejoin","id":"r2","callId":"c1","leg":)"
                              R"({"legId":"leg-ann-laptop","incarnation":"x"}})";
  EXPECT_EQ(text_at(exchange.ask(kBob, "r2", foreign), "error.code"), "invalid-argument");
}

TEST_F(Legs, RejoinOfTheInviterWhileRingingDropsTheEarlyOffer) {
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  Device reloaded = kAnn;
  reloaded.page = 2;
  exchange.disconnect(kAnn);
  exchange.connect(reloaded);
  exchange.ask(reloaded, "r1", rejoin(reloaded, "c1", "r1"));
  EXPECT_EQ(at(exchange.view(kBob, "c1"), "call.offer"), nullptr);
  EXPECT_EQ(text_at(exchange.ask(kBob, "a1", accept(kBob, "c1", "a1")), "ok"), "true");
  EXPECT_EQ(at(exchange.view(reloaded, "c1"), "call.answer"), nullptr) << "an answer to nothing";
}

TEST_F(Legs, InviterLostWhileRingingEndsTheRing) {
  exchange = Exchange(R"({"reconnectGraceMs":2000})");
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  exchange.ask(kBob, "r1", ringing("c1", "r1"));
  exchange.disconnect(kAnn);
  exchange.advance(2'000);
  EXPECT_EQ(reason(kAnn), "connection-lost");
  EXPECT_EQ(reason(kBob), "missed");
}

TEST_F(Legs, DeviceThatAppearsWhileItsUserIsInvitedRings) {
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  exchange.ask(kBob, "r1", ringing("c1", "r1"));
  exchange.advance(7'000);
  exchange.connect(kBobPhone);
  const auto event = exchange.last_event(kBobPhone);
  ASSERT_TRUE(event);
  EXPECT_EQ(text_at(*event, "call.state"), "ringing");
  EXPECT_EQ(at(*event, "call.ringDeadline")->integer - exchange.now, 23'000) << "remaining time";
  EXPECT_EQ(text_at(*event, "call.offer.sdp"), "offer-sdp");
}

TEST_F(Legs, StateIsShownToTheOthersAndKept) {
  active();
  exchange.ask(kBob, "s1", set_state("c1", "s1", "failed"));
  const Json event = *exchange.last_event(kAnn);
  EXPECT_EQ(text_at(event, "call.participants.1.legs.0.microphone"), "failed");
  EXPECT_EQ(text_at(event, "call.participants.1.legs.0.camera"), "off");
  EXPECT_EQ(text_at(exchange.ask(kBobPhone, "s2", set_state("c1", "s2")), "error.code"),
            "answered-elsewhere");
}

TEST_F(Legs, SignalsPassBetweenJoinedLegsOnly) {  // inv. 15, 16
  active();
  exchange.send(kAnn, candidates("c1", kBob.leg(), 2));
  const std::vector<Json> signals = exchange.effects_of("signal");
  ASSERT_EQ(signals.size(), 1u);
  EXPECT_EQ(text_at(signals[0], "device"), kBob.name);
  EXPECT_EQ(text_at(signals[0], "frame.from.userId"), "ann");
  EXPECT_EQ(text_at(signals[0], "frame.from.legId"), kAnn.leg());
  EXPECT_EQ(at(signals[0], "frame.to"), nullptr);
  for (const Device& device : {kBobPhone, kEve}) {
    exchange.send(device, candidates("c1", kAnn.leg(), 1));
    exchange.send(device, candidates("c1", "", 1));
  }
  exchange.send(kBob, candidates("c1", "", 1));
  exchange.send(kAnn, candidates("c1", kAnn.leg(), 1));
  exchange.send(kAnn, candidates("c1", "leg-nobody", 1));
  EXPECT_EQ(exchange.effects_of("signal").size(), 1u);
  EXPECT_EQ(exchange.effects_of("refused").size(), 7u) << "ignored and counted";
}

TEST_F(Legs, CandidatesThatCrossTheAcceptGoToTheWinner) {
  active();
  exchange.send(kAnn, candidates("c1", "", 1));
  const Json signal = exchange.effects_of("signal").back();
  EXPECT_EQ(text_at(signal, "device"), kBob.name);
  EXPECT_EQ(text_at(signal, "frame.link"),
            link_name(kAnn.leg(), kAnn.incarnation(), kBob.leg(), kBob.incarnation()));
}

TEST_F(Legs, ParkedCandidatesAreLimited) {  // inv. 36
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  exchange.send(kAnn, candidates("c1", "", 32));
  exchange.send(kAnn, candidates("c1", "", 1));
  const Json record = parsed(exchange.stored("c:app:c1"));
  EXPECT_EQ(at(record, "parked")->items.size(), limits::kCandidates);
  EXPECT_EQ(text_at(record, "parkedDropped"), "1");
  EXPECT_EQ(exchange.view(kBob, "c1").find("parked"), nullptr) << "inv. 40";
}

TEST_F(Legs, GrantWhenBothJoinedRevokeAtTheEnd) {
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  EXPECT_TRUE(exchange.effects_of("grant").empty());
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  const Json grant = exchange.effects_of("grant").back();
  EXPECT_EQ(text_at(grant, "ends.0.legId"), kAnn.leg());
  EXPECT_EQ(text_at(grant, "ends.1.device"), kBob.name);
  exchange.ask(kAnn, "l1", leave("c1", "l1"));
  EXPECT_EQ(exchange.effects_of("revoke").size(), 1u);
}

TEST_F(Legs, ReassertByOneRebuildsTheCallAndTheOtherGetsItsGrace) {  // design 11.2
  active();
  const std::string seal = seal_of(kAnn);
  const std::int64_t sealed_version = at(parsed(seal), "version")->integer;
  exchange.lose_all();
  exchange.restart("epoch-2");
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  const Json reply = reassert_as(kAnn, seal, "x1");
  EXPECT_EQ(text_at(reply, "ok"), "true");
  EXPECT_EQ(text_at(reply, "call.state"), "active");
  EXPECT_GT(at(reply, "call.version")->integer, sealed_version);
  EXPECT_EQ(text_at(parsed(seal_of(kAnn)), "epoch"), "epoch-2");
  EXPECT_TRUE(up("0"));
  EXPECT_FALSE(up("1"));
  // An old seal binds nobody but the device that shows it.
  EXPECT_EQ(exchange.stored("u:app:bob").find("\"c1\""), std::string::npos);
  EXPECT_TRUE(exchange.effects_of("grant").empty());
  EXPECT_EQ(text_at(exchange.view(kBob, "c1"), "call.state"), "");
  exchange.advance(30'000);
  EXPECT_EQ(reason(kAnn), "connection-lost");
}

TEST_F(Legs, ReassertByBothRestoresTheCall) {
  active();
  const std::string ann = seal_of(kAnn);
  const std::string bob = seal_of(kBob);
  exchange.lose_all();
  exchange.restart("epoch-2");
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  reassert_as(kAnn, ann, "x1");
  EXPECT_EQ(text_at(reassert_as(kBob, bob, "x2"), "ok"), "true");
  EXPECT_TRUE(up("0"));
  EXPECT_TRUE(up("1"));
  EXPECT_EQ(exchange.effects_of("grant").size(), 1u);
  exchange.advance(120'000);
  EXPECT_EQ(exchange.state("c1"), "active");
}

TEST_F(Legs, ReassertOfARingingCallRingsAgain) {
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  exchange.ask(kBob, "r1", ringing("c1", "r1"));
  const std::string seal = seal_of(kAnn);
  exchange.lose_all();
  exchange.restart("epoch-2");
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  reassert_as(kAnn, seal, "x1");
  EXPECT_EQ(exchange.state("c1"), "ringing");
  EXPECT_EQ(text_at(*exchange.last_event(kBob), "call.state"), "ringing");
  EXPECT_EQ(text_at(exchange.ask(kBob, "a1", accept(kBob, "c1", "a1")), "ok"), "true");
}

TEST_F(Legs, ForgedOrForeignSealsAreRefused) {
  active();
  const std::string seal = seal_of(kAnn);
  exchange.lose_all();
  exchange.restart("epoch-2");
  for (const Device& device : {kAnn, kBobPhone, kEve}) exchange.connect(device);
  const auto code = [&](const Device& device, const std::string& claims, const std::string& id,
                        const std::string& header) {
    return text_at(reassert_as(device, claims, id, header), "error.code");
  };
  EXPECT_EQ(code(kAnn, seal, "x1", ""), "seal-invalid") << "the host did not vouch for it";
  EXPECT_EQ(code(kEve, seal, "x2", kSealed), "seal-invalid") << "not in the roster";
  EXPECT_EQ(code(kBobPhone, seal, "x3", kSealed), "seal-invalid") << "not a joined leg";
  EXPECT_EQ(code(kAnn, "{\"app\":\"app\"}", "x4", kSealed), "seal-invalid");
  std::string other = seal;
  other.replace(other.find("\"c1\""), 4, "\"c2\"");
  EXPECT_EQ(code(kAnn, other, "x5", kSealed), "seal-invalid") << "of another call";
  EXPECT_EQ(exchange.state("c1"), "absent");
}

TEST_F(Legs, EndedBeatsEveryReassertion) {
  active();
  const std::string seal = seal_of(kBob);
  exchange.ask(kAnn, "l1", leave("c1", "l1"));
  exchange.restart("epoch-2");
  const Json reply = reassert_as(kBob, seal, "x1");
  EXPECT_EQ(text_at(reply, "error.code"), "call-ended");
  EXPECT_EQ(text_at(reply, "error.endReason"), "remote-hangup");
}

TEST_F(Legs, NewerSealBeatsARecordThatLostItsLastWrites) {
  for (const Device& device : {kAnn, kBob}) exchange.connect(device);
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  const Stored ringing_record = exchange.store()["c:app:c1"];
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  const std::string seal = seal_of(kBob);
  exchange.store()["c:app:c1"] = ringing_record;
  exchange.restart("epoch-2");
  EXPECT_EQ(text_at(reassert_as(kBob, seal, "x1"), "call.state"), "active");
}

// The engine may have lost that somebody left in the user's record, and not in the call's.
TEST_F(Legs, RebuildingGivesBackWhoHadLeft) {
  for (const Device& device : {kAnn, kBob, kEve}) exchange.connect(device);
  exchange.ask(kAnn, "i1", invite_group(kAnn, "c1", {"bob", "eve"}, "i1"));
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  exchange.ask(kEve, "a2", accept(kEve, "c1", "a2"));
  const Stored call = exchange.store()["c:app:c1"];
  const Stored user = exchange.store()["u:app:eve"];
  exchange.ask(kEve, "l1", leave("c1", "l1"));
  const std::string seal = seal_of(kAnn);
  exchange.store()["c:app:c1"] = call;
  exchange.store()["u:app:eve"] = user;
  exchange.restart("epoch-2");
  ASSERT_NE(exchange.claims_of("eve").find("c1"), std::string::npos);
  EXPECT_EQ(text_at(reassert_as(kAnn, seal, "x1"), "ok"), "true");
  EXPECT_EQ(exchange.claims_of("eve").find("c1"), std::string::npos);
}

TEST_F(Legs, SealedClaimsOfALiveRecordJustMarkTheLeg) {
  active();
  exchange.disconnect(kBob);
  const Json reply = reassert_as(kBob, seal_of(kBob), "x1");
  EXPECT_EQ(text_at(reply, "ok"), "true");
  EXPECT_TRUE(up("1"));
}

TEST_F(Legs, InviterThatIsGoneBeforeItsClaimIsGrantedHasItsGrace) {
  exchange.connect(kBob);  // nobody is connected as ann when her claim comes
  exchange.ask(kAnn, "invite-1", invite(kAnn, "c1", "bob"));
  exchange.ask(kBob, "a1", accept(kBob, "c1", "a1"));
  EXPECT_EQ(exchange.state("c1"), "active");
  exchange.advance(30'000);
  EXPECT_EQ(exchange.state("c1"), "ended");
  EXPECT_EQ(reason(kBob), "connection-lost");
}

TEST_F(Legs, SealOfThisEpochShownAgainRebuildsNothing) {
  active();
  const std::string seal = seal_of(kAnn);
  exchange.ask(kBob, "l1", leave("c1", "l1"));
  exchange.lose("c:app:c1");  // the tombstone's life is over
  exchange.restart("epoch-1");
  exchange.connect(kAnn);
  EXPECT_EQ(text_at(reassert_as(kAnn, seal, "x1"), "error.code"), "seal-invalid");
  EXPECT_EQ(exchange.stored("c:app:c1"), "");
}

TEST_F(Legs, ClaimsOfACallThatLivesSurviveTheEpoch) {
  active();
  const std::string seal = seal_of(kAnn);
  const std::string bob = seal_of(kBob);
  exchange.lose("u:app:ann");
  exchange.lose("u:app:bob");
  exchange.lose("c:app:c1");
  exchange.restart("epoch-2");
  for (const Device& device : {kAnn, kBob, kEve}) exchange.connect(device);
  reassert_as(kAnn, seal, "x1");
  reassert_as(kBob, bob, "x2");
  exchange.ask(kEve, "i2", invite(kEve, "c2", "bob", "i2"));
  EXPECT_EQ(text_at(exchange.view(kEve, "c2"), "call.you.endReason"), "remote-busy");
}

}  // namespace
}  // namespace ringline::switchboard::testing
