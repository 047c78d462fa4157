// ringline_explore [agreement|link|claims]... [--pairs] [--small] [--first] [--let-cut]
//                  [--only NAME] [--states N] [--seconds N] [--jobs N]
// Searches every order of what may happen in small worlds: without a fault and with each single
// one; with `--pairs` also with two. Prints a line a scope, seconds are of processor time; exits
// with 1 when an invariant breaks or, without `--let-cut`, when a search was cut by its budget; a
// search of the night (`--pairs`) may be cut.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <utility>
#include <vector>

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
  int jobs = 2;
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
    } else if (name == "--jobs") {
      wanted.jobs = std::max(1, std::atoi(value().c_str()));
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

enum class Verdict : int { Holds = 0, Broken = 1, Cut = 2 };

Verdict print(const Scope& scope, const explorers::Limits& limits, int to) {
  std::string sizes;
  const explorers::Found found = scope.run(limits, sizes);
  const char* verdict = !found.violation.empty() ? "VIOLATION"
                        : found.complete         ? "complete, no violation"
                                                 : "CUT by its budget, no violation so far";
  dprintf(to, "%-9s %-52s %9lld states %10lld transitions  depth %3d %6.1f s  %s (%s)\n",
          scope.explorer.c_str(), scope.name.c_str(), static_cast<long long>(found.states),
          static_cast<long long>(found.transitions), found.depth, found.seconds, verdict,
          sizes.c_str());
  for (const std::string& line : found.trace) dprintf(to, "    %s\n", line.c_str());
  if (!found.violation.empty()) {
    dprintf(to, "    => %s\n", found.violation.c_str());
    return Verdict::Broken;
  }
  return found.complete ? Verdict::Holds : Verdict::Cut;
}

// A search under way, in a process of its own: nothing is shared, and its memory is given back.
struct Running {
  pid_t process = -1;
  std::FILE* text = nullptr;
};

Running start(const Scope& scope, const explorers::Limits& limits) {
  Running running{.text = std::tmpfile()};
  running.process = fork();
  if (running.process != 0) return running;
  _exit(static_cast<int>(print(scope, limits, fileno(running.text))));
}

void show(std::FILE* text) {
  std::rewind(text);
  for (int c = std::fgetc(text); c != EOF; c = std::fgetc(text)) std::putchar(c);
  std::fclose(text);
  std::fflush(stdout);
}

/// Searches the scopes, some at a time, and prints what came of them in their order.
class Searches {
 public:
  Searches(std::vector<Scope> scopes, const Wanted& wanted)
      : scopes_(std::move(scopes)), wanted_(wanted), running_(scopes_.size()) {}

  int run() {
    std::size_t started = 0;
    while (printed_ < running_.size() && !stopped()) {
      while (started < scopes_.size() && under_way_ < wanted_.jobs) {
        std::fflush(stdout);
        running_[started] = start(scopes_[started], wanted_.limits);
        started += 1;
        under_way_ += 1;
      }
      int status = 0;
      note(wait(&status), WIFEXITED(status) ? WEXITSTATUS(status) : 1);
    }
    for (const Running& one : running_) {
      if (one.process > 0) kill(one.process, SIGTERM);
    }
    return failed_ ? 1 : 0;
  }

  void tell() const {
    std::printf("explorers: %d of %zu scopes complete without a violation, %d cut, %d broken\n",
                held_, scopes_.size(), cut_, broken_);
  }

 private:
  bool stopped() const { return wanted_.first && broken_ > 0; }

  void note(pid_t process, int verdict) {
    under_way_ -= 1;
    for (std::size_t i = 0; i < running_.size(); ++i) {
      if (running_[i].process != process) continue;
      running_[i].process = -1;
      const bool cut = verdict == static_cast<int>(Verdict::Cut);
      held_ += verdict == static_cast<int>(Verdict::Holds) ? 1 : 0;
      cut_ += cut ? 1 : 0;
      broken_ += verdict != 0 && !cut ? 1 : 0;
      failed_ = failed_ || (cut ? !wanted_.let_cut && !scopes_[i].nightly : verdict != 0);
    }
    const bool all = stopped();
    while (printed_ < running_.size() && running_[printed_].text != nullptr &&
           (all || running_[printed_].process < 0)) {
      const std::string& explorer = scopes_[printed_].explorer;
      if (printed_ == 0 || scopes_[printed_ - 1].explorer != explorer) {
        std::printf("%s: %s\n", explorer.c_str(), abstraction_of(explorer).c_str());
      }
      show(running_[printed_++].text);
    }
  }

  std::vector<Scope> scopes_;
  Wanted wanted_;
  std::vector<Running> running_;
  std::size_t printed_ = 0;
  int under_way_ = 0;
  int held_ = 0;
  int cut_ = 0;
  int broken_ = 0;
  bool failed_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  const Wanted wanted = wanted_from(argc, argv);
  std::vector<Scope> scopes = all_scopes();
  std::erase_if(scopes, [&](const Scope& scope) { return !is_wanted(wanted, scope); });
  Searches searches(std::move(scopes), wanted);
  const int status = searches.run();
  searches.tell();
  return status;
}
