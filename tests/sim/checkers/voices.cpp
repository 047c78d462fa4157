// Inv. 16: only who is in the call is heard in it, and a path that is lost has no quality.
#include <algorithm>

#include "tests/sim/checkers/all.h"

namespace ringline::sim::checker {
namespace {

bool is_linked(const Call& call, const UserId& user) {
  return std::any_of(call.links.begin(), call.links.end(),
                     [&](const Link& link) { return link.peer_user == user; });
}

void check_speech(const ClientTurn& turn, const effect::Speech& speech, const Report& report) {
  const Call* call = find_call(page_of(turn).session, speech.call_id);
  if (call == nullptr || !is_agreed(call->state)) {
    return report.fail(speech.call_id + ": somebody speaks where nobody talks");
  }
  for (const UserId& user : speech.speaking) {
    if (!is_linked(*call, user)) report.fail(speech.call_id + ": " + user + " is not in it");
  }
}

void on_client(Ledger&, const ClientTurn& turn, const Report& report) {
  for (const effect::Speech* one : did<effect::Speech>(turn)) check_speech(turn, *one, report);
  for (const Call& call : page_of(turn).session.calls) {
    for (const Link& link : call.links) {
      const media::Quality& quality = link.traffic.quality;
      const bool lost = link.peer != PeerState::Connected;
      if (lost && quality.known && quality.shown != 0) {
        report.fail(link.link_id + ": a lost path is good");
      }
    }
  }
}

// What was heard in a call is forgotten with it.
void at_rest(const World& world, const Report& report) {
  for (const Page& page : world.pages) {
    for (const Hearing& one : page.session.hearings) {
      const Call* call = find_call(page.session, one.call_id);
      if (call == nullptr || !is_agreed(call->state)) {
        report.fail(one.call_id + " is listened to on " + page_label(page));
      }
    }
  }
}

}  // namespace

const Checker voices{16, "voices", on_client, nullptr, at_rest};

}  // namespace ringline::sim::checker
