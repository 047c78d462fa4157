#include "tests/sim/scenario.h"

#include <algorithm>

#include "tests/sim/checkers.h"
#include "tests/sim/events.h"
#include "tests/sim/hand.h"

namespace ringline::sim {
namespace {

// Convergence: 2 x grace + 10 s after the last fault (design 11.11), or after a half-open socket
// was found out where the grace is shorter than that takes, and until the last ring that may still
// be going on has had its time.
Millis rest_ms(const Policy& policy) {
  return std::max(2 * policy.reconnect_grace_ms, limits::kSilenceMs) + 10'000 +
         policy.ring_timeout_ms;
}

void calm_down(World& world) {
  for (Page& page : world.pages) {
    page.frozen_until = std::min(page.frozen_until, world.now + 1);
    page.ice_broken_until = std::min(page.ice_broken_until, world.now);
    page.denies_until = page.slow_capture_until = page.in_use_until = 0;
  }
  for (Node& node : world.nodes) {
    node.cut_off_until = std::min(node.cut_off_until, world.now);
    node.restart_at = std::min(node.restart_at, world.now);
  }
  world.peers_changed = true;
}

}  // namespace

Result run(const Scenario& scenario, Tracing tracing, Journal* journal) {
  Result result;
  World world = make_world(scenario.setup);
  world.journal = journal;
  if (tracing == Tracing::On) world.trace = &result.trace;
  for (const Act& act : scenario.acts) {
    run_until(world, act.at);
    if (!world.ledger.violations.empty()) break;
    const std::size_t before = result.trace.size();
    note(world, "* " + text_of(act));
    if (!perform_act(world, act) && tracing == Tracing::On) result.trace.resize(before);
    if (world.peers_changed) run_until(world, world.now);
  }
  calm_down(world);
  run_until(world, world.now + rest_ms(scenario.setup.policy));
  measure_all(world);
  run_until(world, world.now);
  if (world.ledger.violations.empty()) check_rest(world);
  result.violations = std::move(world.ledger.violations);
  result.calls = world.ledger.calls;
  result.answered = world.ledger.answered;
  result.connected = world.ledger.connected;
  result.steps = world.ledger.steps;
  result.virtual_ms = world.now;
  return result;
}

Scenario shrink(const Scenario& scenario, const Violation& violation, int most_runs) {
  if (scenario.setup.story != Story::Life) return scenario;  // less of it is another story
  const auto still_fails = [&](const Scenario& candidate) {
    for (const Violation& found : run(candidate, Tracing::Off).violations) {
      if (found.checker == violation.checker) return true;
    }
    return false;
  };
  return shrink_by(scenario, still_fails, most_runs);
}

Scenario shrink_by(const Scenario& scenario,
                   const std::function<bool(const Scenario&)>& still_fails, int most_runs) {
  Scenario best = scenario;
  int runs = 0;
  std::size_t chunk = std::max<std::size_t>(1, best.acts.size() / 2);
  while (runs < most_runs) {
    bool removed = false;
    for (std::size_t start = 0; start < best.acts.size() && runs < most_runs;) {
      Scenario candidate = best;
      const auto first = candidate.acts.begin() + static_cast<std::ptrdiff_t>(start);
      const std::size_t end = std::min(start + chunk, candidate.acts.size());
      candidate.acts.erase(first, candidate.acts.begin() + static_cast<std::ptrdiff_t>(end));
      runs += 1;
      if (still_fails(candidate)) {
        best = std::move(candidate);
        removed = true;
      } else {
        start += chunk;
      }
    }
    if (chunk == 1 && !removed) break;
    if (!removed || chunk > best.acts.size()) chunk = std::max<std::size_t>(1, chunk / 2);
  }
  return best;
}

}  // namespace ringline::sim
