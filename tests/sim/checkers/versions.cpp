// Inv. 35: versions of a record only rise, by one commit at a time, whoever commits.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

void on_commit(Ledger&, const CommitTurn& turn, const Report& report) {
  const std::int64_t before = turn.before == nullptr ? 0 : turn.before->version;
  if (turn.after.version <= before) report.fail(turn.after.call_id + ": the version did not rise");
  const bool rebuilt = turn.job.command.type == sb::CommandType::Reassert;
  if (turn.after.version != before + 1 && !rebuilt) {
    report.fail(turn.after.call_id + ": the version leapt");
  }
}

}  // namespace

const Checker versions{35, "versions", nullptr, on_commit, nullptr};

}  // namespace ringline::sim::checker
