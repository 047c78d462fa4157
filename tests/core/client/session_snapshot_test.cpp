// restore(snapshot(s)) behaves as s (design 3.8): twins walk together, one of them is saved and
// restored before every step.
#include "wire/session_snapshot.h"

#include <gtest/gtest.h>

#include <set>

#include "core_walk.h"
#include "party.h"

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

/// The text without the value of that name, which stands there once.
std::string without(std::string text, const std::string& name, char end) {
  const std::size_t at = text.find("\"" + name + "\":");
  EXPECT_NE(at, std::string::npos) << name;
  EXPECT_EQ(text.find("\"" + name + "\":", at + 1), std::string::npos) << name;
  return text.erase(at, text.find(end, at) + 1 - at + (end == '}' ? 1 : 0));
}

std::size_t encodings_told(ClientCore& core) {
  const std::string answer = core.dispatch(R"({"type":"time"})", 2'000);
  std::size_t count = 0;
  for (std::size_t at = 0; (at = answer.find(R"("type":"encode")", at)) != std::string::npos;
       ++at) {
    ++count;
  }
  return count;
}

TEST(Snapshot, OfAnOlderCoreDoesWithoutWhatIsOptionalAndWithNothingElse) {
  Phone phone = group_connected({"ann"});
  phone.feed(input::StartScreenShare{20});
  phone.feed(input::Captured{TrackKind::Screen, phone.call.screen.generation, {1920, 1080}});
  ASSERT_TRUE(phone.link().traffic.screen.has_value());
  Session session;
  session.calls = {phone.call};
  const std::string text = wire::snapshot(ClientCore(session, "[]"));
  const std::string traffic = text.substr(text.find("\"traffic\":"));
  const std::string older = text.substr(0, text.size() - traffic.size());

  std::optional<ClientCore> same = wire::restore(text);
  ASSERT_TRUE(same.has_value());
  EXPECT_EQ(encodings_told(*same), 0U);
  std::optional<ClientCore> knew_no_screens =
      wire::restore(older + without(traffic, "screen", '}'));
  ASSERT_TRUE(knew_no_screens.has_value());
  EXPECT_EQ(encodings_told(*knew_no_screens), 1U) << "the host is told once more";
  EXPECT_FALSE(wire::restore(older + without(traffic, "wanted", ',')).has_value());
}

}  // namespace
}  // namespace ringline
