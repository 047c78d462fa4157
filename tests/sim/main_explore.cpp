// ringline_explore [agreement|link|claims]... [--pairs] [--small] [--first] [--let-cut]
//                  [--only NAME] [--states N] [--seconds N]
// Searches every order of what may happen in small worlds: without a fault and with each single
// one; with `--pairs` also with two. Prints a line a scope; exits with 1 when an invariant breaks
// or, without `--let-cut`, when a search was cut by its budget.
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

#include "tests/sim/explore.h"

namespace {

using namespace ringline::sim;

struct Wanted {
  std::set<std::string> explorers;
  std::string only;
  bool pairs = false;
  bool small = false;
  bool first = false;    ///< stop at the first violation
  bool let_cut = false;  ///< a search that its budget cut is told, and is no failure
  explorers::Limits limits;
};

Wanted wanted_from(int argc, char** argv) {
  Wanted wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const auto value = [&]() -> std::string { return i + 1 < argc ? argv[++i] : ""; };
    if (name == "--pairs") {
      wanted.pairs = true;
    } else if (name == "--small") {
      wanted.small = true;
    } else if (name == "--first") {
      wanted.first = true;
    } else if (name == "--let-cut") {
      wanted.let_cut = true;
    } else if (name == "--only") {
      wanted.only = value();
    } else if (name == "--states") {
      wanted.limits.most_states = std::atoll(value().c_str());
    } else if (name == "--seconds") {
      wanted.limits.most_seconds = std::atof(value().c_str());
    } else if (name != "all") {
      wanted.explorers.insert(name);
    }
  }
  return wanted;
}

bool is_wanted(const Wanted& wanted, const Scope& scope) {
  if (!wanted.explorers.empty() && !wanted.explorers.contains(scope.explorer)) return false;
  if (!wanted.only.empty()) return scope.name == wanted.only;
  if (wanted.small) return scope.small;
  return wanted.pairs || !scope.nightly;
}

enum class Verdict { Holds, Cut, Broken };

Verdict print(const Scope& scope, const explorers::Limits& limits) {
  std::string sizes;
  const explorers::Found found = scope.run(limits, sizes);
  const char* verdict = !found.violation.empty() ? "VIOLATION"
                        : found.complete         ? "complete, no violation"
                                                 : "CUT by its budget, no violation so far";
  std::printf("%-9s %-44s %9lld states %10lld transitions  depth %3d %6.1f s  %s (%s)\n",
              scope.explorer.c_str(), scope.name.c_str(), static_cast<long long>(found.states),
              static_cast<long long>(found.transitions), found.depth, found.seconds, verdict,
              sizes.c_str());
  for (const std::string& line : found.trace) std::printf("    %s\n", line.c_str());
  if (!found.violation.empty()) std::printf("    => %s\n", found.violation.c_str());
  std::fflush(stdout);
  if (!found.violation.empty()) return Verdict::Broken;
  return found.complete ? Verdict::Holds : Verdict::Cut;
}

}  // namespace

int main(int argc, char** argv) {
  const Wanted wanted = wanted_from(argc, argv);
  std::string last;
  int held = 0;
  int broken = 0;
  int searched = 0;
  for (const Scope& scope : all_scopes()) {
    if (!is_wanted(wanted, scope)) continue;
    if (scope.explorer != last) {
      std::printf("%s: %s\n", scope.explorer.c_str(), abstraction_of(scope.explorer).c_str());
    }
    last = scope.explorer;
    searched += 1;
    const Verdict verdict = print(scope, wanted.limits);
    held += verdict == Verdict::Holds ? 1 : 0;
    broken += verdict == Verdict::Broken ? 1 : 0;
    if (wanted.first && verdict == Verdict::Broken) break;
  }
  std::printf("explorers: %d of %d scopes complete without a violation, %d cut, %d broken\n", held,
              searched, searched - held - broken, broken);
  return broken == 0 && (wanted.let_cut || held == searched) ? 0 : 1;
}
