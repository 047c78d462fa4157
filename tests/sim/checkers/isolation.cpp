// Inv. 10: what is about one call changes no other.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

const CallId* about(const Input& input) {
  if (const CallId* id = call_of(input)) return id;
  const auto* received = std::get_if<input::FrameReceived>(&input);
  if (received == nullptr) return nullptr;
  if (const auto* event = std::get_if<frame::Event>(&received->frame))
    return &event->call.view.call_id;
  if (const auto* signal = std::get_if<Signal>(&received->frame)) return &signal->call_id;
  return nullptr;
}

// Two dials that are one from now on (design 11.6).
bool is_merging(const ClientTurn& turn, const CallId& call_id) {
  for (const effect::Happened* one : did<effect::Happened>(turn)) {
    if (one->event != CallEvent::Replaced) continue;
    if (one->call_id == call_id || one->previous_call_id == call_id) return true;
  }
  return false;
}

// The user accepted so that the others end.
bool ends_others(const ClientTurn& turn, const CallId& call_id) {
  const CallBrief* brief = brief_of(turn, call_id);
  return brief != nullptr && brief->end_others;
}

void on_client(Ledger&, const ClientTurn& turn, const Report& report) {
  const CallId* id = about(turn.input);
  if (id == nullptr) return;
  for (const CallBrief& before : turn.before) {
    if (before.call_id == *id || is_merging(turn, before.call_id)) continue;
    const Call* now = find_call(page_of(turn).session, before.call_id);
    if (now != nullptr && (now->state == before.state || now->former_id == *id)) continue;
    const bool ended = now != nullptr && now->state == CallState::Ended;
    if (ended && ends_others(turn, *id)) continue;
    report.fail("an input about " + *id + " changed " + before.call_id);
  }
}

void on_commit(Ledger&, const CommitTurn& turn, const Report& report) {
  const bool wrong = turn.job.kind == JobKind::Frame && !turn.job.command.call_id.empty() &&
                     turn.job.command.call_id != turn.after.call_id;
  if (wrong)
    report.fail("a command about " + turn.job.command.call_id + " changed " + turn.after.call_id);
}

}  // namespace

const Checker isolation{10, "isolation", on_client, on_commit, nullptr};

}  // namespace ringline::sim::checker
