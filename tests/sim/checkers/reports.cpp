// Inv. 30: at rest the record says of each leg what its page does: so do all others see it.
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

LegReport truth_of(const Call& call) {
  LegReport truth;
  truth.microphone = call.microphone.state;
  truth.camera = call.camera.state;
  truth.screen = call.screen.state;
  truth.hold = call.held;
  truth.recording = call.recording;
  truth.consent = call.consent;
  truth.muted_by = call.muted_by;
  return truth;
}

std::string differing(const LegReport& said, const LegReport& truth) {
  if (said.microphone != truth.microphone) return "microphone";
  if (said.camera != truth.camera) return "camera";
  if (said.screen != truth.screen) return "screen";
  if (said.hold != truth.hold) return "hold";
  if (said.recording != truth.recording) return "recording";
  if (said.consent != truth.consent) return "consent";
  return said.muted_by == truth.muted_by ? "" : "mutedBy";
}

void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive || page.session.connection != ConnectionState::Online) continue;
    for (const Call& call : page.session.calls) {
      const sb::CallRecord* record = call_record(world, call.call_id);
      if (record == nullptr || !is_agreed(call.state)) continue;
      const sb::Participant* own = person_in(*record, user_name(page.user));
      if (own == nullptr) continue;
      for (const sb::Leg& leg : own->legs) {
        if (leg.leg_id != call.leg_id) continue;
        const std::string what = differing(leg.report, truth_of(call));
        if (what.empty()) continue;
        report.fail(call.call_id + ": the record is wrong about the " + what + " of " +
                    page_label(page));
      }
    }
  }
}

}  // namespace

const Checker reports{30, "reports", nullptr, nullptr, at_rest};

}  // namespace ringline::sim::checker
