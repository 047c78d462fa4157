// That each explorer can fail, and that what makes its searches smaller hides nothing.
#include <gtest/gtest.h>

#include "tests/sim/explore.h"
#include "tests/sim/explorers/claims_model.h"
#include "tests/sim/explorers/talk_model.h"

namespace ringline::sim::explorers {
namespace {

constexpr std::uint8_t bit(Deed deed) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(deed));
}

/// One dials, the other accepts, over a fake peer connection.
TalkScope link_scope() {
  TalkScope scope;
  scope.cast = {.users = 2, .devices = 1, .calls = 1};
  scope.opaque = scope.ring_timers = scope.deadlines = false;
  scope.deeds[0] = bit(Deed::Dial);
  scope.deeds[1] = bit(Deed::Accept);
  return scope;
}

/// Both dial, and may accept.
TalkScope glare_scope() {
  TalkScope scope;
  scope.cast = {.users = 2, .devices = 1, .calls = 2};
  scope.ring_timers = scope.deadlines = false;
  scope.deeds[0] = bit(Deed::Dial) | bit(Deed::Accept) | bit(Deed::HangUp);
  scope.deeds[1] = bit(Deed::Dial) | bit(Deed::Accept);
  return scope;
}

ClaimsScope claims_scope() {
  ClaimsScope scope;
  using Kind = Plan::Kind;
  scope.plans = {{Kind::Invite, 0, 0, {1, 2}},
                 {Kind::Invite, 1, 1, {0}},
                 {Kind::Leave, 0, 0, {}},
                 {Kind::Accept, 1, 0, {}},
                 {Kind::Accept, 0, 1, {}}};
  return scope;
}

template <class Model, class Scope>
Found searched(Scope scope) {
  Model model(std::move(scope));
  return Search<Model>(model, Limits{.most_states = 2'000'000}).run();
}

template <class Model, class Scope>
void expect_same_ends(Scope scope) {
  Model model(std::move(scope));  // one, so that the same state has the same numbers
  const Limits limits{.most_states = 2'000'000};
  const Found few = Search<Model>(model, limits).run();
  model.start_anew(false);
  const Found all = Search<Model>(model, limits).run();
  ASSERT_TRUE(few.complete && all.complete) << few.violation << all.violation;
  EXPECT_EQ(few.ends, all.ends);
  EXPECT_GT(few.ends.high, 2U);
  EXPECT_LT(few.states, all.states);
}

TEST(Explorers, ReducedSearchesComeToTheSameEnds) {
  expect_same_ends<TalkModel>(link_scope());
  expect_same_ends<TalkModel>(glare_scope());
  expect_same_ends<ClaimsModel>(claims_scope());
}

TEST(Explorers, ReducedSearchesComeToTheSameEndsWithAFault) {
  TalkScope link = link_scope();
  link.victims = 2;
  link.faults = {Fault::ClientCrash};
  link.deeds[1] |= bit(Deed::Rejoin);
  expect_same_ends<TalkModel>(link);
  TalkScope glare = glare_scope();
  glare.victims = 1;
  glare.deeds[1] = bit(Deed::Accept);
  glare.faults = {Fault::Loss};
  expect_same_ends<TalkModel>(glare);
}

TEST(Explorers, LinkSeesASignalThatNobodyBrings) {
  TalkScope scope = link_scope();
  EXPECT_TRUE(searched<TalkModel>(scope).violation.empty());
  scope.swallowed = Message::Kind::Signal;
  const Found found = searched<TalkModel>(scope);
  EXPECT_NE(found.violation.find("inv. 33"), std::string::npos) << found.violation;
  EXPECT_FALSE(found.trace.empty());
}

TEST(Explorers, AgreementSeesAnEventThatNobodyBrings) {
  TalkScope scope = glare_scope();
  EXPECT_TRUE(searched<TalkModel>(scope).violation.empty());
  scope.swallowed = Message::Kind::Event;
  const Found found = searched<TalkModel>(scope);
  EXPECT_NE(found.violation.find("inv."), std::string::npos) << found.violation;
}

TEST(Explorers, ClaimsSeesAReleaseThatNobodyBrings) {
  ClaimsScope scope = claims_scope();
  EXPECT_TRUE(searched<ClaimsModel>(scope).violation.empty());
  scope.swallowed = switchboard::InputType::Release;
  const Found found = searched<ClaimsModel>(scope);
  EXPECT_NE(found.violation.find("is held by"), std::string::npos) << found.violation;
}

TEST(Explorers, ABudgetCutsAndSaysSo) {
  TalkModel model(glare_scope());
  const Found found = Search<TalkModel>(model, Limits{.most_states = 50}).run();
  EXPECT_FALSE(found.complete);
  EXPECT_TRUE(found.violation.empty());
}

}  // namespace
}  // namespace ringline::sim::explorers
