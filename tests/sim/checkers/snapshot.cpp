// Inv. 24: what a page has come to hold by events is what a fresh one would be shown.
#include "switchboard/call_transitions.h"
#include "switchboard/call_view.h"
#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

// Left out: the version, which commits raise that nobody needs to hear of; descriptions, which are
// for one reader; what a device has told of itself; and, for who only rings, whose devices ring.
CallView comparable(CallView view, const LegId& own_leg) {
  view.version = 0;
  view.offer.reset();
  view.answer.reset();
  view.parked.clear();
  const bool rings = is_pending(view.you.state);
  const auto plain = [rings](ParticipantState state) {
    return rings && state == ParticipantState::Rung ? ParticipantState::Ringing : state;
  };
  view.you.state = plain(view.you.state);
  for (ParticipantView& one : view.participants) {
    one.state = plain(one.state);
    for (LegView& leg : one.legs) {
      if (leg.leg_id != own_leg) continue;
      leg.report = {};
    }
  }
  return view;
}

std::string difference(const CallView& a, const CallView& b) {
  if (a.state != b.state) return "state";
  if (a.participants.size() != b.participants.size()) return "number of participants";
  for (std::size_t i = 0; i < a.participants.size(); ++i) {
    const ParticipantView& one = a.participants[i];
    const ParticipantView& other = b.participants[i];
    if (one == other) continue;
    return one.user_id + " " + std::string(name_of(one.state)) + " / " + other.user_id + " " +
           std::string(name_of(other.state)) + (one.legs == other.legs ? "" : " (legs)");
  }
  if (a.you != b.you) return "you";
  if (a.video_request != b.video_request) return "video request";
  return "something else";
}

void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive || page.session.connection != ConnectionState::Online) continue;
    for (const Call& call : page.session.calls) {
      const sb::CallRecord* record = call_record(world, call.call_id);
      if (record == nullptr || call.state == CallState::Ended || !call.has_view) continue;
      const auto fresh =
          page_for(*record, user_name(page.user), page.session.device_id, sb::PagePurpose::Answer);
      if (!fresh) {
        report.fail(call.call_id + " is not for " + page_label(page));
        continue;
      }
      const CallView held = comparable(call.view, call.leg_id);
      const CallView shown = comparable(fresh->view, call.leg_id);
      if (held != shown) {
        report.fail(call.call_id + " on " + page_label(page) +
                    " is not what a fresh page would see: " + difference(held, shown));
      }
    }
  }
}

}  // namespace

const Checker snapshot{24, "snapshot", nullptr, nullptr, at_rest};

}  // namespace ringline::sim::checker
