// Short, deterministic runs of the simulator; that each checker can fail; that histories shrink.
#include <gtest/gtest.h>

#include "tests/sim/app.h"
#include "tests/sim/checkers/all.h"
#include "tests/sim/events.h"
#include "tests/sim/explore.h"
#include "tests/sim/page.h"
#include "tests/sim/scenario.h"

namespace ringline::sim {
namespace {

std::string told(const Result& result) {
  std::string text;
  for (const Violation& one : result.violations) text += one.checker + ": " + one.text + "\n";
  return text;
}

void expect_clean(Weather weather, std::uint64_t seeds) {
  std::int64_t connected = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Result result = run(make_scenario(seed, weather), Tracing::Off);
    ASSERT_TRUE(result.violations.empty()) << "seed " << seed << "\n" << told(result);
    connected += result.connected;
  }
  EXPECT_GT(connected, static_cast<std::int64_t>(seeds));  // the worlds do talk
}

TEST(Simulator, NothingBreaksInCalmWeather) { expect_clean(Weather::Calm, 60); }
TEST(Simulator, NothingBreaksWithFaults) { expect_clean(Weather::Mixed, 120); }
TEST(Simulator, NothingBreaksInAStorm) { expect_clean(Weather::Storm, 120); }

TEST(Simulator, TheSameSeedIsTheSameHistory) {
  const Result once = run(make_scenario(7, Weather::Storm), Tracing::On);
  const Result again = run(make_scenario(7, Weather::Storm), Tracing::On);
  EXPECT_EQ(once.trace, again.trace);
  EXPECT_GT(once.trace.size(), 50U);
}

TEST(Simulator, ClocksChangeNoOutcome) {  // inv. 20
  for (std::uint64_t seed = 1; seed < 30; ++seed) {
    Scenario scenario = make_scenario(seed, Weather::Calm);
    const Result here = run(scenario, Tracing::Off);
    scenario.setup.clocks_apart = 10LL * 365 * 86'400'000;
    const Result there = run(scenario, Tracing::Off);
    EXPECT_EQ(here.answered, there.answered);
    EXPECT_EQ(here.connected, there.connected);
    EXPECT_TRUE(there.violations.empty()) << told(there);
  }
}

TEST(Simulator, FramesReadTheSameThroughTheCodec) {
  for (std::uint64_t seed = 1; seed < 25; ++seed) {
    Scenario scenario = make_scenario(seed, Weather::Storm);
    scenario.setup.codec = true;
    const Result result = run(scenario, Tracing::Off);
    EXPECT_TRUE(result.violations.empty()) << told(result);
  }
}

TEST(Simulator, TwoWhoDialEachOtherTalk) {  // inv. 8
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const Weather weather = static_cast<Weather>(seed % 3);
    const Result result = run(make_story(seed, weather, Story::Glare), Tracing::Off);
    ASSERT_TRUE(result.violations.empty()) << "seed " << seed << "\n" << told(result);
  }
}

TEST(Simulator, WhoLostACallDialsItAnew) {  // inv. 9
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Weather weather = static_cast<Weather>(seed % 3);
    const Result result = run(make_story(seed, weather, Story::Recall), Tracing::Off);
    ASSERT_TRUE(result.violations.empty()) << "seed " << seed << "\n" << told(result);
  }
}

TEST(Simulator, PathsThatBreakAreMended) {  // inv. 27, 33
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const Weather weather = static_cast<Weather>(seed % 3);
    const Result result = run(make_story(seed, weather, Story::Mend), Tracing::Off);
    ASSERT_TRUE(result.violations.empty()) << "seed " << seed << "\n" << told(result);
    ASSERT_EQ(result.answered, 1) << "seed " << seed;
  }
}

// Else a slow path beside busy ones would never come up, and be restarted for ever.
TEST(Simulator, APathComesUpInItsTimeWhateverElseChanges) {
  World world = make_world({.users = 2, .devices = 1, .nodes = 1});
  for (Page& page : world.pages) page.alive = true;
  world.pages[0].peers = {
      {.link_id = "a", .local_ufrag = "U1", .remote_ufrag = "U2", .remote_candidates = {"U2"}}};
  world.pages[1].peers = {{.link_id = "b", .local_ufrag = "U2", .remote_ufrag = "U1"}};
  FakePeer& peer = world.pages[0].peers.front();
  watch_paths(world);
  const std::optional<Millis> at = peer.change_at;
  ASSERT_TRUE(at.has_value());
  world.now += 50;
  watch_paths(world);
  EXPECT_EQ(peer.change_at, at);
  peer.remote_ufrag = "U3";  // restarted: another path
  watch_paths(world);
  EXPECT_FALSE(peer.change_at.has_value());
}

// Its clock stood still: what it heard before it woke would be of another time, and the next sleep
// would set the clock back by both.
TEST(Simulator, APageThatSleptWakesBeforeItHearsWhatCameMeanwhile) {
  World world = make_world({.users = 1, .devices = 1, .nodes = 1});
  ASSERT_TRUE(perform_act(world, {.deed = Deed::OpenPage}));
  run_until(world, world.now + 1'000);
  const Page& page = world.pages.front();
  ASSERT_EQ(page.session.connection, ConnectionState::Online);
  const Millis offset = page.clock_offset;
  ASSERT_TRUE(perform_act(world, {.deed = Deed::Sleep, .amount = 15'000}));  // over a heart-beat
  run_until(world, world.now + 15'000);
  EXPECT_FALSE(page.asleep_since.has_value());
  EXPECT_EQ(page.clock_offset, offset - 15'000);
}

// A checker that the test itself makes fail: histories with more than one dial.
TEST(Shrinking, KeepsWhatFailsAndDropsTheRest) {
  Scenario scenario = make_scenario(3, Weather::Mixed);
  const Scenario small = shrink_by(
      scenario, [](const Scenario& one) { return run(one, Tracing::Off).calls >= 2; }, 500);
  EXPECT_GE(run(small, Tracing::Off).calls, 2);
  EXPECT_LE(small.acts.size(), 5U);
}

}  // namespace
}  // namespace ringline::sim
