// Offer, answer and candidates of one link (inv. 33, 36): two links talk to each other over a wire
// that the test holds.
#include "client/negotiation.h"

#include <gtest/gtest.h>

#include "ladder.h"

namespace ringline {
namespace {

using namespace ringline::testing;

std::string sdp_of(const std::string& ufrag) { return "v=0\r\na=ice-ufrag:" + ufrag + "\r\n"; }

/// One end of a link with its host: operations are answered when the test says so, signals wait in
/// `out`.
struct End {
  Link link;
  Effects effects;
  std::vector<Signal> out;
  int descriptions = 0;

  End(const LegId& own, const LegId& peer) {
    link.link_id = own + "#1";
    link.call_id = "c1";
    link.own_leg = own;
    link.own_incarnation = "i-" + own;
    bind_peer(link, "u", peer, "i-" + peer, effects);
  }

  void collect() {
    for (const effect::SendSignal& sent : all_of<effect::SendSignal>(effects)) {
      out.push_back(sent.signal);
    }
    std::erase_if(
        effects, [](const Effect& one) { return std::holds_alternative<effect::SendSignal>(one); });
  }

  /// The host does what it was asked last.
  void perform() {
    collect();
    const Effects asked = std::move(effects);
    effects.clear();
    for (const Effect& one : asked) {
      const std::string sdp = sdp_of(link.own_leg + std::to_string(++descriptions));
      if (const auto* offer = std::get_if<effect::CreateOffer>(&one)) {
        on_offer_created(link, {link.link_id, offer->operation, sdp}, effects);
      } else if (const auto* answer = std::get_if<effect::CreateAnswer>(&one)) {
        on_answer_created(link, {link.link_id, answer->operation, sdp}, effects);
      } else if (const auto* apply = std::get_if<effect::ApplyAnswer>(&one)) {
        on_description_set(link, apply->operation, effects);
      }
    }
    collect();
  }

  void hear(std::vector<Signal>& wire) {
    std::vector<Signal> heard = std::move(wire);
    wire.clear();
    for (const Signal& signal : heard) on_signal(link, signal, effects);
    collect();
  }
};

struct Pair {
  End polite{"leg-a", "leg-b"};
  End impolite{"leg-b", "leg-a"};

  void settle() {
    for (int turns = 0; turns < 20; ++turns) {
      polite.perform();
      impolite.perform();
      polite.hear(impolite.out);
      impolite.hear(polite.out);
    }
  }
  void expect_stable() {
    EXPECT_EQ(polite.link.signalling, SignallingState::Stable);
    EXPECT_EQ(impolite.link.signalling, SignallingState::Stable);
    EXPECT_EQ(polite.link.negotiation, impolite.link.negotiation);
    EXPECT_FALSE(polite.link.making_offer || impolite.link.making_offer);
  }
};

TEST(Ufrag, IsReadFromTheFirstLine) {
  EXPECT_EQ(ufrag_of("v=0\r\na=ice-ufrag:AbC+/1\r\na=ice-ufrag:zzz\r\n"), "AbC+/1");
  EXPECT_EQ(ufrag_of("a=ice-ufrag:x"), "x");
  EXPECT_EQ(ufrag_of("v=0\r\n"), "");
  EXPECT_EQ(ufrag_of(""), "");
}

TEST(Fingerprints, AreReadOnceEachAndBounded) {
  EXPECT_EQ(
      fingerprints_of("v=0\r\na=fingerprint:sha-256 AA\r\nm=x\r\na=fingerprint:sha-256 AA\r\n"),
      "sha-256 AA\n");
  EXPECT_EQ(fingerprints_of("a=fingerprint:sha-256 AA\na=fingerprint:sha-1 BB"),
            "sha-256 AA\nsha-1 BB\n");
  EXPECT_EQ(fingerprints_of("v=0\r\n"), "");
  std::string many;
  for (int i = 0; i < 9; ++i) many += "a=fingerprint:" + std::to_string(i) + "\n";
  EXPECT_EQ(fingerprints_of(many), "0\n1\n2\n3\n");
}

TEST(Negotiation, OfferAndAnswerMakeBothStable) {
  Pair pair;
  start_offer(pair.polite.link, false, pair.polite.effects);
  pair.settle();
  pair.expect_stable();
  EXPECT_EQ(pair.polite.link.negotiation, 1);
}

TEST(Negotiation, BothOfferAtOnceAndThePoliteSideYields) {
  Pair pair;
  start_offer(pair.polite.link, false, pair.polite.effects);
  pair.settle();
  start_offer(pair.polite.link, false, pair.polite.effects);
  start_offer(pair.impolite.link, false, pair.impolite.effects);
  pair.polite.perform();
  pair.impolite.perform();
  ASSERT_EQ(pair.polite.out.size(), 1U);
  ASSERT_EQ(pair.impolite.out.size(), 1U);
  pair.impolite.hear(pair.polite.out);
  EXPECT_TRUE(all_of<effect::CreateAnswer>(pair.impolite.effects).empty())
      << "it ignores the other";
  pair.polite.hear(pair.impolite.out);
  EXPECT_EQ(all_of<effect::CreateAnswer>(pair.polite.effects).size(), 1U) << "it gives its own up";
  pair.settle();
  pair.expect_stable();
}

// Reliability T9: whoever speaks for the peer in mid-call without its key is not heard.
TEST(Negotiation, AnotherCertificateIsTakenWithAnIceRestartOnly) {
  End end{"leg-a", "leg-b"};
  const auto told = [&end](std::int64_t negotiation, const std::string& ufrag,
                           const std::string& print) {
    Signal signal = signal_from_peer(negotiation);
    signal.type = DescriptionType::Offer;
    signal.sdp = sdp_of(ufrag) + "a=fingerprint:sha-256 " + print + "\r\n";
    signal.candidates = {candidate("1", ufrag)};
    end.effects.clear();
    on_signal(end.link, signal, end.effects);
    const bool taken = !all_of<effect::CreateAnswer>(end.effects).empty();
    end.perform();
    return taken;
  };
  EXPECT_TRUE(told(1, "U1", "AA"));
  EXPECT_TRUE(told(2, "U1", "AA")) << "more media, the same key";
  const Link before = end.link;
  EXPECT_FALSE(told(3, "U1", "BB"));
  EXPECT_FALSE(told(3, "U1", "AA\r\na=fingerprint:sha-256 BB"));
  EXPECT_EQ(end.link, before) << "nor are its candidates";
  EXPECT_TRUE(told(3, "U2", "BB")) << "RFC 8842: a new association, over a new path";
  EXPECT_FALSE(told(4, "U2", "AA"));
}

TEST(Negotiation, AnAnswerOfAnotherCertificateIsNotTaken) {
  Pair pair;
  start_offer(pair.polite.link, false, pair.polite.effects);
  pair.settle();
  pair.polite.link.remote_fingerprints = "sha-256 AA\n";
  start_offer(pair.polite.link, false, pair.polite.effects);
  pair.polite.perform();
  const std::int64_t negotiation = pair.polite.link.negotiation;
  const std::string same = sdp_of(pair.polite.link.remote_ufrag) + "a=fingerprint:sha-256 ";
  take_answer(pair.polite.link, negotiation, same + "BB\r\n", pair.polite.effects);
  EXPECT_TRUE(all_of<effect::ApplyAnswer>(pair.polite.effects).empty());
  take_answer(pair.polite.link, negotiation, same + "AA\r\n", pair.polite.effects);
  EXPECT_EQ(all_of<effect::ApplyAnswer>(pair.polite.effects).size(), 1U);
}

TEST(Negotiation, AnOfferThatMeetsOneStillBeingMadeMeetsTheSameRule) {
  Pair pair;
  start_offer(pair.polite.link, false, pair.polite.effects);
  const Effects late = pair.polite.effects;
  start_offer(pair.impolite.link, false, pair.impolite.effects);
  pair.impolite.perform();
  pair.polite.effects.clear();
  pair.polite.hear(pair.impolite.out);
  ASSERT_EQ(all_of<effect::CreateAnswer>(pair.polite.effects).size(), 1U);
  const std::int64_t operation = all_of<effect::CreateOffer>(late).at(0).operation;
  on_offer_created(pair.polite.link, {"leg-a#1", operation, "late"}, pair.polite.effects);
  EXPECT_EQ(pair.polite.link.signalling, SignallingState::HaveRemoteOffer);
  pair.settle();
  pair.expect_stable();
}

TEST(Negotiation, AnOfferThatComesWhileTheAnswerIsAppliedIsNoCollision) {
  // W3C WebRTC 10.7, `isSettingRemoteAnswerPending`: the impolite side must take it, for nobody
  // would repeat it.
  Pair pair;
  start_offer(pair.impolite.link, false, pair.impolite.effects);
  pair.impolite.perform();
  pair.polite.hear(pair.impolite.out);
  pair.polite.perform();
  start_offer(pair.polite.link, true, pair.polite.effects);
  pair.polite.perform();
  ASSERT_EQ(pair.polite.out.size(), 2U) << "answer 1 and offer 2";
  pair.impolite.hear(pair.polite.out);
  EXPECT_EQ(all_of<effect::ApplyAnswer>(pair.impolite.effects).size(), 1U);
  EXPECT_EQ(all_of<effect::CreateAnswer>(pair.impolite.effects).size(), 1U);
  pair.settle();
  pair.expect_stable();
  EXPECT_EQ(pair.polite.link.negotiation, 2);
}

TEST(Negotiation, AtMostOneOfferIsOutstanding) {
  Pair pair;
  Link& link = pair.polite.link;
  start_offer(link, false, pair.polite.effects);
  start_offer(link, true, pair.polite.effects);
  EXPECT_EQ(all_of<effect::CreateOffer>(pair.polite.effects).size(), 1U);
  pair.polite.perform();
  start_offer(link, true, pair.polite.effects);
  EXPECT_TRUE(pair.polite.effects.empty());
  pair.impolite.hear(pair.polite.out);
  pair.settle();
  pair.expect_stable();
  EXPECT_EQ(link.negotiation, 2) << "the restart followed";
}

TEST(Negotiation, StaleAnswersAreDropped) {
  Pair pair;
  Link& link = pair.polite.link;
  take_answer(link, 1, kAnswer, pair.polite.effects);
  EXPECT_TRUE(pair.polite.effects.empty()) << "there was no offer";
  start_offer(link, false, pair.polite.effects);
  pair.polite.perform();
  take_answer(link, 2, kAnswer, pair.polite.effects);
  take_answer(link, 0, kAnswer, pair.polite.effects);
  EXPECT_TRUE(pair.polite.effects.empty());
  take_answer(link, 1, kAnswer, pair.polite.effects);
  take_answer(link, 1, kAnswer, pair.polite.effects);
  EXPECT_EQ(pair.polite.effects.size(), 1U) << "once";
}

// Transceivers that no answered offer has told of have no place in an offer of the other side.
TEST(Negotiation, AFirstOfferIsNotGivenUpButMadeAgainAboveTheOther) {
  for (const bool polite_offers : {true, false}) {
    Pair pair;
    End& offerer = polite_offers ? pair.polite : pair.impolite;
    End& other = polite_offers ? pair.impolite : pair.polite;
    offerer.link.offerer = true;
    start_offer(offerer.link, false, offerer.effects);
    offerer.perform();
    offerer.out.clear();  // lost
    for (int tries = 0; tries < 2; ++tries) {
      restart(other.link, other.effects);
      other.perform();
    }
    offerer.hear(other.out);
    EXPECT_TRUE(all_of<effect::CreateAnswer>(offerer.effects).empty());
    EXPECT_FALSE(all_of<effect::CreateOffer>(offerer.effects).empty());
    pair.settle();
    pair.expect_stable();
    EXPECT_GT(offerer.link.negotiation, 2);
  }
}

TEST(Negotiation, AFirstOfferThatIsBeingMadeComesAboveTheOther) {
  Pair pair;
  pair.polite.link.offerer = true;
  start_offer(pair.polite.link, false, pair.polite.effects);
  take_offer(pair.polite.link, 4, kOffer, pair.polite.effects);
  EXPECT_TRUE(all_of<effect::CreateAnswer>(pair.polite.effects).empty());
  pair.polite.perform();
  ASSERT_EQ(pair.polite.out.size(), 1U);
  EXPECT_EQ(pair.polite.out[0].negotiation, 5);
}

TEST(Negotiation, AnAnswerIsSaidAgainUntilMediaFlows) {
  Pair pair;
  Link& link = pair.impolite.link;
  take_offer(link, 1, kOffer, pair.impolite.effects);
  pair.impolite.perform();
  ASSERT_EQ(pair.impolite.out.size(), 1U);
  const Signal answer = pair.impolite.out[0];
  pair.impolite.out.clear();
  tell_again(link, pair.impolite.effects);
  pair.impolite.collect();
  ASSERT_EQ(pair.impolite.out.size(), 1U);
  EXPECT_EQ(pair.impolite.out[0], answer);
  link.peer = PeerState::Connected;
  tell_again(link, pair.impolite.effects);
  EXPECT_TRUE(pair.impolite.effects.empty());
}

TEST(Negotiation, StaleOffersAndDuplicatesAreDropped) {
  Pair pair;
  Link& link = pair.impolite.link;
  take_offer(link, 3, kOffer, pair.impolite.effects);
  pair.impolite.perform();
  pair.impolite.out.clear();
  for (std::int64_t negotiation : {1, 2}) {
    take_offer(link, negotiation, kOffer, pair.impolite.effects);
  }
  EXPECT_TRUE(pair.impolite.effects.empty());
  take_offer(link, 3, kOffer, pair.impolite.effects);
  EXPECT_TRUE(all_of<effect::CreateAnswer>(pair.impolite.effects).empty());
  pair.impolite.collect();
  ASSERT_EQ(pair.impolite.out.size(), 1U) << "the other side has not got our answer";
  EXPECT_EQ(pair.impolite.out[0].type, DescriptionType::Answer);
}

TEST(Negotiation, AStaleOperationOfTheHostIsDropped) {
  Pair pair;
  Link& link = pair.impolite.link;
  take_offer(link, 1, kOffer, pair.impolite.effects);
  take_offer(link, 2, kOffer, pair.impolite.effects);
  const auto asked = all_of<effect::CreateAnswer>(pair.impolite.effects);
  ASSERT_EQ(asked.size(), 2U);
  Effects effects;
  EXPECT_FALSE(on_answer_created(link, {"leg-b#1", asked[0].operation, kAnswer}, effects));
  EXPECT_TRUE(effects.empty());
  EXPECT_TRUE(on_answer_created(link, {"leg-b#1", asked[1].operation, kAnswer}, effects));
  EXPECT_FALSE(on_description_set(link, asked[1].operation, effects));
}

TEST(Negotiation, RenewalAfterLostFramesTakesTheNextId) {
  Pair pair;
  start_offer(pair.impolite.link, false, pair.impolite.effects);
  pair.impolite.perform();
  pair.impolite.out.clear();  // lost on the way
  renew_open_offer(pair.impolite.link, pair.impolite.effects);
  pair.settle();
  pair.expect_stable();
  EXPECT_EQ(pair.impolite.link.negotiation, 2);
  renew_open_offer(pair.impolite.link, pair.impolite.effects);
  EXPECT_TRUE(pair.impolite.effects.empty()) << "nothing is open";
}

TEST(RemoteCandidates, BeforeTheDescriptionWaitBoundedAndInOrder) {
  Pair pair;
  Link& link = pair.impolite.link;
  std::vector<Candidate> many;
  for (std::size_t i = 0; i < limits::kCandidates + 3; ++i) {
    many.push_back(candidate(std::to_string(i)));
  }
  take_candidates(link, many, pair.impolite.effects);
  EXPECT_TRUE(pair.impolite.effects.empty());
  EXPECT_EQ(link.remote_waiting.size(), limits::kCandidates);
  take_offer(link, 1, kOffer, pair.impolite.effects);
  const std::int64_t operation = link.operation;
  pair.impolite.effects.clear();
  on_answer_created(link, {"leg-b#1", operation, kAnswer}, pair.impolite.effects);
  const auto added = all_of<effect::AddCandidates>(pair.impolite.effects);
  ASSERT_EQ(added.size(), 1U);
  many.resize(limits::kCandidates);
  EXPECT_EQ(added[0].candidates, many);
}

TEST(RemoteCandidates, OfAnotherUfragOrAnOlderNegotiationAreDropped) {
  Pair pair;
  Link& link = pair.impolite.link;
  take_offer(link, 2, sdp_of("U2"), pair.impolite.effects);
  pair.impolite.perform();
  Signal signal;
  signal.negotiation = 1;
  signal.candidates = {candidate("old")};
  on_signal(link, signal, pair.impolite.effects);
  EXPECT_TRUE(pair.impolite.effects.empty());
  signal.negotiation = 2;
  signal.candidates = {candidate("stale", "U1"), candidate("good", "U2"), candidate("none")};
  on_signal(link, signal, pair.impolite.effects);
  const auto added = all_of<effect::AddCandidates>(pair.impolite.effects);
  ASSERT_EQ(added.size(), 1U);
  EXPECT_EQ(added[0].candidates.size(), 2U);
}

// Both sides count: an offer of ours takes the next number while they still trickle under theirs.
TEST(RemoteCandidates, OfTheDescriptionInForceAreTakenWhateverTheirNumber) {
  Pair pair;
  Link& link = pair.impolite.link;
  take_offer(link, 1, sdp_of("U1"), pair.impolite.effects);
  pair.impolite.perform();
  start_offer(link, false, pair.impolite.effects);
  pair.impolite.perform();
  ASSERT_EQ(link.negotiation, 2);
  Signal signal;
  signal.negotiation = 1;
  signal.candidates = {candidate("late", "U1"), candidate("stale", "U0"), candidate("none")};
  on_signal(link, signal, pair.impolite.effects);
  take_answer(link, 2, sdp_of("U1"), pair.impolite.effects);
  on_description_set(link, link.operation, pair.impolite.effects);
  const auto added = all_of<effect::AddCandidates>(pair.impolite.effects);
  ASSERT_EQ(added.size(), 1U);
  EXPECT_EQ(added[0].candidates, std::vector<Candidate>{candidate("late", "U1")});
}

// Answers on, with ICE as it is.
void expect_restart(const End& end) {
  const auto offers = all_of<effect::CreateOffer>(end.effects);
  ASSERT_EQ(offers.size(), 1U);
  EXPECT_TRUE(offers[0].ice_restart);
}

TEST(IceRestart, ThatYieldedToAnotherOfferIsMadeAgain) {
  Pair pair;
  Link& link = pair.polite.link;
  take_offer(link, 1, sdp_of("U1"), pair.polite.effects);
  pair.polite.perform();
  restart(link, pair.polite.effects);
  pair.polite.perform();
  EXPECT_TRUE(is_restarting(link));
  take_offer(link, 3, sdp_of("U1"), pair.polite.effects);  // of video, say
  EXPECT_FALSE(is_restarting(link));
  pair.polite.perform();
  expect_restart(pair.polite);
}

TEST(IceRestart, WaitsForAnOfferThatIsNoneAndEndsWithOneThatIs) {
  for (const bool theirs_restarts : {false, true}) {
    Pair pair;
    Link& link = pair.polite.link;
    take_offer(link, 1, sdp_of("U1"), pair.polite.effects);
    restart(link, pair.polite.effects);  // not stable: it waits
    pair.polite.perform();
    expect_restart(pair.polite);
    take_offer(link, 3, sdp_of(theirs_restarts ? "U2" : "U1"), pair.polite.effects);
    pair.polite.effects.erase(pair.polite.effects.begin());
    pair.polite.perform();
    EXPECT_EQ(all_of<effect::CreateOffer>(pair.polite.effects).size(), theirs_restarts ? 0U : 1U);
  }
}

TEST(LocalCandidates, FollowTheirOfferAndNeverOvertakeIt) {
  Pair pair;
  Link& link = pair.polite.link;
  start_offer(link, false, pair.polite.effects);
  on_local_candidate(link, candidate("1"), pair.polite.effects);
  pair.polite.collect();
  EXPECT_TRUE(pair.polite.out.empty());
  pair.polite.perform();
  ASSERT_EQ(pair.polite.out.size(), 2U);
  EXPECT_EQ(pair.polite.out[0].type, DescriptionType::Offer);
  EXPECT_EQ(pair.polite.out[1].candidates.size(), 1U);
  EXPECT_EQ(pair.polite.out[1].negotiation, 1);
}

TEST(LinkName, IsEmptyUntilThePeerIsKnown) {
  Link link;
  link.own_incarnation = "i";
  EXPECT_EQ(name_of_link(link), "");
  EXPECT_EQ(name_of_link(Pair().polite.link), "leg-a/i-leg-a~leg-b/i-leg-b");
  EXPECT_EQ(name_of_link(Pair().impolite.link), "leg-a/i-leg-a~leg-b/i-leg-b");
}

}  // namespace
}  // namespace ringline
