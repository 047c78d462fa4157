// Design 11.18: who holds sends nothing and hears nothing, from the same turn on; at rest at most
// one call of a device is not on hold, both sides know who holds, and nothing goes where somebody
// does.
#include <algorithm>

#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

void on_client(Ledger&, const ClientTurn& turn, const Report& report) {
  const Page& page = page_of(turn);
  for (const Call& call : page.session.calls) {
    if (call.state == CallState::Ended) continue;
    if (call.held != page.muted.contains(call.call_id) && has_consent(call.state)) {
      report.fail(call.call_id + ": the others are heard on hold, or muted without it");
    }
    if (!call.held) continue;
    for (const Track& track : page.tracks) {
      if (track.call_id == call.call_id) report.fail(call.call_id + " has a track on hold");
    }
    for (const FakePeer& peer : page.peers) {
      const bool silent = peer.sent == decltype(peer.sent){};
      if (peer.call_id == call.call_id && !silent) report.fail(call.call_id + " sends on hold");
    }
  }
}

bool peer_holds(const Call& call, const LegId& leg_id) {
  for (const ParticipantView& one : call.view.participants) {
    for (const LegView& leg : one.legs) {
      if (leg.leg_id == leg_id) return leg.report.hold;
    }
  }
  return false;
}

void check_tracks(const Page& page, const Call& call, const Report& report) {
  for (const Link& link : call.links) {
    const bool silent = call.held || peer_holds(call, link.peer_leg);
    for (const FakePeer& peer : page.peers) {
      if (peer.link_id != link.link_id) continue;
      const std::string who = link.link_id + " on " + page_label(page);
      for (const LocalSource* source : {&call.microphone, &call.camera, &call.screen}) {
        const std::int64_t track = silent ? 0 : source->track;
        if (peer.sent[static_cast<std::size_t>(source->kind)] == track) continue;
        report.fail(who + " sends the wrong " + std::string(name_of(source->kind)));
      }
    }
  }
}

void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive || page.session.connection != ConnectionState::Online) continue;
    int in_hand = 0;
    for (const Call& call : page.session.calls) {
      if (!is_agreed(call.state)) continue;
      in_hand += call.held ? 0 : 1;
      check_tracks(page, call, report);
      const sb::CallRecord* record = call_record(world, call.call_id);
      const sb::Participant* own =
          record == nullptr ? nullptr : person_in(*record, user_name(page.user));
      if (own == nullptr) continue;
      for (const sb::Leg& leg : own->legs) {
        if (leg.leg_id == call.leg_id && leg.report.hold != call.held) {
          report.fail(call.call_id + ": the record does not know of " + page_label(page) +
                      "'s hold");
        }
      }
    }
    if (in_hand > 1) report.fail(page_label(page) + " is in two calls at once");
  }
}

}  // namespace

const Checker hold{18, "hold", on_client, nullptr, at_rest};

}  // namespace ringline::sim::checker
