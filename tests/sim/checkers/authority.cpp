// Inv. 14, 15: only who may changes a record: nobody answers, leaves or speaks for another; adding,
// taking back, removing and ending for all are for whom the policy names; video takes two.
#include <algorithm>

#include "switchboard/call_transitions.h"
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

using sb::CommandType;

struct Court {
  const CommitTurn& turn;
  const Report& report;
  const sb::CallRecord& before = *turn.before;
  const sb::CallRecord& after = turn.after;
  const UserId& sender = turn.job.sender.user_id;
  CommandType command = turn.job.command.type;

  void fail(const std::string& what) const {
    report.fail(after.call_id + ": " + sender + " (" + std::string(name_of(command)) + ") " + what);
  }
};

bool may_end(const Court& court) {
  switch (court.before.policy.who_can_end) {
    case WhoCanEnd::Inviter: return court.sender == court.before.inviter;
    case WhoCanEnd::Anyone: return true;
    case WhoCanEnd::Nobody: return false;
  }
  return false;
}

bool may_invite(const Court& court) {
  return court.before.policy.who_can_invite == WhoCanInvite::Anyone ||
         court.sender == court.before.inviter;
}

bool is_named(const Court& court, const UserId& user) {
  const std::vector<UserId>& to = court.turn.job.command.to;
  return std::find(to.begin(), to.end(), user) != to.end();
}

bool is_known(const Court& court) {
  if (person_in(court.before, court.sender) != nullptr) return true;
  return std::any_of(
      court.before.joiners.begin(), court.before.joiners.end(),
      [&](const sb::Joiner& one) { return one.participant.user_id == court.sender; });
}

bool has_leg(const Court& court) {
  const sb::Participant* own = person_in(court.before, court.sender);
  if (own == nullptr || own->state != ParticipantState::Joined) return false;
  return std::any_of(own->legs.begin(), own->legs.end(), [&](const sb::Leg& leg) {
    return leg.device_id == court.turn.job.sender.device_id;
  });
}

bool is_for_those_in_the_call(CommandType command) {
  return command == CommandType::Add || command == CommandType::Cancel ||
         command == CommandType::Remove || command == CommandType::End ||
         command == CommandType::VideoRequest || command == CommandType::VideoAccept ||
         command == CommandType::VideoDecline || command == CommandType::VideoCancel ||
         command == CommandType::MuteRequest || command == CommandType::State ||
         command == CommandType::Rejoin;
}

void check_entry(const Court& court, const sb::Participant& one, bool was_out) {
  if (one.state == ParticipantState::Joined) return court.fail("let " + one.user_id + " join");
  if (!was_out) return;
  const bool added = court.command == CommandType::Add && is_named(court, one.user_id);
  if (!added || !may_invite(court)) court.fail("invited " + one.user_id);
}

void check_exit(const Court& court, const sb::Participant& before) {
  if (court.after.state == RecordState::Ended) return;
  const UserId& ringer = before.invited_by.empty() ? court.before.inviter : before.invited_by;
  const bool taken_back = court.command == CommandType::Cancel && is_pending(before.state) &&
                          is_named(court, before.user_id) && ringer == court.sender;
  const bool removed = court.command == CommandType::Remove && may_end(court) &&
                       is_named(court, before.user_id) && court.after.kind != CallKind::Direct;
  if (!taken_back && !removed) court.fail("took out " + before.user_id);
}

bool same_legs(const sb::Participant& a, const sb::Participant& b) { return a.legs == b.legs; }

void check_others(const Court& court) {
  for (const sb::Participant& one : court.after.participants) {
    if (one.user_id == court.sender) continue;
    const sb::Participant* before = person_in(court.before, one.user_id);
    const bool was_out = is_out(before);
    if (was_out && !is_out(&one)) check_entry(court, one, was_out);
    if (was_out || before == nullptr) continue;
    if (is_out(&one)) {
      check_exit(court, *before);
    } else if (one.state != before->state || !same_legs(one, *before)) {
      court.fail("changed " + one.user_id);
    }
  }
}

void check_end(const Court& court) {
  for (const sb::Participant& one : court.after.participants) {
    const bool new_end = is_out(&one) && !is_out(person_in(court.before, one.user_id));
    if (!new_end) continue;
    const bool by_host = one.end_reason == EndReason::EndedByHost;
    if (by_host && (court.command != CommandType::End || !may_end(court))) {
      court.fail("ended it for all");
    }
    if (court.before.kind != CallKind::Direct) continue;
    if (one.end_reason == EndReason::Cancelled && court.sender != one.user_id) {
      court.fail("cancelled for " + one.user_id);
    }
    const bool declined =
        one.end_reason == EndReason::Declined && one.state == ParticipantState::Declined;
    if (declined && court.sender != one.user_id) court.fail("declined for " + one.user_id);
  }
}

void check_media(const Court& court) {
  if (court.before.media == court.after.media) return;
  const VideoRequest& request = court.before.video_request;
  const bool asked = request.state == VideoRequestState::Requested && request.by != court.sender;
  const bool answers =
      court.command == CommandType::VideoAccept || court.command == CommandType::VideoRequest;
  if (!asked || !answers) court.fail("made it a video call");
}

// A dial that yields speaks for its own inviter, and only into the call that it yielded to.
void check_merge(const CommitTurn& turn, const Report& report) {
  const sb::CallRecord* yielded = call_record(turn.world, turn.job.input.call_id);
  const bool may = yielded != nullptr && yielded->replaced_by == turn.after.call_id &&
                   yielded->inviter == turn.job.input.user_id;
  if (!may) report.fail(turn.after.call_id + " took a merge from " + turn.job.input.call_id);
}

void on_commit(Ledger& ledger, const CommitTurn& turn, const Report& report) {
  if (turn.before == nullptr) return;
  if (turn.job.kind != JobKind::Frame && turn.before->media != turn.after.media) {
    report.fail(turn.after.call_id + " became a video call by itself");
  }
  const bool merges =
      turn.job.kind == JobKind::Input && turn.job.input.type == sb::InputType::Merge;
  if (merges && !ledger.data_lost) return check_merge(turn, report);
  if (turn.job.kind != JobKind::Frame) return;
  const Court court{turn, report};
  if (court.command == CommandType::Reassert || court.command == CommandType::Join) return;
  if (!is_known(court)) court.fail("is a stranger");
  if (is_for_those_in_the_call(court.command) && !has_leg(court)) court.fail("has no leg");
  check_others(court);
  check_end(court);
  check_media(court);
}

}  // namespace

const Checker authority{15, "authority", nullptr, on_commit, nullptr};

}  // namespace ringline::sim::checker
