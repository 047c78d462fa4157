// Inv. 27: media that flows outlives the signalling; media that is lost ends the call only after
// the grace, and what comes back comes back once.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

constexpr Millis kHeardOfMs = 20'000;  // the server's clock may be set meanwhile
constexpr Millis kClockMs = 6'000;     // the server's clock may be set forward meanwhile

void on_client(Ledger& ledger, const ClientTurn& turn, const Report& report) {
  for (const Call& call : page_of(turn).session.calls) {
    PageCall& past = ledger.page_calls[{turn.page, call.call_id}];
    const CallBrief* before = brief_of(turn, call.call_id);
    const bool ends =
        call.state == CallState::Ended && before != nullptr && before->state != CallState::Ended;
    if (!ends || call.confirmed || call.end_reason != EndReason::ConnectionLost) continue;
    if (before->state == CallState::Connected) {
      report.fail(call.call_id + " ended as lost while its media flowed");
    }
    const Millis grace = call.view.policy.reconnect_grace_ms;
    // A page whose clock stood still counts less, never more.
    if (!turn.world.setup.timeless && past.media_lost_at &&
        turn.world.now - *past.media_lost_at < grace) {
      report.fail(call.call_id + " ended as lost before the grace was over");
    }
  }
  for (const effect::Happened* one : did<effect::Happened>(turn)) {
    const PageCall& past = ledger.page_calls[{turn.page, one->call_id}];
    if (one->event == CallEvent::Reconnected && past.reconnected >= past.reconnecting) {
      report.fail(one->call_id + " reconnected more often than it was lost");
    }
  }
}

bool was_lost(const sb::Participant& one, Millis now) {
  for (const sb::Leg& leg : one.legs) {
    const bool joined = leg.state == sb::LegState::Joined;
    if (joined && !leg.up && now >= leg.grace_deadline) return true;
  }
  return false;
}

const sb::Leg* leg_in(const sb::CallRecord& record, const LegId& leg_id) {
  for (const sb::Participant& one : record.participants) {
    for (const sb::Leg& leg : one.legs) {
      if (leg.leg_id == leg_id) return &leg;
    }
  }
  return nullptr;
}

// Who goes away has all of the grace from then on.
void check_grace(const CommitTurn& turn, const Report& report) {
  const Millis whole = turn.after.policy.reconnect_grace_ms;
  for (const sb::Participant& one : turn.after.participants) {
    for (const sb::Leg& leg : one.legs) {
      const sb::Leg* before = leg_in(*turn.before, leg.leg_id);
      const bool went = leg.state == sb::LegState::Joined && !leg.up && before != nullptr;
      if (!went || !before->up) continue;
      if (leg.grace_deadline < engine_now(turn.world) + whole - kClockMs) {
        report.fail(turn.after.call_id + ": " + one.user_id + " has less than the grace");
      }
    }
  }
}

bool is_gone(const World& world, const UserId& user, const DeviceId& device_id) {
  const sb::UserRecord* record = user_record(world, user);
  if (record == nullptr) return false;
  for (const sb::Device& device : record->devices) {
    if (device.device_id == device_id) {
      return !device.online && engine_now(world) - device.last_seen > kHeardOfMs;
    }
  }
  return false;
}

// Whose device is gone is away in the record, too: only then does the grace begin.
void check_presence(const Ledger& ledger, const CommitTurn& turn, const Report& report) {
  const bool well = turn.world.now - nodes_well_since(turn.world) > kHeardOfMs;
  if (ledger.data_lost || !well) return;
  const Millis now = engine_now(turn.world);
  for (const sb::Participant& one : turn.before->participants) {
    // A dial may answer for a page that has gone since: its user's record says so when it is
    // seated.
    if (one.joined_at && now - *one.joined_at < kHeardOfMs) continue;
    for (const sb::Leg& leg : one.legs) {
      const bool up = leg.state == sb::LegState::Joined && leg.up && one.claimed;
      if (ledger.revoked.contains(leg.device_id)) continue;  // cut off, not lost
      if (up && is_gone(turn.world, one.user_id, leg.device_id)) {
        report.fail(turn.after.call_id + " does not know that " + leg.device_id + " is gone");
      }
    }
  }
}

// The record takes a leg out only after its grace.
void on_commit(Ledger& ledger, const CommitTurn& turn, const Report& report) {
  if (turn.before == nullptr) return;
  check_grace(turn, report);
  check_presence(ledger, turn, report);
  if (turn.before->state != RecordState::Active) return;
  if (turn.job.kind != JobKind::Deadline) return;
  const Millis now = std::max(engine_now(turn.world), turn.job.at);
  bool anybody = false;
  for (const sb::Participant& one : turn.before->participants) {
    anybody = anybody || was_lost(one, now);
  }
  for (const sb::Participant& one : turn.after.participants) {
    const sb::Participant* before = person_in(*turn.before, one.user_id);
    const bool lost =
        is_out(&one) && !is_out(before) && one.end_reason == EndReason::ConnectionLost;
    if (!lost) continue;
    const bool due = turn.before->kind == CallKind::Direct ? anybody : was_lost(*before, now);
    if (!due) report.fail(turn.after.call_id + ": " + one.user_id + " was lost and is there");
  }
}

}  // namespace

const Checker signalling_loss{27, "signalling-loss", on_client, on_commit, nullptr};

}  // namespace ringline::sim::checker
