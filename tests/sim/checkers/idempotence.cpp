// Inv. 21: the same command of the same device again has no second effect.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

void on_commit(Ledger& ledger, const CommitTurn& turn, const Report& report) {
  if (turn.job.kind != JobKind::Frame || turn.job.command.id.empty() || ledger.data_lost) return;
  // What may as well be obeyed twice is the first to be forgotten.
  const bool harmless = turn.job.command.type == sb::CommandType::State ||
                        turn.job.command.type == sb::CommandType::Ringing;
  if (harmless && turn.after.replies.size() >= limits::kRememberedReplies) return;
  if (ledger.committed.contains({turn.job.sender.device_id, turn.job.command.id})) {
    report.fail(turn.job.command.id + " (" + std::string(name_of(turn.job.command.type)) +
                ") had a second effect on " + turn.after.call_id);
  }
}

}  // namespace

const Checker idempotence{21, "idempotence", nullptr, on_commit, nullptr};

}  // namespace ringline::sim::checker
