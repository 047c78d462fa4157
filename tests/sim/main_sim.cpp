// ringline_sim: many simulated calls, each history from its own seed, until an invariant breaks.
//   ringline_sim [--calls N] [--seed N | SEED=N] [--one] [--weather calm|mixed|storm] [--trace]
//                [--keep-going] [--jobs N] [--journal DIR]
// Prints the seed, the checker and the shrunk history of a violation, and exits with 1. `--journal`
// keeps what broke for `ringline replay` (docs/journal.md), with `--one` the whole history, too.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/sim/journal.h"
#include "tests/sim/scenario.h"

namespace {

using namespace ringline::sim;

struct Options {
  std::int64_t calls = 20'000;
  std::uint64_t seed = 1;
  bool one = false;
  bool trace = false;
  bool keep_going = false;
  int jobs = 1;
  Weather weather = Weather::Mixed;
  bool any_weather = true;
  int shrink_runs = 600;
  std::string journal;  ///< the folder; empty: none
};

[[noreturn]] void refuse(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(2);
}

Weather weather_of(const std::string& name) {
  if (name == "calm") return Weather::Calm;
  if (name == "mixed") return Weather::Mixed;
  if (name != "storm") refuse("there is no weather \"" + name + "\": calm, mixed or storm");
  return Weather::Storm;
}

Options read_options(int argc, char** argv) {
  Options options;
  if (const char* seed = std::getenv("SEED")) {
    options.seed = std::strtoull(seed, nullptr, 10);
    options.one = true;
  }
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 >= argc) refuse(name + " needs a value");
      return argv[++i];
    };
    if (name == "--calls")
      options.calls = std::strtoll(value().c_str(), nullptr, 10);
    else if (name == "--seed")
      options.seed = std::strtoull(value().c_str(), nullptr, 10);
    else if (name == "--jobs")
      options.jobs = std::max(1, std::atoi(value().c_str()));
    else if (name == "--one")
      options.one = true;
    else if (name == "--trace")
      options.trace = true;
    else if (name == "--keep-going")
      options.keep_going = true;
    else if (name == "--journal")
      options.journal = value();
    else if (name == "--shrink")
      options.shrink_runs = std::atoi(value().c_str());
    else if (name == "--weather") {
      options.weather = weather_of(value());
      options.any_weather = false;
    } else {
      refuse("unknown option " + name);
    }
  }
  return options;
}

Weather weather_for(const Options& options, std::uint64_t seed) {
  if (!options.any_weather) return options.weather;
  if (seed % 10 < 2) return Weather::Calm;
  return seed % 10 < 7 ? Weather::Mixed : Weather::Storm;
}

const char* word(Weather weather) {
  switch (weather) {
    case Weather::Calm: return "calm";
    case Weather::Mixed: return "mixed";
    case Weather::Storm: return "storm";
  }
  return "";
}

struct Totals {
  std::int64_t histories = 0;
  std::int64_t calls = 0;
  std::int64_t answered = 0;
  std::int64_t connected = 0;
  std::int64_t steps = 0;
  double virtual_hours = 0;
  std::map<std::string, std::pair<int, std::uint64_t>>
      broken;  ///< by checker: how often, first seed
};

// Runs it once more, with text beside every core.
Result record(const Scenario& scenario, std::uint64_t seed, const std::string& directory) {
  Journal journal;
  Result result = run(scenario, Tracing::Off, &journal);
  if (write_journal(journal, seed, directory)) {
    std::printf("replay: ringline replay %s/*.jsonl\n", directory.c_str());
  } else {
    refuse("the journal cannot be written to " + directory);
  }
  return result;
}

void print_violation(const Options& options, std::uint64_t seed, Weather weather,
                     const Scenario& scenario, const Violation& violation) {
  const Scenario small = shrink(scenario, violation, options.shrink_runs);
  const Result result = run(small, Tracing::On);
  const Setup& setup = scenario.setup;
  std::printf("VIOLATION seed %llu (%s, %d users x %d devices, %d nodes%s): inv. %d %s: %s\n",
              static_cast<unsigned long long>(seed), word(weather), setup.users, setup.devices,
              setup.nodes, setup.loses_writes ? ", engine may lose writes" : "",
              violation.invariant, violation.checker.c_str(), violation.text.c_str());
  std::printf("shrunk from %zu to %zu acts:\n", scenario.acts.size(), small.acts.size());
  const std::size_t most = options.trace ? result.trace.size() : 120;
  const std::size_t skip = result.trace.size() > most ? result.trace.size() - most : 0;
  for (std::size_t i = skip; i < result.trace.size(); ++i) {
    std::printf("  %s\n", result.trace[i].c_str());
  }
  for (const Violation& one : result.violations) {
    std::printf("  => inv. %d %s: %s\n", one.invariant, one.checker.c_str(), one.text.c_str());
  }
  if (!options.journal.empty()) {
    record(small, seed, options.journal + "/seed-" + std::to_string(seed));
  }
  std::printf("again: ringline_sim --one --seed %llu --weather %s --trace\n\n",
              static_cast<unsigned long long>(seed), word(weather));
  std::fflush(stdout);
}

struct Runner {
  const Options& options;
  std::atomic<std::uint64_t> next_seed;
  std::atomic<bool> stop = false;
  std::mutex mutex = {};
  Totals totals = {};

  void add(std::uint64_t seed, Weather weather, const Scenario& scenario, const Result& result) {
    const std::lock_guard lock(mutex);
    totals.histories += 1;
    totals.calls += result.calls;
    totals.answered += result.answered;
    totals.connected += result.connected;
    totals.steps += result.steps;
    totals.virtual_hours += static_cast<double>(result.virtual_ms) / 3'600'000.0;
    if (totals.calls >= options.calls || options.one) stop = true;
    if (result.violations.empty()) return;
    const Violation& first = result.violations.front();
    auto& known = totals.broken[std::to_string(first.invariant) + " " + first.checker];
    if (known.first++ == 0) {
      known.second = seed;
      print_violation(options, seed, weather, scenario, first);
    }
    if (!options.keep_going) stop = true;
  }

  void work() {
    while (!stop) {
      const std::uint64_t seed = next_seed++;
      const Weather weather = weather_for(options, seed);
      const Scenario scenario = make_scenario(seed, weather);
      const bool traced = options.one && options.trace;
      Result result = run(scenario, traced ? Tracing::On : Tracing::Off);
      for (const std::string& line : result.trace) std::printf("%s\n", line.c_str());
      if (options.one && !options.journal.empty()) {
        const Result recorded = record(scenario, seed, options.journal);
        if (result.violations.empty()) result.violations = recorded.violations;
      }
      add(seed, weather, scenario, result);
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  const auto start = std::chrono::steady_clock::now();
  Runner runner{options, options.seed};
  std::vector<std::thread> threads;
  for (int i = 1; i < options.jobs; ++i) threads.emplace_back([&] { runner.work(); });
  runner.work();
  for (std::thread& thread : threads) thread.join();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const Totals& totals = runner.totals;
  for (const auto& [checker, seen] : totals.broken) {
    std::printf("broken: inv. %s, %d histories, first seed %llu\n", checker.c_str(), seen.first,
                static_cast<unsigned long long>(seen.second));
  }
  std::printf(
      "%lld histories, %lld calls (%lld answered, %lld times connected), %lld core steps, "
      "%.1f virtual hours in %.1f s: %.0f calls/s; %zu checkers broken\n",
      static_cast<long long>(totals.histories), static_cast<long long>(totals.calls),
      static_cast<long long>(totals.answered), static_cast<long long>(totals.connected),
      static_cast<long long>(totals.steps), totals.virtual_hours, seconds,
      static_cast<double>(totals.calls) / seconds, totals.broken.size());
  return totals.broken.empty() ? 0 : 1;
}
