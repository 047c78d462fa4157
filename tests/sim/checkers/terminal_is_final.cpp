// Inv. 2: after `ended` nothing changes state, reason or time; `ended` is told once.
#include "switchboard/route_call_parts.h"
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

// A tombstone stands for who left a call that the engine has lost. A seal brings the call back, but
// not who has left (design 11.2).
void check_brought_back(const CommitTurn& turn, const Report& report) {
  const UserId& gone = turn.before->participants.front().user_id;
  for (const sb::Participant& one : turn.after.participants) {
    if (one.user_id != gone || one.left_at) continue;
    report.fail(turn.after.call_id + ": " + gone + " had left, and is in it again");
  }
}

void on_commit(Ledger&, const CommitTurn& turn, const Report& report) {
  if (turn.before == nullptr || turn.before->state != RecordState::Ended) return;
  const bool lives_again =
      turn.after.kind == CallKind::Session && turn.job.command.type == sb::CommandType::Join;
  if (lives_again) return;  // a session is a place (design 11.10)
  if (turn.job.command.type == sb::CommandType::Reassert && sb::is_buried(*turn.before)) {
    return check_brought_back(turn, report);
  }
  const bool same_epoch = turn.before->epoch == turn.after.epoch;
  bool same = turn.after.state == RecordState::Ended &&
              turn.after.failure == turn.before->failure &&
              turn.after.ended_at == turn.before->ended_at &&
              turn.after.participants.size() == turn.before->participants.size();
  for (std::size_t i = 0; same && i < turn.after.participants.size(); ++i) {
    const sb::Participant& now = turn.after.participants[i];
    const sb::Participant& then = turn.before->participants[i];
    same = now.state == then.state && now.end_reason == then.end_reason;
  }
  if (!same && same_epoch) report.fail(turn.after.call_id + ": an ended record changed");
}

void on_client(Ledger& ledger, const ClientTurn& turn, const Report& report) {
  for (const Call& call : page_of(turn).session.calls) {
    const auto found = ledger.page_calls.find({turn.page, call.call_id});
    if (found == ledger.page_calls.end() || !found->second.ended) continue;
    if (was_forgotten(turn, call.call_id)) continue;  // another life under that id
    const PageCall& past = found->second;
    if (call.state != CallState::Ended) report.fail(call.call_id + " lives again");
    const bool same = call.end_reason == past.reason && call.confirmed == past.confirmed;
    if (past.confirmed && !same) report.fail(call.call_id + ": a confirmed reason changed");
    if (!same && !call.confirmed) report.fail(call.call_id + ": a reason changed unconfirmed");
  }
  for (const effect::Ended* ended : did<effect::Ended>(turn)) {
    const bool told = ledger.page_calls[{turn.page, ended->call_id}].ended_told > 0;
    if (told && !was_forgotten(turn, ended->call_id)) {
      report.fail(ended->call_id + ": `ended` told twice");
    }
  }
}

}  // namespace

const Checker terminal_is_final{2, "terminal-is-final", on_client, on_commit, nullptr};

}  // namespace ringline::sim::checker
