// restore(snapshot(s)) behaves as s (design 3.8): twins walk together, one of them is saved and
// restored before every step.
#include "wire/session_snapshot.h"

#include <gtest/gtest.h>

#include <set>

#include "core_walk.h"

namespace ringline {
namespace {

using namespace ringline::testing;
using wire::ClientCore;

TEST(Snapshot, ATwinThatIsRestoredAtEachStepAnswersTheSameBytes) {
  std::set<CallState> seen;
  for (std::uint32_t seed = 1; seed <= 120; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    CoreWalk walk(seed);
    ClientCore core;
    ClientCore twin;
    for (int turn = 0; turn < 80; ++turn) {
      const std::string saved = wire::snapshot(twin);
      std::optional<ClientCore> restored = wire::restore(saved);
      ASSERT_TRUE(restored.has_value()) << saved;
      ASSERT_EQ(wire::snapshot(*restored), saved);
      twin = std::move(*restored);
      const std::string message = walk.next(core);
      const std::string answer = core.dispatch(message, walk.now());
      ASSERT_EQ(twin.dispatch(message, walk.now()), answer) << message;
      ASSERT_EQ(answer.find("\"fault\""), std::string::npos) << message;
      walk.take(answer);
      for (const Call& call : core.session().calls) seen.insert(call.state);
    }
    ASSERT_EQ(core.session(), twin.session());
  }
  for (std::size_t i = 0; i < kCallStates; ++i) {
    const auto state = static_cast<CallState>(i);
    EXPECT_TRUE(seen.contains(state)) << "no walk came by " << name_of(state);
  }
}

TEST(Snapshot, OfAnythingElseIsRefused) {
  const std::string good = wire::snapshot(ClientCore());
  EXPECT_TRUE(wire::restore(good).has_value());
  for (std::string bad : {std::string(), std::string("{}"), std::string("[]"), std::string("null"),
                          good.substr(0, good.size() - 1), good + " x"}) {
    EXPECT_FALSE(wire::restore(bad).has_value()) << bad;
  }
  std::string other_version = good;
  other_version.replace(other_version.find(":1"), 2, ":2");
  EXPECT_FALSE(wire::restore(other_version).has_value());
}

}  // namespace
}  // namespace ringline
