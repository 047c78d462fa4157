// Inv. 13: a microphone is heard or not as its own user says. Somebody else's request turns it off
// where the device obeys such, and nothing turns it on; who was muted comes back muted.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

// Whether the view brought a request that this device obeys.
bool obeys(const ClientTurn& turn, const CallBrief& before, const Call& call) {
  const bool asked = call.mute_request_seen != before.mute_request;
  return asked && page_of(turn).session.mute_requests == MuteRequests::Obey &&
         !call.muted_by.empty() && call.muted_by != call.user_id;
}

void check_change(const ClientTurn& turn, const CallBrief& before, const Call& call,
                  const Report& report) {
  const bool unmuted = call.microphone.wanted;
  if (unmuted == before.unmuted) return;
  const auto* said = said_of<input::SetMicrophone>(turn.input, call);
  if (said != nullptr && said->on == unmuted) return;
  if (unmuted && !is_yes(turn.input, call.call_id)) {
    report.fail(call.call_id + ": the microphone goes on by nobody's hand");
  }
  const bool over = !has_consent(call.state) || is_yes(turn.input, call.call_id);
  if (!unmuted && !over && !obeys(turn, before, call)) {
    report.fail(call.call_id + ": the microphone goes off by nobody's hand");
  }
}

// After a reload, or when another page has the leg again.
void check_rejoin(const Ledger& ledger, const ClientTurn& turn, const Call& call,
                  const Report& report) {
  if (said_of<input::Rejoin>(turn.input, call) == nullptr || ledger.data_lost) return;
  const auto muted = ledger.muted.find(call.leg_id);
  const bool knew = muted != ledger.muted.end() && muted->second <= call.view.version;
  if (knew && call.microphone.wanted) report.fail(call.call_id + ": who was muted is heard again");
}

void on_client(Ledger& ledger, const ClientTurn& turn, const Report& report) {
  for (const Call& call : page_of(turn).session.calls) {
    if (call.microphone.wanted && !call.muted_by.empty()) {
      report.fail(call.call_id + ": is heard, and muted by " + call.muted_by);
    }
    check_rejoin(ledger, turn, call, report);
    const CallBrief* before = brief_of(turn, call.call_id);
    if (before == nullptr || was_forgotten(turn, call.call_id)) continue;
    check_change(turn, *before, call, report);
  }
}

void on_commit(Ledger&, const CommitTurn& turn, const Report& report) {
  if (turn.before == nullptr) return;
  for (const sb::Participant& one : turn.after.participants) {
    const sb::Participant* before = person_in(*turn.before, one.user_id);
    const MuteRequest& request = one.mute_request;
    if (before == nullptr || request.id <= before->mute_request.id) continue;
    const bool asked = turn.job.kind == JobKind::Frame &&
                       turn.job.command.type == sb::CommandType::MuteRequest &&
                       turn.job.sender.user_id == request.by && request.by != one.user_id;
    if (!asked) report.fail(turn.after.call_id + ": nobody asked " + one.user_id + " to mute");
  }
}

}  // namespace

const Checker mute{13, "mute", on_client, on_commit, nullptr};

}  // namespace ringline::sim::checker
