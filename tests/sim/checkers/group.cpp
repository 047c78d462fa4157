// Inv. 32: what one person does or fails to do ends a group for nobody else; what is empty ends.
#include <algorithm>

#include "switchboard/call_transitions.h"
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

struct Count {
  int joined = 0;
  int pending = 0;
  bool joiners = false;
};

void count_one(Count& count, const sb::Participant& one) {
  count.joined += one.state == ParticipantState::Joined ? 1 : 0;
  count.pending += is_pending(one.state) ? 1 : 0;
}

bool is_due(const sb::Participant& one, Millis now) {
  const bool late = (one.ack_deadline > 0 && now >= one.ack_deadline) ||
                    (one.ring_deadline > 0 && now >= one.ring_deadline);
  if (is_pending(one.state)) return late;
  return std::any_of(one.legs.begin(), one.legs.end(), [now](const sb::Leg& leg) {
    return leg.state == sb::LegState::Joined && !leg.up && now >= leg.grace_deadline;
  });
}

// Whether this turn is about that participant's own way out.
bool goes_by_itself(const CommitTurn& turn, const sb::Participant& one) {
  const Job& job = turn.job;
  const std::vector<UserId>& to = job.command.to;
  switch (job.kind) {
    case JobKind::Frame:
      return one.user_id == job.sender.user_id ||
             std::find(to.begin(), to.end(), one.user_id) != to.end();
    case JobKind::Input: return one.user_id == job.input.user_id;
    case JobKind::Deadline: return is_due(one, std::max(engine_now(turn.world), job.at));
    case JobKind::Gone:
    case JobKind::Revoked:
    case JobKind::Pong:
    case JobKind::Drained:
    case JobKind::Drain: return false;
  }
  return false;
}

Count who_stays(const CommitTurn& turn) {
  Count count;
  for (const sb::Participant& one : turn.before->participants) {
    if (!goes_by_itself(turn, one)) count_one(count, one);
  }
  const Millis now = std::max(engine_now(turn.world), turn.job.at);
  for (const sb::Joiner& joiner : turn.before->joiners) {
    const bool late =
        turn.job.kind == JobKind::Deadline && joiner.deadline > 0 && now >= joiner.deadline;
    const bool gives_up = goes_by_itself(turn, joiner.participant);
    count.joiners = count.joiners || !(late || gives_up);
  }
  return count;
}

bool is_over(const sb::CallRecord& record, const Count& count) {
  if (count.joined == 0) return !count.joiners;
  return record.kind == CallKind::Group && record.policy.group_end == GroupEnd::NoOneLeft &&
         count.joined == 1 && count.pending == 0;
}

// Whoever may end it for all does, or the inviter of whom nobody has answered gives up.
bool is_ended_by_will(const CommitTurn& turn) {
  if (turn.job.kind != JobKind::Frame) return false;
  if (turn.job.command.type == sb::CommandType::End) return true;
  return turn.before->state == RecordState::Ringing &&
         turn.job.command.type == sb::CommandType::Leave &&
         turn.job.sender.user_id == turn.before->inviter;
}

void on_commit(Ledger&, const CommitTurn& turn, const Report& report) {
  if (turn.before == nullptr || turn.before->kind == CallKind::Direct) return;
  const bool was_settled =
      turn.before->state == RecordState::Ringing || turn.before->state == RecordState::Active;
  const bool rebuilt = turn.job.command.type == sb::CommandType::Reassert;
  if (!was_settled || rebuilt) return;
  if (turn.after.state == RecordState::Ended) {
    if (is_ended_by_will(turn) || is_over(*turn.before, who_stays(turn))) return;
    return report.fail(turn.after.call_id + " ended for people who were still in it");
  }
  Count count;
  for (const sb::Participant& one : turn.after.participants) count_one(count, one);
  count.joiners = !turn.after.joiners.empty();
  if (is_over(turn.after, count)) report.fail(turn.after.call_id + " goes on with nobody in it");
}

}  // namespace

const Checker group{32, "group", nullptr, on_commit, nullptr};

}  // namespace ringline::sim::checker
