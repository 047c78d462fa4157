// One simulated history: what the world is, what is done to it from outside, and how it went.
// Written from a seed, run, and shrunk when it broke something. Must not know: command lines.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/sim/app.h"
#include "tests/sim/world.h"

namespace ringline::sim {

/// How unkind a history is.
enum class Weather : std::uint8_t { Calm, Mixed, Storm };

struct Scenario {
  Setup setup;
  std::vector<Act> acts;  ///< by time
};

struct Result {
  std::vector<Violation> violations;
  std::vector<std::string> trace;
  std::int64_t calls = 0;
  std::int64_t answered = 0;
  std::int64_t connected = 0;
  std::int64_t steps = 0;
  Millis virtual_ms = 0;
};

enum class Tracing : std::uint8_t { Off, On };

/// Mostly life, now and then another story (writer.cpp).
Scenario make_scenario(std::uint64_t seed, Weather weather);
Scenario make_story(std::uint64_t seed, Weather weather, Story story);
Result run(const Scenario& scenario, Tracing tracing, Journal* journal = nullptr);

/// The shortest history, by delta debugging (Zeller 1999), in which the same checker still fails.
Scenario shrink(const Scenario& scenario, const Violation& violation, int most_runs);
Scenario shrink_by(const Scenario& scenario,
                   const std::function<bool(const Scenario&)>& still_fails, int most_runs);

}  // namespace ringline::sim
