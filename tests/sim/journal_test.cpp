// Journals of histories: that every core decides the same in text, and how what they say is
// written.
#include "tests/sim/journal.h"

#include <gtest/gtest.h>

#include "tests/sim/scenario.h"
#include "tests/sim/told.h"

namespace ringline::sim {
namespace {

TEST(Journal, EveryCoreDecidesTheSameInText) {  // inv. 38, 39
  std::int64_t steps = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Journal journal;
    const auto weather = static_cast<Weather>(seed % 3);
    const Result result = run(make_scenario(seed, weather), Tracing::Off, &journal);
    ASSERT_TRUE(result.violations.empty())
        << "seed " << seed << ": " << result.violations.front().text;
    steps += journal.steps;
  }
  EXPECT_GT(steps, 4'000);
}

TEST(Journal, ItChangesNothingInTheHistory) {
  const Scenario scenario = make_scenario(11, Weather::Storm);
  Journal journal;
  EXPECT_EQ(run(scenario, Tracing::On).trace, run(scenario, Tracing::On, &journal).trace);
}

TEST(Journal, AnotherDecisionIsAViolation) {
  const Scenario scenario = make_scenario(1, Weather::Calm);
  Journal journal;
  // A core beside page 0 that was told something before.
  Twin<wire::ClientCore>& twin = journal.pages[0];
  twin.node = twin.file = "d0.0";
  twin.core.dispatch(R"({"type":"connect","request":1})", 0);
  const Result result = run(scenario, Tracing::Off, &journal);
  ASSERT_FALSE(result.violations.empty());
  EXPECT_EQ(result.violations.front().checker, "journal");
}

TEST(Journal, DigestsAreThoseOfTheFormat) {  // docs/journal.md
  EXPECT_EQ(digest_of(""), "cbf29ce484222325");
  EXPECT_EQ(digest_of("foobar"), "85944171f73967e8");
}

TEST(Journal, AnAnswerIsToldInShort) {
  EXPECT_EQ(
      told_by(R"({"effects":[{"type":"send","text":"{\"type\":\"leave\",\"callId\":\"c1\"}"},)"
              R"({"type":"settle","request":1,"ok":false,"error":{"code":"try-later"}}],)"
              R"("deadline":null})"),
      R"([{"type":"send","callId":"c1","frame":"leave"},)"
      R"({"type":"settle","code":"try-later","ok":false}])");
  EXPECT_EQ(told_by(R"({"key":"c:a:c1","expect":0,"commit":{"version":1,"text":"{\"state\":)"
                    R"(\"ended\",\"endedAt\":7}","deadline":null},"effects":[{"type":"event",)"
                    R"("user":"u1","call":{"callId":"c1","you":{"state":"left","endReason":)"
                    R"("hangup"}}}]})"),
            R"([{"type":"commit","key":"c:a:c1","version":1,"state":"ended","endedAt":7},)"
            R"({"type":"event","callId":"c1","user":"u1","endReason":"hangup","you":"left"}])");
}

}  // namespace
}  // namespace ringline::sim
