// Inv. 16: media only with a leg that the record names; at rest exactly with those that have
// joined, each connected, and with video where the call has it; relay only between such.
#include <set>

#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

void on_client(Ledger& ledger, const ClientTurn& turn, const Report& report) {
  for (const Call& call : page_of(turn).session.calls) {
    const auto found = ledger.records.find(call.call_id);
    for (const Link& link : call.links) {
      if (link.peer_leg.empty() || link.remote_ufrag.empty()) continue;
      const bool known =
          found != ledger.records.end() && found->second.legs.contains(link.peer_leg);
      if (!known) report.fail(call.call_id + ": media with the unknown leg " + link.peer_leg);
    }
  }
}

std::set<LegId> joined_legs(const sb::CallRecord& record, const UserId& but) {
  std::set<LegId> legs;
  for (const sb::Participant& one : record.participants) {
    if (one.user_id == but) continue;
    for (const sb::Leg& leg : one.legs) {
      if (leg.state == sb::LegState::Joined) legs.insert(leg.leg_id);
    }
  }
  return legs;
}

// Whether a screen goes, or is about to go, over the link, one way or the other.
bool shares_over(const Call& call, const Link& link) {
  if (call.screen.wanted) return true;
  for (const ParticipantView& one : call.view.participants) {
    for (const LegView& leg : one.legs) {
      if (leg.leg_id == link.peer_leg && shares_screen(leg.report)) return true;
    }
  }
  return false;
}

void check_links(const Page& page, const Call& call, const sb::CallRecord& record,
                 const Report& report) {
  const std::string who = call.call_id + " on " + page_label(page) + ": ";
  std::set<LegId> linked;
  for (const Link& link : call.links) {
    if (!link.peer_leg.empty()) linked.insert(link.peer_leg);
    const FakePeer* peer = nullptr;
    for (const FakePeer& one : page.peers) {
      if (one.link_id == link.link_id) peer = &one;
    }
    if (peer == nullptr) {
      report.fail(who + "no peer behind " + link.link_id);
    } else if (peer->state != PeerState::Connected) {
      report.fail(who + link.link_id + " is not connected");
    } else if (record.media == Media::Video && peer->agreed < Lines::Video) {
      report.fail(who + link.link_id + " has no video");
    } else if (shares_over(call, link) && peer->agreed < Lines::Screen) {
      report.fail(who + link.link_id + " has no line for a screen");
    }
  }
  if (linked != joined_legs(record, user_name(page.user))) {
    report.fail(who + "its links are not the roster");
  }
}

void check_grants(const World& world, const Report& report) {
  for (const Node& node : world.nodes) {
    for (const auto& [call_id, grant] : node.grants) {
      const sb::CallRecord* record = call_record(world, call_id);
      const std::set<LegId> legs = record == nullptr ? std::set<LegId>() : joined_legs(*record, {});
      for (const sb::RelayEnd& end : grant.ends) {
        if (!legs.contains(end.leg_id)) report.fail(call_id + " relays for " + end.leg_id);
      }
    }
  }
}

void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    if (!page.alive || page.session.connection != ConnectionState::Online) continue;
    for (const Call& call : page.session.calls) {
      const sb::CallRecord* record = call_record(world, call.call_id);
      const bool lasts = record != nullptr && record->state == RecordState::Active;
      if (lasts && is_agreed(call.state)) check_links(page, call, *record, report);
    }
  }
  check_grants(world, report);
}

}  // namespace

const Checker roster_is_media{16, "roster-is-media", on_client, nullptr, at_rest};

}  // namespace ringline::sim::checker
