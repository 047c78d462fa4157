// Inv. 7: all who learn the end learn the same reason and time, up to the point of view.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

// The pairs of design 5, inviter's word first.
bool is_pair(EndReason inviter, EndReason invitee) {
  using enum EndReason;
  switch (inviter) {
    case Cancelled: return invitee == RemoteCancelled;
    case RemoteDeclined: return invitee == Declined;
    case RemoteBusy: return invitee == Busy;
    case NoResponse:
    case Unreachable: return invitee == Missed;
    case Hangup: return invitee == RemoteHangup;
    case RemoteHangup: return invitee == Hangup;
    case ConnectionLost: return invitee == ConnectionLost || invitee == Missed;
    case Failed: return invitee == Failed || invitee == RemoteCancelled;
    case Replaced: return invitee == Replaced;
    case RemoteCancelled:
    case Declined:
    case Busy:
    case Missed:
    case AnsweredElsewhere:
    case DeclinedElsewhere:
    case Removed:
    case EndedByHost:
    case EveryoneLeft: return false;
  }
  return false;
}

void on_commit(Ledger&, const CommitTurn& turn, const Report& report) {
  if (turn.after.state != RecordState::Ended || turn.after.kind != CallKind::Direct) return;
  const sb::Participant* inviter = inviter_of(turn.after);
  const sb::Participant* invitee = invitee_of(turn.after);
  if (inviter == nullptr || invitee == nullptr) return;  // buried before it was made
  const bool both = inviter->end_reason && invitee->end_reason;
  if (!both || !is_pair(*inviter->end_reason, *invitee->end_reason)) {
    report.fail(turn.after.call_id + ": the two ends do not mirror each other");
  }
}

void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive) continue;
    for (const Call& call : page.session.calls) {
      const sb::CallRecord* record = call_record(world, call.call_id);
      if (record == nullptr || !call.confirmed || world.ledger.data_lost) continue;
      const sb::Participant* own = person_in(*record, user_name(page.user));
      if (own == nullptr || !own->left_at) continue;
      // Of a group or a session one may have gone out once more since.
      const bool once = record->kind == CallKind::Direct || call.ended_at == own->left_at;
      if (!once) continue;
      const bool elsewhere = !own->decided_by.empty() && own->decided_by != page.session.device_id;
      if (!elsewhere && call.end_reason != own->end_reason) {
        report.fail(call.call_id + ": " + page_label(page) + " was told another reason");
      }
      if (call.ended_at && !elsewhere && call.ended_at != own->left_at &&
          call.view.ended_at == own->left_at) {
        report.fail(call.call_id + ": " + page_label(page) + " was told another time");
      }
    }
  }
}

}  // namespace

const Checker reasons_agree{7, "reasons-agree", nullptr, on_commit, at_rest};

}  // namespace ringline::sim::checker
